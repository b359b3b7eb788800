"""Scripts that an optimizer runs later: ``catalogs/standards/deferred-scripts.yaml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import ClassVar

from soescan.reference import builtin


@dataclass(frozen=True, slots=True)
class ScriptOptimizer:
    """A program that changes the type of scripts, so that it can run them itself."""

    product: str
    types: tuple[str, ...] = ()
    prefix: str = ""
    pattern: str = ""
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
    >>> script_type("text/partytown"), script_type("text/lazyload"), script_type("text/plain")
    ('', '', 'text/plain')
    """
    written = written.strip().lower()
    return "" if _find_optimizer(written) else _prefixes().sub("", written, count=1)


def deferred_addresses(written: str) -> tuple[str, ...]:
    """The attributes in which a script of a type has its address, in the place of ``src``."""
    optimizer = _find_optimizer(written.strip().lower())
    return optimizer.addresses if optimizer else ()


@lru_cache(maxsize=256)
def _find_optimizer(type_: str) -> ScriptOptimizer | None:
    """Who gave a script its type; None for a type that a browser runs, or data has."""
    for optimizer in _table():
        is_listed = type_ in optimizer.types
        if is_listed or (optimizer.pattern and re.fullmatch(optimizer.pattern, type_[:80])):
            return None if not is_listed and _OTHER_TYPES.fullmatch(type_) else optimizer
    return None


_OTHER_TYPES = re.compile(
    r"(?:application|text)/(?:x-)?(?:java|ecma|live|j)script[0-9.]*|.*blocked"
)
"""Types that browsers run themselves, or that consent lifts."""


@cache
def _table() -> tuple[ScriptOptimizer, ...]:
    return builtin.load("standards/deferred-scripts.yaml", DeferredScriptTable).optimizers


@cache
def _prefixes() -> re.Pattern[str]:
    return re.compile("|".join(f"^(?:{one.prefix})" for one in _table() if one.prefix))
