"""Plan -> the timeline as SVG: a bar for each step, from its first day to its last.

Before a bar, dashed, the days it waits for its people; on it, a dot where a committee decides;
behind a go-live, a whisker to the day by which it is 80 % likely. Bands are freezes. Where there
are many steps, one bar stands for all steps of a tool; where there are many tools, one for those
between the first and the last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from soescan.model import Plan
from soescan.report.picture.boxes import SMALL
from soescan.report.picture.description import describe_timeline
from soescan.report.picture.svg import FONT, escape_xml, format_attributes, text_element
from soescan.report.picture.text import count_many, measure, truncate
from soescan.report.picture.timeline.bars import BarGroup, TimelineBar, list_bars
from soescan.report.picture.timeline.day_scale import DayScale

STYLE = (
    f".t{{font-family:{FONT};font-size:11px;fill:#4a5568;background:#fff}}"
    ".t-h{font-size:12.5px;font-weight:600;fill:#17202c}"
    ".t-l{font-size:12px;fill:#17202c}"
    ".t-z{fill:#fff}.t-z2{fill:#f3f6fb}"
    ".t-f{fill:#faf0d7}"
    ".t-w{stroke:#edf0f5;fill:none}.t-m{stroke:#c3cbd8;fill:none}"
    ".t-s{stroke:#4a5568;fill:none;stroke-width:1.5}"
    ".t-b{stroke:#34507f;stroke-width:11;fill:none}"
    ".t-c .t-b{stroke:#b3261e}"
    ".t-q{stroke:#4a5568;stroke-width:1.5;stroke-dasharray:3 3;fill:none}"
    ".t-d{fill:#b3261e}"
    ".t-o{fill:#fff;stroke:#17202c;stroke-width:1.5}"
    ".t-p{stroke:#17202c;stroke-width:1.5;fill:none}"
    ".t-k{stroke:#4a5568;stroke-dasharray:4 3;fill:none}"
    ".t-n{cursor:pointer}"
    ".t-n:focus{outline:none}.t-n:focus-visible .t-b{stroke:#1f4fbf;stroke-width:15}"
)
"""The style sheet of every timeline: literal, so that it holds in any document; in a page its hash
has to be allowed."""

_WIDTH = 880
"""At that width, letters of 11 pixels are 6 points high on a sheet of A4 with margins of 2 cm."""
_LEFT, _RIGHT = 236, 730
"""Where days begin and end; what is right of that is for the last dates."""
_ROW, _HEAD = 20, 24
_AXIS = 28
"""Height of the names of days, above the first row."""
_KEY = 18
_LABEL = 12
_PER_WEEK = 7 / 5


def draw_timeline(plan: Plan, *, fold: bool | None = None) -> str:
    """The timeline of a plan as an SVG document.

    `fold`: True gives each tool one bar, False every step its own; None what can be read at once.
    """
    return "".join(_draw(plan, list_bars(plan, fold)))


# --- drawing -------------------------------------------------------------------------------------


def _draw(plan: Plan, groups: Sequence[BarGroup]) -> Iterator[str]:
    scale = DayScale(plan, _LEFT, _RIGHT)
    legend, lines = _place_legend(plan, groups)
    top = lines * _KEY + _AXIS + 8
    height = top + sum(map(_group_height, groups)) + 8
    yield from _draw_ground(plan, groups, top, height)
    yield from _draw_freezes(plan, scale, top, height)
    yield from scale.draw_axis(top, height)
    yield f'<path class="t-s" d="M{_LEFT} {top - 16}V{height}"/>\n'
    yield from legend
    first = True
    for group in groups:
        yield from _draw_group(group, top, scale, first=first)
        first = first and not group.bars
        top += _group_height(group)
    yield "</svg>\n"


def _group_height(group: BarGroup) -> int:
    return _HEAD + _ROW * len(group.bars)


def _draw_ground(plan: Plan, groups: Sequence[BarGroup], top: int, height: int) -> Iterator[str]:
    """The beginning of the document, and a ground of another shade for every other group."""
    yield '<svg xmlns="http://www.w3.org/2000/svg" class="t" role="group"'
    label, description = describe_timeline(plan)
    yield format_attributes(
        (
            ("aria-label", label),
            ("viewBox", f"0 0 {_WIDTH} {height}"),
            ("width", _WIDTH),
            ("height", height),
        )
    )
    yield f">\n<desc>{escape_xml(description)}</desc>\n<style>{STYLE}</style>\n"
    yield '<rect class="t-z" width="100%" height="100%"/>\n'
    for index, group in enumerate(groups):
        if index % 2 == 0:
            area = f'width="{_WIDTH}" height="{_group_height(group)}"'
            yield f'<rect class="t-z2" y="{top}" {area}/>\n'
        top += _group_height(group)


def _draw_group(group: BarGroup, top: int, scale: DayScale, *, first: bool) -> Iterator[str]:
    """A head and bars; the `first` bar of the picture is where the keyboard enters it."""
    name = truncate(group.name, _LEFT - 24, 12.5, bold=True) or "–"
    aloud = f"{name} {group.subtitle}".strip()
    inside = format_attributes((("role", "group"), ("aria-label", aloud)))
    yield f"<g{inside}>\n{text_element(10, top + 17, name, 't-h')}"
    wide = max(measure(name, 12.5, bold=True) + 20, _LEFT + 6)
    if group.subtitle:
        yield text_element(wide, top + 17, truncate(group.subtitle, _WIDTH - wide - 10, 11))
    for index, row in enumerate(group.bars):
        upper = top + _HEAD + _ROW * index
        if row.dated:
            yield _draw_bar(row, upper, scale, first=first and index == 0)
        else:
            yield _draw_names(row, upper, first=first and index == 0)
    yield "</g>\n"


def _draw_names(row: TimelineBar, top: int, *, first: bool) -> str:
    """A row without a bar: names, for which there is all the width."""
    label = truncate(row.label, _WIDTH - 40, _LABEL) or "–"
    ground = f'<rect class="t-z" x="18" y="{top + 1}" width="{_WIDTH - 28}" height="{_ROW - 4}"/>'
    words = text_element(22, top + _ROW // 2 + 2, label, "t-l")
    return f"{_open_row(row, label, first=first)}{ground}{words}</g>\n"


def _open_row(row: TimelineBar, label: str, *, first: bool) -> str:
    """The tag around a row, with what is read out."""
    aloud = " ".join(filter(None, (label, row.date_text))) + f": {row.spoken}"
    inside = format_attributes(
        (
            ("class", "t-n t-c" if row.critical else "t-n"),
            ("role", "img"),
            ("tabindex", 0 if first else ""),
            ("aria-label", aloud),
            ("data-id", row.id or ""),
        )
    )
    return f"<g{inside}>\n"


def _draw_bar(row: TimelineBar, top: int, scale: DayScale, *, first: bool) -> str:
    label = truncate(row.label, _LEFT - 34, _LABEL) or "–"
    middle = top + _ROW // 2 - 2
    begin, end = scale.left_of(row.starts), scale.right_of(row.ends)
    drawn = [_open_row(row, label, first=first)]
    if row.critical:
        drawn.append(f'<path class="t-d" d="M12 {middle - 5}l5 5-5 5-5-5z"/>')
    drawn.append(text_element(22, middle + 4, label, "t-l"))
    if row.waits:
        before = scale.left_of(row.starts - timedelta(round(row.waits * _PER_WEEK)))
        drawn.append(f'<path class="t-q" d="M{before} {middle}H{begin}"/>')
    kind = "t-k" if row.on_file else "t-b"
    drawn.append(f'<path class="{kind}" d="M{begin} {middle}H{end}"/>')
    if row.p80 and row.p80 > row.ends:
        to = scale.right_of(row.p80)
        drawn.append(f'<path class="t-p" d="M{end} {middle}H{to}m0-5v10"/>')
        end = to
    for meeting in row.meetings:
        x = scale.right_of(meeting) - 4
        drawn.append(f'<circle class="t-o" cx="{x}" cy="{middle}" r="4"/>')
    words = truncate(row.date_text, _WIDTH - end - 10, SMALL)
    drawn.append(text_element(end + 6, middle + 4, words))
    return "".join([*drawn, "</g>\n"])


def _draw_freezes(plan: Plan, scale: DayScale, top: int, height: int) -> Iterator[str]:
    for freeze in plan.freezes:
        begin, end = scale.left_of(freeze.from_), scale.right_of(freeze.to)
        values = (("class", "t-f"), ("x", begin), ("y", top), ("width", end - begin))
        yield f"<rect{format_attributes((*values, ('height', height - top)))}/>\n"


# --- the legend ----------------------------------------------------------------------------------


def _place_legend(plan: Plan, groups: Sequence[BarGroup]) -> tuple[list[str], int]:
    """The entries of the legend in lines, and how many lines there are."""
    drawn: list[str] = []
    x, line = 12, 0
    for sign, meaning in _list_signs(plan, groups):
        wide = 28 + int(measure(meaning, SMALL)) + 18
        if x > 12 and x + wide > _WIDTH - 10:
            x, line = 12, line + 1
        y = line * _KEY
        words = text_element(x + 28, y + 16, truncate(meaning, _WIDTH - x - 40, SMALL))
        drawn.append(sign.format(x=x, y=y + 12, dot=x + 11, top=y + 6, mark=y + 7) + words)
        x += wide
    if note := _say_folded(plan, groups):
        line += 1
        drawn.append(text_element(12, line * _KEY + 16, note))
    return drawn, line + 1


def _list_signs(plan: Plan, groups: Sequence[BarGroup]) -> Iterator[tuple[str, str]]:
    """Every sign of the picture, as an element to fill in, with its meaning."""
    rows = [row for group in groups for row in group.bars]
    folded = any(row.folded for row in rows)
    work = "from the first step to the likely go-live" if folded else "a step, its likely days"
    if any(row.dated and not row.critical and not row.on_file for row in rows):
        yield '<path class="t-b" d="M{x} {y}h22"/>', work
    if any(row.critical for row in rows):
        meaning = "live last" if folded else "on the critical path"
        mark = '<path class="t-d" d="M{x} {mark}l5 5-5 5-5-5z"/>'
        yield f'{mark}<g class="t-c"><path class="t-b" d="M{{dot}} {{y}}h12"/></g>', meaning
    if any(row.waits for row in rows):
        yield '<path class="t-q" d="M{x} {y}h22"/>', "waits for its people"
    if any(row.p80 and row.p80 > row.ends for row in rows):
        yield '<path class="t-p" d="M{x} {y}h20m0-5v10"/>', "by: 80 % likely live by then"
    if any(row.on_file for row in rows):
        yield '<path class="t-k" d="M{x} {y}h20"/>', "on file"
    if any(row.meetings for row in rows):
        yield '<circle class="t-o" cx="{dot}" cy="{y}" r="4"/>', "a committee decides"
    if plan.freezes:
        names = ", ".join(freeze.name for freeze in plan.freezes)
        yield '<rect class="t-f" x="{x}" y="{top}" width="22" height="12"/>', f"freeze: {names}"


def _say_folded(plan: Plan, groups: Sequence[BarGroup]) -> str:
    """What has no bar of its own; empty where every step has one."""
    if not any(row.folded for group in groups for row in group.bars):
        return ""
    steps = count_many(len(plan.tasks), "step")
    return f"Folded: {steps}. soescan check LIST -v -o page.html draws them all."
