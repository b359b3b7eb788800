"""What soescan writes for other programs is opened by two of them each, which agree on it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from lxml import etree

from soescan.app import render_plan
from soescan.graph import approval_graph
from soescan.model import Plan
from soescan.report.format import RenderOptions
from tests.demo.test_story import report as demo
from tests.report.test_plan_formats import PLAN

PLANS = pytest.mark.parametrize("plan", [PLAN, demo().plan], ids=["nasty", "demo"])

Edges = Counter[tuple[str, str, str, str, bool]]


def written(plan: Plan, form: str, folder: Path) -> Path:
    path = folder / f"plan.{form}"
    path.write_text(render_plan(plan, form, RenderOptions()), encoding="utf-8", newline="")
    return path


def edges_by_networkx(path: Path) -> Edges:
    graph = nx.read_graphml(path, force_multigraph=True)
    return Counter(
        (from_, to, about["kind"], about["says"], about["implied"])
        for from_, to, about in graph.edges(data=True)
    )


def edges_by_igraph(path: Path) -> Edges:
    graph = pytest.importorskip("igraph").Graph.Read_GraphML(str(path))
    ids = graph.vs["id"]
    return Counter(
        (ids[edge.source], ids[edge.target], edge["kind"], edge["says"], edge["implied"])
        for edge in graph.es
    )


@PLANS
def test_graphml_loses_no_edge_in_networkx_nor_in_igraph(plan: Plan, tmp_path: Path) -> None:
    path = written(plan, "graphml", tmp_path)
    edges = edges_by_networkx(path)
    assert edges == edges_by_igraph(path)
    assert edges.total() == len(list(approval_graph(plan).edges()))


@PLANS
def test_graphml_gives_edges_ids_of_their_own(plan: Plan, tmp_path: Path) -> None:
    text = written(plan, "graphml", tmp_path).read_text(encoding="utf-8")
    ids = re.findall(r'<edge [^>]*\bid="([^"]*)"', text)
    assert len(ids) == len(set(ids)) == text.count("<edge ")


def test_truth_values_are_those_of_xml_schema(tmp_path: Path) -> None:
    root = etree.fromstring(written(PLAN, "graphml", tmp_path).read_bytes())
    booleans = {key.get("id") for key in root.iter("{*}key") if key.get("attr.type") == "boolean"}
    values = {data.text for data in root.iter("{*}data") if data.get("key") in booleans}
    assert len(booleans) == 3
    assert values == {"true", "false"}


def events_by_icalendar(text: str) -> list[tuple[str, Any, str, str]]:
    calendar = pytest.importorskip("icalendar").Calendar.from_ical(text)
    events = calendar.walk("VEVENT")
    assert [event.errors for event in (calendar, *events) if event.errors] == []
    return sorted(
        (str(e["UID"]), e["DTSTART"].dt, str(e["SUMMARY"]), str(e["DESCRIPTION"])) for e in events
    )


def events_by_vobject(text: str) -> list[tuple[str, Any, str, str]]:
    calendar = pytest.importorskip("vobject").readOne(text, validate=True)
    return sorted(
        (e.uid.value, e.dtstart.value, e.summary.value, e.description.value)
        for e in calendar.contents.get("vevent", ())
    )


@PLANS
def test_a_calendar_holds_the_same_in_icalendar_and_in_vobject(plan: Plan, tmp_path: Path) -> None:
    text = written(plan, "ics", tmp_path).read_bytes().decode()
    events = events_by_icalendar(text)
    assert events == events_by_vobject(text)
    assert len({uid for uid, *_ in events}) == len(events) == text.count("BEGIN:VEVENT") > 0
