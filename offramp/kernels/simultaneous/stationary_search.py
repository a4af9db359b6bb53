"""Newton's method for values that a period leaves unchanged, with exact derivatives: values and log odds together.

A period turns values v at its end into values T(v) at its start: those of the logit equilibria of u + δ P v. Where a
step is to come to v = T(v), stage games answer by `stage_responses`.

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

MOST_STEPS = 12  # of Newton's method
LOST = 30.0  # log odds by which no step is right
SMALL = 1e-7  # a step after which the next one is rounding, for they shrink as squares
ROUNDING = 1e-12  # of a value
RESIDUAL = 1e-10  # of what is at stake
SAME = 1e-6  # chances by which the same equilibrium may differ, found in two ways
MOST_UNKNOWNS = 600  # values for which a dense linear system is solved
MOST_WEIGHTS = 10_000_000  # of profiles, for each two actors


class NotSettledError(Exception):
    """No equilibrium was found that is surely the one that was looked for."""


@dataclass(frozen=True)
class StationaryEquilibrium:
    """values_si: v. stages: the equilibrium of each state's stage game. residual: how far values are from those that a
    period makes of them, as a part of what is at stake."""

    values_si: Floats
    stages: Equilibria
    residual: float


def check_size(game: StationaryGame) -> None:
    """Raises NotSettledError where derivatives would take too much memory or time."""
    if game.size * game.actors > MOST_UNKNOWNS or game.actors**2 * game.stages.payoffs[0].size > MOST_WEIGHTS:
        raise NotSettledError("there are too many states or profiles")


def on_principal_branches(game: StationaryGame, found: StationaryEquilibrium) -> StationaryEquilibrium:
    """The same, once it is sure that each stage is on its principal branch. Raises NotSettledError where one isn't."""
    stages = game.with_values(game.payoff_isa(found.values_si))
    doubtful = np.flatnonzero(~surely_unique(stages))
    if len(doubtful):
        principal = principal_equilibria(stages.take(doubtful))
        if not all_solved(principal):
            raise NotSettledError("a stage game wasn't solved")
        for there, mine, other in zip(stages.available, found.stages.profile, principal.profile, strict=True):
            if np.abs(np.where(there[doubtful], mine[doubtful] - other, 0.0)).max(initial=0.0) > SAME:
                raise NotSettledError("a stage game left its principal branch")
        found.stages.put(doubtful, principal)
    return found


def derivatives(game: StationaryGame, responses: Responses) -> Floats:
    """T's, where stage games answer so: a row and a column for each state and actor."""
    onto_sijt = game.onto_sixt(responses.weight_sija()) * game.discount_i[:, None]
    size = game.size * game.actors
    found: Floats = onto_sijt.transpose(0, 1, 3, 2).reshape(size, size)
    return found


def all_solved(stages: Equilibria) -> bool:
    """Whether all profiles are equilibria."""
    return all(Status(status).solved for status in np.unique(stages.status_s))


def stakes(payoff_isa: Floats) -> Floats:
    """What is at stake for each actor: how far its payoffs spread over all states and profiles."""
    axes = tuple(range(1, payoff_isa.ndim))
    spread: Floats = payoff_isa.max(axis=axes) - payoff_isa.min(axis=axes)
    return spread


class Search:
    """weight_so: λ Q of the point that the search has come to. start_so: what is added to it to make log chances: where
    there is a habit its logarithm, −∞ where there is no such option."""

    def __init__(self, game: StationaryGame, weight_so: Floats | None = None) -> None:
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
        self.weight_so = np.zeros_like(self.start_so) if weight_so is None else weight_so

    def unchanged_from(self, values_si: Floats) -> tuple[Floats, Floats, Responses]:
        """Newton's method for values and log odds together: values, what picks pay with them, and how they answer."""
        try:
            return self._unchanged_from(values_si)
        except np.linalg.LinAlgError as fault:
            raise NotSettledError("values don't answer smoothly") from fault

    def _unchanged_from(self, values_si: Floats) -> tuple[Floats, Floats, Responses]:
        payoff_isa = self.game.payoff_isa(values_si)
        unit = np.eye(values_si.size)
        for _ in range(MOST_STEPS):
            responses = Responses.of(payoff_isa, self.profile(), self.rate_js)
            fault_so = self.rate_so * responses.worth_so - self.weight_so
            off = responses.value_after(fault_so) - values_si
            change = np.linalg.solve(unit - derivatives(self.game, responses), off.ravel()).reshape(values_si.shape)
            values_si = values_si + change
            payoff_isa = self.game.payoff_isa(values_si)
            worth_so = np.concatenate(option_values(list(payoff_isa), responses.profile), axis=1)
            size = float(self.go(responses, self.rate_so * worth_so - self.weight_so).max(initial=0.0))
            if not size < LOST:
                break
            enough_i = SMALL * stakes(payoff_isa) + ROUNDING * np.abs(values_si).max(axis=0, initial=0.0)
            if size <= SMALL and (np.abs(change).max(axis=0, initial=0.0) <= enough_i).all():
                return values_si, payoff_isa, Responses.of(payoff_isa, self.profile(), self.rate_js)
        raise NotSettledError("Newton's method leads nowhere")

    def _certified(self, payoff_isa: Floats) -> Equilibria:
        """The equilibria of the stage games, looked at anew."""
        games: StageGames = self.game.with_values(payoff_isa)
        log_profile, none = self._log_profile(), np.zeros(games.size, dtype=np.int64)
        nowhere = np.full((games.size, self.game.actors), np.nan)
        return certify(games, log_profile, np.full_like(none, Status.PRINCIPAL), none, nowhere, nowhere[:, 0].copy())

    def equilibrium_from(self, values_si: Floats) -> tuple[StationaryEquilibrium, Responses]:
        """What Newton's method leads to, and how it answers; looked at anew. Raises NotSettledError where it doesn't
        come to rest, or not at equilibria."""
        found, payoff_isa, responses = self.unchanged_from(values_si)
        stages = self._certified(payoff_isa)
        off_i = np.abs(stages.value_si - found).max(axis=0, initial=0.0)
        least_i = SMALL * np.abs(found).max(axis=0, initial=1.0)
        residual = float((off_i / np.maximum(stakes(payoff_isa), least_i)).max())
        if not residual <= RESIDUAL:
            raise NotSettledError("Newton's method didn't come to rest")
        if not all_solved(stages):
            raise NotSettledError("a stage game wasn't solved")
        return StationaryEquilibrium(found, stages, residual), responses

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

    def go(self, responses: Responses, fault_so: Floats) -> Floats:
        """One of Newton's steps to where weights are λ times what options bring; how far log odds move, by state."""
        step_so = responses.step(fault_so)
        self.weight_so = self.weight_so + step_so
        return self.moved(step_so)

    def moved(self, step_so: Floats) -> Floats:
        """How far log odds move if weights do so, by state."""
        high_so, low_so = np.where(self.there_so, step_so, -np.inf), np.where(self.there_so, step_so, np.inf)
        spans = [high_so[:, place].max(axis=1) - low_so[:, place].min(axis=1) for place in self.places]
        found: Floats = np.max(spans, axis=0)
        return found
