"""Where actors move at the same time: the equilibria that the first of these moves has, the one used and others."""

from typing import Any

import numpy as np

from offramp.kernels.simultaneous.equilibria import Equilibria, Status
from offramp.kernels.simultaneous.equilibrium_search import SAME, all_equilibria
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
    assert first.equilibria is not None
    rows = [(found.equilibria, k) for k in range(len(found.equilibria.status_s))]
    used = 0
    if first.equilibria.status_s[0] == Status.FOCAL:
        used = next((k for k, row in enumerate(rows) if _same(*row, first.equilibria)), len(rows))
        rows += [(first.equilibria, 0)] if used == len(rows) else []
    listed = []
    for number, (equilibria, k) in enumerate(rows):
        choices = {}
        for mover, step, decision, profile in zip(movers, steps, at_once.alone, equilibria.profile, strict=True):
            assert isinstance(step, Move)
            options = [step.options[column - 1] for column in decision.column if column]
            choices[mover] = {step.key(o): float(profile[k, step.options.index(o) + 1]) for o in options}
        values = {mover: float(value) for mover, value in zip(movers, equilibria.value_si[k], strict=True)}
        listed.append({"principal": number == 0, "used": number == used, "choices": choices, "values": values})
    points = [
        {mover: float(x) for mover, x in zip(movers, row, strict=True) if not np.isnan(x)}
        for row in found.branch_points_ki
    ]
    return {"movers": movers, "found": listed, "branch_points": points}


def _same(equilibria: Equilibria, k: int, used: Equilibria) -> bool:
    """Whether a profile that was found is the one of the solved stage."""
    return all(np.abs(x[k] - y[0]).max() <= SAME for x, y in zip(equilibria.profile, used.profile, strict=True))
