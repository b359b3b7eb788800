"""What came with soescan: the folder of catalogs, and the small tables in it.

In a checkout the folder is ``catalogs/`` beside the package; in a wheel it is inside the package.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from soescan.errors import CatalogError, UsageError
from soescan.files import did_you_mean, read_document
from soescan.model import FactKey, SharedHosts, Supplier, Vocabulary, Words
from soescan.reference.public.publishers import Publishers
from soescan.schema import DocumentSchema

N = TypeVar("N")


def catalogs_folder() -> Path:
    """Where the catalogs are."""
    package = Path(__file__).parents[1]
    inside = package / "catalogs"
    return inside if inside.is_dir() else package.parent / "catalogs"


def builtin_soes() -> Mapping[str, Path]:
    """The shipped SOEs by name; the cases beside them are none."""
    files = sorted((catalogs_folder() / "soe").glob("*.yaml"))
    return {path.stem: path for path in files if not path.stem.endswith(".cases")}


def builtin_soe(name: str) -> Path:
    """The shipped SOE of a name, e.g. ``starter``."""
    known = builtin_soes()
    if name not in known:
        hint = did_you_mean(name, known) or f"there are: {', '.join(known)}"
        raise UsageError(f"no SOE named {name!r} came with soescan", hint=hint)
    return known[name]


@cache
def vocabulary() -> Mapping[str, FactKey]:
    """Every fact key, with ``{name}`` keys written out."""
    return {entry.key: entry for key in _facts().facts for entry in _each(key)}


@cache
def days_valid(key: str) -> int:
    """For how many days a fact that was seen may be used."""
    known = _facts().lasts
    return known[
        max((start for start in known if key.startswith(start)), key=len, default="default")
    ]


@cache
def is_fixed(key: str) -> bool:
    """Is a fact as it is, so that only another proposal could change it?"""
    return key.startswith(_facts().given)


@cache
def _facts() -> Vocabulary:
    return _read("facts.yaml", Vocabulary)


@cache
def suppliable_facts() -> Mapping[str, FactKey]:
    """The fact keys that somebody can supply; soescan works out the others itself."""
    return {
        key: entry for key, entry in vocabulary().items() if set(entry.by) != {Supplier.DERIVED}
    }


def _each(key: FactKey) -> Iterator[FactKey]:
    if not key.each:
        yield key
    for name in key.each:
        texts = {
            field: getattr(key, field).replace("{name}", name.upper() if field != "key" else name)
            for field in ("key", "label", "question", "meaning")
        }
        yield replace(key, each=(), **texts)


@cache
def words() -> Words:
    """How people write the things that tables hold."""
    return _read("words.yaml", Words)


@cache
def shared_hosts() -> frozenset[str]:
    """Registrable domains that stand for more than one product."""
    return frozenset(entry.domain for entry in _read("shared-hosts.yaml", SharedHosts).hosts)


@cache
def publishers() -> Publishers:
    """Who publishes the large public tables, and where."""
    return _read("tables.yaml", Publishers)


def load(name: str, kind: type[N]) -> N:
    """A small table of facts about the world, by its file's name, as the noun it is made of."""
    if name not in _TABLES:
        _TABLES[name] = _read(name, kind)
    found: N = _TABLES[name]
    return found


_TABLES: dict[str, Any] = {}


def _read(name: str, kind: type[N]) -> N:
    doc = read_document(catalogs_folder() / name)
    made = DocumentSchema().read_document(doc, kind)
    doc.check(CatalogError)
    return made
