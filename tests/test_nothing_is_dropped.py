"""Nothing that is accepted is dropped: what a person writes changes an output, or is a problem.

The files in ``everything`` write every key of a proposal, a catalog and evidence. The law changes one
key after the other. What nothing judges yet is quoted: in JSON, Markdown, on the page and in the
workbook.
"""

from __future__ import annotations

import importlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from bs4 import BeautifulSoup

from soescan import app, catalog, proposal, report
from soescan.app.background import quote_proposal
from soescan.errors import InputError
from soescan.model import Evidence, Proposal, Report
from soescan.reference import builtin
from soescan.report import RenderOptions, tables
from soescan.report.tables.cells import cell_text
from tests import everything
from tests.everything import Documents, Key

EXEMPT: Mapping[str, str] = {
    "place": "where a record was written; said by the reader, not by people",
    "Tool.unread_addresses": "set by the reader of tables from what is written as an address",
    "Product.unreadable": "set by the reader of tables from what is written in limiting columns",
    "Fact.claimed": "set where a proposal is read, from who says the fact",
    "Origin.register": "set by the vendor catalog alone; taken off what people write",
    "Fact.condition": "set by the vendor catalog: tests/evidence/test_registers.py",
    "Fact.editions": "set by the vendor catalog: tests/evidence/test_registers.py",
    "Header.extends": "names files; tests/catalog/test_document.py shows that their records count",
    "Policy.own_scan": "decides on recordings: tests/evidence/test_supplied.py",
    "RequiredTest.id": "the name of a record for overlays and catalog show; its label is required",
}
"""Fields that the law passes over, each with the reason."""

FORMATS = ("json", "markdown", "html", "xlsx")
ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("Standard.owner", "Standard.refs", "Standard.usually"), ("explain",)),
    **dict.fromkeys(
        ("Policy.weights", "Weights.blocker", "Weights.condition", "Weights.advice"),
        ("json", "table"),
    ),
    "Origin.sha256": ("json", "markdown", "xlsx"),
}
"""Where a field shows that is not for all of the formats above."""


@cache
def documents() -> Documents:
    return everything.read_documents()


@cache
def keys_by_field() -> dict[str, list[Key]]:
    keys: dict[str, list[Key]] = {}
    for key in everything.written_keys(documents()):
        keys.setdefault(str(key), []).append(key)
    return keys


def is_exempt(field: str) -> bool:
    return field in EXEMPT or field.partition(".")[2] in EXEMPT


@pytest.mark.slow
def test_every_key_that_a_person_can_write_is_written() -> None:
    unwritten = everything.all_fields() - keys_by_field().keys()
    assert {field for field in unwritten if not is_exempt(field)} == set()
    written = {field for field in keys_by_field() if is_exempt(field)}
    assert written <= {"Policy.own_scan", "RequiredTest.id"}


# --- one key after the other ---------------------------------------------------------------------


def render(shown: Report, format: str) -> bytes:
    options = RenderOptions(verbose=format in ("table", "markdown", "html"))
    pieces = report.find_format(format).render(shown, options)
    return b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)


def outputs_of(changed: Documents, folder: Path) -> Callable[[str], bytes]:
    """What each output says of these documents; made when it is asked for."""
    shown, read, proposed = everything.review_documents(changed, folder)

    def output(name: str) -> bytes:
        return explanations(read, proposed) if name == "explain" else render(shown, name)

    return output


def explanations(read: catalog.LoadedCatalog, proposed: Proposal) -> bytes:
    explained = (
        app.explain_standard(standard.id, "Pigeon", proposed, read, Evidence(), everything.DAY)
        for standard in read.catalog.standards
    )
    options = RenderOptions()
    return "".join(report.explanation.render_explanation(e, options) for e in explained).encode()


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, bytes]]:
    """What each output says of the documents as they are.

    What-ifs take most of the time of a review and say nothing that is written: without them.
    """
    module = importlib.import_module("soescan.app.reviewing")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_promising_changes", lambda *_: None)
        output = outputs_of(documents(), tmp_path_factory.mktemp("unchanged"))
        yield {name: output(name) for name in (*FORMATS, "table", "explain")}


def shows(field: str, folder: Path, unchanged: Mapping[str, bytes]) -> bool:
    """Does another value of a field change every output that it is for, or is it a problem?"""
    wanted = ELSEWHERE.get(field, FORMATS)
    refused = False
    for changed in changes(field):
        try:
            output = outputs_of(changed, folder)
        except InputError:
            refused = True
            continue
        if all(output(name) != unchanged[name] for name in wanted):
            return True
    return refused and refers(field)


def changes(field: str) -> Iterator[Documents]:
    """The documents with other values for a field, wherever it is written."""
    for key in keys_by_field()[field]:
        for value in everything.other_values(documents(), key):
            yield everything.put_at(documents(), key, value)


def refers(field: str) -> bool:
    """Is a field one that other records name, so that another value leaves them without it?"""
    return field.endswith(".id") or field in REFERRED_TO


REFERRED_TO = frozenset(
    {"Catalog.roles", "Catalog.committees", "Catalog.approvals", "Catalog.capabilities",
     "Need.capability", "Capability.label", "Step.separate_from"}
)  # fmt: skip


FIELDS = sorted(
    field
    for field, keys in keys_by_field().items()
    if not is_exempt(field) and not everything.is_record(keys[0].hint)
)
"""Of a record within another, each field is changed, and not the whole."""


@pytest.mark.heavy
@pytest.mark.parametrize("field", FIELDS)
def test_nothing_that_is_accepted_is_dropped(
    field: str, tmp_path: Path, unchanged: Mapping[str, bytes]
) -> None:
    assert shows(field, tmp_path, unchanged), f"{field} is taken and used nowhere"


# --- what nothing judges yet is quoted -----------------------------------------------------------

QUOTED_TABLES = ("about-proposal", "about-catalog")
JUDGED = ("tools", "answers", "waivers")
"""Parts of a proposal that have tables of their own."""


@pytest.fixture(scope="module")
def quoting(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return everything.review_documents(documents(), tmp_path_factory.mktemp("quoting"))[0]


@pytest.mark.slow
def test_every_word_of_a_proposal_beside_its_tools_is_quoted(
    quoting: Report, tmp_path: Path
) -> None:
    """The keys of issue D1, and each that a proposal will ever have beside its tools."""
    keys = [key for key in everything.written_keys(documents()) if key.noun == "proposal"]
    own = [key for key in keys if key.path[0] not in JUDGED and key.path[1:] != ("title",)]
    assert len(own) > 40
    table, path = tables.find_table("about-proposal"), tmp_path / "proposal.json"
    unchanged = table.build(quoting)

    def is_quoted(value: object, key: Key) -> bool:
        changed = everything.put_at(documents(), key, value)
        path.write_text(everything.as_json(changed, "proposal"))
        try:
            read, _ = proposal.read([path])
        except InputError:
            return True  # it is a problem
        return table.build(replace(quoting, proposal=quote_proposal(read))) != unchanged

    values = everything.other_values
    dropped = [
        str(key) for key in own if not any(is_quoted(v, key) for v in values(documents(), key))
    ]
    assert dropped == []


@pytest.mark.slow
def test_what_is_quoted_stands_in_every_format(quoting: Report) -> None:
    markdown, page = (render(quoting, name).decode() for name in ("markdown", "html"))
    readable = page_text(page), markdown.replace("\\", "").replace("<!-- -->", "")
    cells = workbook_texts(render(quoting, "xlsx"))
    for name in QUOTED_TABLES:
        spec = tables.find_table(name)
        rows = spec.build(quoting).rows
        assert rows
        assert f"## {spec.title}\n" in markdown
        assert f'<section id="{name}"' in page
        for text in (cell_text(cell) for row in rows for cell in row):
            assert text in cells or not text
            assert all(text in words for words in readable), text


def page_text(page: str) -> str:
    return BeautifulSoup(page, "html.parser").get_text()


def workbook_texts(workbook: bytes) -> set[str]:
    sheets = openpyxl.load_workbook(io.BytesIO(workbook), read_only=True)
    return {str(cell) for sheet in sheets for row in sheet.values for cell in row}


@pytest.mark.slow
def test_nothing_is_quoted_of_who_wrote_nothing(tmp_path: Path) -> None:
    """A list of names, checked against the catalog that came with soescan."""
    (tmp_path / "tools.csv").write_text("name,url\nPigeon,https://pigeon.example\n")
    read = catalog.read(builtin.catalogs_folder() / "soe" / "starter.yaml")
    proposed, notes = proposal.read([tmp_path / "tools.csv"])
    shown = app.review(proposed, read, Evidence(), everything.DAY, notes)
    assert [tables.find_table(name).build(shown).rows for name in QUOTED_TABLES] == [(), ()]
    for name in ("markdown", "html"):
        text = render(shown, name)
        assert b"About the proposal" not in text
        assert b"About the catalog" not in text
    assert not {"proposal", "policy"} & json.loads(render(shown, "json")).keys()


# --- tables of other people ----------------------------------------------------------------------

CELLS: Mapping[str, tuple[str, str]] = {
    "url": ("https://a.example", "https://b.example"),
    "app_url": ("https://a.example", "https://b.example"),
    "use": ("proposed", "in use"),
    "deployment": ("tag", "desktop"),
    "saas": ("yes", "no"),
    "personal": ("yes", "no"),
    "country": ("DE", "FR"),
    "cost": ("1200", "2400"),
    "wish_date": ("2027-03-01", "2027-04-01"),
    "deadline": ("2027-03-01", "2027-04-01"),
    "priority": ("1", "2"),
    "need": ("forms", "live-chat"),
    "standing": ("approved", "prohibited"),
    "decided_on": ("2026-03-01", "2026-04-01"),
    "valid_until": ("2027-03-01", "2027-04-01"),
    "end_of_support": ("2027-03-01", "2027-04-01"),
    "end_of_life": ("2027-03-01", "2027-04-01"),
    "version": ("2", "3"),
    "domains": ("a.example", "b.example"),
}
"""Two cells of a column that both can be read; elsewhere they are two words."""


def cells_of(field: str) -> tuple[str, str]:
    return CELLS.get(field, ("Alpha", "Beta"))


@pytest.mark.slow
def test_every_column_of_a_tool_list_is_read_or_named(tmp_path: Path) -> None:
    def read(field: str, cell: str) -> object:
        path = tmp_path / "tools.csv"
        lead = {"name": f"{cell},https://c.example"}.get(field, f"Pigeon,{cell}")
        path.write_text(f"name,{'url' if field == 'name' else field.replace('_', ' ')}\n{lead}\n")
        return proposal.read([path])

    fields = builtin.words().proposal_columns
    same = [f for f in fields if read(f, cells_of(f)[0]) == read(f, cells_of(f)[1])]
    assert same == []


@pytest.mark.slow
def test_every_column_of_a_list_of_products_is_read_or_named(tmp_path: Path) -> None:
    def read(field: str, cell: str) -> object:
        row = {"name": "Pigeon", "standing": "approved"} | {field: cell}
        path = tmp_path / "soe.csv"
        titles = ",".join(name.replace("_", " ") for name in row)
        path.write_text(f"{titles}\n{','.join(row.values())}\n")
        loaded = catalog.read(path)
        return loaded.catalog, loaded.notes

    fields = builtin.words().catalog_columns
    same = [f for f in fields if read(f, cells_of(f)[0]) == read(f, cells_of(f)[1])]
    assert same == []
