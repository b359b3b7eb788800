"""Draft -> the approval graph: nodes and edges, each with its kind and a reason in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from soescan.dates import format_date
from soescan.graph import GraphOutline
from soescan.model import EdgeKind, NodeKind, PlanEdge, PlanNode, Task, ToolPlan
from soescan.plan.draft import Draft
from soescan.plan.graph import reach
from soescan.plan.requirements.jobs import Job
from soescan.plan.results.schedule_analysis import ScheduleAnalysis, StartCause
from soescan.plan.scheduling.stages import Stage, StageKind
from soescan.quantities import quantity


def list_nodes_and_edges(
    draft: Draft, drivers: ScheduleAnalysis, tasks: tuple[Task, ...], tools: tuple[ToolPlan, ...]
) -> tuple[tuple[PlanNode, ...], tuple[PlanEdge, ...]]:
    """The nodes of the approval graph of a draft whose tasks and tools are put on dates, and its
    edges: each is there once, and has a node at both ends.
    """
    builder = _GraphBuilder(draft, drivers, tasks, tools)
    builder.add_tools()
    builder.add_jobs()
    builder.add_precedence()
    builder.add_queues()
    builder.add_meetings()
    builder.add_companies_and_gaps()
    builder.mark_illustrative()
    nodes = builder.nodes
    edges = (edge for edge in builder.edges if edge.from_ in nodes and edge.to in nodes)
    return tuple(nodes.values()), tuple(dict.fromkeys(edges))


class _GraphBuilder(GraphOutline):
    """Collects the nodes and edges of a draft: those that follow, and those that planning knows."""

    def __init__(
        self,
        draft: Draft,
        drivers: ScheduleAnalysis,
        tasks: tuple[Task, ...],
        tools: tuple[ToolPlan, ...],
    ) -> None:
        super().__init__(tools, tasks)
        self.draft, self.drivers = draft, drivers

    def add_tools(self) -> None:
        """A node for each tool, and what must be answered before it can begin."""
        for number, asked in enumerate(self.draft.requirements):
            tool = self.add_tool(number)
            first = [self.draft.jobs[job] for job in self.draft.jobs_by_tool[number][:1]]
            for rule in asked.unanswered_standards:
                says = f"{rule} must be answered before anything begins"
                answer = self.add_node(f"answer:{rule}", NodeKind.EVIDENCE, f"Answer: {rule}", says)
                self.add_edge(answer, first[0].id if first else tool, EdgeKind.BLOCKED_BY, says)

    def add_jobs(self) -> None:
        """A node for each job, what is on file for it, its papers and its renewal."""
        for job in self.draft.jobs:
            self.add_task(self.tasks[job.id])

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
                self.add_node(id_, NodeKind.ANY_OF, label, says)
                self.add_edge(id_, to, EdgeKind.ANY_OF if chosen else EdgeKind.NEEDS, says)
                to, chosen = id_, True
            for before in at.predecessors:
                other = self.draft.network.stages[before].job
                if other is None:
                    members(before, to, chosen=chosen)
                elif chosen:
                    says = self.nodes[to].because[0]
                    self.add_edge(self.draft.jobs[other].id, to, EdgeKind.ANY_OF, says)

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
                        self.add_edge(
                            self.draft.jobs[ahead].id, job.id, EdgeKind.QUEUED_BEHIND, says
                        )

    def add_meetings(self) -> None:
        """The meetings that decide."""
        for index, stage in enumerate(self.draft.network.stages):
            is_told = index not in self.draft.untold_stages
            if stage.kind is StageKind.MEETING and stage.job is not None and is_told:
                body = self.draft.catalog.committees[stage.committee or 0]
                when = self.draft.workdays.date_of(self.draft.schedule.start[index])
                label = f"{body.label or body.id}, {format_date(when)}"
                meeting = self.add_node(
                    f"meeting:{body.id}:{when}", NodeKind.COMMITTEE, label, "meets on that day"
                )
                job = self.draft.jobs[stage.job].id
                self.add_edge(
                    meeting, job, EdgeKind.MEETS, f"is decided there on {format_date(when)}"
                )

    def add_companies_and_gaps(self) -> None:
        """What stands behind the tools, and what they do not meet."""
        for number, case in enumerate(self.draft.cases):
            self.add_companies(number, case.facts.get("subproc.list", ()))
        for number, asked in enumerate(self.draft.requirements):
            self.add_gaps(number, asked.gaps)


def _is_choice(stage: Stage) -> bool:
    """Are some of those that a stage waits for enough?"""
    return stage.min_predecessors is not None and stage.min_predecessors < len(stage.predecessors)
