"""The stationary equilibrium to which choice leads as rationality grows from nothing.

Periods may draw values to no equilibrium, though there is one. Where nobody weighs anything up (λ = 0) values are those
of a Markov chain. From there the rationality of all actors grows at one rate to what it is, and values and log odds go
along (Eibelshäuser & Poensgen 2019, Markov Quantal Response Equilibrium and a Homotopy Method for Computing and
Selecting Markov Perfect Equilibria of Dynamic Stochastic Games, SSRN 3314404), each step by Newton's method with exact
derivatives. Where the branch turns back it isn't followed any further.

Axes: i an actor, s a state, o an option of any actor.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from offramp.kernels.simultaneous.stationary_games import StationaryGame
from offramp.kernels.simultaneous.stationary_search import (
    NotSettledError,
    Search,
    StationaryEquilibrium,
    check_size,
    on_principal_branches,
    stakes,
)

Floats = NDArray[np.float64]

FIRST_STEP = 1e-3  # of the way to the actors' rationality
GROWTH = 1.5  # of a step after one that was solved
LEAST_STEP = 1e-4
MOST_TRIED = 400  # steps
# Of the stakes, and in log odds: by how much a step may miss where the one before led; past that it may be on another
# branch.
MOST_OFF = 0.05
MOST_ODDS_OFF = 1.0
LEAST_STAKE = 1e-3  # of the values, whose digits rounding limits


@dataclass(frozen=True)
class _Point:
    """share: of the actors' rationality."""

    share: float
    values_si: Floats
    weight_so: Floats
    unit_i: Floats

    def ahead(self, earlier: "_Point", share: float) -> tuple[Floats, Floats]:
        """Where the line through an earlier point leads."""
        times = (share - self.share) / (self.share - earlier.share)
        return (
            self.values_si + times * (self.values_si - earlier.values_si),
            self.weight_so + times * (self.weight_so - earlier.weight_so),
        )


def grown_equilibrium(game: StationaryGame) -> StationaryEquilibrium:
    """The equilibrium, with each stage on its principal branch.

    Raises NotSettledError where the branch couldn't be followed to the end, or leads to equilibria of stage games that
    aren't on theirs.
    """
    check_size(game)
    earlier = _solved(game, 0.0, np.zeros((game.size, game.actors)), np.zeros_like(Search(game).weight_so))
    here = _solved(game, FIRST_STEP, earlier.values_si, earlier.weight_so)
    step = FIRST_STEP
    for _ in range(MOST_TRIED):
        if here.share >= 1.0:
            break
        share = min(1.0, here.share + step)
        values_si, weight_so = here.ahead(earlier, share)
        try:
            found = _solved(game, share, values_si, weight_so)
        except NotSettledError:
            found = None
        if found is not None and _near(game, found, values_si, weight_so):
            earlier, here, step = here, found, GROWTH * step
        elif (step := step / 2) < LEAST_STEP:
            raise NotSettledError("the branch turns back")
    else:
        raise NotSettledError("the branch is too long")
    return on_principal_branches(game, Search(game, here.weight_so).equilibrium_from(here.values_si)[0])


def _at(game: StationaryGame, share: float) -> StationaryGame:
    """The game of actors whose rationality is a share of what it is."""
    return replace(game, stages=replace(game.stages, rationality=tuple(share * x for x in game.stages.rationality)))


def _solved(game: StationaryGame, share: float, values_si: Floats, weight_so: Floats) -> _Point:
    """A point of the branch near a guess."""
    search = Search(_at(game, share), weight_so)
    found, payoff_isa, _ = search.unchanged_from(values_si)
    unit_i = np.maximum(stakes(payoff_isa), LEAST_STAKE * np.abs(found).max(axis=0))
    return _Point(share, found, search.weight_so, unit_i)


def _near(game: StationaryGame, found: _Point, values_si: Floats, weight_so: Floats) -> bool:
    """Whether a point is where it was expected."""
    off_i = np.abs(found.values_si - values_si).max(axis=0)
    odds_off = Search(game).moved(found.weight_so - weight_so).max(initial=0.0)
    return bool((off_i <= MOST_OFF * found.unit_i).all() and odds_off <= MOST_ODDS_OFF)
