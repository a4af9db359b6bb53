"""What every kind of row is counted with: shares with Wilson's interval, quantiles as the page recomputes them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.explore.hinges.share_curves import wilson_band

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Row = dict[str, Any]

Z = 1.959963984540054  # of the normal distribution, at 97.5%
QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}


def shares(count_n: Ints, of_n: Ints) -> list[Row]:
    """`share`, `low`, `high` of each count: the share and its 95% Wilson (1927) interval within [0, 1].

    All three are None where there is nothing to have a share of.
    """
    some_n = np.maximum(of_n, 1)
    share_n = count_n / some_n
    low_n, high_n = wilson_band(share_n, some_n, Z)
    numbers = zip(of_n.tolist(), share_n.tolist(), low_n.tolist(), high_n.tolist(), strict=True)
    return [
        {"share": share, "low": low, "high": high} if of else dict.fromkeys(("share", "low", "high"))
        for of, share, low, high in numbers
    ]


def quantiles(value_wk: Floats) -> list[dict[str, float | None]]:
    """The `QUANTILES` of each column of numbers, worlds with NaN left out: None where nothing is left.

    A quantile is the lower empirical one, the number at place floor(q (n - 1)) of n in their order, counted from 0: it
    is a number that some world has, and any program finds the same one.
    """
    ordered_wk = np.sort(value_wk, axis=0)  # NaN comes last
    of_k = np.isfinite(value_wk).sum(axis=0)
    columns = np.arange(value_wk.shape[1])
    found: list[dict[str, float | None]] = [dict.fromkeys(QUANTILES) for _ in columns]
    if not len(value_wk):
        return found
    for name, q in QUANTILES.items():
        place_k = (q * (np.maximum(of_k, 1) - 1)).astype(np.int64)
        for k, value in enumerate(ordered_wk[place_k, columns].tolist()):
            found[k][name] = value if of_k[k] else None
    return found
