"""What a period pays: `each_period` in every started period, `at_end` and the weights of an ending once it holds."""

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.game.faults import evaluate_safely
from offramp.game.rules import fault
from offramp.scenario.expressions.expression_tree import Expression
from offramp.scenario.model import HORIZON

Floats = NDArray[np.float64]
WEIGHT_SLACK = 1e-9


def paid_each_period(block: Block) -> Floats:
    """What each row's period pays each actor, shape (size, actors)."""
    game = block.game
    paid_ni = np.zeros((block.size, len(game.actors)))
    for i, actor in enumerate(game.actors):
        if actor in game.model.payoffs:
            for _, term in game.model.payoffs[actor].each_period:
                paid_ni[:, i] += evaluate_safely(block, term, None)
    return paid_ni


def paid_at_end(block: Block, ending: str) -> tuple[Floats, Floats]:
    """Payoffs and weights of `ending` in rows that all ended with it: two arrays (size, actors).

    A weight says how far the actor could live with this ending, in [0, 1]; 0 where the scenario names none.
    Raises ScenarioError E606 where a weight leaves [0, 1].
    """
    game = block.game
    shape = (block.size, len(game.actors))
    payoff_ni, weight_ni = np.zeros(shape), np.zeros(shape)
    for i, actor in enumerate(game.actors):
        if actor in game.model.payoffs:
            payoff_ni[:, i] = evaluate_safely(block, game.model.payoffs[actor].at_end[ending], None)
        weight = game.tolerable.get(actor, {}).get(ending)
        if weight is not None:
            weight_ni[:, i] = _weight(block, actor, ending, weight)
    return payoff_ni, weight_ni


def _weight(block: Block, actor: str, ending: str, weight: Expression) -> Floats:
    values = np.asarray(evaluate_safely(block, weight, None), dtype=np.float64)
    values = np.broadcast_to(values, (block.size,))
    bad = np.flatnonzero((values < -WEIGHT_SLACK) | (values > 1 + WEIGHT_SLACK))
    if len(bad):
        raise fault(
            block,
            int(bad[0]),
            "E606",
            f"how far {actor} can live with {ending} is {values[bad[0]]:g} here; expected a weight in [0, 1]",
            weight.span,
            "hold it with clip(…, 0, 1) or use logistic",
        )
    return np.clip(values, 0.0, 1.0)


__all__ = ["HORIZON", "paid_at_end", "paid_each_period"]
