"""The tools of a report, by what IT is asked to do about them."""

from __future__ import annotations

from dataclasses import dataclass

from soescan.model import Assessment, Report, StepKind, Task, ToolPlan
from soescan.report.first_page import ToolGroupKind
from soescan.report.tables.tool_groups import classify_tool, pair_with_plans


@dataclass(frozen=True, slots=True)
class PitchedTool:
    """A tool with its plan, and the group in which the first page has it."""

    assessment: Assessment
    plan: ToolPlan | None
    group: ToolGroupKind

    @property
    def name(self) -> str:
        """What the list calls it."""
        return self.assessment.tool.name


@dataclass(frozen=True, slots=True)
class ToolRequest:
    """What a pitch asks for."""

    report: Report
    wanted: tuple[PitchedTool, ...]
    """New tools for which IT can do something; in the order of their groups."""
    in_use: tuple[PitchedTool, ...]
    refused: tuple[PitchedTool, ...]
    """What is blocked or no longer on offer: nobody asks for it."""
    tasks: tuple[Task, ...]
    """The open steps of somebody else than the requester and the vendor; the first ones first."""

    @property
    def asks_for_something(self) -> bool:
        """Is there a tool that can be reviewed?"""
        return bool(self.wanted or self.in_use)


def sort_out_request(report: Report) -> ToolRequest:
    """Which tools are wanted, in use and out of the question, and whose steps are left."""
    listed = [PitchedTool(a, plan, classify_tool(a, plan)) for a, plan in pair_with_plans(report)]
    listed.sort(key=lambda tool: list(ToolGroupKind).index(tool.group))
    refused = [tool for tool in listed if _is_refused(tool)]
    return ToolRequest(
        report,
        tuple(t for t in listed if not t.assessment.in_use and not _is_refused(t)),
        tuple(t for t in listed if t.assessment.in_use),
        tuple(refused),
        tuple(_list_asked_tasks(report)),
    )


def _is_refused(tool: PitchedTool) -> bool:
    ended = tool.plan is not None and bool(tool.plan.ended)
    return not tool.assessment.in_use and (tool.group is ToolGroupKind.BLOCKED or ended)


def _list_asked_tasks(report: Report) -> list[Task]:
    own_roles = _find_own_roles(report)
    tasks = [t for t in report.plan.tasks if not t.satisfied and t.role.casefold() not in own_roles]
    return sorted(tasks, key=lambda task: (task.start, not task.critical))


def _find_own_roles(report: Report) -> set[str]:
    """Roles of whom nothing is asked here: the vendor, who only hands in evidence, and our own.

    A report knows roles by their labels, so our own are the teams that look after tools, and those
    that are called requester or marketing.
    """
    teams = {a.tool.support.owner_team.casefold() for a in report.assessments}
    labels = {task.role for task in report.plan.tasks}
    vendors = labels - {t.role for t in report.plan.tasks if t.kind is not StepKind.EVIDENCE}
    ours = {
        label.casefold()
        for label in labels
        if any(word in label.casefold() for word in ("requester", "marketing"))
    }
    return (teams - {"", "it"}) | ours | {label.casefold() for label in vendors}
