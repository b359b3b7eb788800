"""The pictures as formats: a file that ends in .svg, by both commands, with text from anywhere."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from soescan import report
from soescan.cli import main
from soescan.model import EdgeKind, Plan, PlanEdge, ToolPlan
from soescan.report import RenderOptions
from soescan.report.picture.condensed_parts import GraphDetail
from soescan.report.picture.graph import draw_graph, draw_whole_graph
from soescan.report.picture.timeline import draw_timeline
from tests.conftest import ROOT
from tests.examples import examples
from tests.report.picture.factories import HARD, items, read
from tests.report.picture.factories import made as planned
from tests.report.test_report import made

TWO = planned("Segmentia", "Mailwind")
EXAMPLE = ROOT / "catalogs" / "example"
FOLDED = GraphDetail(most_lanes=1, critical_lanes=1, most_steps=0, width=300)
SHOWN = {"svg", "style", "desc", "g", "rect", "path", "text", "circle"}


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "plan"])
def test_a_file_that_ends_in_svg_is_the_graph(command: str, tmp_path: Path) -> None:
    path = tmp_path / "graph.svg"
    soe = f"--soe={EXAMPLE / 'soe.yaml'}"
    given_ = [str(EXAMPLE / "proposal.yaml"), soe, "--as-of=2026-11-02", "-o", str(path)]
    result = CliRunner().invoke(main, [command, *given_, *["--no-store"] * (command == "plan")])
    assert result.exit_code in (0, 1), result.output
    root = etree.parse(path).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert len(items(root, "g-n")) > 10


def test_asked_for_more_it_folds_nothing_and_hides_nothing() -> None:
    svg = next(f for f in report.FORMATS if f.id == "svg")
    assert svg.endings == (".svg",)
    assert "".join(map(str, svg.render(made(), RenderOptions()))).startswith("<svg ")
    assert 'class="g g-all"' in "".join(map(str, svg.render(made(), RenderOptions(verbose=True))))


def test_a_saved_plan_that_names_what_it_does_not_hold_is_drawn_all_the_same() -> None:
    stray = PlanEdge("nowhere", TWO.nodes[0].id, EdgeKind.NEEDS, "?")
    plan = replace(
        TWO,
        tasks=TWO.tasks[1:],
        nodes=TWO.nodes[:-1],
        edges=(stray, *TWO.edges),
        tools=(*TWO.tools, ToolPlan("Ghost", tasks=("gone",), earliest=date(2027, 2, 1))),
    )
    assert items(read(draw_graph(plan)), "g-n")
    assert items(read(draw_graph(plan, FOLDED)), "g-n")
    assert items(read(draw_whole_graph(plan)), "g-n")
    for fold in (None, True, False):
        assert items(read(draw_timeline(plan, fold=fold)), "t-n")


def _renamed(name: str) -> Plan:
    """A plan in which every text from outside is the same."""
    return replace(
        TWO,
        tasks=tuple(replace(t, label=name, role=name, waits_for=name) for t in TWO.tasks),
        nodes=tuple(replace(n, label=name, because=(name,)) for n in TWO.nodes),
        tools=tuple(replace(t, tool=name, says=name) for t in TWO.tools),
    )


@settings(max_examples=examples(25))
@given(st.sampled_from(HARD) | st.text(max_size=60))
def test_text_from_outside_is_text(name: str) -> None:
    plan = _renamed(name)
    for svg in (
        draw_graph(plan),
        draw_graph(plan, FOLDED),
        draw_whole_graph(plan),
        draw_timeline(plan),
        draw_timeline(plan, fold=True),
    ):
        root = read(svg)
        assert {str(one.tag).rpartition("}")[2] for one in root.iter()} <= SHOWN
        assert not any(
            key.startswith("on") or key.endswith(("href", "style")) or key == "id"
            for one in root.iter()
            for key in one.attrib
        )
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f]", svg)
        assert len(svg) < 400_000
