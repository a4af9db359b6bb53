"""How time and memory grow: with grid points, options, periods and worlds; and what a second core brings."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from bench.games import COARSE, FLAGSHIP
from bench.growth import grown, rounds_of
from bench.outcomes import FASTER, MEMORY, Missing, Outcome, attempt, compared
from bench.pairs import alternate, times_as_fast
from bench.setting import Setting
from bench.workers import Worker


@dataclass(frozen=True)
class Growing:
    """What grows: the task, what stays as it is, and the sizes of what doesn't."""

    task: str
    fixed: Mapping[str, Any]
    what: str
    sizes: Sequence[int]
    note: str


_SMALL = {"options": 6, "periods": 12, "points": 400}
_POINTS = (120, 240, 480, 960)
SIDES = {
    "growth_points": Growing("solve", {"scenario": FLAGSHIP}, "points", _POINTS, FLAGSHIP),
    "growth_options": Growing("growing", _SMALL, "options", (3, 6, 12, 24, 48), "one actor of a game of two stocks"),
    "growth_periods": Growing("growing", _SMALL, "periods", (6, 12, 24, 48), "a game of two stocks"),
    "growth_worlds": Growing("worlds", {"scenario": "brink"}, "worlds", (4, 8, 16, 32), "brink"),
    "explore_memory": Growing(
        "explore_memory", {}, "worlds", (500, 1000, 2000, 4000), "leave_or_stay, bytes of the whole process"
    ),
    "memory_points": Growing("memory", {"scenario": FLAGSHIP}, "points", _POINTS, f"{FLAGSHIP}, bytes at the height"),
}
NAMES = (*SIDES, "growth_threads", "memory_vs_numpy")
AGREEMENT = 1e-8


def measure(setting: Setting) -> Iterator[Outcome]:
    """Each size in a process of its own, all of them in turn."""
    for name, side in SIDES.items():
        if setting.wants(name):
            yield attempt(name, lambda name=name, side=side: _grown(setting, name, side))  # type: ignore[misc]  # a default only binds
    if setting.wants("growth_threads"):
        yield attempt("growth_threads", lambda: _second_core(setting))
    if setting.wants("memory_vs_numpy"):
        yield attempt("memory_vs_numpy", lambda: _memory(setting))


def _grown(setting: Setting, name: str, side: Growing) -> Outcome:
    sizes = side.sizes[:2] if setting.quick else side.sizes
    setting.tell(f"{name}: {side.what} from {sizes[0]} to {sizes[-1]}")
    with ExitStack() as open_workers:
        workers = [open_workers.enter_context(Worker(side.task, {**side.fixed, side.what: n})) for n in sizes]
        # Memory is the same each time, so one round says it.
        measured = rounds_of(workers, 1 if "memory" in side.task else setting.rounds(5))
    # A grid has about as many states as were asked for: the fit is over those that it has.
    real = [run.facts["states"] if side.what == "points" else n for run, n in zip(measured[0], sizes, strict=True)]
    return grown(name, real, measured, f"{side.what} {', '.join(map(str, sizes))} of {side.note}")


def _second_core(setting: Setting) -> Outcome:
    name = "growth_threads"
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if cores < 2:
        return Missing(name, "this machine has one core")
    setting.tell("worlds on one core and on two")
    work = {"scenario": "brink", "worlds": 32, "points": 120}
    if not setting.quick:
        work = {"scenario": FLAGSHIP, "worlds": 8, "points": COARSE}
    with Worker("worlds", {**work, "cores": 2}) as two, Worker("worlds", {**work, "cores": 1}) as one:
        pairs = alternate(two, one, setting.rounds(3))
    # What two cores give to work that shares nothing: less than 2 where others are at work on this machine too.
    with Worker("hashing", {"threads": 2}) as both, Worker("hashing", {"threads": 1}) as single:
        best = times_as_fast(alternate(both, single, setting.rounds(3))).ratio
    note = f"two cores against one by the clock on the wall, {work['scenario']}; hashing gains {best:.2f}"
    # Not within rounding but the same: results don't depend on how work is shared.
    return compared(name, FASTER, pairs, 0.0, note)


def _memory(setting: Setting) -> Outcome:
    setting.tell("memory of native code and of NumPy")
    work = {"scenario": FLAGSHIP, "points": 120 if setting.quick else COARSE}
    with Worker("memory", work, "native") as ours, Worker("memory", work, "numpy") as numpy:
        pairs = alternate(ours, numpy, 1)
    return compared("memory_vs_numpy", MEMORY, pairs, AGREEMENT, f"peak of one solve of {FLAGSHIP}")
