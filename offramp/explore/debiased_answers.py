"""In how many worlds each answer would come first if the chances of each world were known without the noise of plays.

Where nobody chooses, a world's chances are counted from plays, each world's from plays of its own. That noise makes
some worlds look as if another answer led; what it does to the share is taken off again.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from offramp.explore.hinges.debiased_shares import debiased_share

Floats = NDArray[np.float64]


def debiased_answers(names: Sequence[str], chance_wg: Floats, plays: int) -> dict[str, dict[str, float]]:
    """Of each answer by name. chance_wg: each answer's share of so many plays, in every world; answers exclude one
    another.

    An answer leads by p − q over the best of the others, which of n plays has the variance (p + q − (p − q)²) / n.
    Where as many plays come to either, it leads by half.
    """
    found = {}
    for g, name in enumerate(names):
        own_w = chance_wg[:, g]
        other_w = np.delete(chance_wg, g, axis=1).max(axis=1, initial=0.0)
        lead_w = own_w - other_w
        noise_w = np.sqrt(np.maximum(0.0, own_w + other_w - lead_w**2) / plays)
        even, ahead = (debiased_share(lead_w, noise_w, least) for least in (0.0, 1e-12))
        found[name] = {
            "share": (even.share + ahead.share) / 2,
            "error": max(even.error, ahead.error),
            "counted": (even.counted + ahead.counted) / 2,
        }
    return found
