"""What the stage games of moves made at the same time can vouch for, over the play as solved."""

from collections.abc import Sequence

import numpy as np

from offramp.kernels.segments import segment_sum
from offramp.kernels.simultaneous.equilibria import Status
from offramp.solve.certificate import Stages
from offramp.solve.forward_pass import Visit


def check_stages(visits: Sequence[Visit]) -> tuple[float, Stages] | None:
    """The largest residual, and shares of the stages that play comes to; None where nobody moves at the same time."""
    largest, by_status, lost, met = 0.0, np.zeros(len(Status)), 0.0, False
    for visit in visits:
        for move, mass_c in visit.moves:
            if move.equilibria is None:
                continue
            # The first move of those made at the same time has the rows before all of them as its nodes.
            mass_n = segment_sum(mass_c, move.decision.starts)
            come_to = mass_n > 0
            if come_to.any():
                met = True
                status_n = move.equilibria.status_s[come_to]
                by_status += np.bincount(status_n, weights=mass_n[come_to], minlength=len(Status))
                lost += float(mass_n[move.equilibria.focus_lost_s].sum())
                largest = max(largest, float(move.equilibria.residual_s[come_to].max()))
    if not met:
        return None
    share = by_status / by_status.sum()
    unsolved = sum(float(share[status]) for status in Status if not status.solved)
    stages = Stages(
        unsolved,
        float(share[Status.PAST_FOLD]),
        float(share[Status.BRANCH_POINT]),
        float(share[Status.FOCAL]),
        lost / float(by_status.sum()),
    )
    return largest, stages
