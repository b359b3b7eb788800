"""The product's scheduler on PSPLIB, beside the best makespans that are known.

python tests/benchmarks/psplib.py DIR [--budget 1000] [--seconds 2] [--solve 10] [--schedules OUT]

DIR holds `.rcp` files (Patterson form), in folders or not, and `best_known.csv` with at least the
columns `instance` and `ub`. Schedules are written as `{instance: {activity: start}}`, activities
numbered from 1 as PSPLIB does.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # runs from a checkout, too

from soescan.plan.scheduling.heuristic_search import find_schedule
from soescan.plan.scheduling.problem import Activity, Schedule, SchedulingProblem

DEFAULT = Path(__file__).parents[3] / "shared" / "data" / "psplib"


@dataclass
class Result:
    """What came of one instance."""

    gap: float
    best: bool
    proved: bool
    seconds: float


def read(path: Path) -> SchedulingProblem:
    """An instance in Patterson form: durations, demands and successors, line by line."""
    numbers = map(int, path.read_text(encoding="ascii").split())
    count, resources = next(numbers), next(numbers)
    capacities = tuple(next(numbers) for _ in range(resources))
    durations, demands = [], []
    waits: list[list[int]] = [[] for _ in range(count)]
    for index in range(count):
        durations.append(next(numbers))
        demands.append(tuple(next(numbers) for _ in range(resources)))
        for _ in range(next(numbers)):
            waits[next(numbers) - 1].append(index)
    activities = [Activity(*row) for row in zip(durations, demands, map(tuple, waits), strict=True)]
    return SchedulingProblem(tuple(activities), capacities, targets=((count - 1, 1.0),))


def schedule(instance: SchedulingProblem, budget: int, seconds: float, solve: float) -> Schedule:
    """The product's schedule; the clock only stops what the budget has not."""
    end = time.perf_counter() + seconds
    found = find_schedule(instance, budget, stop=lambda: time.perf_counter() > end)
    if solve:
        from soescan.plan.scheduling.constraint_solver import solve_with_constraints as prove

        found = prove(instance, found, solve, workers=2)
    return found


def best_known(folder: Path) -> dict[str, int]:
    """The best known makespan of each instance."""
    table = next(
        p for p in (folder / "best_known.csv", folder.parent / "best_known.csv") if p.exists()
    )
    with table.open(encoding="utf-8", newline="") as lines:
        return {row["instance"]: int(row["ub"]) for row in csv.DictReader(lines)}


def by_set(folder: Path, every: int) -> Iterator[tuple[str, list[Path]]]:
    """The instances, by the part of their name before the first underscore."""
    sets: dict[str, list[Path]] = {}
    for path in folder.rglob("*.rcp"):
        sets.setdefault(path.stem.partition("_")[0], []).append(path)
    for name in sorted(sets, key=lambda name: (len(name), name)):
        yield name, sorted(sets[name], key=lambda path: (len(path.stem), path.stem))[::every]


def main() -> None:
    parser = argparse.ArgumentParser(description="The product's scheduler on PSPLIB.")
    parser.add_argument("folder", type=Path, nargs="?", default=DEFAULT)
    parser.add_argument("--budget", type=int, default=1_000, help="schedules per instance")
    parser.add_argument("--seconds", type=float, default=2.0, help="at most, per instance")
    parser.add_argument("--solve", type=float, default=0.0, help="seconds for the solver")
    parser.add_argument("--schedules", type=Path, help="where to write the schedules")
    parser.add_argument("--every", type=int, default=1, help="only every so many-th instance")
    given = parser.parse_args()
    if not given.folder.is_dir():
        print(f"PSPLIB: not measured, {given.folder} is not there")
        return
    known, found = best_known(given.folder), {}
    for name, paths in by_set(given.folder, given.every):
        results = []
        for path in paths:
            instance = read(path)
            started = time.process_time()
            made = schedule(instance, given.budget, given.seconds, given.solve)
            spent = time.process_time() - started
            found[path.stem] = {str(one): day for one, day in enumerate(made.start, start=1)}
            end, best = max(made.finish), known[path.stem]
            results.append(Result(end / best - 1, end <= best, made.proved, spent))
        say(name, results)
    if given.schedules:
        given.schedules.write_text(json.dumps(found, indent=0) + "\n", encoding="utf-8")


def say(name: str, results: list[Result]) -> None:
    """One line for one set."""
    count = len(results)
    print(
        f"{name}: {count} instances, mean gap {sum(r.gap for r in results) / count:.3%},"
        f" best known {sum(r.best for r in results) / count:.1%},"
        f" proved {sum(r.proved for r in results) / count:.1%},"
        f" {sum(r.seconds for r in results) / count:.2f} s each,"
        f" {max(r.seconds for r in results):.2f} s at most",
        flush=True,
    )


if __name__ == "__main__":
    main()
