"""Values that a period leaves unchanged, by Newton's method, where the values of longer and longer games lead.

A period turns values v at its end into values T(v) at its start: those of the logit equilibria of u + δ P v. A few
periods from nothing (Shapley 1953, Stochastic Games, PNAS 39:1095-1100) come to where choices have all but settled.
From there values and log odds go to v = T(v) together, by Newton's method with exact derivatives (`stage_responses`).
More periods would have led there if it is near, and if periods draw all values around it: no eigenvalue of T's
derivatives is 1 or more. Otherwise nothing is found. There may be equilibria that don't draw values; a homotopy finds
such (Eibelshäuser & Poensgen 2019, Markov Quantal Response Equilibrium and a Homotopy Method for Computing and
Selecting Markov Perfect Equilibria of Dynamic Stochastic Games, SSRN 3314404).

Axes: i and j an actor, s and t a state, o an option of any actor, a one axis of options for each actor.
"""

import numpy as np
from numpy.typing import NDArray

from offramp.kernels.simultaneous.expected_payoffs import option_values
from offramp.kernels.simultaneous.principal_branch import principal_equilibria
from offramp.kernels.simultaneous.stage_responses import Responses
from offramp.kernels.simultaneous.stationary_games import StationaryGame
from offramp.kernels.simultaneous.stationary_search import (
    LOST,
    NotSettledError,
    Search,
    StationaryEquilibrium,
    all_solved,
    check_size,
    derivatives,
    on_principal_branches,
)
from offramp.kernels.simultaneous.unique_equilibria import surely_unique

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEADY = 0.1  # log odds by which choices may still move where Newton's method begins
MOST_PERIODS = 1000
PATIENCE = 32  # periods in which what is left must get smaller
MOST_STAGE_STEPS = 12  # Newton's, for the stages of a period
ROUGHLY = 1e-2  # log odds by which a stage on the way may be off
NEAR = 0.1  # log odds by which an equilibrium may move from period to period to be taken for the same one
SQUARINGS = 14


def stationary_equilibrium(game: StationaryGame) -> StationaryEquilibrium:
    """The stationary logit equilibrium to which the values of long games come, each stage on its principal branch.

    Raises NotSettledError where none is found.
    """
    return on_principal_branches(game, attracting_equilibrium(game))


def attracting_equilibrium(game: StationaryGame) -> StationaryEquilibrium:
    """The same, with equilibria of stage games that have gone on from those of shorter games: they may have left the
    principal branch."""
    check_size(game)
    search = _LongGames(game)
    try:
        values = search.values_of_long_games()
    except np.linalg.LinAlgError as fault:
        raise NotSettledError("choices don't answer smoothly") from fault
    found, responses = search.equilibrium_from(values)
    if search.drift(found.values_si - values) > 2 * STEADY:
        raise NotSettledError("Newton's method led far away")
    if not contracts(derivatives(game, responses)):
        raise NotSettledError("periods don't lead to what they leave unchanged")
    return found


def contracts(derivative: Floats) -> bool:
    """Whether the powers of a matrix go to nothing: no eigenvalue is 1 or more."""
    for _ in range(SQUARINGS):
        size = np.abs(derivative).sum(axis=1).max(initial=0.0)
        if size < 1.0:
            return True
        if not size < 1e100:
            return False
        derivative = derivative @ derivative
    return False


class _LongGames(Search):
    """Longer and longer games."""

    def values_of_long_games(self) -> Floats:
        """Those of a game so long that longer ones hardly make anybody choose in another way."""
        values = np.zeros((self.game.size, self.game.actors))
        left_i = self.game.discount_i / (1.0 - self.game.discount_i)
        measured = []
        for _ in range(MOST_PERIODS):
            before, values = values, self._before(values)
            measured.append(self.drift((values - before) * left_i))
            if measured[-1] <= STEADY:
                return values
            if len(measured) > PATIENCE and measured[-1] > 0.9 * measured[-1 - PATIENCE]:
                break
        raise NotSettledError("choices don't settle")

    def _before(self, values_si: Floats) -> Floats:
        """Values at a period's start from those at its end; roughly."""
        payoff_isa, earlier_so = self.game.payoff_isa(values_si), self.weight_so
        for _ in range(MOST_STAGE_STEPS):
            responses = Responses.of(payoff_isa, self.profile(), self.rate_js)
            fault_so = self.rate_so * responses.worth_so - self.weight_so
            size = float(self.go(responses, fault_so).max(initial=0.0))
            if not size < LOST:
                break
            if size <= ROUGHLY:
                moved = np.flatnonzero(self.moved(self.weight_so - earlier_so) > NEAR)
                if len(moved):
                    moved = moved[~surely_unique(self.game.with_values(payoff_isa).take(moved))]
                if not len(moved):
                    return responses.value_after(fault_so)
                return self._anew(payoff_isa, moved)  # there it may have gone to another equilibrium
        return self._anew(payoff_isa, np.arange(self.game.size))

    def _anew(self, payoff_isa: Floats, states: Ints) -> Floats:
        """Go to the principal equilibria of some states' stage games; values at the period's start."""
        found = principal_equilibria(self.game.with_values(payoff_isa).take(states))
        if not all_solved(found):
            raise NotSettledError("a stage game wasn't solved")
        worth_so = np.concatenate(option_values(list(payoff_isa[:, states]), found.profile), axis=1)
        self.weight_so[states] = self.rate_so[states] * worth_so
        return Responses.of(payoff_isa, self.profile(), self.rate_js).value_si

    def drift(self, change_si: Floats) -> float:
        """How far log odds move at most if the states' values change so: what all gain moves nothing."""
        low_i, high_i = change_si.min(axis=0, initial=np.inf), change_si.max(axis=0, initial=-np.inf)
        if self.game.ends:
            low_i, high_i = np.minimum(low_i, 0.0), np.maximum(high_i, 0.0)
        return float((self.rate_js.max(axis=1, initial=0.0) * (high_i - low_i)).max(initial=0.0))
