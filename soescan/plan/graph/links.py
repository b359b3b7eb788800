"""Draft -> the graph of a plan: nodes and edges, each with its kind and a reason in words."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.dates import format_date, format_date_or_week
from soescan.model import EdgeKind, NodeKind, PlanEdge, PlanNode, StepKind, Task
from soescan.names import fold
from soescan.plan.draft import Draft
from soescan.plan.graph import reach
from soescan.plan.results.schedule_analysis import ScheduleAnalysis, StartCause
from soescan.plan.scheduling.stages import StageKind

_KINDS = {
    StepKind.REQUEST: NodeKind.REQUEST,
    StepKind.EVIDENCE: NodeKind.EVIDENCE,
    StepKind.REVIEW: NodeKind.REVIEW,
    StepKind.APPROVAL: NodeKind.APPROVAL,
    StepKind.COMMITTEE: NodeKind.COMMITTEE,
    StepKind.ACTION: NodeKind.ACTION,
    StepKind.GO_LIVE: NodeKind.GO_LIVE,
    StepKind.RENEWAL: NodeKind.RENEWAL,
}
_MOST_COMPANIES = 40
"""Subprocessors of one tool that are drawn."""


def graph(
    draft: Draft, drivers: ScheduleAnalysis, tasks: tuple[Task, ...]
) -> tuple[tuple[PlanNode, ...], tuple[PlanEdge, ...]]:
    """Everything that stands in the graph."""
    links = _Links(draft, drivers, {task.id: task for task in tasks})
    links.tools()
    links.jobs()
    links.order()
    links.queues()
    links.meetings()
    links.companies()
    return tuple(links.nodes.values()), tuple(dict.fromkeys(links.edges))


class _Links:
    """Collects nodes and edges."""

    def __init__(self, draft: Draft, drivers: ScheduleAnalysis, tasks: dict[str, Task]) -> None:
        self.draft, self.drivers, self.tasks = draft, drivers, tasks
        self.nodes: dict[str, PlanNode] = {}
        self.edges: list[PlanEdge] = []

    def _node(self, id_: str, kind: NodeKind, label: str, *because: str, task: str = "") -> str:
        self.nodes.setdefault(id_, PlanNode(id_, kind, label, because, task))
        return id_

    def _edge(self, from_: str, to: str, kind: EdgeKind, says: str) -> None:
        self.edges.append(PlanEdge(from_, to, kind, says))

    def tools(self) -> None:
        """A node for each tool, and what must be answered before it can begin."""
        for number, asked in enumerate(self.draft.requirements):
            tool = self._node(_tool(number), NodeKind.TOOL, asked.tool, "it is proposed")
            first = [j for j in self.draft.jobs if number in j.tools]
            for rule in asked.unanswered_standards:
                says = f"{rule} must be answered before anything begins"
                answer = self._node(f"answer:{rule}", NodeKind.EVIDENCE, f"Answer: {rule}", says)
                self._edge(answer, first[0].id if first else tool, EdgeKind.BLOCKED_BY, says)

    def jobs(self) -> None:
        """A node for each job, what is on file for it, and its renewal."""
        for job in self.draft.jobs:
            task, step = self.tasks[job.id], job.step
            shared = len(job.tools) > 1 and step.kind in (StepKind.REVIEW, StepKind.APPROVAL)
            kind = NodeKind.SHARED_APPROVAL if shared else _KINDS[step.kind]
            self._node(job.id, kind, task.label, *job.because, task=job.id)
            for tool in job.tools if len(job.tools) > 1 else ():
                says = f"one run counts for {len(job.tools)} tools, by {step.scope}"
                self._edge(job.id, _tool(tool), EdgeKind.SHARED_BY, says)
            if step.kind is StepKind.GO_LIVE:
                for tool in job.tools:
                    name = self.draft.requirements[tool].tool
                    self._edge(job.id, _tool(tool), EdgeKind.INFORMS, f"{name} is live then")
            self._kept(job.id, job.satisfied)
            for number, paper in enumerate(job.artefacts):
                id_ = f"paper:{job.id}:{number + 1}"
                self._node(id_, NodeKind.EVIDENCE, paper, f"must be there before “{task.label}”")
                self._edge(id_, job.id, EdgeKind.NEEDS, "a gate that no route skips")
            if task.valid_until and not job.satisfied:
                until = format_date_or_week(task.valid_until, illustrative=task.illustrative)
                the = "the " if task.illustrative else ""
                again = f"counts until {the}{until}, then it has to be looked at again"
                self._node(f"renew:{job.id}", NodeKind.RENEWAL, f"Renew: {task.label}", again)
                self._edge(job.id, f"renew:{job.id}", EdgeKind.INFORMS, again)

    def _kept(self, job: str, says: str) -> None:
        if says:
            self._node(f"file:{job}", NodeKind.EVIDENCE, "On file", says)
            self._edge(f"file:{job}", job, EdgeKind.SATISFIED_BY, says)

    def order(self) -> None:
        """What waits for what. Edges that follow from others are there, and say so.

        Only what a job cannot do without makes another edge follow: of several ways, one may do.
        """
        jobs = self.draft.jobs
        waits = [
            dict(self._before(self.draft.stages_of_job(number)[0])) for number in range(len(jobs))
        ]
        firm = [tuple(one for one, some in found.items() if not some) for found in waits]
        kept = reach.reduced(reach.order([tuple(found) for found in waits]), firm)
        for number, job in enumerate(jobs):
            for before, some in waits[number].items():
                other = jobs[before]
                if some:
                    self._edge(other.id, job.id, EdgeKind.ANY_OF, some)
                else:
                    says = f"comes after “{other.step.label or other.step.id}”"
                    implied = before not in kept[number]
                    self.edges.append(PlanEdge(other.id, job.id, EdgeKind.NEEDS, says, implied))

    def _before(self, stage: int) -> Iterator[tuple[int, str]]:
        """The jobs a stage waits for directly, seen through joins.

        With each, how many of its like are enough, or nothing where it is needed itself. Where a
        job comes twice, the need comes last.
        """
        at = self.draft.network.stages[stage]
        some = ""
        if at.min_predecessors is not None and at.min_predecessors < len(at.predecessors):
            some = f"{at.min_predecessors} of {len(at.predecessors)} such steps is enough"
        found: list[tuple[int, str]] = []
        for before in at.predecessors:
            job = self.draft.network.stages[before].job
            if job is None:
                found += ((one, inner or some) for one, inner in self._before(before))
            else:
                found.append((job, some))
        yield from sorted(found, key=lambda one: not one[1])

    def queues(self) -> None:
        """Who waits for the same people: the edges that make a critical path look whole."""
        for number, job in enumerate(self.draft.jobs):
            for index in self.draft.stages_of_job(number):
                driver = self.drivers.find_driver(index)
                if driver.cause is StartCause.QUEUE and driver.queue_predecessor is not None:
                    ahead = self.draft.network.stages[driver.queue_predecessor].job
                    if ahead is not None and ahead != number:
                        days = self.drivers.count_queue_days(index)
                        people = self.tasks[job.id].role
                        says = f"{people} are busy for {days} working days more"
                        self._edge(self.draft.jobs[ahead].id, job.id, EdgeKind.QUEUED_BEHIND, says)

    def meetings(self) -> None:
        """The meetings that decide."""
        for index, stage in enumerate(self.draft.network.stages):
            if stage.kind is StageKind.MEETING and stage.job is not None:
                body = self.draft.catalog.committees[stage.committee or 0]
                when = self.draft.workdays.date_of(self.draft.schedule.start[index])
                label = f"{body.label or body.id}, {format_date(when)}"
                meeting = self._node(
                    f"meeting:{body.id}:{when}", NodeKind.COMMITTEE, label, "meets on that day"
                )
                job = self.draft.jobs[stage.job].id
                self._edge(meeting, job, EdgeKind.MEETS, f"is decided there on {format_date(when)}")

    def companies(self) -> None:
        """The companies behind a tool: what its vendor passes data on to."""
        for number, case in enumerate(self.draft.cases):
            for fact in case.facts.get("subproc.list", ()):
                names = fact.value if isinstance(fact.value, tuple) else (str(fact.value),)
                for name in names[:_MOST_COMPANIES]:
                    says = f"gets data from {case.tool.name} ({fact.origin.basis})"
                    id_ = f"company:{fold(name).replace(' ', '-')}"
                    self._node(id_, NodeKind.SUBPROCESSOR, name, says)
                    self._edge(id_, _tool(number), EdgeKind.INFORMS, says)


def _tool(number: int) -> str:
    return f"tool:{number + 1}"
