"""Draft -> the approval graph: nodes and edges, each with its kind and a reason in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from soescan.dates import format_date, format_date_or_week
from soescan.graph import ApprovalGraph, build_graph
from soescan.model import EdgeKind, NodeKind, PlanEdge, PlanNode, StepKind, Task, ToolPlan, Verdict
from soescan.names import fold
from soescan.plan.draft import Draft
from soescan.plan.graph import reach
from soescan.plan.requirements.jobs import Job
from soescan.plan.results.schedule_analysis import ScheduleAnalysis, StartCause
from soescan.plan.scheduling.stages import Stage, StageKind
from soescan.quantities import quantity

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


def build_approval_graph(
    draft: Draft, drivers: ScheduleAnalysis, tasks: tuple[Task, ...], tools: tuple[ToolPlan, ...]
) -> ApprovalGraph:
    """The approval graph of a draft whose tasks and tools are put on dates."""
    builder = _GraphBuilder(draft, drivers, {task.id: task for task in tasks})
    builder.add_tools()
    builder.add_jobs()
    builder.add_precedence()
    builder.add_queues()
    builder.add_meetings()
    builder.add_companies()
    builder.add_gaps()
    builder.mark_illustrative()
    return build_graph(builder.nodes.values(), dict.fromkeys(builder.edges), tasks, tools)


class _GraphBuilder:
    """Collects the nodes and edges of a draft."""

    def __init__(self, draft: Draft, drivers: ScheduleAnalysis, tasks: dict[str, Task]) -> None:
        self.draft, self.drivers, self.tasks = draft, drivers, tasks
        self.nodes: dict[str, PlanNode] = {}
        self.edges: list[PlanEdge] = []

    def _node(self, id_: str, kind: NodeKind, label: str, *because: str, task: str = "") -> str:
        self.nodes.setdefault(id_, PlanNode(id_, kind, label, because, task))
        return id_

    def _edge(self, from_: str, to: str, kind: EdgeKind, says: str) -> None:
        self.edges.append(PlanEdge(from_, to, kind, says))

    def add_tools(self) -> None:
        """A node for each tool, and what must be answered before it can begin."""
        for number, asked in enumerate(self.draft.requirements):
            why = f"it is in use: {asked.in_use.action}" if asked.in_use else "it is proposed"
            tool = self._node(_tool(number), NodeKind.TOOL, asked.tool, why)
            first = [self.draft.jobs[job] for job in self.draft.jobs_by_tool[number][:1]]
            for rule in asked.unanswered_standards:
                says = f"{rule} must be answered before anything begins"
                answer = self._node(f"answer:{rule}", NodeKind.EVIDENCE, f"Answer: {rule}", says)
                self._edge(answer, first[0].id if first else tool, EdgeKind.BLOCKED_BY, says)

    def add_jobs(self) -> None:
        """A node for each job, what is on file for it, its papers and its renewal."""
        for job in self.draft.jobs:
            task, step = self.tasks[job.id], job.step
            shared = len(job.tools) > 1 and step.kind in (StepKind.REVIEW, StepKind.APPROVAL)
            kind = NodeKind.SHARED_APPROVAL if shared else _KINDS[step.kind]
            self._node(job.id, kind, task.label, *job.because, task=job.id)
            for tool in job.tools if len(job.tools) > 1 else ():
                says = f"done once for {len(job.tools)} tools (scope: {step.scope})"
                self._edge(job.id, _tool(tool), EdgeKind.SHARED_BY, says)
            if step.kind is StepKind.GO_LIVE:
                for tool in job.tools:
                    name = self.draft.requirements[tool].tool
                    self._edge(job.id, _tool(tool), EdgeKind.INFORMS, f"{name} is live then")
            self._add_papers(job, task)
            self._add_renewal(job, task)

    def _add_papers(self, job: Job, task: Task) -> None:
        if job.satisfied:
            on_file = self._node(f"file:{job.id}", NodeKind.EVIDENCE, "On file", job.satisfied)
            self._edge(on_file, job.id, EdgeKind.SATISFIED_BY, job.satisfied)
        for number, paper in enumerate(job.artefacts, start=1):
            id_, says = f"paper:{job.id}:{number}", f"needed before “{task.label}”"
            self._node(id_, NodeKind.EVIDENCE, paper, says)
            self._edge(id_, job.id, EdgeKind.NEEDS, "required on every route")

    def _add_renewal(self, job: Job, task: Task) -> None:
        if task.valid_until and not job.satisfied:
            until = format_date_or_week(task.valid_until, illustrative=task.illustrative)
            the = "the " if task.illustrative else ""
            again = f"valid until {the}{until}, then it has to be reviewed again"
            self._node(f"renew:{job.id}", NodeKind.RENEWAL, f"Renew: {task.label}", again)
            self._edge(job.id, f"renew:{job.id}", EdgeKind.INFORMS, again)

    # --- precedence ------------------------------------------------------------------------------

    def add_precedence(self) -> None:
        """What waits for what. Edges that follow from others are there, and say so.

        Only what a job cannot do without makes another edge follow: of several ways, one may do.
        """
        jobs = self.draft.jobs
        firsts = [self.draft.list_job_stages(number)[0] for number in range(len(jobs))]
        waits = [dict(self._jobs_before(first)) for first in firsts]
        firm = [tuple(before for before, sure in found.items() if sure) for found in waits]
        kept = reach.transitive_reduction(
            reach.topological_order([tuple(found) for found in waits]), firm
        )
        for number, job in enumerate(jobs):
            for before in firm[number]:
                says = f"comes after “{jobs[before].step.label or jobs[before].step.id}”"
                edge = PlanEdge(jobs[before].id, job.id, EdgeKind.NEEDS, says)
                self.edges.append(replace(edge, implied=before not in kept[number]))
            if not all(waits[number].values()):
                self._add_choices(job, firsts[number])

    def _jobs_before(self, stage: int) -> Iterator[tuple[int, bool]]:
        """The jobs a stage waits for directly, seen through joins; with each, is it needed itself?

        Where a job comes twice, the need comes last.
        """
        at = self.draft.network.stages[stage]
        found: list[tuple[int, bool]] = []
        for before in at.predecessors:
            job = self.draft.network.stages[before].job
            nearer = self._jobs_before(before) if job is None else ((job, True),)
            found += ((number, sure and not _is_choice(at)) for number, sure in nearer)
        yield from sorted(found, key=lambda one: one[1])

    def _add_choices(self, job: Job, first: int) -> None:
        """An any-of node for each choice among steps right before a job, and in such a choice."""
        taken = 0

        def members(stage: int, to: str, *, chosen: bool) -> None:
            nonlocal taken
            at = self.draft.network.stages[stage]
            if _is_choice(at):
                taken += 1
                id_ = f"any:{job.id}:{taken}"
                label = f"{at.min_predecessors} of {len(at.predecessors)}"
                verb = "is" if at.min_predecessors == 1 else "are"
                says = f"{label} such steps {verb} enough"
                self._node(id_, NodeKind.ANY_OF, label, says)
                self._edge(id_, to, EdgeKind.ANY_OF if chosen else EdgeKind.NEEDS, says)
                to, chosen = id_, True
            for before in at.predecessors:
                other = self.draft.network.stages[before].job
                if other is None:
                    members(before, to, chosen=chosen)
                elif chosen:
                    says = self.nodes[to].because[0]
                    self._edge(self.draft.jobs[other].id, to, EdgeKind.ANY_OF, says)

        members(first, job.id, chosen=False)

    def add_queues(self) -> None:
        """Who waits for the same people: the edges that make a critical path look whole."""
        for number, job in enumerate(self.draft.jobs):
            for index in self.draft.list_job_stages(number):
                driver = self.drivers.find_driver(index)
                if driver.cause is StartCause.QUEUE and driver.queue_predecessor is not None:
                    ahead = self.draft.network.stages[driver.queue_predecessor].job
                    if ahead is not None and ahead != number:
                        days = self.drivers.count_queue_days(index)
                        people = self.tasks[job.id].role
                        says = f"{people} are busy for {quantity(days, 'more working day')}"
                        if index in self.draft.untold_stages:
                            says = f"{people} are busy with it first"
                        self._edge(self.draft.jobs[ahead].id, job.id, EdgeKind.QUEUED_BEHIND, says)

    def add_meetings(self) -> None:
        """The meetings that decide."""
        for index, stage in enumerate(self.draft.network.stages):
            is_told = index not in self.draft.untold_stages
            if stage.kind is StageKind.MEETING and stage.job is not None and is_told:
                body = self.draft.catalog.committees[stage.committee or 0]
                when = self.draft.workdays.date_of(self.draft.schedule.start[index])
                label = f"{body.label or body.id}, {format_date(when)}"
                meeting = self._node(
                    f"meeting:{body.id}:{when}", NodeKind.COMMITTEE, label, "meets on that day"
                )
                job = self.draft.jobs[stage.job].id
                self._edge(meeting, job, EdgeKind.MEETS, f"is decided there on {format_date(when)}")

    # --- what stands behind and before the steps -------------------------------------------------

    def add_companies(self) -> None:
        """The companies behind a tool: what its vendor passes data on to."""
        for number, case in enumerate(self.draft.cases):
            for fact in case.facts.get("subproc.list", ()):
                names = fact.value if isinstance(fact.value, tuple) else (str(fact.value),)
                for name in names[:_MOST_COMPANIES]:
                    says = f"gets data from {case.tool.name} ({fact.origin.basis})"
                    id_ = f"company:{fold(name).replace(' ', '-')}"
                    self._node(id_, NodeKind.SUBPROCESSOR, name, says)
                    self._edge(id_, _tool(number), EdgeKind.INFORMS, says)

    def add_gaps(self) -> None:
        """What each tool does not meet, or is not known to, joined to the steps it causes."""
        jobs = {(tool, str(job.step.id)): job.id for job in self.draft.jobs for tool in job.tools}
        for number, asked in enumerate(self.draft.requirements):
            for finding in asked.gaps:
                verdict = "is open" if finding.verdict is Verdict.UNKNOWN else "is not met"
                says = f"{finding.name} {verdict}"
                gap = self._node(
                    f"gap:{number + 1}:{finding.rule}", NodeKind.GAP, says, finding.says
                )
                self._edge(gap, _tool(number), EdgeKind.INFORMS, f"{says} for {asked.tool}")
                for step in finding.needs:
                    if job := jobs.get((number, step)):
                        self._edge(gap, job, EdgeKind.CAUSES, f"required because {says}")

    def mark_illustrative(self) -> None:
        """Mark the nodes whose time only illustrates.

        That a committee meets on a day is a fact of its calendar, but not that it decides then.
        """
        rough = {task.id for task in self.tasks.values() if task.illustrative}
        meets, informs = EdgeKind.MEETS, EdgeKind.INFORMS
        rough |= {edge.from_ for edge in self.edges if edge.kind is meets and edge.to in rough}
        rough |= {edge.to for edge in self.edges if edge.kind is informs and edge.from_ in rough}
        for id_ in rough:
            node = self.nodes[id_]
            meeting = node.kind is NodeKind.COMMITTEE and not node.task  # its label says a day
            label = f"{node.label} (illustrative)" if meeting else node.label
            self.nodes[id_] = replace(node, label=label, illustrative=True)


def _is_choice(stage: Stage) -> bool:
    """Are some of those that a stage waits for enough?"""
    return stage.min_predecessors is not None and stage.min_predecessors < len(stage.predecessors)


def _tool(number: int) -> str:
    return f"tool:{number + 1}"
