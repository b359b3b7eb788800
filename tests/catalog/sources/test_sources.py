"""Other people's lists: told apart, read to the last row, and never guessed at."""

from __future__ import annotations

import contextlib
import csv
import importlib
import io
import json
import pkgutil
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan import catalog as catalog_package
from soescan import files
from soescan.catalog import sources
from soescan.catalog.sources.source import vocabularies
from soescan.errors import InputError
from soescan.files import parse
from soescan.files.table import read_table
from soescan.model import Catalog, Lifecycle, Note, Owner, Product, Standing
from soescan.reference import builtin
from soescan.reference.columns import fold_cell

IDS = [source.id for source in sources.SOURCES]
SAMPLES = {
    path.name.partition(".")[0]: path for path in (Path(__file__).parent / "samples").iterdir()
}
"""One sample of each kind, named ID.RECORDS.ENDING: how many records it holds, counted by hand."""

REAL = {
    "gsa/it-standards.csv": ("gsa", 998),
    "thoughtworks_radar/latest.csv": ("byor", 118),
    "zalando_radar/config.json": ("zalando", 81),
    "acsc_ism/ISM_E8_ML1.json": ("oscal", 46),
    "mvsp_oscal/mvsp_v3.0-20231109-catalog.json": ("oscal", 25),
    "mvsp_oscal/mvsp_v3.0-20231109-catalog.yaml": ("oscal", 25),
    "mvsp_oscal/MVSP_v3.0-20231109-mapping-catalog.json": ("oscal", 526),
    "mvsp_oscal/MVSP_v3.0-20231109-mapping-catalog.yaml": ("oscal", 526),
    "university_matrices/linfield.csv": ("matrix", 11),
    "university_matrices/purdue.csv": ("matrix", 12),
}
"""The lists beside the checkout: of what kind each is, and how many records it holds."""


def read(id: str) -> tuple[Mapping[str, Product], tuple[Note, ...], Catalog]:
    content = files.read(SAMPLES[id])
    source = sources.find(content)
    assert source is not None
    catalog, notes = source.read(content)
    return {product.name: product for product in catalog.products}, notes, catalog


def left_out(notes: tuple[Note, ...]) -> int:
    return sum(note.count for note in notes if note.rejected)


# --- the family ----------------------------------------------------------------------------------


def test_every_file_in_the_folder_is_on_the_list() -> None:
    modules = [
        importlib.import_module(f"{sources.__name__}.{found.name}")
        for found in pkgutil.iter_modules(sources.__path__)
    ]
    found = {module.SOURCE.id for module in modules if hasattr(module, "SOURCE")}
    assert found == set(IDS)
    assert len(IDS) == len(set(IDS))


@pytest.mark.parametrize("source", sources.SOURCES, ids=lambda source: source.id)
def test_every_source_has_a_manual(source: sources.ListSource) -> None:
    page = source.doc or ""
    assert page.splitlines()[0].endswith("."), "the first line says what list it is"
    for title in ("Looks at:", "Why it matters:", "Cannot say:"):
        assert f"\n{title}" in page


def test_every_source_has_its_words_and_a_sample() -> None:
    assert set(vocabularies()) == set(IDS) == set(SAMPLES)
    for words in vocabularies().values():
        assert words.source


@pytest.mark.parametrize("id", IDS)
def test_a_word_of_a_source_means_one_thing(id: str) -> None:
    words = vocabularies()[id]
    for group in (words.standings, words.words, words.columns):
        known = [word for listed in group.values() for word in {fold_cell(w) for w in listed}]
        assert [word for word, count in Counter(known).items() if count > 1] == []


@pytest.mark.parametrize("id", IDS)
def test_a_list_is_recognised_by_its_own_kind_alone(id: str) -> None:
    content = files.read(SAMPLES[id])
    assert [source.id for source in sources.SOURCES if source.recognises(content)] == [id]


@pytest.mark.parametrize(
    "text",
    [
        "name,standing\nLarkmail,approved\n",
        "Product name,Status,Manufacturer,Business owner\nLarkmail,Approved,Lark,Ines\n",
        "Tool,SSO,Critical\nLarkmail,yes,no\n",
        "Tool,Public,Confidential,Status\nLarkmail,yes,no,approved\n",
        "Larkmail,https://larkmail.example\n",
        "",
    ],
)
def test_a_table_of_ones_own_is_no_foreign_list(text: str) -> None:
    assert sources.find(read_table(text.encode(), "list.csv", ".csv", "")) is None


@pytest.mark.parametrize(
    "text", ["{}", "[]", "1", '{"entries": []}', '{"catalog": {"id": "x"}}', '{"items": [{}]}']
)
def test_a_document_of_another_shape_is_no_foreign_list(text: str) -> None:
    assert sources.find(parse(text.encode(), "x.json")) is None


def test_our_own_documents_are_no_foreign_lists() -> None:
    for path in sorted(builtin.catalogs_folder().glob("**/*.yaml")):
        assert sources.find(files.read(path)) is None, path.name


@pytest.mark.parametrize("id", IDS)
def test_every_row_of_a_sample_is_accounted_for(id: str) -> None:
    products, notes, catalog = read(id)
    assert len(catalog.products) + left_out(notes) == int(SAMPLES[id].name.split(".")[1])
    assert len({product.id for product in catalog.products}) == len(catalog.products)
    assert catalog.catalog.source.startswith(vocabularies()[id].name)
    assert all(product.place.line > 0 for product in products.values())


@pytest.mark.parametrize("id", [id for id in IDS if id not in ("oscal", "matrix")])
def test_a_standing_that_is_not_understood_keeps_its_product(id: str) -> None:
    products, notes, _ = read(id)
    assert products["Mothwing"].standing is None
    assert products["Mothwing"].reason.startswith("IT's list says")
    assert any(
        "soescan does not know the standing" in note.says for note in notes if not note.rejected
    )


# --- the members ---------------------------------------------------------------------------------


def standings(id: str) -> dict[str, str]:
    return {name: str(product.standing) for name, product in read(id)[0].items()}


def test_gsa() -> None:
    assert standings("gsa") == {
        "Larkmail (Enterprise)": "approved",
        "Tagweaver 4.x": "pilot",
        "Cinderbox": "prohibited",
        "Oldpress - Version 9": "retiring",
        "Quillform": "exception-only",
        "Mothwing": "None",
    }
    products, notes, _ = read("gsa")
    first = products["Larkmail (Enterprise)"]
    assert (first.editions, first.deployment, first.valid_until) == (
        ("Enterprise",),
        "saas",
        date(2027, 3, 31),
    )
    assert products["Tagweaver 4.x"].versions == ("4.x",)
    assert any(
        note.says.startswith("valid until ") and "is not understood" in note.says for note in notes
    )


def test_byor_reads_the_ring_and_not_the_status() -> None:
    assert standings("byor") == {
        "Larkmail": "approved",
        "Tagweaver": "pilot",
        "Pair writing": "assess",
        "Cinderbox": "retiring",
        "Oldpress": "retiring",
        "Mothwing": "None",
    }


def test_zalando_counts_rings_from_the_middle_and_takes_no_link_for_a_domain() -> None:
    assert standings("zalando") == {
        "Larkmail": "approved",
        "Tagweaver": "pilot",
        "Quillform": "assess",
        "Cinderbox": "retiring",
        "Mothwing": "None",
    }
    products, notes, _ = read("zalando")
    assert not any(product.domains for product in products.values())
    assert products["Mothwing"].reason == "IT's list says 'ring 7'"
    assert [(n.count, n.places[0].line) for n in notes if "inactive" in n.says] == [(1, 5)]


def test_zalando_reads_the_names_of_rings_where_there_are_any() -> None:
    text = json.dumps(
        {
            "rings": [{"name": "HOLD"}, {"name": "Adopt"}],
            "entries": [{"label": "A", "ring": 0}, {"label": "B", "ring": 1}],
        }
    )
    doc = parse(text.encode(), "radar.json")
    source = sources.find(doc)
    assert source
    assert [str(p.standing) for p in source.read(doc)[0].products] == ["retiring", "approved"]


def test_aoe_reads_older_and_newer_files() -> None:
    assert standings("aoe") == {
        "Larkmail": "approved",
        "Tagweaver": "pilot",
        "Oldpress": "retiring",
        "Mothwing": "None",
    }
    products, notes, _ = read("aoe")
    days = [products[name].decided_on for name in ("Larkmail", "Tagweaver", "Oldpress")]
    assert days == [date(2026, 4, 1), date(2025, 4, 1), None]
    assert any(
        note.says.startswith("decided on ") and "is not understood" in note.says for note in notes
    )


def test_backstage_reads_the_newest_moment_by_the_name_of_its_ring() -> None:
    assert standings("backstage") == {
        "Larkmail": "approved",
        "Tagweaver": "retiring",
        "Mothwing": "None",
        "Quillform": "None",
    }
    products, notes, _ = read("backstage")
    first = products["Larkmail"]
    assert (first.decided_on, first.reason) == (date(2026, 2, 1), "It held up: all year.")
    assert first.domains == ()
    assert [n.count for n in notes if "newest of the timeline" in n.says] == [1]


def test_servicenow_products_say_what_runs_and_what_is_planned() -> None:
    assert standings("servicenow-products") == {
        "Larkmail": "approved",
        "Tagweaver": "pilot",
        "Oldpress": "retiring",
        "Quillform": "assess",
        "Mothwing": "None",
    }
    products, notes, _ = read("servicenow-products")
    first = products["Larkmail"]
    assert first.owner == Owner("Ines Okafor", "Juho Berg", "Service Desk")
    assert (first.vendor, first.deployment) == ("Lark Ltd", "saas")
    assert products["Oldpress"].reason == "replaced by Larkmail"
    assert [n.count for n in notes if "what runs, not what was decided" in n.says] == [1]


def test_servicenow_trm_reads_phases_dates_and_wildcards() -> None:
    assert standings("servicenow-trm") == {
        "Larkmail": "approved",
        "Tagweaver": "approved-with-conditions",
        "Oldpress": "retiring",
        "Quillform": "pilot",
        "Cinderbox": "prohibited",
        "Mothwing": "None",
    }
    products, notes, _ = read("servicenow-trm")
    first, tagweaver, oldpress = (products[n] for n in ("Larkmail", "Tagweaver", "Oldpress"))
    assert (first.versions, first.editions) == (("11.x",), ("Enterprise",))
    assert (first.decided_on, first.valid_until) == (date(2025, 1, 1), date(2027, 12, 31))
    assert (tagweaver.versions, tagweaver.conditions) == ((), ("no personal data",))
    assert oldpress.lifecycle == Lifecycle(ours=date(2026, 12, 31))
    assert oldpress.valid_until is None
    assert products["Quillform"].versions == ("2.x",)
    assert [n.says for n in notes if n.rejected] == [
        "left out: a request whose approval is 'Requested'"
    ]


def test_mdca_keeps_what_was_decided_with_its_domains() -> None:
    assert standings("mdca") == {
        "Larkmail": "approved",
        "Cinderbox": "prohibited",
        "Tagweaver": "assess",
        "Mothwing": "None",
        "Oldpress": "None",
    }
    products, notes, _ = read("mdca")
    assert products["Larkmail"].domains == ("larkmail.example", "cdn.larkmail.example")
    assert products["Oldpress"].reason == "IT's list says 'Sanctioned, Unsanctioned'"
    assert [n.count for n in notes if "neither sanctioned nor" in n.says] == [1]


def test_oscal_controls_are_references_and_no_standards() -> None:
    _, notes, catalog = read("oscal")
    assert (catalog.standards, catalog.products, catalog.capabilities) == ((), (), ())
    assert catalog.catalog.source.endswith("House rules")
    cited = [note.says.partition("to cite in refs: ")[2] for note in notes]
    assert cited == ["Doors, rule: 1.1, d-1.1, d-2 (withdrawn)", "Windows, Glass: w-1", "x-1"]


def test_matrix_reads_data_classes_and_footnotes() -> None:
    products, notes, catalog = read("matrix")
    assert [c.id for c in catalog.data_classes] == ["public", "internal", "confidential", "hipaa"]
    assert {
        name: (str(p.standing), p.allowed_data, p.conditions) for name, p in products.items()
    } == {
        "Larkmail": (
            "approved-with-conditions",
            ("public", "internal", "confidential"),
            ("Confidential: only under the campus contract; not by e-mail",),
        ),
        "Tagweaver": ("approved", ("public",), ()),
        "Cinderbox": ("exception-only", (), ()),
        "Quillform": (
            "approved-with-conditions",
            ("public", "internal", "confidential"),
            (
                "Internal: only in the EU region",
                "Confidential: see * of the list, whose text is not in the file",
            ),
        ),
        "Mothwing": (
            "approved-with-conditions",
            ("public",),
            ("Internal: the list says 'ask Ana'",),
        ),
        "Oldpress": ("None", (), ("Public: the list says 'ask Ana'",)),
    }
    assert products["Cinderbox"].reason == "not approved for Public, Internal, Confidential, HIPAA"
    assert {n.says: n.count for n in notes if n.rejected} == {
        "left out: it says nothing of any data class": 1,
        "left out: a footnote; its text is a condition": 2,
    }


# --- bad shapes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            '{"entries": [{"label": "A", "ring": 0},\n 7]}',
            "x.json:2: entries[1]: expected a mapping, found '7'",
        ),
        (
            '{"entries": [{"label": ["A"],\n "ring": 0}]}',
            "x.json:1: entries[0].label: expected text, found a list",
        ),
        (
            '{"rings": {},\n "entries": [{"label": "A", "ring": 0}]}',
            "x.json:1: rings: expected a list, found a mapping",
        ),
        (
            '{"rings": [{"id": "a"}],\n "entries": [{"title": "A", "timeline": "x"}]}',
            "x.json:2: entries[0].timeline: expected a list, found 'x'",
        ),
        (
            '{"releases": [], "items": [{"title": "A", "ring": {}, "quadrant": "q"}]}',
            "x.json:1: items[0].ring: expected text, found a mapping",
        ),
        (
            '{"catalog": {"metadata": {"oscal-version": "1"},\n "groups": [3]}}',
            "x.json:2: catalog.groups[0]: expected a mapping, found '3'",
        ),
    ],
)
def test_a_bad_shape_is_a_problem_with_its_place(text: str, problem: str) -> None:
    doc = parse(text.encode(), "x.json")
    source = sources.find(doc)
    assert source
    with pytest.raises(InputError) as raised:
        source.read(doc)
    assert problem in raised.value.problems


@pytest.mark.slow
def test_a_list_of_more_entries_than_are_read_is_refused() -> None:
    entries = [{"label": f"Tool {number}", "ring": 0} for number in range(10_050)]
    doc = parse(json.dumps({"entries": entries}).encode(), "x.json")
    source = sources.find(doc)
    assert source
    # What is not read could be prohibited.
    with pytest.raises(InputError, match="the first 10,000 rows"):
        source.read(doc)


def test_controls_beyond_the_limit_and_deep_down_are_counted() -> None:
    inner: dict[str, object] = {"id": "last"}
    for number in range(20):
        inner = {"id": f"c-{number}", "controls": [inner]}
    controls = [inner, *({"id": f"n-{number}"} for number in range(10_000))]
    body = {"metadata": {"oscal-version": "1"}, "controls": controls}
    doc = parse(json.dumps({"catalog": body}).encode(), "x.json")
    source = sources.find(doc)
    assert source
    assert left_out(source.read(doc)[1]) == 10_021


def test_characters_that_no_file_can_hold_are_replaced() -> None:
    doc = parse(rb'{"entries": [{"label": "\ud800Lark\u202e\u0000mail", "ring": 0}]}', "x.json")
    source = sources.find(doc)
    assert source
    assert [p.name for p in source.read(doc)[0].products] == ["\N{REPLACEMENT CHARACTER}Lark mail"]


KEYS = (
    "entries", "items", "releases", "rings", "catalog", "metadata", "oscal-version", "groups",
    "controls", "label", "ring", "title", "timeline", "ringId", "date", "quadrant", "id", "props",
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["adopt"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=40,
)


@given(st.dictionaries(st.sampled_from(KEYS), JSON, max_size=6))
def test_no_document_breaks_a_source(value: object) -> None:
    doc = parse(json.dumps(value).encode(), "x.json")
    for source in sources.SOURCES:
        if source.recognises(doc):
            with contextlib.suppress(InputError):
                source.read(doc)


UNSEEN = st.sampled_from(["", " ", "\n", "\N{RIGHT-TO-LEFT OVERRIDE}", "\ufeff", "-", "None"])
LABEL = UNSEEN | st.text(max_size=6)


@given(st.lists(st.fixed_dictionaries({"label": LABEL, "ring": LABEL | st.integers(-1, 9)})))
def test_no_entry_of_a_document_is_lost(entries: list[object]) -> None:
    doc = parse(json.dumps({"entries": entries}).encode(), "x.json")
    source = sources.find(doc)
    if source:
        catalog, notes = source.read(doc)
        assert len(catalog.products) + left_out(notes) == len(entries)


CELL = st.sampled_from(
    ["", "-", "yes", "no", "note1", "1", "*", "Approved", "Sanctioned, x", "=1+1", "2026-13-40"]
) | st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=12)
HEADERS = [next(csv.reader(SAMPLES[id].read_text("utf-8-sig").splitlines())) for id in IDS
           if SAMPLES[id].suffix == ".csv" and id != "matrix"]  # fmt: skip
HEADERS.append(["Service", "Public", "Confidential", "Remarks"])


@given(st.sampled_from(HEADERS), st.lists(st.lists(CELL, max_size=12), max_size=6))
def test_no_row_breaks_a_source_and_none_is_lost(header: list[str], rows: list[list[str]]) -> None:
    file = io.StringIO()
    csv.writer(file).writerows([header, *rows])
    content = file.getvalue().encode()
    source = sources.find(read_table(content, "x.csv", ".csv", ""))
    if source is None:
        return
    table = read_table(content, "x.csv", ".csv", "")
    before, dropped = len(table.rows) - 1, left_out(table.notes.as_tuple())
    catalog, notes = source.read(table)
    assert len(catalog.products) + left_out(notes) - dropped == before


# --- the lists beside the checkout ---------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("path", REAL)
def test_every_row_of_a_real_list_is_accounted_for(shared: Path, path: str) -> None:
    content = files.read(shared / "data/soe" / path)
    kind, rows = REAL[path]
    assert [s.id for s in sources.SOURCES if s.recognises(content)] == [kind]
    source = sources.find(content)
    assert source
    catalog, notes = source.read(content)
    assert len(catalog.products) + left_out(notes) == rows
    assert all(product.standing for product in catalog.products)


def test_every_list_beside_the_checkout_is_read(shared: Path) -> None:
    lists = (path for path in (shared / "data/soe").glob("*/*") if path.suffix in (".csv", ".json"))
    assert {str(path.relative_to(shared / "data/soe")) for path in lists} <= set(REAL)


@pytest.mark.slow
def test_gsa_is_read_as_the_plain_table_it_also_is(shared: Path) -> None:
    path = shared / "data/soe/gsa/it-standards.csv"
    plain, _ = catalog_package.tabular.read(files.read(path), {})  # type: ignore[arg-type]
    content = files.read(path)
    source = sources.find(content)
    assert source
    catalog, _ = source.read(content)
    assert catalog.products == plain.products
    assert Counter(p.standing for p in catalog.products) == {
        Standing.APPROVED: 720,
        Standing.PROHIBITED: 161,
        Standing.RETIRING: 96,
        Standing.PILOT: 11,
        Standing.EXCEPTION_ONLY: 10,
    }
