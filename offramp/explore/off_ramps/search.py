"""The off-ramps of one actor at a baseline: singles first, then pairs of the ten best, then what each is worth.

Every single and every pair is solved on a coarse grid. Those that do best there are solved on a fine one too, whose
change of the numbers is what counts; where the two grids differ is their error. Games of finitely many states are
solved once, exactly.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.explore.off_ramps.beginnings import Beginnings, latest_beginning
from offramp.explore.off_ramps.work import Crew
from offramp.judge.off_ramps.breaking import Temptation
from offramp.judge.off_ramps.candidates import Candidate, pairs
from offramp.judge.off_ramps.trials import Baseline, Effect, Move, Trials, effect

Floats = NDArray[np.float64]
Solved = Floats | ScenarioError  # numbers, or why there are none

FINE = 4320  # states a period of the fine grid, unless asked otherwise
FINER = 3  # times as many states: from the coarse grid to one between, and from that to the fine one
LEAST = 2 * FINER**2
BEST = 10  # singles that are paired, and of each kind those that are looked at closely
WOULD, COULD = 0, 2


@dataclass(frozen=True)
class Temptations:
    """What breaking its commitment would bring one actor, and how far that may be off; None: it is never bound."""

    found: Temptation | None
    error: float


@dataclass(frozen=True)
class Tried:
    """An off-ramp at the baseline. effect: None where a rule breaks, which `faults` tells. closely: whether it was
    looked at on the fine grid. tempted: by the actors that bind themselves; empty where that wasn't looked at, as
    `beginnings` is None then."""

    candidate: Candidate
    effect: Effect | None
    closely: bool = False
    tempted: dict[str, Temptations] = field(default_factory=dict)
    beginnings: Beginnings | None = None
    faults: tuple[Diagnostic, ...] = ()

    @property
    def rank(self) -> tuple[float, ...]:
        """Sorts the best first: those that surely move the verdict, by how far; then by what they add to `could` and
        to `would`."""
        if self.effect is None:
            return (1.0,)
        order = (Move.TOWARDS, Move.TOO_CLOSE, Move.NONE, Move.AWAY)
        could, would = self.effect.change_n[COULD], self.effect.change_n[WOULD]
        return (0.0, order.index(self.effect.move), self.effect.verdict.place, -float(could), -float(would))

    @property
    def helps(self) -> bool:
        """Whether it moves the verdict towards free, for all that the errors leave open."""
        return self.effect is not None and self.effect.move is Move.TOWARDS


@dataclass
class Search:
    """The search of one actor's off-ramps at a baseline. grids: trials from the coarsest to the finest grid, one where
    all is exact. missed: what the coarse grid was off by, for each off-ramp that was looked at closely."""

    baseline: Baseline
    grids: Sequence[Trials]
    crew: Crew
    missed: list[Floats] = field(default_factory=list)

    def off_n(self, share: float) -> Floats:
        """How far what the coarse grid alone says of a change is off, in such a share of what was looked at closely."""
        if not self.missed:
            return np.zeros_like(self.baseline.number_n)
        found: Floats = np.quantile(self.missed, share, axis=0)
        return found

    @property
    def coarse(self) -> Trials:
        """The trials that all candidates go through."""
        return self.grids[0]

    @property
    def fine(self) -> Trials:
        """The trials that the best go through."""
        return self.grids[-1]

    @property
    def exact(self) -> bool:
        """Whether one grid says it all."""
        return len(self.grids) == 1

    def singles(self, candidates: Sequence[Candidate]) -> list[Tried]:
        """Every proposal and every commitment, the best first."""
        return self._tried(candidates, "trying off-ramps")

    def pairs(self, singles: Sequence[Tried]) -> list[Tried]:
        """The pairs of the best singles that do better than either of their two, the best first."""
        best = [one for one in singles if one.effect is not None and not one.effect.changes_nothing][:BEST]
        alone = {one.candidate.name: one.effect for one in best if one.effect is not None}
        model = self.coarse.games.model

        def adds(pair: Tried) -> bool:
            """Whether a pair moves the verdict, and further than each of its two does alone."""
            if pair.effect is None or pair.effect.move not in (Move.TOWARDS, Move.TOO_CLOSE):
                return False
            parts = [alone[name] for name in pair.candidate.parts]
            return all(pair.effect.verdict.place < part.verdict.place for part in parts)

        found = self._tried(pairs(model, [one.candidate for one in best]), "trying pairs of them", adds)
        return [pair for pair in found if pair.closely and adds(pair)]

    def _tried(
        self, candidates: Sequence[Candidate], what: str, wanted: Callable[[Tried], bool] = lambda one: True
    ) -> list[Tried]:
        """The best of those that are `wanted`, and all proposals, are looked at closely."""
        coarse = self.crew.each(partial(_numbers, self.coarse), candidates, what)
        first = [self._judged(one, number_n, None) for one, number_n in zip(candidates, coarse, strict=True)]
        if self.exact:
            return sorted(first, key=lambda one: one.rank)
        order = sorted(range(len(first)), key=lambda k: first[k].rank)
        proposed = [k for k in order if candidates[k].kind == "proposal"]
        promising = [k for k in order if wanted(first[k])]
        closely = list(dict.fromkeys([*promising[:BEST], *proposed]))
        fine = self.crew.each(partial(_numbers, self.fine), [candidates[k] for k in closely], f"{what}, closely")
        for k, number_n in zip(closely, fine, strict=True):
            first[k] = self._judged(candidates[k], coarse[k], number_n)
        # What wasn't looked at closely may be off by as much as what was.
        self.missed += [one.effect.change_error_n for one in (first[k] for k in closely) if one.effect is not None]
        for k in set(order) - set(closely):
            first[k] = self._judged(candidates[k], coarse[k], None)
        return sorted(first, key=lambda one: one.rank)

    def _judged(self, candidate: Candidate, coarse: Solved, fine: Solved | None) -> Tried:
        faults = [one for one in (coarse, fine) if isinstance(one, ScenarioError)]
        if faults:
            return Tried(candidate, None, faults=faults[0].diagnostics)
        assert not isinstance(coarse, ScenarioError)
        assert not isinstance(fine, ScenarioError)
        change_n, error_n = coarse - self.coarse.without_n, self.off_n(1.0)
        if fine is not None:
            closer_n = fine - self.fine.without_n
            change_n, error_n = closer_n, np.abs(closer_n - change_n)
        return Tried(candidate, effect(self.baseline, change_n, error_n), fine is not None or self.exact)

    def valued(self, found: Sequence[Tried]) -> list[Tried]:
        """All of them; those that move the verdict, may do so or were proposed with what breaking them would bring, and
        until when they work."""
        looked_at = [k for k, one in enumerate(found) if self._worth_a_look(one)]
        parts = self.crew.each(lambda k: self._temptations(found[k]), looked_at, "who would keep its word")
        result = list(found)
        for k, part in zip(looked_at, parts, strict=True):
            if isinstance(part, ScenarioError):
                result[k] = replace(found[k], faults=part.diagnostics)
            else:
                result[k] = replace(found[k], tempted=part)
        late = [k for k in looked_at if result[k].helps and self.coarse.games.dated and result[k].candidate.movable]
        beginnings = self.crew.each(lambda k: self._beginnings(result[k]), late, "until when they work")
        for k, one in zip(late, beginnings, strict=True):
            result[k] = replace(result[k], beginnings=one)
        return result

    def _worth_a_look(self, one: Tried) -> bool:
        if one.effect is None or not one.closely:
            return False
        return one.effect.move in (Move.TOWARDS, Move.TOO_CLOSE) or one.candidate.kind == "proposal"

    def _temptations(self, one: Tried) -> dict[str, Temptations] | ScenarioError:
        """What breaking it would bring; or the fault that only play with a broken commitment meets."""
        try:
            found = [grid.tempted(one.candidate) for grid in self.grids[:2]]
        except ScenarioError as fault:
            return fault
        return {actor: _together([part[actor] for part in found]) for actor in one.candidate.binders}

    def _beginnings(self, one: Tried) -> Beginnings:
        now, now_n = one.effect, self.coarse.numbers(one.candidate)
        assert now is not None

        def still(first: int) -> bool:
            later = _numbers(self.coarse, one.candidate, first)
            if isinstance(later, ScenarioError):
                return False
            return effect(self.baseline, now.change_n + later - now_n, now.change_error_n).move is Move.TOWARDS

        return latest_beginning(still, self.coarse.free.game.periods)


def _numbers(trials: Trials, candidate: Candidate, first: int = 0) -> Solved:
    """The numbers with an off-ramp that begins in period `first`; or why there are none."""
    try:
        return trials.numbers(candidate, first)
    except ScenarioError as fault:
        return fault


def _together(found: Sequence[Temptation | None]) -> Temptations:
    """What the finer grid says, off by as much as it differs from the coarser one."""
    seen = [one for one in found if one is not None]
    if not seen:
        return Temptations(None, 0.0)
    return Temptations(seen[-1], abs(seen[-1].gain - seen[0].gain))


def sizes(points: int | None, exact: bool) -> list[int]:
    """The states a period of each grid, from the coarsest to the finest; one for a game of finitely many states."""
    fine = max(LEAST, points or FINE)
    return [fine] if exact else [fine // FINER**2, fine // FINER, fine]
