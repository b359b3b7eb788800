"""The simulation beside plain loops, and its draws beside what the distributions say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.model import Estimate
from soescan.plan.simulation.monte_carlo import BatchRun, simulate
from soescan.plan.simulation.network import (
    MeetingSeries,
    Queue,
    StochasticActivity,
    StochasticNetwork,
)
from soescan.plan.simulation.sampling import draw_durations
from tests.plan.simulation.scalar import simulate_draw

ODD = tuple(range(1, 600, 2))
LATE = (*range(4), *range(12, 600))
QUEUES = (Queue(), Queue(servers=3, days=ODD), Queue(servers=2, release=4))
SITTINGS = (
    MeetingSeries(tuple(range(4, 600, 7))),
    MeetingSeries(tuple(range(2, 600, 5)), max_items=1),
)


@st.composite
def networks(draw: st.DrawFn) -> StochasticNetwork:
    activities = []
    for n in range(draw(st.integers(1, 12))):
        predecessors = draw(st.lists(st.integers(0, n - 1), unique=True, max_size=3)) if n else []
        low, middle, top = sorted(
            draw(st.sampled_from((0.0, 0.4, 1.0, 2.5, 6.0))) for _ in range(3)
        )
        kind = draw(st.sampled_from(("passes", "passes", "queue", "sitting")))
        series = draw(st.integers(0, 1)) if kind == "sitting" else None
        queue = draw(st.integers(0, 2)) if kind == "queue" else None
        own_days = LATE if series is None else SITTINGS[series].days[1::2]
        if queue is not None and (queue_days := QUEUES[queue].days):
            own_days = tuple(day for day in queue_days if day in LATE)
        activities.append(
            StochasticActivity(
                tuple(predecessors),
                min_predecessors=draw(st.sampled_from((None, None, 1, 2))),
                duration=Estimate(low, middle, top),
                role=draw(st.sampled_from((None, 0, 1))),
                queue=queue,
                meetings=series,
                days=draw(st.sampled_from((None, None, own_days))),
            )
        )
    return StochasticNetwork(
        tuple(activities), QUEUES, SITTINGS, (len(activities) - 1,), role_count=2, horizon=600
    )


@pytest.mark.slow
@given(networks())
def test_every_draw_is_what_plain_loops_make_of_it(network: StochasticNetwork) -> None:
    durations = draw_durations(network, 40, seed=5)
    run = BatchRun(network, durations)
    for draw in range(40):
        assert run.finish[:, draw].tolist() == simulate_draw(network, durations[:, draw].tolist())


@given(networks())
def test_nothing_takes_less_than_its_low_or_more_than_its_high(network: StochasticNetwork) -> None:
    durations = draw_durations(network, 200, seed=1)
    for drawn, activity in zip(durations, network.activities, strict=True):
        assert activity.duration.low - 1e-4 <= drawn.min()
        assert drawn.max() <= activity.duration.high + 1e-4


@given(networks())
def test_the_same_seed_gives_the_same_days(network: StochasticNetwork) -> None:
    first, second = (simulate(network, 300, seed=7).finish for _ in range(2))
    assert (first == second).all()


@pytest.mark.parametrize("shape", ["pert", "triangular"])
def test_draws_have_the_mean_of_their_distribution(shape: str) -> None:
    estimate = Estimate(2, 5, 14)
    network = StochasticNetwork((StochasticActivity(duration=estimate),), distribution=shape)
    expected = (2 + (4 if shape == "pert" else 1) * 5 + 14) / (6 if shape == "pert" else 3)
    assert draw_durations(network, 20_000, seed=1).mean() == pytest.approx(expected, abs=0.05)


def test_what_one_owner_does_is_late_together() -> None:
    estimate = Estimate(1, 5, 20)
    activities = (
        StochasticActivity(duration=estimate, role=0),
        StochasticActivity(duration=estimate, role=0),
        StochasticActivity(duration=estimate),
    )
    first, second, unrelated = draw_durations(
        StochasticNetwork(activities, role_count=1, role_correlation=0.5), 20_000, seed=1
    )
    # Both take the owner's luck in a quarter of the draws.
    assert np.corrcoef(first, second)[0, 1] == pytest.approx(0.25, abs=0.03)
    assert np.corrcoef(first, unrelated)[0, 1] == pytest.approx(0, abs=0.03)


def test_chunks_do_not_repeat_each_other() -> None:
    network = StochasticNetwork((StochasticActivity(duration=Estimate(1, 5, 20)),), targets=(0,))
    assert not (
        draw_durations(network, 50, 1, batch=0) == draw_durations(network, 50, 1, batch=1)
    ).all()
    assert simulate(network, 4_500).finish.shape == (1, 4_500)


def test_work_that_comes_back_takes_longer() -> None:
    once = StochasticActivity(duration=Estimate(4, 4, 4))
    again = StochasticNetwork((replace(once, rework=0.5),), targets=(0,))
    finishes = simulate(again, 4_000).finish[0]
    assert (finishes == 4).mean() == pytest.approx(0.5, abs=0.03)
    assert (finishes == 8).mean() == pytest.approx(0.25, abs=0.03)


def test_what_was_critical_is_what_the_target_waited_for() -> None:
    """Of two ways the longer decides, and who waits in a queue waits for who is before."""
    activities = (
        StochasticActivity(duration=Estimate(1, 1, 1)),
        StochasticActivity(duration=Estimate(9, 9, 9), queue=0),
        StochasticActivity(duration=Estimate(2, 2, 2), queue=0),
        StochasticActivity(predecessors=(0, 2)),
    )
    result = simulate(StochasticNetwork(activities, (Queue(),), targets=(3,)), 100)
    assert result.criticality_index.tolist() == [0, 1, 1, 1]
    assert (result.finish == 11).all()


def test_the_widest_spread_on_the_way_matters_most() -> None:
    activities = (
        StochasticActivity(duration=Estimate(1, 2, 3)),
        StochasticActivity(predecessors=(0,), duration=Estimate(1, 10, 40)),
        StochasticActivity(duration=Estimate(0, 1, 2)),
        StochasticActivity(predecessors=(1, 2)),
    )
    result = simulate(StochasticNetwork(activities, targets=(3,)), 2_000)
    assert result.duration_sensitivity[:, 0].argmax() == 1
    assert abs(result.duration_sensitivity[2, 0]) < 0.1
