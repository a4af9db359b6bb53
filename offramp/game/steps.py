"""The rules of one period, step by step: what both the solver and the simulator mean by `play`.

Each function takes a block and a step and says what can happen; who decides or draws is the caller's business.
Rows that have ended take no part: nothing of a period happens after an ending.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import ENDED, LIVE, NO_CHOICE, Block, Key
from offramp.game.faults import evaluate_safely
from offramp.game.integration import integrate
from offramp.game.rules import fault, where
from offramp.scenario.expressions.expression_tree import Expression, Kind
from offramp.scenario.model import Chance, ChanceKind, Effect, Move, SetStock, Shock, Stock, Update

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

CLIPPED: Key = (Kind.SHOCK, "\0clipped")  # per row: whether any stock was held at its range in this period
PROBABILITY_SLACK = 1e-9  # what rounding may add to a probability before it counts as outside [0, 1]
WHOLE_SLACK = 1e-6


def after_moves(block: Block, moves: Sequence[Move], index: Ints, columns: Sequence[Ints]) -> Block:
    """The block in which row k is `index[k]` of `block` after option `columns[m][k]` (0: no move) of each move m.

    Moves made at the same time have their effects one after the other, in the order in which they are listed.
    """
    picked = block.child(_picks(block, moves, index, columns), index)
    after, made = picked, [picked]
    for move, column in zip(moves, columns, strict=True):
        place = {option.label: number for number, option in enumerate(move.written, 1)}
        group = np.array([0, *(place[option.label] for option in move.options)], dtype=np.int64)[column]
        effects = [(group == number, option.then) for number, option in enumerate(move.written, 1) if option.then]
        after = _apply(after, effects)
        made.append(after)
    return look_at_endings(after, *made)


def _picks(block: Block, moves: Sequence[Move], index: Ints, columns: Sequence[Ints]) -> dict[Key, NDArray[Any]]:
    own: dict[Key, NDArray[Any]] = {}
    for move, column in zip(moves, columns, strict=True):
        codes = np.array([NO_CHOICE] + [block.game.code(o.name) for o in move.options], dtype=np.int64)
        key = (Kind.CHOICE, move.choice)
        chosen = np.where(column == 0, block.value(key)[index], codes[column])
        own[key] = chosen
        if move.families:
            own[(Kind.PICKED, move.choice)] = chosen
    return own


def outcomes(block: Block, chance: Chance) -> Floats:
    """Probabilities, shape (size, 1 + outcomes): column 0 means that nothing of this happens.

    Competing rates r_k race: one strikes with probability 1 − exp(−Σ r), and it is k with probability r_k / Σ r.
    Raises ScenarioError E602 where a probability or a rate is out of bounds, with that row's state.
    """
    acting = where(block, chance.when, block.live)
    weight = np.zeros((block.size, 1 + len(chance.outcomes)))
    otherwise = 0
    for column, outcome in enumerate(chance.outcomes, 1):
        if outcome.weight is None:
            otherwise = column
            continue
        raw = np.broadcast_to(np.asarray(evaluate_safely(block, outcome.weight, acting)), (block.size,))
        limit = np.inf if chance.kind is ChanceKind.COMPETING else 1.0
        bad = np.flatnonzero(acting & ((raw < -PROBABILITY_SLACK) | (raw > limit + PROBABILITY_SLACK)))
        if len(bad):
            what = "rate" if chance.kind is ChanceKind.COMPETING else "probability"
            wanted = "0 or more" if what == "rate" else "in [0, 1]"
            raise fault(
                block,
                int(bad[0]),
                "E602",
                f"the {what} of {outcome.name} is {raw[bad[0]]:g} here; expected it {wanted}",
                outcome.weight.span,
                "narrow the ranges that it reads, or hold it with clip, logistic or max",
            )
        weight[:, column] = np.where(acting, np.clip(raw, 0.0, limit), 0.0)
    total = weight.sum(axis=1)
    if chance.kind is ChanceKind.COMPETING:
        with np.errstate(invalid="ignore"):
            share = np.where(total > 0, -np.expm1(-total) / np.where(total > 0, total, 1.0), 0.0)
        weight *= share[:, None]
        weight[:, 0] = np.exp(-total)
        return weight
    over = np.flatnonzero(total > 1 + PROBABILITY_SLACK * len(chance.outcomes))
    if len(over):
        raise fault(
            block,
            int(over[0]),
            "E602",
            f"the probabilities of one_of add up to {total[over[0]]:g} here; expected at most 1",
            chance.span,
            "make them shares of one whole, or use `competing` with rates",
        )
    rest = np.clip(1.0 - total, 0.0, 1.0)
    # Rounding must not make a branch of 1e-17 that has to be followed to the end.
    rest[rest < 1e-15] = 0.0
    if otherwise:
        weight[:, otherwise] = np.where(acting, rest, 0.0)
        weight[:, 0] = np.where(acting, 0.0, 1.0)
    else:
        weight[:, 0] = rest
    weight /= weight.sum(axis=1, keepdims=True)
    return weight


def after_chance(block: Block, chance: Chance, index: Ints, column: Ints) -> Block:
    """The block in which row k is `index[k]` of `block` after outcome `column[k]` (0: nothing happened)."""
    own: dict[Key, NDArray[Any]] = {
        (Kind.EVENT, outcome.name): column == k
        for k, outcome in enumerate(chance.outcomes, 1)
        if outcome.weight is not None
    }
    struck = block.child(own, index)
    effects = [(column == k, outcome.then) for k, outcome in enumerate(chance.outcomes, 1) if outcome.then]
    return look_at_endings(_apply(struck, effects), struck)


def after_shock(block: Block, shock: Shock, index: Ints | None, drawn: Floats) -> Block:
    """The block in which row k is `index[k]` of `block` (None: the same rows) with the shock at `drawn[k]`."""
    struck = block.child({(Kind.SHOCK, shock.name): drawn}, index)
    return struck if struck.looked else look_at_endings(struck, struck)


def after_update(block: Block, update: Update) -> Block:
    """The block after all of an update's effects, which read the values from before it, all together."""
    rows = where(block, update.when, block.live)
    after = _integrated(block, update, rows) if update.integrated else _apply(block, [(rows, update.effects)])
    return look_at_endings(after, after)


def _integrated(block: Block, update: Update, rows: Bools) -> Block:
    """The block after an update that is integrated through the period; stocks are held in their ranges at its end."""
    chosen = np.flatnonzero(rows)
    if not len(chosen):
        return block
    clipped = block.value(CLIPPED).copy()
    own: dict[Key, NDArray[Any]] = {}
    for name, there in integrate(block.child({}, chosen), update).items():
        held, out = _held(block.game.model.stocks[name], there)
        own[(Kind.STOCK, name)] = new = block.value((Kind.STOCK, name)).copy()
        new[chosen] = held
        clipped[chosen] += out
    if (clipped != block.value(CLIPPED)).any():
        own[CLIPPED] = clipped
    return block.child(own)


def look_at_endings(block: Block, *made: Block) -> Block:
    """The block with the first ending that holds written down for each live row.

    made: the blocks that the step made on its way, `block` among them or not; none where the step did nothing.
    """
    game = block.game
    changed = {key for one in (block, *made) for key in one.own} if made else set()
    ended = block.ended
    found: Ints | None = None
    for number, ending in enumerate(game.model.endings.values()):
        # What was looked at in this period and reads only what this step left alone still doesn't hold.
        if ending.when is None or (block.looked and game.reads(ending.when).isdisjoint(changed)):
            continue
        holds = where(block, ending.when, (ended if found is None else found) == LIVE)
        if holds.any():
            found = np.where(holds, number, ended if found is None else found)
    result = block if found is None else block.child({ENDED: found})
    result.looked = True
    return result


def _apply(block: Block, effects: Sequence[tuple[Bools, Sequence[Effect]]]) -> Block:
    """The block after effects, each on its own rows; all of them read `block`."""
    own: dict[Key, NDArray[Any]] = {}
    new: NDArray[Any]
    for rows, assigned in effects:
        if not rows.any():
            continue
        for effect in assigned:
            if isinstance(effect, SetStock):
                key: Key = (Kind.STOCK, effect.stock)
                new, clipped = _new_stock(block, effect, rows)
                if clipped.any():
                    own[CLIPPED] = own.get(CLIPPED, block.value(CLIPPED)) + clipped
            else:
                key, new = (Kind.MODE, effect.mode), _new_mode(block, effect.mode, effect.cases, rows)
            before = own.get(key, block.value(key))
            own[key] = new if rows.all() else np.where(rows, new, before)
    return block.child(own) if own else block


def _new_stock(block: Block, effect: SetStock, rows: Bools) -> tuple[Floats, Bools]:
    stock = block.game.model.stocks[effect.stock]
    new = np.broadcast_to(np.asarray(evaluate_safely(block, effect.expression, rows), dtype=np.float64), (block.size,))
    if stock.whole:
        broken = np.flatnonzero(rows & (np.abs(new - np.rint(new)) > WHOLE_SLACK))
        if len(broken):
            raise fault(
                block,
                int(broken[0]),
                "E605",
                f"whole stock {stock.name} becomes {new[broken[0]]:g} here, which is not an integer",
                effect.span,
                "keep its changes whole, or drop `whole: true`",
            )
        new = np.rint(new)
    held, out = _held(stock, new)
    return held, rows & out


def _held(stock: Stock, new: Floats) -> tuple[Floats, Bools]:
    """Values held in the stock's range, and where that changed them by more than rounding."""
    held = np.clip(new, stock.low, stock.high)
    slack = 1e-12 * max(1.0, stock.high - stock.low)
    return held, np.abs(held - new) > slack


def _new_mode(
    block: Block, mode: str, cases: tuple[tuple[Expression | None, str], ...], rows: Bools
) -> NDArray[np.int64]:
    game = block.game
    new = block.value((Kind.MODE, mode)).copy()
    open_rows = rows
    for condition, label in cases:
        taken = where(block, condition, open_rows)
        if label:
            new[taken] = game.code(label)
        open_rows = open_rows & ~taken
    return new
