"""Draws of durations from three-point estimates, many at a time, by tables of quantiles.

The PERT distribution of an estimate (low a, likely m, high b) is the beta distribution on [a, b]
with alpha = 1 + 4 (m - a) / (b - a) and beta = 1 + 4 (b - m) / (b - a). Its mode is m and its mean
(a + 4 m + b) / 6, as Malcolm, Roseboom, Clark and Fazar (1959, "Application of a technique for
research and development program evaluation", Operations Research 7) have it.

Drawing from a beta distribution costs more than everything a simulation does with the outcome. A
table of 4,096 quantiles, looked up by twelve random bits (inverse transform sampling), costs a
twentieth and is as exact as a percentile of 10,000 draws can show.

Activities of one role are correlated by a common random number: each takes its role's quantile
with a probability p (`role_correlation`), else one of its own. A pair then has the copula
p^2 M + (1 - p^2) P of Frechet's family (Nelsen 2006, "An Introduction to Copulas"), with M for
comonotonic and P for independent: a rank correlation of p^2.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soescan.model import Estimate
from soescan.plan.simulation.network import StochasticNetwork

Floats = NDArray[np.float32]
"""Days; activities x draws where there are two dimensions."""

_QUANTILE_BITS = 12
_QUANTILES = 1 << _QUANTILE_BITS
_SHARING_BITS = 16 - _QUANTILE_BITS
"""The bits left of sixteen decide whether an activity takes the quantile of its role."""
_MODE_STEPS = 128
"""The likely value is rounded to so many parts of the range."""
_DENSITY_POINTS = 2_049
_PERT_WEIGHT = 4
_MAX_REPEATS = 4


@lru_cache(maxsize=4 * _MODE_STEPS)
def build_quantile_table(distribution: str, step: int) -> Floats:
    """4,096 quantiles of a distribution on [0, 1] with its mode at `step` of 128 steps.

    `distribution` is "pert" or "triangular". The quantiles are those of the midpoints of equal
    shares, ascending.
    """
    mode = step / _MODE_STEPS
    levels = (np.arange(_QUANTILES) + 0.5) / _QUANTILES
    if distribution == "triangular":
        rising = np.sqrt(levels * mode)
        falling = 1 - np.sqrt((1 - levels) * (1 - mode))
        return np.where(levels < mode, rising, falling).astype(np.float32)
    x = np.linspace(0, 1, _DENSITY_POINTS)
    density = x ** (_PERT_WEIGHT * mode) * (1 - x) ** (_PERT_WEIGHT * (1 - mode))
    cumulative = np.concatenate(([0.0], np.cumsum((density[1:] + density[:-1]) / 2)))
    return np.interp(levels, cumulative / cumulative[-1], x).astype(np.float32)


def compute_mode_step(estimate: Estimate) -> int:
    """The likely value of an estimate as a step, 0 to 128, between low and high."""
    spread = estimate.high - estimate.low
    return round(_MODE_STEPS * (estimate.likely - estimate.low) / spread) if spread > 0 else 0


def draw_durations(network: StochasticNetwork, draws: int, seed: int, batch: int = 0) -> Floats:
    """Durations in working days: an array of activities x draws.

    Rework included. The same seed and number of the batch give the same durations; batches of one
    seed are independent streams.
    """
    stream = np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(batch,)))
    estimates = [activity.duration for activity in network.activities]
    uncertain = [n for n, estimate in enumerate(estimates) if estimate.high > estimate.low]
    rows = iter(_draw_quantiles(network, uncertain, draws, stream))
    durations = np.empty((len(estimates), draws), dtype=np.float32)
    for index, estimate in enumerate(estimates):
        out = durations[index]
        if estimate.high <= estimate.low:
            out.fill(estimate.likely)
            continue
        table = build_quantile_table(network.distribution, compute_mode_step(estimate))
        # Clipping never happens; it spares a buffer that checking would need.
        np.take(table, next(rows), out=out, mode="clip")
        out *= np.float32(estimate.high - estimate.low)
        out += np.float32(estimate.low)
    _apply_rework(network, durations, stream)
    return durations


def _draw_quantiles(
    network: StochasticNetwork, uncertain: list[int], draws: int, stream: Any
) -> NDArray[np.uint16]:
    """The number of a quantile for each uncertain activity and draw: its own or its role's."""
    bits = _draw_bits(stream, len(uncertain), draws)
    role_levels = _draw_bits(stream, network.role_count, draws) >> np.uint16(_SHARING_BITS)
    threshold = np.uint16(round(network.role_correlation * (1 << _SHARING_BITS)))
    levels = bits >> np.uint16(_SHARING_BITS)
    shares_role = (bits & np.uint16((1 << _SHARING_BITS) - 1)) < threshold
    roles = [network.activities[index].role for index in uncertain]
    shares_role[[row for row, role in enumerate(roles) if role is None]] = False
    if network.role_count:
        np.copyto(levels, role_levels[[role or 0 for role in roles]], where=shares_role)
    return levels


def _draw_bits(stream: Any, rows: int, draws: int) -> NDArray[np.uint16]:
    """Sixteen random bits each: an array of rows x draws."""
    raw = stream.random_raw((rows * draws + 3) // 4)
    return np.asarray(raw).view(np.uint16)[: rows * draws].reshape(rows, draws)


def _apply_rework(network: StochasticNetwork, durations: Floats, stream: Any) -> None:
    """Multiply durations by how often an activity is done, in place.

    The number of repeats is geometric with the probability `rework`, and at most 4.
    """
    for index, activity in enumerate(network.activities):
        if activity.rework > 0:
            uniform = (_draw_bits(stream, 1, durations.shape[1])[0] + 0.5) / 65_536
            repeats = np.floor(np.log(uniform) / np.log(min(activity.rework, 0.99)))
            durations[index] *= 1 + np.minimum(repeats, _MAX_REPEATS).astype(np.float32)
