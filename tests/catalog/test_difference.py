"""What became of a catalog: every key that is different is told, in words, in one order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from soescan import catalog, conditions
from soescan.catalog.difference import find_differences
from soescan.model import (
    All,
    CapabilityId,
    Catalog,
    DataClass,
    Done,
    Estimate,
    Freeze,
    Header,
    Level,
    OverlayChange,
    Product,
    Quantifier,
    Standard,
    StandardId,
    Standing,
    Step,
    StepId,
    Test,
)
from soescan.report import RenderOptions
from soescan.report.texts.catalog_difference import render_catalog_difference
from tests.catalog.test_starter import SOES, mutants
from tests.conftest import ROOT

STARTER = ROOT / "catalogs/soe/starter.yaml"
BEFORE = """\
schema: soescan/soe@1
catalog: {id: acme, name: Acme SOE, as_of: 2026-01-15}
data_classes: [{id: open}, {id: secret}]
products:
  - {id: mailer, name: Acme Mailer, standing: approved, valid_until: 2026-12-31}
  - {id: hound, name: Trackhound, standing: prohibited}
standards:
  - id: uptime
    area: operations
    require: {fact: sla.uptime, op: gte, value: 99}
    why: It is there when we need it.
    needs: [review]
  - {id: export, area: exit, require: {fact: exit.export, op: eq, value: true}, why: A way out.}
roles: [{id: it, label: IT}]
approvals:
  - {id: review, role: it, lead: 5}
waivers:
  - id: W-1
    standard: export
    tool: Splitly
    reason: a pilot
    approved_by: IT
    expires: 2026-06-30
answers:
  - {tool: Splitly, fact: exit.export, value: false}
"""
AFTER = """\
schema: soescan/soe@1
catalog: {id: acme, name: Acme SOE, as_of: 2026-07-01, owner: IT Operations}
data_classes: [{id: open}, {id: secret}]
products:
  - {id: mailer, name: Acme Mailer, standing: retiring, valid_until: 2027-03-31}
  - {id: parley, name: Parley, standing: pilot, valid_until: 2026-12-31}
standards:
  - id: sign-on
    area: sign-on
    require: {fact: auth.sso, op: eq, value: true}
    why: People sign on through us.
  - id: uptime
    area: operations
    require: {fact: sla.uptime, op: gte, value: 99.5}
    why: It is there when we need it.
    severity: blocker
    waivable_by: [it]
    needs: [review, legal]
roles: [{id: it, label: IT}]
approvals:
  - {id: review, role: it, lead: [3, 5, 10]}
  - {id: legal, role: it, label: Contract}
answers:
  - {tool: Splitly, fact: exit.export, value: true}
policy: {weights: {blocker: 8}}
"""


def read(tmp_path: Path, text: str) -> Catalog:
    path = tmp_path / "soe.yaml"
    path.write_text(text, encoding="utf-8")
    return catalog.read(path).catalog


def told(before: Catalog, after: Catalog) -> list[tuple[str, str, str, str]]:
    return [(c.record, c.key, c.before, c.after) for c in find_differences(before, after)]


def test_what_is_different_is_told_in_plain_words(tmp_path: Path) -> None:
    before, after = read(tmp_path, BEFORE), read(tmp_path, AFTER)
    text = render_catalog_difference(
        before.catalog, after.catalog, find_differences(before, after), RenderOptions()
    )
    assert text == snapshot("""\
From Acme SOE to Acme SOE: catalog: 1 changed; standards: 1 added, 1 removed, 1
changed; products: 1 added, 1 removed, 1 changed; steps: 1 added, 1 changed;
policy: 1 changed; waivers: 1 removed; answers: 1 changed.

Catalog
  owner is now IT Operations
  as_of was 2026-01-15, is now 2026-07-01

Standards
  changed uptime
    require
      was:  promised uptime is at least 99%
      now:  promised uptime is at least 99.5%
    severity was condition, is now blocker
    waivable_by is now it
    needs gains legal
  removed export: A way out.
  added sign-on: People sign on through us.

Products
  changed mailer
    standing was approved, is now retiring
    valid_until was 2026-12-31, is now 2027-03-31
  removed hound: Trackhound is prohibited
  added parley: Parley is pilot until 2026-12-31

Steps
  changed review
    lead was 5, is now 3 to 10, likely 5
  added legal: Contract

Policy
  weights.blocker was 5, is now 8

Waivers
  removed W-1: export for Splitly, until 2026-06-30

Answers
  changed Splitly: exit.export
    value was no, is now yes
""")


def test_a_catalog_and_itself_are_the_same(tmp_path: Path) -> None:
    before = read(tmp_path, BEFORE)
    after = read(tmp_path, "# A line more moves every place.\n" + BEFORE)
    assert find_differences(before, after) == ()
    text = render_catalog_difference(before.catalog, after.catalog, (), RenderOptions())
    assert text == "Acme SOE and Acme SOE are the same.\n"


def test_the_way_back_tells_the_same_the_other_way_round(tmp_path: Path) -> None:
    before, after = read(tmp_path, BEFORE), read(tmp_path, AFTER)
    turned = {"add": "remove", "remove": "add"}

    def back(record: str, key: str, was: str, now: str) -> tuple[str, str, str, str]:
        name, _, what = key.rpartition(" ")
        what = {"gains": "loses", "loses": "gains"}.get(what, what)
        return record, turned.get(key, f"{name} {what}".strip()), now, was

    forth = {back(*change) for change in told(before, after)}
    assert forth == set(told(after, before))


def test_whatever_is_written_in_another_order_is_the_same_but_data_classes() -> None:
    starter = catalog.read(STARTER).catalog
    turned = replace(
        starter,
        standards=starter.standards[::-1],
        approvals=starter.approvals[::-1],
        roles=starter.roles[::-1],
    )
    assert find_differences(starter, turned) == ()
    upside_down = replace(starter, data_classes=starter.data_classes[::-1])
    assert told(starter, upside_down) == [
        (
            "data_classes",
            "order",
            "public, internal, confidential, restricted",
            "restricted, confidential, internal, public",
        )
    ]


@pytest.mark.slow
@pytest.mark.parametrize("path", SOES, ids=lambda path: path.name)
def test_every_change_to_a_condition_is_told_with_two_different_sayings(path: Path) -> None:
    found = catalog.read(path).catalog
    orders = catalog.class_orders(tuple(c.id for c in found.data_classes))
    world = conditions.FactSet({}, date(2026, 11, 22), orders)
    for standard in found.standards:
        for mutant in mutants(standard, {}, world):
            if repr(mutant) == repr(standard):
                continue
            changes = find_differences(_only(standard), _only(mutant))
            assert len(changes) == 1, mutant
            assert changes[0].before != changes[0].after, mutant
            assert changes[0].key in ("require", "applies_when", "min_basis")


def _only(standard: Standard) -> Catalog:
    return Catalog(Header("one", "One"), standards=(standard,))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"lead": Estimate(5, 5, 5)}, {"lead": Estimate(3, 5, 10)}, ("5", "3 to 10, likely 5")),
        ({"always": False}, {"always": True}, ("no", "yes")),
        ({"after": ()}, {"after": ("intake",)}, ("", "intake")),
        ({"after": ("a", "b")}, {"after": ("b", "a")}, ("a, b", "b, a")),
        ({"valid_months": None}, {"valid_months": 12}, ("", "12")),
        ({"when": Test("auth.sso", "eq", True)}, {"when": None}, ("single sign-on", "")),
        (
            {"when": Test("auth.sso", "eq", True, Quantifier.ANY)},
            {"when": Test("auth.sso", "eq", True, Quantifier.ALL)},
            (
                "{fact: auth.sso, op: eq, value: yes, of: any}",
                "{fact: auth.sso, op: eq, value: yes, of: all}",
            ),
        ),
    ],
)
def test_a_value_is_said_in_words(
    before: dict[str, object], after: dict[str, object], expected: tuple[str, str]
) -> None:
    def one(keys: dict[str, object]) -> Catalog:
        step = Step("review", "it", **keys)  # type: ignore[arg-type]
        return Catalog(Header("one", "One"), approvals=(step,))

    [change] = told(one(before), one(after))
    assert change[2:] == expected


def test_a_record_in_a_list_and_a_mapping_are_said_in_words() -> None:
    freeze = Freeze("year end", date(2026, 12, 18), date(2027, 1, 5))
    header = Header("one", "One")
    calendar = replace(header.calendar, freezes=(freeze,))
    product = Product("mailer", "Mailer", Standing.PILOT)  # type: ignore[arg-type]
    levels = {CapabilityId("email"): Level.FULL, CapabilityId("sms"): Level.NONE}
    able = replace(product, capabilities=levels)
    before = Catalog(header, products=(product,))
    after = Catalog(replace(header, calendar=calendar), products=(able,))
    assert told(before, after) == [
        (
            "catalog",
            "calendar.freezes",
            "",
            "name year end from 2026-12-18 to 2027-01-05 blocks go-live",
        ),
        ("products/mailer", "capabilities", "", "email: full, sms: none"),
    ]


def test_two_records_of_one_name_are_told_apart() -> None:
    answers = catalog.read(ROOT / "catalogs/example/soe.yaml").catalog.answers
    once = Catalog(Header("one", "One"), answers=answers)
    twice = Catalog(Header("one", "One"), answers=(*answers, *answers))
    assert [(c.record, c.key) for c in find_differences(once, twice)] == [
        ("answers/pigeonpost.example: exit.export (2)", "add")
    ]


def test_a_step_that_was_done_is_called_by_what_it_was_done_for() -> None:
    review = Done(StepId("review"), "Caddy Software", date(2026, 2, 16), by="Tomasz Krol")
    once = Catalog(Header("one", "One"), done=(review,))
    again = Catalog(Header("one", "One"), done=(replace(review, on=date(2026, 8, 3)),))
    assert told(once, again) == [("done/review: Caddy Software", "on", "2026-02-16", "2026-08-03")]
    assert told(Catalog(Header("one", "One")), once) == [
        ("done/review: Caddy Software", "add", "", "done on 2026-02-16")
    ]


def test_a_change_knows_where_it_was_written(tmp_path: Path) -> None:
    before, after = read(tmp_path, BEFORE), read(tmp_path, AFTER)
    places = {c.record: str(c.place) for c in find_differences(before, after)}
    assert places["standards/uptime"] == "soe.yaml:12"  # in the second
    assert places["standards/export"] == "soe.yaml:13"  # in the first: it is gone


def test_an_overlay_and_its_base_differ_by_what_the_overlay_says() -> None:
    starter = catalog.read(STARTER).catalog
    small = catalog.read(STARTER.with_name("small.yaml"))
    changes = find_differences(starter, small.catalog)
    records = {change.record for change in changes if change.record != "catalog"}
    assert records == {change.record for change in small.overlays}
    removed = {c.record for c in small.overlays if c.key == "remove"}
    assert removed == {c.record for c in changes if c.key == "remove"}


def test_a_long_saying_stands_on_lines_of_its_own() -> None:
    countries = ("AT", "BE", "DE", "ES", "FR", "IE", "IT", "NL", "PT", "SE")
    data = (DataClass("open"),)  # type: ignore[arg-type]

    def one(value: tuple[str, ...]) -> Catalog:
        clause = Test("hosting.country", "subset_of", value)
        home = Standard(StandardId("home"), "hosting", All((clause,)), "At home.")
        return Catalog(Header("one", "One"), data, (home,))

    before, after = one(countries), one((*countries, "CH"))
    changes = find_differences(before, after)
    assert isinstance(changes[0], OverlayChange)
    assert render_catalog_difference(
        before.catalog, after.catalog, changes, RenderOptions(60)
    ) == snapshot("""\
From One to One: standards: 1 changed.

Standards
  changed home
    require
      was:  hosting country is limited to AT, BE, DE, ES,
        FR, IE, IT, NL, PT and SE
      now:  hosting country is limited to AT, BE, DE, ES,
        FR, IE, IT, NL, PT, SE and CH
""")
