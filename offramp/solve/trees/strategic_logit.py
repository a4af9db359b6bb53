"""The logit equilibrium of a game in strategic form: one simultaneous stage."""

from dataclasses import dataclass

import numpy as np

from offramp.exchange.strategic_game import StrategicGame
from offramp.kernels.simultaneous.equilibria import Status
from offramp.kernels.simultaneous.expected_payoffs import option_values
from offramp.kernels.simultaneous.principal_branch import principal_equilibria
from offramp.kernels.simultaneous.stage_games import StageGames
from offramp.solve.trees.tree import Floats


@dataclass(frozen=True, eq=False)
class StrategicSolution:
    """profile, worth: by player, how likely each strategy is and what it would bring against the others' mixture.

    value_i: what each player expects; gain_i: how much more its best reply would bring. The rest as in `SolvedStage`.
    """

    game: StrategicGame
    rationality: float
    profile: tuple[Floats, ...]
    worth: tuple[Floats, ...]
    value_i: Floats
    gain_i: Floats
    status: Status
    residual: float
    branch_point: float


def solve_strategic(game: StrategicGame, rationality: float) -> StrategicSolution:
    """The logit equilibrium with the same λ (0 to inf) for all players, on the principal branch."""
    players = range(len(game.players))
    payoffs = [game.payoff_si[None, ..., i] for i in players]
    found = principal_equilibria(StageGames.of(payoffs, [rationality] * len(game.players)))
    worth = option_values(payoffs, found.profile)
    points = found.branch_point_si[0]
    return StrategicSolution(
        game,
        rationality,
        tuple(chances[0] for chances in found.profile),
        tuple(values[0] for values in worth),
        found.value_si[0],
        found.regret_si[0],
        Status(int(found.status_s[0])),
        float(found.residual_s[0]),
        float(np.nanmin(points)) if np.isfinite(points).any() else float("nan"),
    )
