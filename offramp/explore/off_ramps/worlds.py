"""Off-ramps tried in many worlds: in what share of those in which the actor isn't free each moves the verdict.

All worlds are solved on the coarse grid, moved by what that is off by at the baseline. A few are solved on the fine
grid too, with and without the best off-ramp: what they are off by then is added to the error of all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import ScenarioError
from offramp.explore.designs import Design
from offramp.explore.off_ramps.search import Search
from offramp.judge.off_ramps.candidates import Candidate
from offramp.judge.off_ramps.standings import REACHES, Verdict, verdict
from offramp.judge.off_ramps.trials import ROUNDING, Move, Trials, moved

Floats = NDArray[np.float64]

CHECKED = 8  # worlds that are solved on the fine grid too


@dataclass(frozen=True)
class Counts:
    """How many of the worlds in which the actor isn't free an off-ramp surely moves towards free, how many it may move
    (too close to call), in how many it couldn't be solved; rise_a: in how many each actor's value rises."""

    moves: int
    too_close: int
    failed: int
    rise_a: tuple[int, ...]


@dataclass(frozen=True)
class InWorlds:
    """worlds: how many were drawn; free: in how many the actor is free; failed: how many couldn't be solved. not_free:
    the rest, on which `counts`, one for each off-ramp, are. error: the largest of the chances that decide verdicts."""

    worlds: int
    free: int
    failed: int
    not_free: int
    error: float
    counts: tuple[Counts, ...]


@dataclass(frozen=True)
class _World:
    """The numbers of a world without off-ramps, and with each; NaN where a rule broke. None: it is free already."""

    without_n: Floats
    with_cn: Floats | None


@dataclass(frozen=True)
class _Carry:
    """From the numbers of a world to its verdict. off_n: what the coarse grid is off by; error_n: what may be left."""

    off_n: Floats
    error_n: Floats
    level: float

    def verdict(self, number_n: Floats) -> Verdict:
        """The verdict in a world with these numbers on the coarse grid."""
        return verdict(number_n + self.off_n, self.error_n, self.level)


def in_worlds(search: Search, candidates: Sequence[Candidate], drawn: Design) -> InWorlds:
    """What becomes of these off-ramps in the worlds of a design; the first of them is the best at the baseline."""
    baseline = search.baseline
    off_n = baseline.number_n - search.coarse.without_n
    carry = _Carry(off_n, np.zeros_like(off_n), baseline.level)
    every = range(len(drawn.value_wa))
    found = search.crew.each(lambda w: _world(search, drawn.world(w), candidates, carry), every, "worlds")
    solved = [(w, one) for w, one in enumerate(found) if one is not None]
    open_ones = [(w, one) for w, one in solved if one.with_cn is not None]
    missed_n = np.zeros_like(off_n)
    if not search.exact and candidates:
        some = [w for w, _ in open_ones[:CHECKED]]
        looks = search.crew.each(lambda w: _missed(search, drawn.world(w), candidates[0]), some, "worlds, closely")
        missed_n = np.max([missed_n, *looks], axis=0)
    carry = _Carry(off_n, baseline.error_n + missed_n, baseline.level)
    worlds = [one for _, one in open_ones]
    return InWorlds(
        len(found),
        len(solved) - len(worlds),
        len(found) - len(solved),
        len(worlds),
        float(carry.error_n[:REACHES].max()),
        tuple(_counts(search, worlds, c, carry) for c in range(len(candidates))),
    )


def _world(search: Search, changes: dict[str, float], candidates: Sequence[Candidate], carry: _Carry) -> _World | None:
    """One world, in which off-ramps are tried only where the actor isn't free; None where it can't be solved."""
    coarse = search.coarse
    try:
        trials = Trials(coarse.games, coarse.layout, coarse.effort, changes)
    except ScenarioError:
        return None
    if carry.verdict(trials.without_n).place == 0:
        return _World(trials.without_n, None)
    with_cn = np.full((len(candidates), len(trials.without_n)), np.nan)
    for c, candidate in enumerate(candidates):
        try:
            with_cn[c] = trials.numbers(candidate)
        except ScenarioError:
            continue
    return _World(trials.without_n, with_cn)


def _missed(search: Search, changes: dict[str, float], candidate: Candidate) -> Floats:
    """What the coarse grid is off by in a world, with an off-ramp and without, less what it is at the baseline."""
    found = []
    try:
        for grid in (search.coarse, search.fine):
            trials = Trials(grid.games, grid.layout, grid.effort, changes)
            found.append(np.stack([trials.without_n, trials.numbers(candidate)]) - grid.without_n)
    except ScenarioError:
        return np.zeros_like(search.baseline.number_n)
    missed_n: Floats = np.abs(found[1] - found[0]).max(axis=0)
    return missed_n


def _counts(search: Search, worlds: Sequence[_World], c: int, carry: _Carry) -> Counts:
    moves = too_close = failed = 0
    layout = search.baseline.layout
    rise_a = np.zeros(len(layout.actors), dtype=np.int64)
    for world in worlds:
        assert world.with_cn is not None
        number_n = world.with_cn[c]
        if np.isnan(number_n).any():
            failed += 1
            continue
        move = moved(carry.verdict(world.without_n), carry.verdict(number_n))
        moves += move is Move.TOWARDS
        too_close += move is Move.TOO_CLOSE
        rise_a += (number_n - world.without_n)[layout.expected] > ROUNDING
    return Counts(moves, too_close, failed, tuple(rise_a.tolist()))
