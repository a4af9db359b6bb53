"""Rows of numbers that spread over the worlds: chances of endings, value and reach of options."""

import numpy as np

from offramp.explore.figure_rows.counting import Row, quantiles
from offramp.explore.figure_rows.view_columns import ViewColumns


def endings(columns: ViewColumns) -> list[Row]:
    """`view, ending, of, q05, q25, q50, q75, q95`: quantiles of the chance of each ending, `horizon` among them.

    Quantiles are as `counting.quantiles` has them.
    """
    of_e = np.isfinite(columns.chance_we).sum(axis=0).tolist()
    found = zip(columns.endings, of_e, quantiles(columns.chance_we), strict=True)
    return [{"view": columns.view, "ending": ending, "of": of, **spread} for ending, of, spread in found]


def options(columns: ViewColumns) -> list[Row]:
    """`view, actor, option, of, value_q05 … value_q95, reach_q05 … reach_q95`: quantiles of what each option is worth
    and reaches at the start.

    of: worlds in which the option is there at the start. Options of which no world of the view has that are left out.
    """
    of_k = np.isfinite(columns.value_wk).sum(axis=0).tolist()
    values, reaches = quantiles(columns.value_wk), quantiles(columns.reach_wk)
    return [
        {
            "view": columns.view,
            "actor": actor,
            "option": option,
            "of": of,
            **{f"value_{q}": value for q, value in values[k].items()},
            **{f"reach_{q}": value for q, value in reaches[k].items()},
        }
        for k, ((actor, option), of) in enumerate(zip(columns.pairs, of_k, strict=True))
        if columns.at_start_k[k]
    ]
