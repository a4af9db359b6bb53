"""What every rule of the play needs: on which rows a condition holds, and the error where a rule breaks."""

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.core.spans import Span
from offramp.game.blocks import Block
from offramp.game.faults import describe, evaluate_safely
from offramp.scenario.expressions.expression_tree import Expression

Bools = NDArray[np.bool_]


def fault(block: Block, row: int, code: str, message: str, span: Span, remedy: str) -> ScenarioError:
    """The error for a rule that breaks at one row, with that row's state."""
    diagnostic = Diagnostic(code, message, span, remedy, values=describe(block, row))
    return ScenarioError([diagnostic], block.game.model.source)


def where(block: Block, condition: Expression | None, rows: Bools) -> Bools:
    """Those of `rows` where `condition` holds (None: all of them)."""
    if condition is None:
        return rows
    holds: Bools = rows & np.broadcast_to(
        np.asarray(evaluate_safely(block, condition, rows), dtype=bool), (block.size,)
    )
    return holds
