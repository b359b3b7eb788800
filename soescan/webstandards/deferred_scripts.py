"""Scripts that an optimizer runs later: ``catalogs/standards/deferred-scripts.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from soescan.reference import builtin


@dataclass(frozen=True, slots=True)
class ScriptOptimizer:
    """A program that changes the type of scripts, so that it can run them itself."""

    product: str
    types: tuple[str, ...] = ()
    prefix: str = ""
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeferredScriptTable:
    """How optimizers mark the scripts that they run later."""

    SCHEMA: ClassVar[str] = "soescan/deferred-scripts@1"

    optimizers: tuple[ScriptOptimizer, ...]


def script_type(written: str) -> str:
    """The type under which a script runs: its own where an optimizer has put one before it.

    >>> script_type("2eca86480efb656827f013d2-text/javascript"), script_type("litespeed/javascript")
    ('text/javascript', '')
    >>> script_type("text/plain")
    'text/plain'
    """
    written = written.strip().lower()
    return "" if written in _addresses() else _prefixes().sub("", written, count=1)


def deferred_addresses(written: str) -> tuple[str, ...]:
    """The attributes in which a script of a type has its address, in the place of ``src``."""
    return _addresses().get(written.strip().lower(), ())


@cache
def _table() -> tuple[ScriptOptimizer, ...]:
    return builtin.load("standards/deferred-scripts.yaml", DeferredScriptTable).optimizers


@cache
def _addresses() -> Mapping[str, tuple[str, ...]]:
    return {type_: one.addresses for one in _table() for type_ in one.types}


@cache
def _prefixes() -> re.Pattern[str]:
    return re.compile("|".join(f"^(?:{one.prefix})" for one in _table() if one.prefix))
