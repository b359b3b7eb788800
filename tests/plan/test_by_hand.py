"""A plan whose every date is worked out by hand, with a calendar beside it.

March 2027 begins on a Monday. Nobody works on Good Friday, 26 March, and Easter Monday, 29 March.

    Mo Tu We Th Fr            Mo Tu We Th Fr            Mo Tu We Th Fr
     1  2  3  4  5  March      5  6  7  8  9  April      3  4  5  -  7  May
     8  9 10 11 12            12 13 14 15 16            10 11 12 13 14
    15 16 17 18 19            19 20 21 22 23            17 18 19 20 21
    22 23 24 25  -            26 27 28 29 30            24 25 26 27 28
     - 30 31  1  2

Legal works on Tuesdays and Thursdays, a whole day each (2 person-days on 2 days). The works council
works on Mondays, Wednesdays and Fridays, half of each day (1.5 person-days on 3 days), is away on
10 March, and has a person-day waiting. The board meets every third Thursday from 7 January: 28
January, 18 February, 11 March, 1 and 22 April, 13 May, and decides on one thing in a meeting.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from soescan import app, catalog, plan
from soescan.model import Evidence, Plan, Proposal, Tool

SOE = """\
schema: soescan/soe@1
catalog:
  id: hand
  name: Worked out by hand
  calendar:
    holidays: [2027-03-26, 2027-03-29, 2027-05-06]
    freezes: [{name: spring sale, from: 2027-04-12, to: 2027-04-23, blocks: [action, go-live]}]
roles:
  - {id: it, label: IT}
  - {id: legal, label: Legal, capacity: 2, calendar: {workdays: [tue, thu]}}
  - id: council
    label: Works council
    capacity: 1.5
    backlog: 1
    calendar: {workdays: [mon, wed, fri], holidays: [2027-03-10]}
committees:
  - {id: board, label: Board, rrule: FREQ=WEEKLY;INTERVAL=3;BYDAY=TH, from: 2027-01-07, submission_lead: 3, max_items: 1}
  - {id: steering, label: Steering, dates: [2027-03-16, 2027-04-07, 2027-05-04], submission_lead: 5}
approvals:
  - {id: intake, role: it, lead: 2, always: true}
  - {id: contract, role: legal, effort: 2, after: [intake], always: true}
  - {id: council, role: council, effort: 1, after: [intake], always: true}
  - {id: security, role: it, lead: 7, after: [intake], always: true}
  - {id: decision, role: it, kind: committee, committee: board, after: [contract, council, security], join: 2, always: true}
  - {id: budget, role: it, kind: committee, committee: steering, after: [contract], always: true}
  - {id: setup, role: it, kind: action, lead: 3, after: [decision, budget], always: true}
  - {id: live, role: legal, kind: go-live, lead: 2, after: [setup], always: true}
"""
MARCH, APRIL, MAY = (2027, 3), (2027, 4), (2027, 5)
BY_HAND = {
    "Ferry": {
        # Two working days from the start.
        "intake": (date(*MARCH, 1), date(*MARCH, 2)),
        # Legal's first day after the intake is Thursday 4; two days: Thu 4, Tue 9.
        "contract": (date(*MARCH, 4), date(*MARCH, 9)),
        # A person-day at half a day each is two days. What waits takes Mon 1 and Wed 3; then Fri 5
        # and Mon 8.
        "council": (date(*MARCH, 5), date(*MARCH, 8)),
        # Seven working days after Tue 2: 3, 4, 5, 8, 9, 10, 11.
        "security": (date(*MARCH, 3), date(*MARCH, 11)),
        # The second of 8, 9 and 11 March is the 9th. Papers for 11 March were due on Mon 8 (10, 9,
        # 8); for 1 April they are due on 25 March (31, 30, then not 29 and 26, 25).
        "decision": (date(*APRIL, 1), date(*MARCH, 25)),
        # Papers for 16 March are due on Tue 9 (15, 12, 11, 10, 9), the day the contract is done.
        "budget": (date(*MARCH, 16), date(*MARCH, 9)),
        # Three working days after 1 April: Fri 2, Mon 5, Tue 6, before the freeze of 12 April.
        "setup": (date(*APRIL, 2), date(*APRIL, 6)),
        # Two of Legal's days: Thu 8, and then not 13, 15, 20, 22 (freeze) but Tue 27.
        "live": (date(*APRIL, 8), date(*APRIL, 27)),
    },
    "Barge": {
        "intake": (date(*MARCH, 1), date(*MARCH, 2)),
        # After Ferry's: Thu 11, Tue 16.
        "contract": (date(*MARCH, 11), date(*MARCH, 16)),
        # After Ferry's on Mon 8; Wed 10 off: Fri 12, Mon 15.
        "council": (date(*MARCH, 12), date(*MARCH, 15)),
        "security": (date(*MARCH, 3), date(*MARCH, 11)),
        # The second of 11, 15 and 16 March is the 15th; 1 April is Ferry's, so 22 April, a day of
        # the freeze, which stops no committee. Papers by Mon 19 (21, 20, 19).
        "decision": (date(*APRIL, 22), date(*APRIL, 19)),
        # The contract of 16 March is too late for that day's meeting. Papers for 7 April are due on
        # 31 March (6, 5, 2, 1, 31).
        "budget": (date(*APRIL, 7), date(*MARCH, 31)),
        # Fri 23 April is the last day of the freeze: Mon 26, Tue 27, Wed 28.
        "setup": (date(*APRIL, 26), date(*APRIL, 28)),
        # Thu 29 April, Tue 4 May.
        "live": (date(*APRIL, 29), date(*MAY, 4)),
    },
    "Kayak": {
        "intake": (date(*MARCH, 1), date(*MARCH, 2)),
        # After Barge's: Thu 18, Tue 23.
        "contract": (date(*MARCH, 18), date(*MARCH, 23)),
        # After Barge's on Mon 15: Wed 17, Fri 19.
        "council": (date(*MARCH, 17), date(*MARCH, 19)),
        "security": (date(*MARCH, 3), date(*MARCH, 11)),
        # The second of 11, 19 and 23 March is the 19th; 1 and 22 April are full, so 13 May. Papers
        # by Mon 10 May (12, 11, 10).
        "decision": (date(*MAY, 13), date(*MAY, 10)),
        "budget": (date(*APRIL, 7), date(*MARCH, 31)),
        # Fri 14, Mon 17, Tue 18.
        "setup": (date(*MAY, 14), date(*MAY, 18)),
        # Thu 20, Tue 25.
        "live": (date(*MAY, 20), date(*MAY, 25)),
    },
}
"""By tool and step: the first and last day; for a decision, the meeting and the day for papers."""


def make_plan(folder: Path) -> Plan:
    (folder / "soe.yaml").write_text(SOE)
    tools = tuple(
        Tool(name, f"https://{name.casefold()}.example", priority=number)
        for number, name in enumerate(BY_HAND, start=1)
    )
    read = catalog.read(folder / "soe.yaml")
    start = date(2027, 3, 1)
    return app.plan_tools(Proposal(tools=tools), read, Evidence(), start, plan.PlanOptions())


def test_every_date_is_the_one_that_is_worked_out_by_hand(tmp_path: Path) -> None:
    result = make_plan(tmp_path)
    found: dict[str, dict[str, tuple[date | None, date | None]]] = {name: {} for name in BY_HAND}
    for task in result.tasks:
        days = (task.meeting, task.papers_by) if task.meeting else (task.starts, task.ends)
        found[task.tools[0]][task.step] = days
    assert found == BY_HAND
    for tool in result.tools:
        live = BY_HAND[tool.tool]["live"][1]
        assert (tool.earliest, tool.p50, tool.p80, tool.p95) == (live, live, live, live)
