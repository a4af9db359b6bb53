"""The logit equilibria of a tree's simultaneous stages, from what their exits are worth."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from offramp.kernels.simultaneous.equilibria import Status
from offramp.kernels.simultaneous.principal_branch import principal_equilibria
from offramp.kernels.simultaneous.stage_games import StageGames
from offramp.solve.trees.stage_games import StageGame
from offramp.solve.trees.tree import Floats, Tree


@dataclass(frozen=True, eq=False)
class SolvedStage:
    """A stage, the chances of each set's actions, and what is known of them.

    residual: the largest |σ(a) − logit(λ Q)(a)|; 0 at λ = ∞, where the regret tells. branch_point: the rationality at
    which another branch of equilibria crosses the one that is followed from λ = 0; NaN where none does.
    """

    game: StageGame
    profile: tuple[Floats, ...]
    status: Status
    residual: float
    branch_point: float


def solve_stages(
    tree: Tree, stages: Sequence[StageGame], rationality: float, value_vi: Floats, choice_v: Floats
) -> list[SolvedStage]:
    """Solve stages whose exits have their values; write the roots' values and the choices into the arrays."""
    by_shape: dict[tuple[int, ...], list[StageGame]] = {}
    for stage in stages:
        by_shape.setdefault(stage.sizes, []).append(stage)
    found = []
    for sizes, alike in by_shape.items():
        worth = [stage.paid_xi + value_vi[stage.exit_x] for stage in alike]
        payoffs = [
            np.stack([_tensor(tree, stage, k, worth_xi) for stage, worth_xi in zip(alike, worth, strict=True)])
            for k in range(len(sizes))
        ]
        equilibria = principal_equilibria(StageGames.of(payoffs, [rationality] * len(sizes)))
        for s, (stage, worth_xi) in enumerate(zip(alike, worth, strict=True)):
            profile = tuple(chances[s] for chances in equilibria.profile)
            points = equilibria.branch_point_si[s]
            found.append(
                SolvedStage(
                    stage,
                    profile,
                    Status(int(equilibria.status_s[s])),
                    float(equilibria.residual_s[s]),
                    float(np.nanmin(points)) if np.isfinite(points).any() else float("nan"),
                )
            )
            _write(tree, stage, profile, worth_xi, value_vi, choice_v)
    return found


def _tensor(tree: Tree, stage: StageGame, k: int, worth_xi: Floats) -> Floats:
    """What the player of the stage's set k expects from every way to pick, one axis a set."""
    player = tree.game.sets[stage.sets[k]].player
    tensor = np.zeros(int(np.prod(stage.sizes)))
    np.add.at(tensor, stage.profile_x, stage.share_x * worth_xi[:, player])
    return tensor.reshape(stage.sizes)


def _write(
    tree: Tree, stage: StageGame, profile: Sequence[Floats], worth_xi: Floats, value_vi: Floats, choice_v: Floats
) -> None:
    for h, chances in zip(stage.sets, profile, strict=True):
        below, _, _ = tree.children(tree.members[h])
        choice_v[below] = chances[tree.action_v[below]]
    joint = profile[0]
    for chances in profile[1:]:
        joint = np.multiply.outer(joint, chances)
    likely_x = joint.reshape(-1)[stage.profile_x] * stage.share_x
    value_vi[stage.root] = likely_x @ worth_xi
