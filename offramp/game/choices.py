"""What a mover can pick, and how often it picks it where it has a habit."""

import numpy as np
from numpy.typing import NDArray

from offramp.core.spans import Span
from offramp.game.blocks import NO_CHOICE, Block
from offramp.game.faults import evaluate_safely
from offramp.game.rules import fault, where
from offramp.scenario.expressions.expression_tree import Expression, Kind
from offramp.scenario.model import Move, Option

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

WEIGHT_SLACK = 1e-9  # what rounding may add to each chance of a habit


def options(block: Block, move: Move) -> Bools:
    """What a mover can pick, shape (size, 1 + options): column 0 means that the row passes by without a move.

    Raises ScenarioError E603 where a mover has no option left and E604 where it moves twice in a period.
    """
    acting = where(block, move.when, block.live)
    available = np.zeros((block.size, 1 + len(move.options)), dtype=np.bool_)
    available[:, 0] = ~acting
    if not acting.any():
        return available
    for first, members in _groups(move):
        available[:, first : first + len(members)] = _there(block, move, members, acting)
    stuck = np.flatnonzero(~available.any(axis=1))
    if len(stuck):
        raise fault(
            block,
            int(stuck[0]),
            "E603",
            f"{move.actor} has no option left here: every `when` of its options is false",
            move.span,
            "give it an option without `when`, or guard the whole move with `when`",
        )
    again = np.flatnonzero(acting & (block.value((Kind.CHOICE, move.choice)) != NO_CHOICE))
    if len(again):
        raise fault(
            block,
            int(again[0]),
            "E604",
            f"{move.actor} moves a second time in one period",
            move.span,
            "guard its moves with `when` so that only one of them applies in a period, or name one of them with `as:`",
        )
    return available


def habit(block: Block, move: Move, available: Bools) -> Floats | None:
    """How often each option is picked by habit, shape (size, 1 + options); None where the mover weighs its options.

    Column 0 is 1 where a row passes by. The chances of what isn't available go to the rest in proportion.
    Raises ScenarioError E611 where a chance is negative, E612 where they don't add up to 1 (to 1 at most where an
    option is missing), and E613 where nothing that is available has any.
    """
    if move.habit is None:
        return None
    acting = ~available[:, 0]
    weight = np.zeros(available.shape)
    for first, members in _groups(move):
        expression = move.habit.get(members[0].label)
        if expression is not None:
            weight[:, first : first + len(members)] = _chances(block, move, members, expression, acting)
    weight[~acting] = 0.0
    total = weight.sum(axis=1)
    slack = WEIGHT_SLACK * len(move.options)
    complete = available[:, 1:].all(axis=1)
    wrong = np.flatnonzero(acting & ((total > 1 + slack) | (complete & (total < 1 - slack))))
    if len(wrong):
        row = int(wrong[0])
        raise fault(
            block,
            row,
            "E612",
            f"the chances in the habit of {move.actor} add up to {total[row]:g} here, and not to 1",
            _span(move),
            "make them shares of one whole, over the options of a move",
        )
    weight *= available
    left = weight.sum(axis=1)
    lost = np.flatnonzero(acting & (left <= 0))
    if len(lost):
        raise fault(
            block,
            int(lost[0]),
            "E613",
            f"nothing that {move.actor} could pick by habit is available here",
            _span(move),
            "give an option that is always there a chance, or guard the move with `when`",
        )
    weight[:, 0] = ~acting
    shares: Floats = weight / np.where(acting, left, 1.0)[:, None]
    return shares


def expected(block: Block, move: Move) -> Ints:
    """The number of the option that all expect, shape (size,): 0 where the row passes by, -1 where none is named."""
    acting = where(block, move.when, block.live)
    found = np.where(acting, -1, 0)
    place = {option.name: number for number, option in enumerate(move.options, 1)}
    left = acting
    for condition, label in move.focal:
        taken = where(block, condition, left)
        found[taken] = place.get(label, -1)
        left = left & ~taken
    return found


def _groups(move: Move) -> list[tuple[int, list[Option]]]:
    """The options as the file lists them: the column of the first, and all numbers of a numeric one."""
    found: list[tuple[int, list[Option]]] = []
    for column, option in enumerate(move.options, 1):
        if option.family and found and found[-1][1][0].family == option.family:
            found[-1][1].append(option)
        else:
            found.append((column, [option]))
    return found


def _there(block: Block, move: Move, members: list[Option], acting: Bools) -> Bools:
    """Where options that share a `when` are there: shape (size, 1), or (size, members) where it reads the number."""
    when = members[0].when
    if when is None or not _reads_number(block, move, when):
        return where(block, when, acting)[:, None]
    supposed = _supposing(block, move, members)
    return where(supposed, when, np.repeat(acting, len(members))).reshape(block.size, len(members))


def _chances(block: Block, move: Move, members: list[Option], expression: Expression, acting: Bools) -> Floats:
    """The chance of each member: its own where the expression reads the number, else an equal share."""
    if _reads_number(block, move, expression):
        supposed = _supposing(block, move, members)
        found = evaluate_safely(supposed, expression, np.repeat(acting, len(members)))
        raw = np.broadcast_to(np.asarray(found, dtype=np.float64), (supposed.size,)).reshape(block.size, len(members))
    else:
        found = np.asarray(evaluate_safely(block, expression, acting), dtype=np.float64)
        raw = np.repeat(np.broadcast_to(found, (block.size,))[:, None], len(members), axis=1) / len(members)
    row, member = np.nonzero(acting[:, None] & (raw < -WEIGHT_SLACK))
    if len(row):
        raise fault(
            block,
            int(row[0]),
            "E611",
            f"the chance that {move.actor} picks {members[member[0]].name} by habit is "
            f"{raw[row[0], member[0]]:g} here; expected it 0 or more",
            expression.span,
            "hold it with max(0, …)",
        )
    return np.maximum(raw, 0.0)


def _reads_number(block: Block, move: Move, expression: Expression) -> bool:
    return bool(move.families) and (Kind.PICKED, move.choice) in block.game.reads(expression)


def _supposing(block: Block, move: Move, members: list[Option]) -> Block:
    """Each row once for each member, as if that had been picked: what reads the number sees it."""
    codes = np.array([block.game.code(option.name) for option in members], dtype=np.int64)
    index = np.repeat(np.arange(block.size), len(members))
    return block.child({(Kind.PICKED, move.choice): np.tile(codes, block.size)}, index)


def _span(move: Move) -> Span:
    return next(iter(move.habit.values())).span if move.habit else move.span
