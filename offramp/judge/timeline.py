"""The play as solved, period by period: who stands where, how it has ended by then, where the stocks are."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.game.outputs import is_yes_no
from offramp.judge.verdicts import ORDER, verdicts
from offramp.scenario.expressions.expression_tree import Kind
from offramp.simulate.paths import mean_with_error
from offramp.solve.forward_pass import Visit
from offramp.solve.output_means import output_means
from offramp.solve.solution import Solution

Floats = NDArray[np.float64]
QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}


def timeline(solution: Solution, visits: list[Visit], level: float) -> list[dict[str, Any]]:
    """One row a period, as the results' `timeline` is documented."""
    game, columns = solution.game, solution.backward.columns
    happened = np.zeros(len(game.endings))
    rows = []
    for visit in visits:
        happened = happened + visit.ended_e
        seen = visit.mass_s > 0
        mass = visit.mass_s[seen]
        share = mass / mass.sum() if mass.sum() > 0 else mass
        values = solution.backward.at(visit.t, np.flatnonzero(seen))
        standing = {}
        for i, actor in enumerate(game.actors):
            found = (
                np.bincount(verdicts(columns, i, values, level), weights=share, minlength=len(ORDER))
                if len(share)
                else np.zeros(len(ORDER))
            )
            standing[actor] = {v.value: float(s) for v, s in zip(ORDER, found, strict=True)}
        stocks, modes, _ = solution.backward.grids[visit.t].states()
        at = visit.t - solution.start.t
        exact = solution.met[at] if at < len(solution.met) else None
        rows.append(
            {
                "t": visit.t,
                "label": game.model.calendar.label(visit.t),
                "live": visit.live,
                "endings": {e: float(p) for e, p in zip(game.endings, happened, strict=True)},
                "verdicts": standing,
                "stocks": {s: _band(exact, s, stocks[s][seen], share) for s in game.stocks},
                "modes": {m: _labels(solution, m, modes[m][seen], share) for m in game.modes},
                "outputs": _outputs(solution, visit),
            }
        )
    return rows


def _outputs(solution: Solution, visit: Visit) -> dict[str, dict[str, float | None] | None]:
    """Mean of each quantity to show over live play: from the audit's exact paths where there are some."""
    at = visit.t - solution.start.t
    if at < len(solution.shown):
        game = solution.game
        return {name: mean_with_error(values, is_yes_no(game, name)) for name, values in solution.shown[at].items()}
    found = output_means(solution.backward, visit)
    # Enumerated states leave no error; between the states of a grid nothing here says how large it is.
    error = 0.0 if solution.certificate.exact else None
    names = solution.game.model.outputs
    return {name: {"mean": found[name], "error": error} if name in found else None for name in names}


def _band(exact: Block | None, stock: str, values: Floats, share: Floats) -> dict[str, float] | None:
    """Mean and quantiles of a stock in live play: from the audit's exact paths where there are some."""
    if exact is not None:
        values = exact.value((Kind.STOCK, stock))
        share = np.full(len(values), 1 / len(values))
    if len(values) == 0:
        return None
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(share[order])
    band = {"mean": float(values @ share)}
    for name, q in QUANTILES.items():
        band[name] = float(values[order][min(int(np.searchsorted(reached, q - 1e-12)), len(values) - 1)])
    return band


def _labels(solution: Solution, mode: str, codes: NDArray[np.int64], share: Floats) -> dict[str, float]:
    game = solution.game
    found = {}
    for label in game.model.modes[mode].labels:
        total = float(share[codes == game.code(label)].sum())
        if total > 0:
            found[label] = total
    return found
