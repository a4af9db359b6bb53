"""All tables of rows of a view, by the names that figures know them by."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from offramp.explore.figure_rows.counting import Row
from offramp.explore.figure_rows.hinge_rows import Asked, hinge_curves
from offramp.explore.figure_rows.share_rows import answer_shares, claim_shares, exits, verdict_shares
from offramp.explore.figure_rows.spread_rows import endings, options
from offramp.explore.figure_rows.view_columns import ViewColumns

TABLES = (
    "verdict_shares",
    "answer_shares",
    "exits",
    "options",
    "endings",
    "hinge_curves",
    "claim_shares",
)


def figure_rows(
    columns: ViewColumns, curves: Iterable[Asked] = (), worlds: NDArray[np.generic] | None = None
) -> dict[str, list[Row]]:
    """Every table of `TABLES` for a view: `view_columns` of its worlds, or of some of them.

    curves: which curves are drawn (`curves_of`). worlds: True or False for each solved world, or their places; all
    unless given. A view in which nothing varies has no worlds, and its tables are empty; where a subset is empty, rows
    stay, with counts of 0 and None for shares and quantiles.
    """
    if not columns.worlds:
        return {name: [] for name in TABLES}
    some = columns.among(worlds)
    return {
        "verdict_shares": verdict_shares(some),
        "answer_shares": answer_shares(some),
        "exits": exits(some),
        "options": options(some),
        "endings": endings(some),
        "hinge_curves": hinge_curves(some, curves),
        "claim_shares": claim_shares(some),
    }
