"""Schedules: what must hold of each, and how good they are."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.plan.scheduling.beam_search import is_supported
from soescan.plan.scheduling.constraint_solver import solve_with_constraints
from soescan.plan.scheduling.heuristic_search import find_schedule
from soescan.plan.scheduling.problem import (
    Activity,
    InfeasibleActivityError,
    Schedule,
    SchedulingProblem,
)
from soescan.plan.scheduling.serial_schedule import SerialScheduleGenerator, repair_precedence
from tests.benchmarks.psplib import best_known, read
from tests.patience import HANG
from tests.plan.scheduling.checker import find_faults

EVERY_OTHER = tuple(range(0, 400, 2))
LATE = (*range(3), *range(9, 400))
CAPACITIES = (3, 2)


@st.composite
def problems(draw: st.DrawFn) -> SchedulingProblem:
    """Up to a dozen activities with queues, joins, days off and some targets."""
    activities = []
    for n in range(draw(st.integers(1, 12))):
        predecessors = draw(st.lists(st.integers(0, n - 1), unique=True, max_size=3)) if n else []
        activities.append(
            Activity(
                duration=draw(st.integers(0, 4)),
                demands=draw(st.sampled_from([(), (1, 0), (2, 1), (3, 0), (0, 2)])),
                predecessors=tuple(predecessors),
                min_predecessors=draw(st.sampled_from((None, None, 1, 2))),
                calendar=draw(st.sampled_from((None, None, 0, 1))),
                release=draw(st.sampled_from((0, 0, 0, 5))),
            )
        )
    targets = draw(st.dictionaries(st.integers(0, n), st.sampled_from((1.0, 3.0)), min_size=1))
    return SchedulingProblem(
        tuple(activities), CAPACITIES, (EVERY_OTHER, LATE), tuple(targets.items())
    )


@given(problems(), st.sampled_from((1, 7, 60)))
def test_every_schedule_is_one(problem: SchedulingProblem, budget: int) -> None:
    assert find_faults(problem, find_schedule(problem, budget)) == []


@given(problems())
def test_a_bigger_budget_is_never_worse_than_the_first_schedule(
    problem: SchedulingProblem,
) -> None:
    assert find_schedule(problem, 60).cost <= find_schedule(problem, 1).cost


@given(problems())
def test_no_schedule_is_better_than_its_bound(problem: SchedulingProblem) -> None:
    schedule = find_schedule(problem, 60)
    assert schedule.lower_bound <= schedule.cost[0] + 1e-9
    assert schedule.generated <= 60


@given(problems())
def test_the_same_seed_gives_the_same_schedule(problem: SchedulingProblem) -> None:
    assert find_schedule(problem, 40, seed=3) == find_schedule(problem, 40, seed=3)


@given(problems())
def test_more_capacity_never_raises_the_bound(problem: SchedulingProblem) -> None:
    """What is found may be later by the heuristic's gap, never by more: the bound says how much."""
    roomy = replace(problem, capacities=tuple(2 * c for c in CAPACITIES))
    tight, wide = find_schedule(problem, 60), find_schedule(roomy, 60)
    assert wide.lower_bound <= tight.lower_bound
    assert wide.cost[0] - wide.lower_bound <= tight.cost[0] - wide.lower_bound + (
        wide.cost[0] - wide.lower_bound
    )


@pytest.mark.slow
@given(problems())
def test_the_solver_agrees_with_the_search(problem: SchedulingProblem) -> None:
    pytest.importorskip("ortools")
    schedule = find_schedule(problem, 60)
    solved = solve_with_constraints(problem, schedule, seconds=HANG)
    assert find_faults(problem, solved) == []
    assert solved.cost <= schedule.cost
    assert schedule.lower_bound - 1e-9 <= solved.lower_bound <= solved.cost[0] + 1e-3


@given(problems())
def test_no_order_of_work_is_below_the_bound_that_the_solver_proves(
    problem: SchedulingProblem,
) -> None:
    pytest.importorskip("ortools")
    few = SchedulingProblem(
        *(problem.activities[:4], problem.capacities, problem.calendars),
        tuple((index % 4, weight) for index, weight in problem.targets if index % 4 < len(problem)),
    )
    solved = solve_with_constraints(few, find_schedule(few, 1), seconds=HANG)
    generator = SerialScheduleGenerator(few, 100)
    for keys in permutations(range(len(few))):
        view = generator.schedule_forward(
            repair_precedence(generator.topological_order, generator.predecessors, keys)
        )
        assert solved.lower_bound <= few.compute_cost(view.finish)[0] + 1e-6


def test_an_activity_that_never_fits_is_named() -> None:
    problem = SchedulingProblem((Activity(1), Activity(3, calendar=0)), (), ((0, 1),), ((0, 1.0),))
    with pytest.raises(InfeasibleActivityError) as caught:
        find_schedule(problem)
    assert caught.value.activity == 1


def test_what_nobody_can_do_is_refused() -> None:
    with pytest.raises(ValueError, match="more than there ever is"):
        SchedulingProblem((Activity(1, (3,)),), (2,))


def test_a_stopped_search_still_has_a_schedule() -> None:
    two = SchedulingProblem(
        tuple(Activity(2, (1,)) for _ in range(5)), (1,), targets=((0, 1.0), (4, 1.0))
    )
    assert find_faults(two, find_schedule(two, 100, stop=lambda: True)) == []


def test_forward_backward_improvement_finds_what_the_first_order_misses() -> None:
    """A long job that came last by its number is put first by looking from the end."""
    jobs = (Activity(2, (1,)), Activity(2, (1,)), Activity(4, (1,)), Activity(9, predecessors=(2,)))
    problem = SchedulingProblem(
        (*jobs, Activity(0, predecessors=(0, 1, 3))), (1,), targets=((4, 1.0),)
    )
    first = SerialScheduleGenerator(problem, 1).schedule_forward(problem.topological_order)
    assert max(first.finish) == 17
    assert find_schedule(problem, 10).cost == (13.0, 13)


SETS = {"j30": (0.0006, 12), "j60": (0.02, 24), "j120": (0.043, 40)}


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_published_instances_are_scheduled_well(shared: Path, name: str) -> None:
    folder = shared / "data" / "psplib"
    bar, step_width = SETS[name]
    best_makespans = best_known(folder)
    gaps = []
    for path in sorted((folder / name).glob("*.rcp"))[::step_width]:
        problem = read(path)
        schedule = find_schedule(problem, 1_000)
        assert find_faults(problem, schedule) == []
        assert max(schedule.finish) >= best_makespans[path.stem]
        gaps.append(max(schedule.finish) / best_makespans[path.stem] - 1)
    assert sum(gaps) / len(gaps) <= 2 * bar + 0.01  # a handful of instances stands for the set


def schedule_in_order(problem: SchedulingProblem, *order: int) -> Schedule:
    """What comes of an order, however bad."""
    pytest.importorskip("ortools")
    generator = SerialScheduleGenerator(problem, 1)
    view = generator.schedule_forward(list(order))
    cost = problem.compute_cost(view.finish)
    return Schedule(tuple(view.start), tuple(view.finish), cost, generator.lower_bound)


def test_the_solver_may_let_an_unimportant_target_be_much_later() -> None:
    # The board of the light one meets on day 1 and on day 50; the heavy one needs its people first.
    heavy, light = Activity(5, (1,)), Activity(1, (1,))
    board = Activity(1, (0,), predecessors=(1,), calendar=0)
    days = ((1, *range(50, 99)),)
    problem = SchedulingProblem((heavy, light, board), (1,), days, ((0, 10.0), (2, 0.01)))
    worse = schedule_in_order(problem, 1, 2, 0)
    assert worse.finish == (6, 1, 2)
    solved = solve_with_constraints(problem, worse, seconds=HANG)
    assert solved.proved
    assert solved.finish == (5, 6, 51)


@pytest.mark.parametrize(("length", "exact"), [(1, True), (2, False)])
def test_the_solver_proves_also_where_some_have_days_off_that_others_work_on(
    length: int, exact: bool
) -> None:
    # A day off within longer work is free for others: there the solver's bound says nothing.
    frozen = Activity(length, (1,), calendar=1)
    problem = SchedulingProblem(
        (Activity(2, (1,), calendar=0), frozen),
        (1,),
        (tuple(range(60)), (0, *range(3, 60))),
        ((0, 1.0), (1, 2.0)),
    )
    solved = solve_with_constraints(problem, schedule_in_order(problem, 0, 1), seconds=HANG)
    assert find_faults(problem, solved) == []
    assert solved.proved is exact


def test_what_no_target_waits_for_does_not_keep_the_solver_from_a_proof() -> None:
    problem = SchedulingProblem((Activity(3, (1,)), Activity(2, (1,))), (1,), (), ((1, 1.0),))
    solved = solve_with_constraints(problem, schedule_in_order(problem, 0, 1), seconds=HANG)
    assert solved.proved
    assert solved.finish == (5, 2)


def test_hundreds_of_roles_do_not_keep_a_beam_busy() -> None:
    """It compares whatever can start at once: with as many steps as roles, for minutes."""
    roles = 300
    demands = (tuple(int(role == number) for role in range(roles)) for number in range(roles))
    problem = SchedulingProblem(
        (*(Activity(2, own) for own in demands), Activity(0, (0,) * roles, tuple(range(roles)))),
        (1,) * roles,
        (),
        ((roles, 1.0),),
    )
    assert not is_supported(problem)
    assert find_schedule(problem, budget=2).finish[roles] == 2
