"""The fields of nouns, and the keys under which a document holds them."""

from __future__ import annotations

import ast
import dataclasses
import functools
import inspect
import operator
import re
import textwrap
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Union

from soescan.files import DocumentNode

UNIONS = (Union, types.UnionType)


@dataclass(frozen=True, slots=True)
class TypeAdapter:
    """How values of one type are read, written and described, where their fields do not say it."""

    type: Any
    read: Callable[[DocumentNode], Any]
    write: Callable[[Any], object]
    schema: Mapping[str, object]


def document_key(name: str) -> str:
    """A field's name in a file: a trailing underscore only keeps Python happy."""
    return name.removesuffix("_")


def strip_none(args: tuple[Any, ...]) -> Any:
    """``X | None`` -> ``X``, also where X is itself a union."""
    return functools.reduce(operator.or_, (arg for arg in args if arg is not type(None)))


def default_value(f: dataclasses.Field[Any]) -> Any:
    """What a field holds when nobody says; `dataclasses.MISSING` where somebody must."""
    return f.default_factory() if f.default_factory is not dataclasses.MISSING else f.default


def is_default(value: Any, f: dataclasses.Field[Any]) -> bool:
    """Does a field hold its default, of the same type? 0.0 is not 0: it is shown otherwise."""
    default = default_value(f)
    return bool(value == default) and type(value) is type(default)


def split_type_name(type_name: str) -> str:
    """``CapabilityId`` -> ``capability``."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", type_name.removesuffix("Id")).lower()


def read_field_descriptions(kind: Any) -> dict[str, str]:
    """The text under each field of a dataclass, from its source."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0].body  # type: ignore[attr-defined]
    return {
        above.target.id: inspect.cleandoc(below.value.value).replace("\n", " ")
        for above, below in pairwise(body)
        if isinstance(above, ast.AnnAssign)
        and isinstance(above.target, ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
        and isinstance(below.value.value, str)
    }
