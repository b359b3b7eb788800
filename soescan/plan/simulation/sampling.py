"""Draws from three-point estimates, many at a time, by tables of quantiles.

A PERT estimate is a beta distribution between low and high with its peak at the likely value
(Malcolm, Roseboom, Clark and Fazar 1959, with the usual weight of 4 for the likely value).

Drawing from a beta distribution costs more than everything a simulation does with the outcome. A
table of 4,096 quantiles, looked up by twelve random bits, costs a twentieth and is as exact as a
percentile of 10,000 draws can show.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soescan.model import Estimate
from soescan.plan.simulation.network import StochasticNetwork

Floats = NDArray[np.float32]

_QUANTILE_BITS = 12
_QUANTILES = 1 << _QUANTILE_BITS
_SHARING_BITS = 16 - _QUANTILE_BITS
"""The bits that are left of sixteen say whether a node takes its owner's luck."""
_MODE_STEPS = 128
"""The likely value is rounded to so many parts of the range."""
_DENSITY_POINTS = 2_049
_PERT_WEIGHT = 4
_MAX_REPEATS = 4


@lru_cache(maxsize=4 * _MODE_STEPS)
def build_quantile_table(shape: str, peak: int) -> Floats:
    """Quantiles of a distribution between 0 and 1 with its peak at `peak` of 128 parts."""
    mode = peak / _MODE_STEPS
    levels = (np.arange(_QUANTILES) + 0.5) / _QUANTILES
    if shape == "triangular":
        rising = np.sqrt(levels * mode)
        falling = 1 - np.sqrt((1 - levels) * (1 - mode))
        return np.where(levels < mode, rising, falling).astype(np.float32)
    x = np.linspace(0, 1, _DENSITY_POINTS)
    density = x ** (_PERT_WEIGHT * mode) * (1 - x) ** (_PERT_WEIGHT * (1 - mode))
    sums = np.concatenate(([0.0], np.cumsum((density[1:] + density[:-1]) / 2)))
    return np.interp(levels, sums / sums[-1], x).astype(np.float32)


def mode_step(estimate: Estimate) -> int:
    """Where the likely value lies between low and high, in 128 parts."""
    spread = estimate.high - estimate.low
    return round(_MODE_STEPS * (estimate.likely - estimate.low) / spread) if spread > 0 else 0


def draw_durations(network: StochasticNetwork, draws: int, seed: int, chunk: int = 0) -> Floats:
    """Days of each node in each draw: a row for a node. The same seed gives the same days."""
    stream = np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(chunk,)))
    spread = [
        n for n, node in enumerate(network.activities) if node.duration.high > node.duration.low
    ]
    luck = _draw_quantiles(network, spread, draws, stream)
    found = np.empty((len(network.activities), draws), dtype=np.float32)
    rows = iter(luck)
    for index, node in enumerate(network.activities):
        takes, out = node.duration, found[index]
        if takes.high <= takes.low:
            out.fill(takes.likely)
            continue
        # Clipping never happens; it spares a buffer that checking would need.
        np.take(
            build_quantile_table(network.distribution, mode_step(takes)),
            next(rows),
            out=out,
            mode="clip",
        )
        out *= np.float32(takes.high - takes.low)
        out += np.float32(takes.low)
    _apply_rework(network, found, stream)
    return found


def _draw_quantiles(
    network: StochasticNetwork, spread: list[int], draws: int, stream: Any
) -> NDArray[np.uint16]:
    """Which quantile each of these nodes draws: its own, or that of its owner."""
    own = _draw_bits(stream, len(spread), draws)
    shared = _draw_bits(stream, network.role_count, draws) >> np.uint16(_SHARING_BITS)
    often = np.uint16(round(network.role_correlation * (1 << _SHARING_BITS)))
    luck = own >> np.uint16(_SHARING_BITS)
    together = (own & np.uint16((1 << _SHARING_BITS) - 1)) < often
    owners = [network.activities[index].role for index in spread]
    together[[row for row, owner in enumerate(owners) if owner is None]] = False
    if network.role_count:
        np.copyto(luck, shared[[owner or 0 for owner in owners]], where=together)
    return luck


def _draw_bits(stream: Any, rows: int, draws: int) -> NDArray[np.uint16]:
    """Sixteen random bits for each draw of each row."""
    raw = stream.random_raw((rows * draws + 3) // 4)
    return np.asarray(raw).view(np.uint16)[: rows * draws].reshape(rows, draws)


def _apply_rework(network: StochasticNetwork, found: Floats, stream: Any) -> None:
    """What comes back is done again, each time with the same chance."""
    for index, node in enumerate(network.activities):
        if node.rework > 0:
            luck = (_draw_bits(stream, 1, found.shape[1])[0] + 0.5) / 65_536
            again = np.floor(np.log(luck) / np.log(min(node.rework, 0.99)))
            found[index] *= 1 + np.minimum(again, _MAX_REPEATS).astype(np.float32)
