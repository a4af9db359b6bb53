"""Updates that are integrated through the period: Euler's method or classical Runge-Kutta (RK4) in equal substeps.

The right side of a stock says where it would be after a period at today's rate, so its rate is that less the stock.
Only stocks move from stage to stage; defined quantities are worked out anew, and what was picked, what happened and
`t` stay. Source of RK4: Kutta 1901; Hairer, Nørsett & Wanner 1993, Solving Ordinary Differential Equations I, II.1.
"""

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.game.faults import evaluate_safely
from offramp.game.rules import fault
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import Method, SetStock, Update

Floats = NDArray[np.float64]
Values = dict[str, Floats]


def integrate(block: Block, update: Update) -> Values:
    """Where each stock that `update` sets is a period later, not yet held in its range: shape (size,) each.

    Every row of `block` is integrated. Raises ScenarioError E601 where a rate isn't a number or a stock grows beyond
    all numbers.
    """
    effects = [effect for effect in update.effects if isinstance(effect, SetStock)]
    now: Values = {e.stock: np.asarray(block.value((Kind.STOCK, e.stock)), dtype=np.float64) for e in effects}
    step = 1.0 / update.substeps

    def rates(at: Values) -> Values:
        stage = block.child({(Kind.STOCK, stock): values for stock, values in at.items()})
        return {e.stock: evaluate_safely(stage, e.expression, None) - at[e.stock] for e in effects}

    def moved(by: Values, share: float) -> Values:
        with np.errstate(over="ignore", invalid="ignore"):
            there = {stock: now[stock] + share * by[stock] for stock in now}
        _require_finite(block, update, there)
        return there

    for _ in range(update.substeps):
        first = rates(now)
        if update.method is Method.EULER:
            now = moved(first, step)
            continue
        second = rates(moved(first, step / 2))
        third = rates(moved(second, step / 2))
        fourth = rates(moved(third, step))
        with np.errstate(over="ignore", invalid="ignore"):
            mean = {s: (first[s] + 2 * second[s] + 2 * third[s] + fourth[s]) / 6 for s in now}
        now = moved(mean, step)
    return now


def _require_finite(block: Block, update: Update, there: Values) -> None:
    for effect in update.effects:
        if isinstance(effect, SetStock) and not np.isfinite(there[effect.stock]).all():
            row = int(np.flatnonzero(~np.isfinite(there[effect.stock]))[0])
            raise fault(
                block,
                row,
                "E601",
                f"{effect.stock} grows beyond all numbers within the period that begins here",
                effect.span,
                "take more `substeps`, or shorter periods; or bound the rate with min, max or clip",
            )
