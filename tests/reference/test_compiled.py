"""The quickly read form of the vendor catalog: the same as the YAML, and never in its way."""

from __future__ import annotations

import ast
import importlib
import json
import os
import sys
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest

from soescan import catalog
from soescan.errors import UsageError
from soescan.model import All, AnyOf, Condition, Not, Place, Test
from soescan.reference import builtin, compiled, vendors
from soescan.reference.capability_table import load_capabilities
from soescan.reference.products import vendor_facts
from soescan.reference.public import publishers
from tests.conftest import ROOT


class Kind(StrEnum):
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Thing:
    name: str
    kind: Kind = Kind.GOOD
    place: Place | None = None
    lists: tuple[tuple[int, ...], ...] = ()
    by_name: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    value: str | int | float | bool | tuple[str, ...] = ""
    day: date | None = None
    other_kind: Kind | None = None
    days: dict[str, date] = field(default_factory=dict, hash=False)
    condition: Condition | None = None
    tests: tuple[Test, ...] = ()


TEST = Test("auth.mfa.offered", "is")


class Table:
    """A table in a file that counts how often it is read."""

    def __init__(self, path: Path) -> None:
        self.path, self.reads = path, 0

    def read(self) -> list[Thing]:
        self.reads += 1
        return [Thing(line) for line in self.path.read_text().splitlines()]

    def load(self) -> object:
        return compiled.load_compiled("things", [self.path], [Thing], self.read)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "soescan"


@pytest.fixture
def table(tmp_path: Path, cache: Path) -> Table:
    path = tmp_path / "things.yaml"
    path.write_text("one\ntwo")
    return Table(path)


@pytest.mark.parametrize(
    "thing",
    [
        Thing("a"),
        Thing("ä", place=Place("f.yaml", 7), lists=((1, 2), ()), by_name={"x": ("y",)}),
        Thing("b", value=("one", "two")),
        Thing("c", value=True),
        Thing("d", value=1.5),
        Thing("e", day=date(2026, 11, 29), other_kind=Kind.GOOD),
        Thing("f", days={"good": date(2026, 1, 1)}),
        Thing("g", condition=TEST, tests=(TEST, Test("x", "in", ("a", "b")))),
        Thing("h", condition=All((TEST, AnyOf((Not(TEST), TEST)), Not(All(()))))),
    ],
)
def test_plain_values_become_what_they_were(thing: Thing) -> None:
    plain = json.loads(json.dumps(compiled.encode(thing)))
    assert repr(compiled.decode(Thing, plain)) == repr(thing)


def test_files_are_read_once_until_one_changes(table: Table, cache: Path) -> None:
    assert table.load() == table.load()
    assert table.reads == 1
    table.path.write_text("three")
    assert compiled.decode(Thing, table.load()[0]).name == "three"  # type: ignore[index]
    assert table.reads == 2
    assert len(list(cache.iterdir())) == 1, "the form of the older file is gone"


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b"0 0\n[]", None])
def test_a_damaged_form_is_read_anew_and_mended(
    table: Table, cache: Path, damage: bytes | None
) -> None:
    before = table.load()
    (kept,) = cache.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-1] + b" " if damage is None else damage)
    assert table.load() == before
    assert (table.reads, kept.read_bytes()) == (2, whole)


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_what_others_could_have_written_is_not_used(table: Table, cache: Path, mode: int) -> None:
    table.load()
    cache.chmod(mode)
    table.load()
    assert table.reads == 2


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
@pytest.mark.parametrize("mode", [0o666, 0o620, 0o602])
def test_a_kept_form_that_others_could_have_written_is_not_used(
    table: Table, cache: Path, mode: int
) -> None:
    before = table.load()
    (kept,) = cache.iterdir()
    kept.chmod(mode)
    assert table.load() == before
    assert table.reads == 2
    assert not kept.stat().st_mode & 0o022, "it is written anew"


def test_without_a_place_for_caches_the_files_are_read(table: Table, cache: Path) -> None:
    cache.parent.write_text("a file stands in the way")
    assert table.load() == table.load()
    assert table.reads == 2


@pytest.mark.usefixtures("cache")
def test_the_vendor_catalog_is_the_same_from_both_forms() -> None:
    folder = builtin.catalogs_folder() / "vendors"
    products, sources = vendors.read_vendors(folder, load_capabilities(), builtin.shared_hosts())
    facts, fact_sources = vendor_facts.read_facts(folder)
    for _ in range(2):
        vendors._load_vendors.cache_clear()
        vendor_facts._load.cache_clear()
        vendor_facts.known_facts.cache_clear()
        assert vendors._load_vendors() == (products, sources)
        assert {id_: vendor_facts.known_facts(id_) for id_ in facts} == facts
        assert vendor_facts.load_fact_sources() == fact_sources


# --- tables and SOEs -----------------------------------------------------------------------------


def loaded_tables() -> list[tuple[str, type]]:
    """Every table that the program loads by name, with the noun that it is read as."""
    found: dict[str, type] = {}
    for path in sorted((ROOT / "soescan").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("builtin.load", "load"):
                name, kind = node.args
                if isinstance(name, ast.Constant) and isinstance(name.value, str):
                    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                    found[name.value] = find_kind(importlib.import_module(module), kind)
    return sorted(found.items())


def find_kind(module: object, kind: ast.expr) -> type:
    name = ast.unparse(kind)
    # `publishers` imports its noun when it is called, as nobody else needs it.
    found = getattr(module, name, None) or getattr(publishers, name)
    assert isinstance(found, type)
    return found


@pytest.mark.slow
@pytest.mark.usefixtures("cache")
def test_every_table_is_the_same_from_both_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = loaded_tables()
    assert {"facts.yaml", "words.yaml", "countries.yaml"} <= {name for name, _ in tables}
    for name, kind in tables:
        from_yaml: object = builtin.read_table(builtin.catalogs_folder() / name, kind)
        for _ in range(2):
            monkeypatch.setattr(builtin, "_LOADED", {})
            assert repr(builtin.load(name, kind)) == repr(from_yaml), name


@pytest.mark.slow
@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize("name", builtin.builtin_soes())
def test_a_builtin_soe_is_the_same_from_both_forms(name: str) -> None:
    from_yaml = catalog.read(builtin.builtin_soe(name))
    for _ in range(2):
        assert repr(catalog.read_builtin(name)) == repr(from_yaml)


def test_a_form_whose_content_was_changed_does_not_count(cache: Path) -> None:
    before = catalog.read_builtin("small")
    (kept,) = cache.glob("soe-small-*.json")
    whole = kept.read_bytes()
    kept.write_bytes(whole.replace(b"blocker", b"advice", 1))
    assert catalog.read_builtin("small") == before
    assert kept.read_bytes() == whole


def test_an_soe_that_nobody_shipped_is_refused() -> None:
    with pytest.raises(UsageError, match="no SOE named"):
        catalog.read_builtin("nosuch")


def test_the_code_of_all_that_is_inside_counts_as_the_version(
    table: Table, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    table.load()
    assert {Thing, Place, Test, All, Not} <= set(compiled._list_records([Thing]))
    changed = tmp_path / "conditions.py"
    changed.write_text("another default")
    monkeypatch.setattr(sys.modules[All.__module__], "__file__", str(changed))
    table.load()
    assert table.reads == 2
