"""The timeline: every step on its days, readable, reachable, the same twice."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.model import Plan, ToolPlan
from soescan.report.picture.timeline import STYLE, draw_timeline
from soescan.report.picture.timeline.day_scale import DayScale
from tests.report.picture.factories import FOUR, HARD, items, made, read, sure, words
from tests.report.picture.test_graph import contrasts

PLANS = {"one": made("Mailwind"), "four": FOUR, "hard": made(*HARD)}


@pytest.fixture(params=PLANS, ids=str)
def plan(request: pytest.FixtureRequest) -> Plan:
    return PLANS[request.param]


def test_every_step_has_a_row(plan: Plan) -> None:
    rows = items(read(draw_timeline(plan, fold=False)), "t-n")
    tasks = {at for at, node in enumerate(plan.nodes, start=1) if node.task}
    assert sorted(int(str(row.get("data-id"))) for row in rows) == sorted(tasks)


def test_the_name_of_a_row_begins_with_what_is_written_in_it(plan: Plan) -> None:
    rows = items(read(draw_timeline(plan)), "t-n")
    for row in rows:
        assert str(row.get("aria-label")).startswith(" ".join(words(row).split()))
    assert [str(row.get("tabindex")) for row in rows].count("0") == 1


def test_bars_follow_the_days(plan: Plan) -> None:
    root = read(draw_timeline(plan, fold=False))
    number = {node.task: at for at, node in enumerate(plan.nodes, start=1) if node.task}
    bars = {
        int(str(row.get("data-id"))): re.match(r"M(\d+) \d+H(\d+)", str(bar.get("d")))
        for row in items(root, "t-n")
        for bar in items(row, "t-b")
    }
    found = [(task, bars[number[task.id]]) for task in plan.tasks if not task.satisfied]
    edges = [(task, int(bar[1]), int(bar[2])) for task, bar in found if bar]
    assert len(edges) == len(found)
    for one, left, right in edges:
        assert 236 <= left < right <= 740
        for other, left_, _ in edges:
            assert one.starts
            assert other.starts
            assert one.starts > other.starts or left <= left_


def test_many_steps_fold_to_a_bar_for_each_tool() -> None:
    folded = items(read(draw_timeline(FOUR, fold=True)), "t-n")
    assert len(folded) == 4
    assert all(" by " in words(row) for row in folded)
    last = max(FOUR.tools, key=lambda tool: tool.p80 or date.min)
    (marked,) = [row for row in folded if "t-c" in str(row.get("class"))]
    assert words(marked).startswith(last.tool)
    assert "Folded:" in words(read(draw_timeline(FOUR, fold=True)))
    assert "Folded:" not in words(read(draw_timeline(FOUR, fold=False)))


def _listed(*tools: ToolPlan) -> Plan:
    return replace(FOUR, tools=tools)


def test_of_many_tools_those_between_the_first_and_the_last_share_a_bar() -> None:
    tools = [replace(FOUR.tools[0], tool=f"Tool {number}") for number in range(100)]
    rows = items(read(draw_timeline(_listed(*tools))), "t-n")
    assert len(rows) == 21
    assert words(rows[10]).startswith("80 more tools")


def test_tools_without_a_date_share_a_row_that_says_why() -> None:
    says = "no date is told: ask IT; starts once somebody answers"
    tool = replace(FOUR.tools[0], earliest=None, p50=None, p80=None, says=says)
    tools = [replace(tool, tool=f"Tool {number}") for number in range(9)]
    root = read(draw_timeline(_listed(*tools)))
    (row,) = items(root, "t-n")
    assert words(row).startswith("Tool 0, Tool 1,")
    assert not items(row, "t-b")
    assert "9 tools without a date" in words(root)
    assert "9 tools without a date ask IT Tool 0" in words(root)


def test_a_single_tool_never_folds() -> None:
    assert len(items(read(draw_timeline(made("Only", more=120))), "t-n")) == 128


def test_weeks_stand_for_dates_that_only_illustrate() -> None:
    week = sure(FOUR, illustrative=True)
    rows = items(read(draw_timeline(week)), "t-n")
    assert all("week of " in words(row) for row in rows)
    assert "2 Nov 2026" in words(read(draw_timeline(week)))
    assert "Nov 2026" in words(read(draw_timeline(FOUR)))


def test_it_stands_alone_and_stays_small(plan: Plan) -> None:
    drawn = draw_timeline(plan)
    assert draw_timeline(plan) == drawn
    for one in read(drawn).iter():
        assert not {"style", "href", "onload"} & set(one.attrib)
    assert len(draw_timeline(FOUR).encode()) <= 20 * 1024


def test_every_colour_can_be_told_from_every_ground() -> None:
    # The lines of weeks and months only help the eye; every bar says its date.
    style = re.sub(r"\.t-[wm]\{[^}]*\}", "", STYLE)
    assert [one for one in contrasts(style) if one[2] < 1] == []


def test_a_plan_without_anything_is_an_empty_picture() -> None:
    assert items(read(draw_timeline(Plan())), "t-n") == []


@given(st.dates(), st.integers(0, 4_000), st.integers(-10, 4_010))
def test_every_day_is_between_the_edges(first: date, days: int, other: int) -> None:
    last = first + timedelta(min(days, (date.max - first).days))
    plan = Plan(start=first, tools=(replace(FOUR.tools[0], p80=last),))
    scale = DayScale(plan, 100, 900)
    day = date.fromordinal(min(max(first.toordinal() + other, 1), date.max.toordinal()))
    assert 100 <= scale.left_of(day) <= 900
    assert scale.left_of(first) == 100
    assert scale.right_of(last) >= scale.left_of(last)
    list(scale.draw_axis(0, 10))
