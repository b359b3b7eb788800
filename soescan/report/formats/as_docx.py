"""A brief in Word, for a meeting that decides: two pages, or with `--long` every part.

Looks at: the whole report. Page one is the first page of every format. Page two is what its
readers ask next: marketing what stands in the way and what is quicker, IT what is asked of whom,
procurement costs and papers. A template of your own (`--template`) keeps its styles, header, footer
and front pages; the brief goes where a paragraph says {{soescan}}, or to the end.

Why it matters: committees read paper, in their own layout, and decide from two pages.

Cannot show: everything; lists are cut and say so. `--long` adds every part and the approval graph;
the workbook and JSON hold the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from soescan.model import Report, ToolPlan
from soescan.quantities import quantity
from soescan.report.brief import REST, BriefSection, build_brief
from soescan.report.docx.archive import save_document
from soescan.report.docx.blocks import DocumentBlocks, TextRun
from soescan.report.docx.default_layout import apply_default_layout
from soescan.report.docx.graph_image import (
    LETTER_HEIGHT,
    GraphImage,
    draw_approval_graph,
    draw_timeline_image,
)
from soescan.report.docx.sheets import measure_space, write_sheet
from soescan.report.docx.template import open_template
from soescan.report.format import Audience, Format, RenderOptions
from soescan.report.tables import (
    Cell,
    Column,
    Hyperlink,
    TableData,
    Week,
    approvals,
    find_table,
    heading_for,
    headline,
    key_figures,
    questions,
    summary,
)
from soescan.report.tables.cells import cell_text, safe_url, select_columns
from soescan.report.tables.dates import date_or_week, format_day
from soescan.report.tables.headline import format_figure
from soescan.report.tables.reading_order import sort_parts
from soescan.report.tables.row_limits import word_left_out
from soescan.report.tables.wording import as_sentence, count_if_many
from soescan.report.text import clean, truncate

_MOST_ROWS = 50
"""Rows of a table in a brief."""
_MOST_QUESTIONS = 20
_WORKBOOK = "The workbook"
"""What has the rows that even a long brief leaves out."""
_WHY, _IN_USE = "why", "in-use"
_PORTRAIT_TABLES = ("tools", "in-use", "gaps", "questions", "actions", "routes")
"""Tables on upright pages, which stand before those on their side."""
_MOST_CHAINS = 2
"""Tools for which it is said why they are not live earlier."""
_TOOL_COLUMNS = ("For", "Tools")
"""Columns of tools: a few are named, many are counted."""
_MOST_LINES = 8
"""Lines of a cell of the parts that a long brief has whole."""
_LEGIBLE, _VISIBLE = 3.5, 1.5
"""Points of the smallest letters that can be read on paper, and on a screen when enlarged."""
_LONGEST_TEXT, _LONGEST_QUESTION = 600, 1_500
"""Characters of a cell, and of one that asks for several things."""


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """The brief; its bytes depend on the report, on whom it is for and on the template."""
    audience = options.audience or Audience.MARKETING
    document = open_template(options.template)
    if options.template is None:
        apply_default_layout(document, report.title)
    blocks = DocumentBlocks(document)
    first, second, own_page = measure_space(document, blocks)
    rest = "What follows" if options.long else REST
    brief = build_brief(report, audience, first, second, rest)
    write_sheet(blocks, brief.first, new_page=own_page)
    write_sheet(blocks, brief.second, new_page=True)
    if options.long:
        _write_rest(blocks, report, audience, brief.unfinished)
    blocks.place()
    yield save_document(document, truncate(report.title, 200), report.as_of)


def _write_rest(
    blocks: DocumentBlocks, report: Report, audience: Audience, sections: Sequence[BriefSection]
) -> None:
    """What two sheets have no room for; `sections` are those that no table below repeats."""
    _write_answer(blocks, report)
    for section in sections:
        write_sheet(
            blocks, section.blocks(_MOST_ROWS, _MOST_LINES, blocks.space.width / 20, _WORKBOOK)
        )
    for part in sort_parts(audience, (_WHY, *_PORTRAIT_TABLES)):
        if part == _WHY:
            _write_critical_chains(blocks, report)
        elif part != _IN_USE or any(a.in_use for a in report.assessments):
            _write_section(blocks, report, part, audience)
    drawn = draw_approval_graph(report.plan), draw_timeline_image(report.plan)
    pictures = [(picture, _fits_landscape(blocks, picture)) for picture in drawn if picture]
    with blocks.landscape():
        _write_approvals(blocks, report, audience)
        for picture in (picture for picture, landscape in pictures if landscape):
            _write_picture(blocks, picture)
    for picture in (picture for picture, landscape in pictures if not landscape):
        _write_picture(blocks, picture)
    _write_section(blocks, report, "assumptions", audience)
    _write_section(blocks, report, "method", audience)


_COLUMNS: Mapping[str, Sequence[tuple[str, float]]] = {
    "tools": (
        *(("Tool", 2.3), ("Outcome", 1.9), ("Outlook", 1.8), ("Because", 3.9), ("Earliest", 1.9)),
        *(("P80", 1.9), ("Next", 3.0), ("Who", 2.0)),
    ),
    "in-use": (
        *(("Tool", 2.4), ("Decision", 2.0), ("Because", 4.0), ("Owner", 2.6)),
        *(("Next review", 2.2), ("Last day", 2.2), ("Instead", 2.6)),
    ),
    "gaps": (
        *(("Tool", 2.0), ("Standard", 2.2), ("Severity", 1.9), ("What is expected and found", 5.0)),
        *(("How to close it", 3.6), ("Where", 2.6)),
    ),
    "questions": (("Ask", 1.9), ("Question", 6.0), ("For", 4.0)),
    "actions": (("Who", 2.2), ("Does", 5.6), ("For", 3.8), ("Attach", 2.6), ("By", 2.0)),
    "routes": (
        *(("Change", 5.0), ("For", 3.0), ("Days earlier (P80, total over the tools)", 2.0)),
        *(("Effort saved (person-days)", 2.0), ("Needs covered", 1.6)),
    ),
    "approvals": (
        *(
            ("Step", 3.0),
            ("Tools", 3.0),
            ("Who", 2.6),
            ("Starts", 2.1),
            ("Ends", 2.1),
            ("P80", 2.1),
        ),
        *(("Meeting", 2.1), ("Papers by", 2.1), ("Waits for", 5.0)),
    ),
    "assumptions": (("Assumed", 5.0), ("For", 3.0)),
    "method": (("What", 2.0), ("Value", 2.0), ("Meaning", 5.0)),
}
"""The columns of a table that a brief has room for, and how wide they are beside each other."""
_KIND_COLUMNS = (
    *(("Step", 4.0), ("Who", 3.0), ("Steps", 1.2), ("Tools", 5.0), ("Starts", 2.2)),
    *(("Ends", 2.2), ("P80", 2.2), ("Effort (person-days)", 2.0)),
)


def _write_answer(blocks: DocumentBlocks, report: Report) -> None:
    """The answer in full, with its figures and everything to be known beside it."""
    blocks.heading("The answer in full", new_page=True)
    blocks.text(TextRun(headline(report)))
    for statement in summary.list_notices(report):
        blocks.text(TextRun(statement))
    figures = key_figures(report)
    values = [[TextRun(format_figure(figure), bold=True, size=12)] for figure in figures]
    meanings = [[TextRun(figure.meaning)] for figure in figures]
    labels = [figure.label for figure in figures]
    blocks.table(labels, [values, meanings], [1] * len(figures))
    if report.needs:
        blocks.text(TextRun("Needs: ", bold=True), TextRun(f"{report.needs.verdict}. "))
        blocks.text(TextRun(as_sentence(report.needs.says)))


def _write_critical_chains(blocks: DocumentBlocks, report: Report) -> None:
    """For the tools that are live last, what makes their dates."""
    latest = sorted(
        (tool for tool in report.plan.tools if tool.why and tool.earliest),
        key=lambda tool: tool.earliest or report.as_of,
        reverse=True,
    )
    if not latest:
        return
    blocks.heading("Why not earlier")
    for tool in latest[:_MOST_CHAINS]:
        statement = f": live {_go_live(tool)} at the earliest."
        blocks.text(TextRun(tool.tool, bold=True), TextRun(statement), follows=True)
        spans = [(_format_span(tool, why.from_, why.to), _shorten(why.says)) for why in tool.why]
        rows = [[[TextRun(span)], [TextRun(text)]] for span, text in spans]
        blocks.table(["When", "What"], rows, [3, 7])
    if (left_out := len(latest) - _MOST_CHAINS) > 0:
        more = quantity(left_out, "more critical path")
        blocks.text(TextRun(f"The page of soescan plan --verbose shows {more}."))


def _go_live(tool: ToolPlan) -> str:
    earliest = date_or_week(tool.earliest, illustrative=tool.illustrative)
    if earliest is None:
        return "never"
    return f"{'in the' if tool.illustrative else 'on'} {format_day(earliest)}"


def _format_span(tool: ToolPlan, *days: date) -> str:
    formatted = [
        format_day(date_or_week(day, illustrative=tool.illustrative) or day) for day in days
    ]
    return " – ".join(dict.fromkeys(formatted))


def _write_section(blocks: DocumentBlocks, report: Report, name: str, audience: Audience) -> None:
    """A table of the report under its heading, with those columns that are wanted."""
    spec = find_table(name)
    table = spec.build(report)
    if name == questions.TABLE.id:
        table, left_out = questions.split_good_to_know(table)
    else:
        left_out = 0
    blocks.heading(heading_for(audience, spec))
    blocks.text(
        TextRun(spec.description if table.rows else spec.when_empty), follows=bool(table.rows)
    )
    if table.rows:
        _write_table(
            blocks, table, _COLUMNS[name], _MOST_QUESTIONS if name == "questions" else _MOST_ROWS
        )
    if left_out:
        more = quantity(left_out, "further question")
        blocks.text(TextRun(f"The workbook lists {more} for whose answers nothing waits."))


def _write_table(
    blocks: DocumentBlocks,
    table: TableData,
    columns: Sequence[tuple[str, float]],
    most_rows: int = _MOST_ROWS,
) -> None:
    """Some columns of a table, and how many of its rows are too many for a brief."""
    selected = select_columns(table, [title for title, _ in columns])
    rows = [
        [_text_runs(cell, column) for cell, column in zip(row, selected.columns, strict=True)]
        for row in selected.rows[:most_rows]
    ]
    blocks.table([title for title, _ in columns], rows, [part for _, part in columns])
    if left_out := word_left_out(len(table.rows[most_rows:]), _WORKBOOK):
        blocks.text(TextRun(left_out))


def _text_runs(cell: Cell, column: Column) -> Sequence[TextRun]:
    if isinstance(cell, Hyperlink):
        return [TextRun(_shorten(cell_text(cell)), url=safe_url(cell))]
    if isinstance(cell, date | Week):
        return [TextRun(format_day(cell))]
    words = cell_text(cell, column.kind)
    if column.title in _TOOL_COLUMNS:
        return [TextRun(count_if_many(words))]
    is_asked = column.title in _ASKING_COLUMNS
    return [TextRun(_shorten(words, _LONGEST_QUESTION if is_asked else _LONGEST_TEXT))]


_ASKING_COLUMNS = ("Question", "Does")


def _shorten(text: str, longest: int = _LONGEST_TEXT) -> str:
    text = clean(text)
    return text if len(text) <= longest else f"{text[:longest]}… ({len(text)} characters)"


def _write_approvals(blocks: DocumentBlocks, report: Report, audience: Audience) -> None:
    if len(report.plan.tasks) <= _MOST_ROWS:
        _write_section(blocks, report, "approvals", audience)
        return
    blocks.heading(heading_for(audience, approvals.TABLE))
    blocks.text(TextRun(approvals.KINDS_DESCRIPTION), follows=True)
    _write_table(blocks, approvals.steps_by_kind(report), _KIND_COLUMNS)


def _fits_landscape(blocks: DocumentBlocks, picture: GraphImage) -> bool:
    """Is a picture larger on a page on its side?"""
    return blocks.scale(picture.size, lying=True) > blocks.scale(picture.size)


def _write_picture(blocks: DocumentBlocks, picture: GraphImage) -> None:
    """A picture on a page of its own, unless nobody could read it even enlarged."""
    letter_points = blocks.scale(picture.size) * LETTER_HEIGHT
    if letter_points < _VISIBLE:
        blocks.heading(picture.title)
        blocks.text(TextRun("It is too large for a page; soescan check -o graph.svg writes it."))
        return
    blocks.heading(picture.title, new_page=True)
    if letter_points < _LEGIBLE:
        blocks.text(TextRun(_SMALL_PRINT))
    blocks.picture(*picture.png(), picture.title, picture.description)


_SMALL_PRINT = (
    "The text is small on paper: enlarge it on a screen, or print graph.svg, which"
    " soescan check -o graph.svg writes."
)


FORMAT = Format(id="docx", doc=__doc__, endings=(".docx",), render=render, text=False)
