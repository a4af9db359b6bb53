"""Where actors move at the same time: the equilibria that the first of these moves has, the one used and others."""

from typing import Any

import numpy as np

from offramp.kernels.simultaneous.equilibrium_search import all_equilibria
from offramp.scenario.model import Move
from offramp.solve.fold_back import Move as SolvedMove
from offramp.solve.solution import Solution


def equilibria_at_start(solution: Solution) -> dict[str, Any] | None:
    """Those of the first move of several actors in the start state, given how the game goes on as solved.

    None where nobody moves at the same time, and where draws come before these moves: then there are many stages.
    """
    for move in solution.ahead.moves:
        if move.games is not None:
            return _found(solution, move) if move.games.size == 1 and move.games.choosers else None
    return None


def _found(solution: Solution, first: SolvedMove) -> dict[str, Any]:
    game, at_once = solution.game, first.decision.at_once
    assert first.games is not None
    assert at_once is not None
    found = all_equilibria(first.games)
    steps = [game.model.play[decision.step] for decision in at_once.alone]
    movers = [game.actors[decision.actor] for decision in at_once.alone]
    listed = []
    for k in range(len(found.equilibria.status_s)):
        choices = {}
        for mover, step, decision, profile in zip(movers, steps, at_once.alone, found.equilibria.profile, strict=True):
            assert isinstance(step, Move)
            options = [step.options[column - 1] for column in decision.column if column]
            choices[mover] = {step.key(o): float(profile[k, step.options.index(o) + 1]) for o in options}
        values = {mover: float(value) for mover, value in zip(movers, found.equilibria.value_si[k], strict=True)}
        listed.append({"principal": k == 0, "choices": choices, "values": values})
    points = [
        {mover: float(x) for mover, x in zip(movers, row, strict=True) if not np.isnan(x)}
        for row in found.branch_points_ki
    ]
    return {"movers": movers, "found": listed, "branch_points": points}
