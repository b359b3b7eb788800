"""What can never be done is found when a catalog is read, with its place, and soon."""

from __future__ import annotations

from pathlib import Path

import pytest

from soescan import catalog
from soescan.errors import CatalogError

SOE = """schema: soescan/soe@1
catalog: {{id: a, name: A, as_of: 2026-11-02{calendar}}}
roles:
  - {{id: it, label: IT, capacity: 1{role}}}
committees:
  - {{id: board, label: Board, {board}}}
approvals:
  - {{id: live, role: it, always: true, committee: board{step}}}
"""
SOUND = {"calendar": "", "role": "", "board": "rrule: FREQ=WEEKLY;BYDAY=TH", "step": ""}


def read(folder: Path, **parts: str) -> None:
    (folder / "soe.yaml").write_text(SOE.format(**SOUND | parts), encoding="utf-8")
    catalog.read(folder / "soe.yaml")


def test_a_sound_catalog_is_read(tmp_path: Path) -> None:
    read(tmp_path, step=", lead: [1, 2, 2500]", role=", backlog: 500")


@pytest.mark.parametrize(
    ("part", "says", "place"),
    [
        ("board", "rrule: FREQ=DAILY;INTERVAL=0", "6: committees[0].rrule"),
        ("board", "rrule: FREQ=WEEKLY;INTERVAL=-1", "6: committees[0].rrule"),
        ("board", "rrule: FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30", "6: committees[0].rrule"),
        ("calendar", ", calendar: {workdays: []}", "2: catalog.calendar.workdays"),
        ("role", ", backlog: 501", "4: roles[0].backlog"),
        ("step", ", lead: [1, 2, 2501]", "8: approvals[0].lead"),
        ("step", ", effort: [1, 2, 1.0e+12]", "8: approvals[0].effort"),
        ("step", ", effort: 501", "8: approvals[0].role"),
    ],
)
def test_what_can_never_be_or_would_never_end_has_a_place(
    tmp_path: Path, part: str, says: str, place: str
) -> None:
    with pytest.raises(CatalogError) as error:
        read(tmp_path, **{part: says})
    assert f"soe.yaml:{place}: expected" in str(error.value)


def test_a_catalog_of_the_last_year_there_is_leaves_no_years_to_plan_on(tmp_path: Path) -> None:
    (tmp_path / "soe.yaml").write_text(
        SOE.format(**SOUND).replace("2026-11-02", "9999-12-30"), encoding="utf-8"
    )
    with pytest.raises(CatalogError, match=r"soe\.yaml:2: catalog\.as_of: expected a year up to"):
        catalog.read(tmp_path / "soe.yaml")
