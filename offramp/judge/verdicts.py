"""The ladder: free, unsteady, unwilling, dependent, trapped (concept §3)."""

from enum import Enum

import numpy as np
from numpy.typing import NDArray

from offramp.solve.columns import Columns
from offramp.solve.options import within_cap

Floats = NDArray[np.float64]
LEVEL = 0.5
LEVELS = (0.3, 0.4, 0.5, 0.6, 0.7)
SLACK = 1e-12  # so that a reach of exactly p counts as reaching it


class Verdict(Enum):
    """Where an actor stands, best first."""

    FREE = "free"
    UNSTEADY = "unsteady"
    UNWILLING = "unwilling"
    DEPENDENT = "dependent"
    TRAPPED = "trapped"


ORDER = tuple(Verdict)
REACHES = ("would", "best_reply_would", "could", "helped")  # the number that makes each but the last, at the level


def verdicts(columns: Columns, actor: int, values_nq: Floats, level: float) -> NDArray[np.int64]:
    """The verdict on an actor in each of n states, as a place in `ORDER`: shape (n,).

    free: would ≥ p; unsteady: payoff-best play would reach p; unwilling: could ≥ p; dependent: helped ≥ p;
    trapped: none of these. For `could` and `helped` only plans count that keep ruin under the actor's cap.
    """
    reaches = (
        values_nq[:, columns.at("would", actor)],
        values_nq[:, columns.at("best_reply_would", actor)],
        within_cap(columns, actor, "could", values_nq),
        within_cap(columns, actor, "helped", values_nq),
    )
    met = np.stack([reach >= level - SLACK for reach in reaches] + [np.ones(len(values_nq), dtype=bool)])
    place: NDArray[np.int64] = np.argmax(met, axis=0)
    return place
