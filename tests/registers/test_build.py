"""Facts of registers: what is read, what is refused, and that the shipped files come of them."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from soescan.errors import InputError
from soescan.evidence import registers
from soescan.evidence.registers import list_counting
from soescan.reference import builtin
from soescan.reference.products.vendor_facts import SaidBy, load_fact_sources, read_facts
from soescan.reference.vendors import known_products
from soescan.registers.archives import ArchiveLimits, unpack
from soescan.registers.build import RegisterBuild, build_registers
from soescan.registers.literals import read_module
from soescan.registers.readers import diodb, second_factors, trustlists
from soescan.registers.registers import Register, load_corrections, load_registers
from tests.share_alike import needs_share_alike

VENDORS = builtin.catalogs_folder() / "vendors"


def pack(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


def register(id_: str) -> Register:
    return next(one for one in load_registers() if one.id == id_)


def build(folder: Path, id_: str, content: bytes, *, force: bool = False) -> RegisterBuild:
    registers = [register(id_)]
    products, corrections = known_products(), load_corrections()
    (done,) = build_registers(
        folder, registers, lambda _: content, products, corrections, force=force
    )
    return done


def trust_lists(domain: str = "") -> bytes:
    names = ["braze", "figma", "klaviyo", "webflow", "contentful", "algolia", "airtable", "segment"]
    return pack({
        f"t/entries/{name}.js": (
            f'export default {{"name": "{name}", "website": "https://{name}.com",'
            f' "trustCenter": "https://trust.{domain or f"{name}.com"}/"}};'
        ).encode()
        for name in names
    })  # fmt: skip


@pytest.mark.slow
@needs_share_alike
def test_the_shipped_facts_are_those_of_the_registers(shared: Path, tmp_path: Path) -> None:
    kept = shared / "data" / "vendors" / "registers"
    if not kept.is_dir():
        pytest.skip("the registers are not here")
    registers = load_registers()
    builds = build_registers(
        tmp_path,
        registers,
        lambda one: (kept / one.file).read_bytes(),
        known_products(),
        load_corrections(),
    )
    assert [one.refused for one in builds] == [""] * 7
    for one in registers:
        assert (tmp_path / one.path).read_bytes() == (VENDORS / one.path).read_bytes(), one.id


def test_every_source_of_facts_has_licence_date_and_a_line_of_attribution() -> None:
    attributed = (builtin.catalogs_folder() / "LICENSES.md").read_text(encoding="utf-8")
    for code, source in load_fact_sources().items():
        assert all((source.license, source.date, source.url)), code
    for path in (*VENDORS.glob("facts/*.yaml"), *VENDORS.glob("share-alike/*/*.yaml")):
        assert f"`{path.relative_to(VENDORS.parent)}`" in attributed, path.name


def test_a_register_that_shrinks_or_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    first = build(tmp_path, "trustlists", trust_lists())
    assert first.facts > 4, first
    before = (tmp_path / "facts/trustlists.yaml").read_bytes()
    lost = build(tmp_path, "trustlists", pack({}))
    assert "lost more than a tenth" in lost.refused
    moved = build(tmp_path, "trustlists", trust_lists("evil.example"))
    assert "other domains" in moved.refused
    assert (tmp_path / "facts/trustlists.yaml").read_bytes() == before
    forced = build(tmp_path, "trustlists", trust_lists("evil.example"), force=True)
    assert (forced.refused, forced.changed) == ("", first.facts)


def test_a_condition_in_words_that_a_build_writes_makes_a_lead(tmp_path: Path) -> None:
    (rule,) = register("trustlists").rules
    limited = replace(rule, condition="European customers")
    products, corrections = known_products(), load_corrections()
    braze = next(one for one in products if one.id == "braze")
    for rules, counts in (((rule,), 1), ((limited,), 0)):
        by_vendor = replace(register("trustlists"), said_by=SaidBy.VENDOR, rules=rules)
        build_registers(
            tmp_path, [by_vendor], lambda _: trust_lists(), products, corrections, force=True
        )
        facts, _ = read_facts(tmp_path)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(registers, "known_facts", lambda one, told=facts: told[one])
            assert len(list_counting(braze, date(2026, 1, 1))) == counts


def test_that_an_entry_is_the_whole_vendors_is_a_note_and_limits_nothing() -> None:
    facts, _ = read_facts(VENDORS)
    texts = [fact for known in facts.values() for fact in known]
    assert any(fact.note.startswith("vendor-wide") for fact in texts)
    assert not any("vendor-wide" in fact.condition for fact in texts)


def test_correct_entries_of_unknown_products_are_left_out(tmp_path: Path) -> None:
    files = {"e/entries/x.js": b'export default {name: "Nosuch", website: "https://nosuch.example",'
             b' trustCenter: "https://trust.nosuch.example"};'}  # fmt: skip
    done = build(tmp_path, "trustlists", pack(files))
    assert (done.facts, done.entries["unknown"]) == (0, 1)


def test_a_module_is_read_and_never_run() -> None:
    text = b"""import { T } from "../types";
    export const name = 'It\\'s "A"'; // the name
    export const domains = ["a.example", "*.a.example",];
    export const aStatus: T = { name, domains };
    """
    assert read_module(text, "a.ts") == {
        "name": 'It\'s "A"',
        "domains": ["a.example", "*.a.example"],
    }


@pytest.mark.parametrize(
    "text",
    [
        b"fetch('https://evil.example')",
        b"export default {a: [" + b"[" * 5_000,
        b"export default {'a': `x${y}`};",
        b"export default {a: 'x",
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_literal_is_refused_with_its_line(text: bytes) -> None:
    with pytest.raises(InputError, match=r"^a\.js"):
        read_module(text, "a.js")


@pytest.mark.parametrize("name", ["../a/entries/x.js", "/etc/entries/x.js", "a/../../entries/x.js"])
def test_paths_that_lead_out_are_refused(name: str) -> None:
    with pytest.raises(InputError, match="paths inside the archive"):
        unpack(pack({name: b"x"}), "a.tar.gz", "*/entries/*.js")


def test_an_archive_is_unpacked_within_limits() -> None:
    small = ArchiveLimits(inflated=64 << 10, members=5, member=1 << 10)
    for files in ({"a/x": bytes(1 << 20)}, {"a/x": bytes(2 << 10)}, dict.fromkeys("abcdefg", b"")):
        with pytest.raises(InputError, match="at most"):
            unpack(pack(files), "a.tar.gz", "*/x", small)
    for broken in (b"none", gzip.compress(b"none"), pack({"a/x": b"x" * 900})[:-40]):
        with pytest.raises(InputError):
            unpack(broken, "a.tar.gz", "*/x", small)


@pytest.mark.parametrize("name", ["Evil\\u001b[31m", "a\\u0000b", "x" * 5_000])
def test_names_that_steer_a_terminal_or_never_end_are_refused(name: str) -> None:
    text = f'[{{"program_name": "{name}", "policy_url": "https://a.example/"}}]'
    with pytest.raises(InputError, match=r"^d\.json: \[0\]\.program_name"):
        list(diodb.read({"d.json": text.encode()}))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_addresses_of_another_kind_are_refused(url: str) -> None:
    text = f'export default {{name: "A", trustCenter: "{url}"}};'
    with pytest.raises(InputError, match=r"^a\.js: trustCenter: expected an address of the web"):
        list(trustlists.read({"a.js": text.encode()}))


def test_a_service_without_a_second_factor_says_nothing() -> None:
    text = b'{"A": {"domain": "a.example", "tfa": []}, "B": {"domain": "b.example"}}'
    assert [entry.statements for entry in second_factors.read({"a.json": text})] == [(), ()]


def test_registers_are_pinned_to_a_state_of_their_publisher() -> None:
    for one in load_registers():
        commit = one.source.name.rpartition(" ")[2]
        assert f"/{commit}" in one.address, one.id
        assert replace(one.source, date="") != one.source
