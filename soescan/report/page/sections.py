"""What the page shows behind its first sheet. The parts are the same for every reader."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from soescan.report.page.budget import Budget
from soescan.report.page.cards import CardLayout
from soescan.report.page.grid import GridLayout
from soescan.report.page.shortlists import (
    EVIDENCE_LAYOUT,
    STEPS_LAYOUT,
    decisive_facts,
    few_steps_or_kinds,
    least_likely,
)
from soescan.report.tables import TABLES


class PartTemplate(StrEnum):
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
class PagePart:
    """One section of the page."""

    id: str
    title: str
    template: PartTemplate = PartTemplate.GRID
    description: str = ""
    """A sentence under the heading, where its sheet does not give one."""
    when_empty: str = ""
    """What would fill it, where its sheet does not say."""
    layout: GridLayout = field(default=GridLayout())
    card_layout: CardLayout = field(default=CardLayout())
    budget: Budget = field(default=Budget())


_LAID_OUT: tuple[PagePart, ...] = (
    PagePart("figures", "Key figures", PartTemplate.FIGURES),
    PagePart(
        "why",
        "Why not earlier",
        PartTemplate.WHY,
        budget=Budget(4, "tool", 200),
        description="Each line waits for the one before it.",
        when_empty="No tool has a date: approval steps with lead times in the catalog give one.",
    ),
    PagePart(
        "chances",
        "Chance of each meeting",
        budget=Budget(12, "chance", shortlist=least_likely),
        when_empty="No committee meets, and no date is wished: catalog and proposal would say so.",
        layout=GridLayout(group_by="Tool", open_groups=1),
    ),
    PagePart(
        "load",
        "Workload of each role",
        budget=Budget(15, "role"),
        when_empty=("No role has work to do: approval steps in the catalog would bring it."),
        layout=GridLayout(
            main=(
                *("Role", "Effort (person-days)", "Steps", "Capacity (person-days a week)"),
                "Longest wait (working days)",
            )
        ),
    ),
    PagePart(
        "tools",
        "Tool by tool",
        budget=Budget(
            25,
            "tool",
            layout=GridLayout(
                main=(
                    *("Tool", "Outcome", "Outlook", "Gaps", "Open", "Earliest", "P80"),
                    *("Effort (person-days)", "Chance of the wish date"),
                ),
                most_open=100,
            ),
        ),
        layout=GridLayout(
            main=(
                *("Tool", "Outcome", "Outlook", "Because", "Earliest", "P80"),
                *("Effort (person-days)", "Next", "Who"),
            ),
            most_open=100,
        ),
    ),
    PagePart(
        "in-use",
        "In use already",
        budget=Budget(15, "tool"),
        when_empty="Every tool is proposed: those that are in use already would be listed here.",
    ),
    PagePart(
        "overlaps",
        "Overlaps",
        budget=Budget(10, "overlap"),
        when_empty="No tools are known to do the same: those that do would be listed here.",
    ),
    PagePart(
        "gaps",
        "What stands in the way",
        PartTemplate.CARDS,
        budget=Budget(18, "gap", 500),
        when_empty="No tool is known to miss a standard: gaps would be listed here.",
        card_layout=CardLayout(
            name="Tool",
            about="Standard",
            tags=("Severity", "Verdict", "Area"),
            statement="What is expected and found",
            remedy="How to close it",
        ),
    ),
    PagePart(
        "routes",
        "Cheaper and quicker routes",
        budget=Budget(12, "route"),
        when_empty="No fix, fast track or alternative is quicker: those would be listed here.",
    ),
    PagePart(
        "actions",
        "What can start this week",
        budget=Budget(10, "action"),
        when_empty="Nothing can start this week: questions and first steps would be listed here.",
    ),
    PagePart(
        "graph",
        "Approval graph",
        PartTemplate.GRAPH,
        description="Which step waits for which, who does it, and by when it is 80 % likely done.",
        when_empty=("No approval step is required for these tools: steps would be drawn here."),
    ),
    PagePart(
        "timeline",
        "Timeline",
        PartTemplate.TIMELINE,
        description="When the steps are done, and by when each go-live is 80 % likely.",
        when_empty="There are no dates: approval steps with lead times in the catalog give them.",
    ),
    PagePart(
        "approvals",
        "Approval steps",
        budget=Budget(40, "step", shortlist=few_steps_or_kinds),
        when_empty="No step is required for any tool: approval steps would be listed here.",
        layout=STEPS_LAYOUT,
    ),
    PagePart(
        "questions",
        "Open questions",
        PartTemplate.QUESTIONS,
        budget=Budget(10, "question", 1_000),
        when_empty=(
            "Nothing is open: facts that standards want and nobody told would be asked here."
        ),
    ),
    PagePart(
        "needs",
        "What approved products cover",
        budget=Budget(15, "need"),
        when_empty="No need is known to be covered: needs and what products can do fill this.",
    ),
    PagePart(
        "requests",
        "Waivers asked for",
        budget=Budget(10, "waiver"),
        when_empty="No waiver is asked for: those in the proposal would be listed here.",
    ),
    PagePart(
        "waivers",
        "Waivers granted",
        budget=Budget(10, "waiver"),
        when_empty=(
            "IT has granted no waiver for these tools: those in the catalog would be listed here."
        ),
    ),
    PagePart(
        "costs",
        "Costs and contract terms",
        budget=Budget(25, "tool"),
        layout=GridLayout(
            main=(
                *("Tool", "Vendor", "Annual cost", "One-off cost", "Support cost", "Edition"),
                *("Deployment", "Notice proposed (days)", "Until"),
            )
        ),
    ),
    PagePart(
        "uptime",
        "Uptime and support",
        PartTemplate.TOPIC,
        budget=Budget(8, "tool", 500),
        description="Availability, incidents, recovery and support hours, as far as known.",
        when_empty="The proposal lists no tool.",
    ),
    PagePart(
        "security",
        "Security",
        PartTemplate.TOPIC,
        budget=Budget(8, "tool", 500),
        description="Encryption, sign-on, the site's own protection, and assurance.",
        when_empty="The proposal lists no tool.",
    ),
    PagePart(
        "data",
        "Data: location, recipients, retention and export",
        PartTemplate.TOPIC,
        budget=Budget(8, "tool", 500),
        description="Class and place of the data, its receivers, backup, retention and export.",
        when_empty="The proposal lists no tool.",
    ),
    PagePart("standards", "Every standard, every tool", budget=Budget(40, "standard")),
    PagePart(
        "subprocessors",
        "Subprocessors",
        budget=Budget(20, "subprocessor"),
        when_empty="No vendor's list of subprocessors was read: check --scan looks for them.",
        layout=GridLayout(
            group_by="Tool", shared=("Vendor", "Listed", "Countries of the list", "Where", "When")
        ),
    ),
    PagePart(
        "evidence",
        "Evidence",
        budget=Budget(40, "fact", shortlist=decisive_facts),
        layout=EVIDENCE_LAYOUT,
    ),
    PagePart(
        "unread",
        "What could not be read",
        budget=Budget(12, "point"),
        when_empty="Everything could be read: pages without an answer would be listed here.",
        layout=GridLayout(group_by="Tool", shared=("Result", "Why"), unlinked="Where"),
    ),
    PagePart(
        "about-proposal",
        "About the proposal",
        budget=Budget(20),
        layout=GridLayout(group_by="Part", open_groups=0),
    ),
    PagePart(
        "about-catalog",
        "About the catalog",
        budget=Budget(20),
        layout=GridLayout(group_by="Part", open_groups=0),
    ),
    PagePart(
        "assumptions",
        "Assumptions",
        budget=Budget(10, "assumption"),
        when_empty="The plan assumes nothing: facts that nobody has told would be assumed here.",
    ),
    PagePart("method", "Method", budget=Budget(20)),
    PagePart(
        "notes",
        "Notes on the files read",
        budget=Budget(10, "note"),
        when_empty="The files were read as they are: what is unclear in them would be listed here.",
    ),
)

_LISTED = {part.id for part in _LAID_OUT} | {"summary"}  # the first sheet is the summary
PARTS: tuple[PagePart, ...] = (
    *_LAID_OUT,
    *(PagePart(table.id, table.title) for table in TABLES if table.id not in _LISTED),
)
"""What the page shows. A table that is not laid out above shows all its columns side by side."""
