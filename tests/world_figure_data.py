"""Rows of invented worlds in a report's data, of any size, for figures. Nothing here comes from a solver."""

from typing import Any

import numpy as np

from offramp.explore.conclusions import HALF
from offramp.explore.figure_rows.hinge_rows import curves_of
from offramp.explore.figure_rows.tables import figure_rows
from offramp.explore.figure_rows.view_columns import ViewColumns
from offramp.explore.run_conclusions import Conclusion
from tests import report_sample

ASSUMPTIONS = ("aid", "slip")


def report_data(
    views: tuple[str, ...] = ("pamphlet", "critic"), periods: int = 12, options: int = 3, worlds: int = 300
) -> dict[str, Any]:
    """A report's data with as much of it as figures read; one actor with so many options (40: one numeric option)."""
    names = {f"option_{k}": "x" for k in range(min(options, 5))}
    whole = report_sample.analysis(views, periods, actors={"league": ("The northern league", names)})
    tables: dict[str, list[Any]] = {}
    hinges = {"views": {view: {"conclusions": [_conclusion()]} for view in views}}
    for number, view in enumerate(views):
        columns = invented(view, periods, options, worlds, number)
        for table, rows in figure_rows(columns, curves_of(hinges, view)).items():
            tables.setdefault(table, []).extend(rows)
    return whole | {"level": HALF, "figure_rows": tables, "hinges": hinges, "off_ramps": [], "scores": None}


def invented(view: str, periods: int = 12, options: int = 3, worlds: int = 300, seed: int = 0) -> ViewColumns:
    """Worlds in which the league is trapped where aid is low, and each option closes later than the one before."""
    rng = np.random.default_rng(seed)
    share_wa = rng.random((worlds, 2))
    pairs = tuple(("league", f"option_{k}") for k in range(options))
    closes_wk = rng.normal(np.linspace(1, periods, options), 1, (worlds, options))
    trapped_w = share_wa[:, 0] < 0.5
    endings = tuple(report_sample.ENDINGS)
    return ViewColumns(
        view=view,
        names=ASSUMPTIONS,
        share_wa=share_wa,
        verdict_w={"league": np.where(trapped_w, 4, 0).astype(np.int8)},
        answers=("leaves", "neither", "too_close"),
        answer_w=rng.choice([0, 1, 2], worlds, p=[0.6, 0.3, 0.1]).astype(np.int8),
        endings=endings,
        chance_we=rng.dirichlet(np.arange(1, len(endings) + 1), worlds),
        pairs=pairs,
        value_wk=rng.normal(np.arange(options), 0.4, (worlds, options)),
        reach_wk=rng.random((worlds, options)) * 0.4,
        at_start_k=np.ones(options, dtype=bool),
        open_wkt=(closes_wk[:, :, None] > np.arange(periods)).astype(float),
        conclusions=(Conclusion("verdict", "league", "trapped", trapped_w.astype(float), np.ones(worlds, dtype=bool)),),
        claims=None,
        label=report_sample.label,
    )


def _conclusion() -> dict[str, Any]:
    place = np.linspace(0.05, 0.95, 19)
    curve = {"by_value": False, "value": (4 + 10 * place).tolist(), "quantile": place.tolist()}
    share = (place < 0.5).astype(float).tolist()
    hinge = {
        "assumption": "aid",
        "low_share": 1.0,
        "high_share": 0.0,
        "swing": 1.0,
        "p_value": 0.001,
        "crossings": [{"value": 9.0, "low": 8.5, "high": 9.5, "direction": "falls"}],
        "curve": curve | {"share": share, "low": share, "high": share},
    }
    return {
        "kind": "verdict",
        "actor": "league",
        "what": "trapped",
        "holds": {"count": 150, "share": 0.5, "low": 0.4, "high": 0.6},
        "asked_of": 300,
        "status": "found",
        "hinges": [hinge],
        "without_effect": ["slip"],
    }
