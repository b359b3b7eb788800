"""What the page shows, in which order for whom. The parts are the same for every reader."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from soescan.report.format import Reader
from soescan.report.page.cards import Face
from soescan.report.page.grid import Layout
from soescan.report.tables.order import in_order


class Show(StrEnum):
    """How a part is shown: the name of its template."""

    FIGURES = "figures"
    GRID = "grid"
    CARDS = "cards"
    WHY = "why"
    TOPIC = "topic"
    GRAPH = "graph"
    TIMELINE = "timeline"
    QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the page."""

    id: str
    title: str
    show: Show = Show.GRID
    says: str = ""
    """A sentence under the heading, where its sheet does not give one."""
    empty: str = ""
    """What would fill it, where its sheet does not say."""
    layout: Layout = field(default=Layout())
    face: Face = field(default=Face())


PARTS: tuple[Part, ...] = (
    Part("figures", "In figures", Show.FIGURES),
    Part(
        "why",
        "Why not earlier",
        Show.WHY,
        says="Each line waits for the one before it.",
        empty="No tool has a date: approval steps with lead times in the catalog give one.",
    ),
    Part(
        "chances",
        "Chance of each meeting",
        empty="No committee meets, and no date is wished: catalog and proposal would say so.",
        layout=Layout(by="Tool", open_groups=1),
    ),
    Part(
        "load",
        "What it asks of whom",
        empty="Nobody has to do anything: approval steps in the catalog ask for people's time.",
        layout=Layout(
            main=(
                *("Role", "Effort (person-days)", "Steps", "Capacity (person-days a week)"),
                "Longest wait (working days)",
            )
        ),
    ),
    Part(
        "tools",
        "Tool by tool",
        layout=Layout(
            main=(
                *("Tool", "Outcome", "Because", "Gaps", "Open", "Earliest", "P80"),
                *("Effort (person-days)", "Next", "Who"),
            ),
            most_open=100,
        ),
    ),
    Part(
        "gaps",
        "What stands in the way",
        Show.CARDS,
        empty="No tool conflicts with a standard: what a tool lacks would stand here.",
        face=Face(
            name="Tool",
            about="Standard",
            tags=("Severity", "Verdict", "Area"),
            says="What is expected and found",
            closes="What closes it",
        ),
    ),
    Part(
        "routes",
        "Cheaper and quicker routes",
        empty="No fix, fast track or approved alternative is quicker: those would stand here.",
    ),
    Part(
        "actions",
        "This week",
        empty="Nothing can be done this week: questions and first steps would stand here.",
    ),
    Part(
        "graph",
        "Approval graph",
        Show.GRAPH,
        says="What waits for what: a lane for each tool, and one for what they share.",
        empty="No approval step is asked of these tools: steps in the catalog would stand here.",
    ),
    Part(
        "timeline",
        "Timeline",
        Show.TIMELINE,
        says="When each step is done if everything takes its likely time.",
        empty="There are no dates: approval steps with lead times in the catalog give them.",
    ),
    Part(
        "approvals",
        "Every step",
        empty="No step is asked of any tool: approval steps in the catalog would stand here.",
        layout=Layout(
            main=(
                *("Step", "Tools", "Who", "Starts", "Ends", "P80", "Effort (person-days)"),
                *("May slip (working days)", "Makes the date"),
            )
        ),
    ),
    Part(
        "questions",
        "Open questions",
        Show.QUESTIONS,
        empty="Nothing is open: facts that standards want and nobody told would be asked here.",
    ),
    Part(
        "needs",
        "What approved products cover",
        empty="No need is covered: needs in the proposal and approved products fill this.",
    ),
    Part(
        "requests",
        "Waivers asked for",
        empty="No waiver is asked for: those in the proposal would stand here.",
    ),
    Part(
        "waivers",
        "Waivers granted",
        empty="IT has granted no waiver for these tools: those in the catalog would stand here.",
    ),
    Part(
        "costs",
        "Costs and contract terms",
        layout=Layout(
            main=(
                *("Tool", "Vendor", "Annual cost", "One-off cost", "Support cost", "Edition"),
                *("Deployment", "Notice proposed (days)", "Until"),
            )
        ),
    ),
    Part(
        "uptime",
        "Uptime and support",
        Show.TOPIC,
        says="What is known of availability, incidents, recovery, and who helps when.",
        empty="The proposal holds no tool.",
    ),
    Part(
        "security",
        "Security",
        Show.TOPIC,
        says="Encryption, sign-on, the site's own protection, and assurance.",
        empty="The proposal holds no tool.",
    ),
    Part(
        "data",
        "Data: where it is, who gets it, how it is kept and got out",
        Show.TOPIC,
        says="Class and place of the data, its receivers, backup, retention and export.",
        empty="The proposal holds no tool.",
    ),
    Part("standards", "Every standard, every tool"),
    Part(
        "subprocessors",
        "Who else gets the data",
        empty="No vendor's list of subprocessors was read: check --scan looks for them.",
        layout=Layout(
            by="Tool", under=("Vendor", "Listed", "Countries of the list", "Where", "When")
        ),
    ),
    Part(
        "evidence",
        "Evidence",
        layout=Layout(
            main=("Fact", "Value", "Excerpt", "By whom"),
            by="Tool",
            under=("Basis", "When", "Of", "May be used until"),
            within=("Where",),
            ditto="Excerpt",
            omit=("Key", "SHA-256 of the page"),
        ),
    ),
    Part(
        "unread",
        "What could not be read",
        empty="All that was looked for was read: pages without an answer would stand here.",
        layout=Layout(by="Tool", under=("What became of it", "Why"), plain="Where"),
    ),
    Part(
        "assumptions",
        "Assumptions",
        empty="The plan assumes nothing: facts that nobody has told would be assumed here.",
    ),
    Part("method", "Method"),
    Part(
        "notes",
        "Notes on the files read",
        empty="The files were read as they are: what is unclear in them would stand here.",
    ),
)

Band = tuple[tuple[str, ...], ...]
"""Columns of parts side by side, where the window is wide."""

_WHY, _DATES = "why", ("chances", "load")
"""What makes the dates stands beside what they are."""


def bands(reader: Reader) -> tuple[Band, ...]:
    """The parts in a reader's order, those beside each other that belong together."""
    shown = in_order(reader, [part.id for part in PARTS])
    dates = tuple(name for name in shown if name in _DATES)
    return tuple(
        ((name,), dates) if name == _WHY else ((name,),) for name in shown if name not in _DATES
    )
