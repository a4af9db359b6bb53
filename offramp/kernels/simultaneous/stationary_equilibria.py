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

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.kernels.simultaneous.equilibria import Equilibria, Status, certify
from offramp.kernels.simultaneous.expected_payoffs import option_values
from offramp.kernels.simultaneous.principal_branch import principal_equilibria
from offramp.kernels.simultaneous.stage_games import StageGames
from offramp.kernels.simultaneous.stage_responses import Responses, blocks
from offramp.kernels.simultaneous.stationary_games import StationaryGame
from offramp.kernels.simultaneous.unique_equilibria import surely_unique

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEADY = 0.1  # log odds by which choices may still move where Newton's method begins
MOST_PERIODS = 1000
PATIENCE = 32  # periods in which what is left must get smaller
MOST_STEPS = 12  # Newton's, in a stage or for all
ROUGHLY = 1e-2  # log odds by which a stage on the way may be off
NEAR = 0.1  # log odds by which an equilibrium may move from period to period to be taken for the same one
LOST = 30.0  # log odds by which no step is right
SMALL = 1e-7  # a step after which the next one is rounding, for they shrink as squares
ROUNDING = 1e-12  # of a value
RESIDUAL = 1e-10  # of what is at stake
SAME = 1e-6  # chances by which the same equilibrium may differ, found in two ways
MOST_UNKNOWNS = 600  # values for which a dense linear system is solved
MOST_WEIGHTS = 10_000_000  # of profiles, for each two actors
SQUARINGS = 14


class NotSettledError(Exception):
    """No equilibrium was found to which long games surely come."""


@dataclass(frozen=True)
class StationaryEquilibrium:
    """values_si: v. stages: the equilibrium of each state's stage game. residual: how far values are from those that a
    period makes of them, as a part of what is at stake. periods, steps: of value iteration, and of Newton's method."""

    values_si: Floats
    stages: Equilibria
    residual: float
    periods: int
    steps: int


def stationary_equilibrium(game: StationaryGame) -> StationaryEquilibrium:
    """The stationary logit equilibrium to which the values of long games come, each stage on its principal branch.

    Raises NotSettledError where none is found.
    """
    found = attracting_equilibrium(game)
    stages = game.with_values(game.payoff_isa(found.values_si))
    doubtful = np.flatnonzero(~surely_unique(stages))
    if len(doubtful):
        principal = principal_equilibria(stages.take(doubtful))
        if not _solved(principal):
            raise NotSettledError("a stage game wasn't solved")
        for there, mine, other in zip(stages.available, found.stages.profile, principal.profile, strict=True):
            if np.abs(np.where(there[doubtful], mine[doubtful] - other, 0.0)).max(initial=0.0) > SAME:
                raise NotSettledError("a stage game left its principal branch")
        found.stages.put(doubtful, principal)
    return found


def attracting_equilibrium(game: StationaryGame) -> StationaryEquilibrium:
    """The same, with equilibria of stage games that have gone on from those of shorter games: they may have left the
    principal branch."""
    if game.size * game.actors > MOST_UNKNOWNS or game.actors**2 * game.stages.payoffs[0].size > MOST_WEIGHTS:
        raise NotSettledError("there are too many states or profiles")
    search = _Search(game)
    try:
        values = search.values_of_long_games()
        found, payoff_isa, responses = search.unchanged_from(values)
        if search.drift(found - values) > 2 * STEADY:
            raise NotSettledError("Newton's method led far away")
        if not contracts(derivatives(game, responses)):
            raise NotSettledError("periods don't lead to what they leave unchanged")
    except np.linalg.LinAlgError as fault:
        raise NotSettledError("values don't answer smoothly") from fault
    stages = search.certified(payoff_isa)
    stake_i = _stakes(payoff_isa)
    off_i = np.abs(stages.value_si - found).max(axis=0, initial=0.0)
    residual = float((off_i / np.maximum(stake_i, SMALL * np.abs(found).max(axis=0, initial=1.0))).max())
    if not residual <= RESIDUAL:
        raise NotSettledError("Newton's method didn't come to rest")
    if not _solved(stages):
        raise NotSettledError("a stage game wasn't solved")
    return StationaryEquilibrium(found, stages, residual, search.periods, search.steps)


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


def derivatives(game: StationaryGame, responses: Responses) -> Floats:
    """T's, where stage games answer so: a row and a column for each state and actor."""
    onto_sijt = game.onto_sixt(responses.weight_sija()) * game.discount_i[:, None]
    size = game.size * game.actors
    found: Floats = onto_sijt.transpose(0, 1, 3, 2).reshape(size, size)
    return found


def _solved(stages: Equilibria) -> bool:
    return all(Status(status).solved for status in np.unique(stages.status_s))


def _stakes(payoff_isa: Floats) -> Floats:
    """What is at stake for each actor: how far its payoffs spread over all states and profiles."""
    axes = tuple(range(1, payoff_isa.ndim))
    spread: Floats = payoff_isa.max(axis=axes) - payoff_isa.min(axis=axes)
    return spread


class _Search:
    """weight_so: λ Q of the point that the search has come to. start_so: what is added to it to make log chances: where
    there is a habit its logarithm, −∞ where there is no such option."""

    def __init__(self, game: StationaryGame) -> None:
        self.game, stages = game, game.stages
        self.places = blocks([there.shape[1] for there in stages.available])
        self.rate_js = np.stack(
            [
                rate if habit is None else np.zeros(game.size)
                for rate, habit in zip(stages.rationality, stages.habits, strict=True)
            ]
        )
        self.rate_so = np.concatenate(
            [np.broadcast_to(self.rate_js[j, :, None], there.shape) for j, there in enumerate(stages.available)], axis=1
        )
        chances = [
            there.astype(np.float64) if habit is None else habit
            for there, habit in zip(stages.available, stages.habits, strict=True)
        ]
        with np.errstate(divide="ignore"):
            self.start_so = np.log(np.concatenate(chances, axis=1))
        self.there_so = np.isfinite(self.start_so)
        self.weight_so = np.zeros_like(self.start_so)
        self.ends = game.ends
        self.periods = self.steps = 0

    def values_of_long_games(self) -> Floats:
        """Those of a game so long that longer ones hardly make anybody choose in another way."""
        values = np.zeros((self.game.size, self.game.actors))
        left_i = self.game.discount_i / (1.0 - self.game.discount_i)
        measured = []
        for self.periods in range(1, MOST_PERIODS + 1):
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
        for _ in range(MOST_STEPS):
            responses = Responses.of(payoff_isa, self.profile(), self.rate_js)
            fault_so = self.rate_so * responses.worth_so - self.weight_so
            size = float(self._go(responses, fault_so).max(initial=0.0))
            if not size < LOST:
                break
            if size <= ROUGHLY:
                moved = np.flatnonzero(self._moved(self.weight_so - earlier_so) > NEAR)
                if len(moved):
                    moved = moved[~surely_unique(self.game.with_values(payoff_isa).take(moved))]
                if not len(moved):
                    return responses.value_after(fault_so)
                return self._anew(payoff_isa, moved)  # there it may have gone to another equilibrium
        return self._anew(payoff_isa, np.arange(self.game.size))

    def _anew(self, payoff_isa: Floats, states: Ints) -> Floats:
        """Go to the principal equilibria of some states' stage games; values at the period's start."""
        found = principal_equilibria(self.game.with_values(payoff_isa).take(states))
        if not _solved(found):
            raise NotSettledError("a stage game wasn't solved")
        worth_so = np.concatenate(option_values(list(payoff_isa[:, states]), found.profile), axis=1)
        self.weight_so[states] = self.rate_so[states] * worth_so
        return Responses.of(payoff_isa, self.profile(), self.rate_js).value_si

    def _go(self, responses: Responses, fault_so: Floats) -> Floats:
        """One of Newton's steps to where weights are λ times what options bring; how far log odds move, by state."""
        step_so = responses.step(fault_so)
        self.weight_so = self.weight_so + step_so
        return self._moved(step_so)

    def _moved(self, step_so: Floats) -> Floats:
        high_so, low_so = np.where(self.there_so, step_so, -np.inf), np.where(self.there_so, step_so, np.inf)
        spans = [high_so[:, place].max(axis=1) - low_so[:, place].min(axis=1) for place in self.places]
        found: Floats = np.max(spans, axis=0)
        return found

    def unchanged_from(self, values_si: Floats) -> tuple[Floats, Floats, Responses]:
        """Newton's method for values and log odds together: values, what picks pay with them, and how they answer."""
        payoff_isa = self.game.payoff_isa(values_si)
        unit = np.eye(values_si.size)
        for self.steps in range(1, MOST_STEPS + 1):
            responses = Responses.of(payoff_isa, self.profile(), self.rate_js)
            fault_so = self.rate_so * responses.worth_so - self.weight_so
            off = responses.value_after(fault_so) - values_si
            change = np.linalg.solve(unit - derivatives(self.game, responses), off.ravel()).reshape(values_si.shape)
            values_si = values_si + change
            payoff_isa = self.game.payoff_isa(values_si)
            worth_so = np.concatenate(option_values(list(payoff_isa), responses.profile), axis=1)
            size = float(self._go(responses, self.rate_so * worth_so - self.weight_so).max(initial=0.0))
            if not size < LOST:
                break
            enough_i = SMALL * _stakes(payoff_isa) + ROUNDING * np.abs(values_si).max(axis=0, initial=0.0)
            if size <= SMALL and (np.abs(change).max(axis=0, initial=0.0) <= enough_i).all():
                return values_si, payoff_isa, Responses.of(payoff_isa, self.profile(), self.rate_js)
        raise NotSettledError("Newton's method leads nowhere")

    def certified(self, payoff_isa: Floats) -> Equilibria:
        """The equilibria of the stage games, looked at anew."""
        games: StageGames = self.game.with_values(payoff_isa)
        log_profile, none = self._log_profile(), np.zeros(games.size, dtype=np.int64)
        nowhere = np.full((games.size, self.game.actors), np.nan)
        return certify(games, log_profile, np.full_like(none, Status.PRINCIPAL), none, nowhere, nowhere[:, 0].copy())

    def profile(self) -> list[Floats]:
        """σ of each actor."""
        return [np.exp(log_chance) for log_chance in self._log_profile()]

    def _log_profile(self) -> list[Floats]:
        found = []
        for place in self.places:
            weight = self.start_so[:, place] + self.weight_so[:, place]
            weight -= weight.max(axis=1, keepdims=True)
            weight -= np.log(np.exp(weight).sum(axis=1, keepdims=True))
            found.append(weight)
        return found

    def drift(self, change_si: Floats) -> float:
        """How far log odds move at most if the states' values change so: what all gain moves nothing."""
        low_i, high_i = change_si.min(axis=0, initial=np.inf), change_si.max(axis=0, initial=-np.inf)
        if self.ends:
            low_i, high_i = np.minimum(low_i, 0.0), np.maximum(high_i, 0.0)
        return float((self.rate_js.max(axis=1, initial=0.0) * (high_i - low_i)).max(initial=0.0))
