"""Means of the quantities to show (`output:`) over the play as solved, from the chances of the grid's own states.

Where states are enumerated these are exact. Where they are interpolated the audit's paths say it better, since there
mass only seems to spread over the corners of cells; see `judge.timeline`.
"""

import numpy as np
from numpy.typing import NDArray

from offramp.game import outputs
from offramp.solve.backward_induction import Backward, Slice
from offramp.solve.forward_pass import Visit
from offramp.solve.stage import play_out

Floats = NDArray[np.float64]


def output_means(solved: Backward, visit: Visit) -> dict[str, float]:
    """The mean of each quantity over the play that is live at the start of the visited period."""
    game = solved.game
    total = dict.fromkeys(outputs.names(game), 0.0)
    if visit.live <= 0 or not total:
        return {}
    grid = solved.grids[visit.t]
    early, late = outputs.names(game, False), outputs.names(game, True)
    for part in solved.parts(visit.t):
        mass = visit.mass_s[part.rows]
        seen = np.flatnonzero(mass > 0)
        if not len(seen):
            continue
        block = grid.block(game, visit.t, part.rows).child({}, seen)
        for name in early:
            total[name] += float(mass[seen] @ outputs.values(block, name))
        if late:
            for name, weighted in _at_the_end(solved, visit.t, part, mass).items():
                total[name] += weighted
    return {name: value / visit.live for name, value in total.items()}


def _at_the_end(solved: Backward, t: int, part: Slice, mass: Floats) -> dict[str, float]:
    """The sums over the last rows of a slice's period, each weighted by its chance."""
    game = solved.game
    stage, end, chance = play_out(game, solved.grids[t].block(game, t, part.rows), solved.nodes)
    for move, before in zip(part.moves, stage.chances, strict=True):
        if before is not None:
            mass = before.forward(mass)
        mass = np.repeat(mass, move.decision.counts) * move.choice_c
    if chance is not None:
        mass = chance.forward(mass)
    rows = np.flatnonzero(mass > 0)
    last = end.child({}, rows)
    return {name: float(mass[rows] @ outputs.values(last, name)) for name in outputs.names(game, True)}
