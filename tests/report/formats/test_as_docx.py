"""The brief: what is in it, how it fits somebody's template, and which templates it refuses."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Cm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from soescan.errors import InputError, UsageError
from soescan.files import LIMITS
from soescan.model import Finding, Outcome, Plan, Report, Verdict
from soescan.report import Audience, RenderOptions, find_format
from soescan.report.docx.graph_image import GraphImage
from soescan.report.tables import find_table, headline
from soescan.report.tables.dates import format_day
from tests.examples import examples
from tests.report import factories

SMALL = factories.report(factories.assessment("Pigeonpost", Outcome.FITS))


@pytest.fixture(autouse=True)
def quick_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pixels take most of the time, and do not matter here."""
    monkeypatch.setattr("soescan.report.docx.graph_image._LONGER_SIDE", 300)


def written(report: Report, template: Path | None = None, *, long: bool = False) -> bytes:
    pieces = find_format("docx").render(report, RenderOptions(template=template, long=long))
    return b"".join(piece if isinstance(piece, bytes) else b"" for piece in pieces)


def opened(report: Report, template: Path | None = None, *, long: bool = False) -> Document:
    return docx.Document(io.BytesIO(written(report, template, long=long)))


@cache
def long_example() -> Document:
    return opened(factories.example(), long=True)


def whole(report: Report, template: Path | None = None) -> Document:
    """The long brief."""
    return opened(report, template, long=True)


def headings(document: Document) -> list[str]:
    return [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]


def rows(document: Document, title: str) -> list[list[str]]:
    """The table that has a column of a title."""
    for table in document.tables:
        found = [[cell.text for cell in row.cells] for row in table.rows]
        if title in found[0]:
            return found
    raise AssertionError(f"no table with {title}")


# --- what is in it -------------------------------------------------------------------------------


FIRST = ("Tool by tool", "This week", "What would change the answer")
SECOND = {
    Audience.MARKETING: (
        *("What stands in the way, and what closes it", "Why not earlier"),
        "Cheaper and quicker routes",
    ),
    Audience.IT: (
        *("What is asked of each role", "Deviations from the SOE, by area"),
        "Meetings that decide",
    ),
    Audience.PROCUREMENT: (
        *("Costs and terms", "Papers missing", "What stands in the way, and what closes it"),
    ),
}


def test_a_long_brief_has_two_pages_and_then_every_part() -> None:
    document = long_example()
    assert document.paragraphs[0].text == "Spring launch 2027"
    assert document.paragraphs[1].text == headline(factories.example())
    assert headings(document) == [
        *(*FIRST, *SECOND[Audience.MARKETING], "The answer in full"),
        *("Tools", "Tools in use", "Gaps", "Routes", "This week", "Questions", "Why not earlier"),
        *("Approvals", "Approval graph", "Timeline", "Assumptions", "Method"),
    ]


@pytest.mark.parametrize("audience", Audience)
def test_each_reader_gets_the_first_page_and_what_they_ask_next(audience: Audience) -> None:
    pieces = find_format("docx").render(factories.example(), RenderOptions(audience=audience))
    content = b"".join(piece for piece in pieces if isinstance(piece, bytes))
    document = docx.Document(io.BytesIO(content))
    compared = ["How the tools compare"] if audience is Audience.PROCUREMENT else []
    assert headings(document) == [*compared, *FIRST, *SECOND[audience]]
    assert not document.inline_shapes


def test_each_reader_of_the_long_brief_gets_the_same_parts_in_their_order() -> None:
    options = RenderOptions(audience=Audience.IT, long=True)
    pieces = find_format("docx").render(factories.example(), options)
    content = b"".join(piece for piece in pieces if isinstance(piece, bytes))
    found = headings(docx.Document(io.BytesIO(content)))
    assert found[found.index("The answer in full") + 1 :] == [
        *("Tools and verdicts", "Tools in use", "Deviations from the SOE"),
        "What is not known yet, and whom to ask",
        *("This week", "Why not earlier", "Other routes", "Review and approval steps"),
        *("Approval graph", "Timeline", "Assumptions", "Method"),
    ]


def test_dates_are_in_words_and_weeks_are_called_so() -> None:
    days = [tool.earliest for tool in factories.example().plan.tools if tool.earliest]
    shown = [row[4] for row in rows(long_example(), "Outcome")[1:]]
    assert sorted(filter(None, shown)) == sorted(format_day(day) for day in days)
    plan = Plan((factories.tool_plan("A", illustrative=True),))
    unsure = factories.report(factories.assessment("A", Outcome.FITS), plan=plan)
    assert rows(whole(unsure), "Outcome")[1][4] == "week of 11 Jan 2027"


def test_the_chain_that_makes_the_date_is_told_link_by_link() -> None:
    last = max(factories.example().plan.tools, key=lambda tool: tool.earliest or date.min)
    tables = [
        [[cell.text for cell in row.cells] for row in table.rows] for table in long_example().tables
    ]
    told = [row[1] for row in next(t for t in tables if t[0] == ["When", "What"])[1:]]
    assert told == [reason.says for reason in last.why]


def test_every_step_of_the_plan_is_in_the_table_of_approvals() -> None:
    found = rows(long_example(), "Waits for")
    assert len(found) - 1 == len(find_table("approvals").build(factories.example()).rows)


def test_heads_are_repeated_and_tables_are_as_wide_as_the_page() -> None:
    document = long_example()
    lying = {"Waits for"}
    for table in document.tables:
        properties = table.rows[0]._tr.trPr
        assert properties is not None
        assert properties.find(qn("w:tblHeader")) is not None
        columns = table._tbl.tblGrid.gridCol_lst
        wide = sum(int(column.get(qn("w:w")) or 0) for column in columns)
        page = Cm(26.7) if lying & {cell.text for cell in table.rows[0].cells} else Cm(18)
        assert abs(page / 635 - wide) < 15, "twips"


def test_long_lists_and_texts_are_cut_and_say_so() -> None:
    tools = [factories.assessment(f"Tool {n}", Outcome.FITS, says="x" * 700) for n in range(53)]
    document = whole(factories.report(*tools))
    found = rows(document, "Outcome")
    assert len(found) == 51
    assert found[1][3] == "x" * 600 + "… (700 characters)"
    assert "The workbook has 3 more rows." in [p.text for p in document.paragraphs]


def test_addresses_can_be_followed_and_only_those_of_the_web() -> None:
    from soescan.model import Basis, Origin

    seen = [
        factories.fact("a", True, Origin(Basis.STATED, url)) for url in ("https://a.example", "t:1")
    ]
    gaps = tuple(
        Finding(str(n), Verdict.CONFLICTS, "not met", because=(fact,))
        for n, fact in enumerate(seen)
    )
    document = whole(factories.report(factories.assessment("A", Outcome.BLOCKED, findings=gaps)))
    links = [r.target_ref for r in document.part.rels.values() if r.is_external]
    assert links == ["https://a.example"]
    assert [row[-1] for row in rows(document, "Where")[1:]] == ["https://a.example", "t:1"]


def test_pictures_have_words_and_fit_their_pages() -> None:
    document = long_example()
    shapes = document.inline_shapes
    portrait, lying, rest = document.sections
    assert (portrait.orientation, rest.orientation) == (WD_ORIENT.PORTRAIT, WD_ORIENT.PORTRAIT)
    assert lying.orientation == WD_ORIENT.LANDSCAPE
    sheets = [(p.page_width or 0, p.page_height or 0) for p in (portrait, lying)]
    for shape, name in zip(shapes, ("Approval graph", "Timeline"), strict=True):
        about = shape._inline.docPr
        assert about.get("name") == name
        assert about.get("descr", "").startswith(f"The {name.lower()} of 6 tools")
        assert any(
            0 < shape.width <= width - Cm(3) and 0 < shape.height < height - Cm(3)
            for width, height in sheets
        )


def test_without_a_plan_there_is_no_picture() -> None:
    document = whole(SMALL)
    assert len(document.inline_shapes) == 0
    assert "Approval graph" not in headings(document)
    assert "No step is required for any tool." in [p.text for p in document.paragraphs]


def test_properties_and_archive_are_as_old_as_the_report() -> None:
    content = written(SMALL)
    about = docx.Document(io.BytesIO(content)).core_properties
    assert (about.author, about.last_modified_by, about.title) == ("soescan", "soescan", "Spring")
    assert about.created == about.modified
    assert about.created is not None
    assert about.created.date() == factories.MONDAY
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert written(SMALL) == content


# --- somebody's template -------------------------------------------------------------------------


def template(folder: Path, change: Callable[[Document], object], name: str = "own.docx") -> Path:
    document = docx.Document()
    change(document)
    document.save(str(folder / name))
    return folder / name


def _front(document: Document) -> None:
    document.sections[0].header.paragraphs[0].text = "Harbour Tea Company"
    document.sections[0].footer.paragraphs[0].text = "confidential"
    document.styles["Heading 1"].font.name = "Papyrus"
    document.add_paragraph("Front matter")
    document.add_paragraph(" {{soescan}} ")
    document.add_paragraph("Signatures")


def test_the_content_goes_where_the_template_says_and_the_rest_is_kept(tmp_path: Path) -> None:
    document = opened(factories.example(), template(tmp_path, _front))
    texts = [p.text for p in document.paragraphs]
    assert texts[0] == "Front matter"
    assert texts[1] == "Spring launch 2027"
    assert texts[-1] == "Signatures"
    assert not [text for text in texts if "{{" in text]
    assert {s.header.paragraphs[0].text for s in document.sections} == {"Harbour Tea Company"}
    assert {s.footer.paragraphs[0].text for s in document.sections} == {"confidential"}
    assert document.styles["Heading 1"].font.name == "Papyrus"
    assert headings(document)[0] == "Tool by tool"


def test_without_a_place_it_goes_to_the_end(tmp_path: Path) -> None:
    own = template(tmp_path, lambda document: document.add_paragraph("Front matter"))
    texts = [p.text for p in opened(SMALL, own).paragraphs]
    assert texts[:2] == ["Front matter", "Spring"]


def test_a_place_within_a_paragraph_is_none(tmp_path: Path) -> None:
    own = template(tmp_path, lambda document: document.add_paragraph("See {{soescan}} below"))
    assert opened(SMALL, own).paragraphs[0].text == "See {{soescan}} below"


def test_a_template_without_our_styles_still_has_headings(tmp_path: Path) -> None:
    def bare(document: Document) -> None:
        for name in ("Heading 1", "Title", "Table Grid", "List Bullet"):
            document.styles[name].delete()

    document = whole(SMALL, template(tmp_path, bare))
    found = next(p for p in document.paragraphs if p.text == "Gaps")
    assert found.runs[0].bold
    assert document.tables[0].style is None or document.tables[0].style.name == "Normal Table"


def test_tables_take_the_style_that_is_called_like_us(tmp_path: Path) -> None:
    def styled(document: Document) -> None:
        from docx.enum.style import WD_STYLE_TYPE

        document.styles.add_style("soescan", WD_STYLE_TYPE.TABLE)

    document = opened(SMALL, template(tmp_path, styled))
    assert {table.style.name for table in document.tables if table.style} == {"soescan"}
    assert not document.element.body.findall(f".//{qn('w:tblBorders')}")


def test_pages_keep_their_size_and_only_the_first_is_the_first(tmp_path: Path) -> None:
    def letter(document: Document) -> None:
        section = document.sections[0]
        section.page_width, section.page_height = Cm(20), Cm(25)
        section.different_first_page_header_footer = True
        document.add_paragraph("{{soescan}}")
        after = document.add_section(WD_SECTION.NEW_PAGE)
        after.page_width = Cm(15)

    document = whole(factories.example(), template(tmp_path, letter))
    sizes = [round((s.page_width or 0) / 360_000) for s in document.sections]
    assert sizes == [20, 25, 20, 15]
    firsts = [s.different_first_page_header_footer for s in document.sections]
    assert firsts[:3] == [True, False, False]


def test_a_template_of_word_is_a_template_too(tmp_path: Path) -> None:
    own = template(tmp_path, _front)
    patched = tmp_path / "own.dotx"
    _rewritten(own, patched, lambda name, part: part.replace(b"document.main", b"template.main"))
    document = opened(SMALL, patched)
    assert document.paragraphs[0].text == "Front matter"


def _rewritten(path: Path, to: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (part := change(name, old.read(name))) is not None:
                new.writestr(name, part)
    return to


# --- templates that are none ---------------------------------------------------------------------


def _without(dropped: str) -> Callable[[str, bytes], bytes | None]:
    return lambda name, part: None if name == dropped else part


def _with(changed: str, old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    return lambda name, part: part.replace(old, new) if name == changed else part


BROKEN: dict[str, Callable[[str, bytes], bytes | None]] = {
    "no document": _without("word/document.xml"),
    "no kinds": _without("[Content_Types].xml"),
    "no relations": _without("_rels/.rels"),
    "no XML": _with("word/document.xml", b"<w:body>", b"<w:body"),
    "no styles": _with("word/styles.xml", b"<w:styles", b"<w:styles><"),
    "a workbook": _with("[Content_Types].xml", b"wordprocessingml.document", b"spreadsheetml.x"),
    "no body": lambda name, part: (
        re.sub(rb"<w:body>.*</w:body>", b"", part, flags=re.S)
        if name.endswith("ument.xml")
        else part
    ),
    "a document type": _with(
        *("word/document.xml", b"<w:document", b'<!DOCTYPE x [<!ENTITY a "b">]><w:document')
    ),
    "macros": _with("[Content_Types].xml", b"document.main", b"document.macroEnabled.main"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_damaged_template_is_named_and_refused(tmp_path: Path, broken: str) -> None:
    own = template(tmp_path, _front)
    changed = _rewritten(own, tmp_path / "bad.docx", BROKEN[broken])
    with pytest.raises(InputError, match=r"^bad\.docx: expected "):
        written(SMALL, changed)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"hello", b"PK\x01\x02" * 3_000])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.docx").write_bytes(content)
    with pytest.raises(InputError, match=r"^bad\.docx: expected "):
        written(SMALL, tmp_path / "bad.docx")


def test_a_template_that_unpacks_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = template(tmp_path, _front)
    with zipfile.ZipFile(own, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/bomb.bin", bytes(2 << 20))
    monkeypatch.setattr("soescan.report.docx.template.LIMITS", replace(LIMITS, inflated=1 << 20))
    with pytest.raises(InputError, match="at most 1 MiB unpacked"):
        written(SMALL, own)


@given(st.data())
@settings(max_examples=examples(20), suppress_health_check=list(HealthCheck))
def test_a_template_with_a_scratch_is_taken_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    own = template(tmp_path, _front)
    part = data.draw(st.sampled_from(zipfile.ZipFile(own).namelist()))
    where = data.draw(st.integers(0, 3_000))
    scratch = data.draw(st.one_of(st.binary(max_size=12), st.sampled_from([b"<w:p>", b'"', b"</"])))
    bad = _rewritten(
        *(own, tmp_path / "bad.docx"),
        lambda name, old: old[:where] + scratch + old[where + 3 :] if name == part else old,
    )
    try:
        assert written(SMALL, bad)
    except InputError as refused:
        assert str(refused).startswith("bad.docx: ")


@pytest.mark.slow
@pytest.mark.parametrize("value", [b"x", b"-5", b"99999999999", b""])
def test_a_page_without_a_sensible_size_is_taken_for_a4(tmp_path: Path, value: bytes) -> None:
    own = template(tmp_path, _front)
    pattern = re.compile(rb'(<w:pgSz [^>]*w:w=")[^"]*')
    changed = _rewritten(
        own, tmp_path / "odd.docx", lambda _, part: pattern.sub(rb"\g<1>" + value, part)
    )
    content = written(factories.example(), changed)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None


@pytest.mark.parametrize("name", ["own.doc", "own.odt", "own"])
def test_a_template_of_another_kind_is_a_mistake_of_use(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"ending in \.docx or \.dotx"):
        written(SMALL, tmp_path / name)


def test_a_template_that_is_not_there_is_a_mistake_of_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        written(SMALL, tmp_path / "none.docx")


# --- many of everything --------------------------------------------------------------------------


def test_many_steps_are_told_by_their_kind() -> None:
    tasks = tuple(
        factories.task(
            f"review-{n}", f"Tool {n}", label="Review", effort=0.5, ends=date(2026, 12, 1 + n % 9)
        )
        for n in range(51)
    )
    done = factories.task("contract", "Tool 1", satisfied="on file")
    document = whole(factories.report(plan=Plan(start=factories.MONDAY, tasks=(*tasks, done))))
    found = rows(document, "Steps")
    assert found[1:] == [
        *[["Review", "Security", "51", "51 tools", "Mon 23 Nov 2026", "Wed 9 Dec 2026", "", "25.5"]]
    ]


@pytest.mark.parametrize("size", [(1_000, 500), (500, 1_000)])
def test_a_graph_stands_on_the_page_where_it_is_larger(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}"/>'
    monkeypatch.setattr(
        "soescan.report.formats.as_docx.draw_approval_graph", lambda _: GraphImage(size, svg, "A")
    )
    document = whole(SMALL)
    (shape,) = document.inline_shapes
    assert abs(shape.height / shape.width - size[1] / size[0]) < 0.01
    around = [child.tag for child in document.element.body if child.findall(f".//{qn('w:sectPr')}")]
    assert len(around) == 2, "one end of pages that stand, one of pages that lie"
    ends = [bool(child.findall(f".//{qn('w:sectPr')}")) for child in document.element.body]
    drawn = [bool(child.findall(f".//{qn('w:drawing')}")) for child in document.element.body]
    before = sum(ends[: drawn.index(True)])
    assert before == (1 if size[0] > size[1] else 2)


def test_a_graph_whose_letters_are_small_on_paper_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="3000" height="1000"/>'
    monkeypatch.setattr(
        "soescan.report.formats.as_docx.draw_approval_graph",
        lambda _: GraphImage((3_000, 1_000), svg, "A"),
    )
    document = whole(SMALL)
    assert len(document.inline_shapes) == 1
    assert [p.text for p in document.paragraphs if p.text.startswith("The text is small")]


def test_a_graph_that_nobody_could_read_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = GraphImage((20_000, 900), "<svg/>", "large")
    monkeypatch.setattr("soescan.report.formats.as_docx.draw_approval_graph", lambda _: picture)
    document = whole(SMALL)
    assert len(document.inline_shapes) == 0
    says = "It is too large for a page; soescan check -o graph.svg writes it."
    assert says in [p.text for p in document.paragraphs]
