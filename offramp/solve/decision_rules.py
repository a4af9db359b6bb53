"""One move, backward: from the values of the children to the values of the nodes before the move."""

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.kernels.segments import (
    Floats,
    Ints,
    first_marked,
    logit,
    segment_max,
    segment_min,
    segment_sum,
    tied_best,
)
from offramp.scenario.model import Move, Ties
from offramp.solve.columns import Columns, Rule
from offramp.solve.stage import Decision

TIE = 1e-10  # values closer than this, relative to their size, are equals
FAVOUR_SLACK = 1e-12


def tied(game: Game, move: Decision, values_c: Floats) -> NDArray[np.bool_]:
    """Which children tie for the best at nodes where an exact player has several best options."""
    if move.habit is not None or not np.isinf(game.rationality_i[move.actor]):
        return np.zeros(len(values_c), dtype=bool)
    best = tied_best(values_c, move.starts, move.counts, TIE)
    several = np.add.reduceat(best.astype(np.int64), move.starts) > 1
    return best & np.repeat(several, move.counts)


def solve_move(
    game: Game, columns: Columns, move: Decision, values_cq: Floats, choice_c: Floats | None = None
) -> tuple[Floats, Floats]:
    """Values before a move, shape (nodes, columns), and σ, shape (children,).

    values_cq: the children's values, all columns. choice_c: σ where it comes from elsewhere (an actor that
    believes in another game); None: the mover's habit, or the logit of its own values.
    """
    starts, counts, mover = move.starts, move.counts, move.actor
    value = columns.at("value", mover)
    if choice_c is None:
        choice_c = move.habit
    if choice_c is None:
        step = game.model.play[move.step]
        assert isinstance(step, Move)
        first = step.ties is Ties.FIRST
        choice_c = logit(values_cq[:, value], float(game.rationality_i[mover]), starts, counts, TIE, first)
    result = segment_sum(values_cq * choice_c[:, None], starts)
    affordable: NDArray[np.bool_] | None = None
    unpaid = game.actors[mover] not in game.model.payoffs
    for q, column in enumerate(columns.columns):
        rule, own = column.rule, column.actor == mover
        picked: Ints | None = None
        match rule:
            case Rule.SOLVED | Rule.CARRIED:
                continue
            case Rule.POSSIBLE:
                result[:, q] = segment_max(values_cq[:, q], starts)
                continue
            case Rule.GUARANTEED:
                result[:, q] = (segment_max if own else segment_min)(values_cq[:, q], starts)
                continue
            case Rule.MAX_OWN if own and column.name == "best_reply" and unpaid:
                continue  # what pays an actor best is nothing where nothing pays it: it keeps to its habit
            case Rule.MAX_OWN | Rule.HELPED if own:
                picked = _best(values_cq, q, columns, move)
            case Rule.PENALISED | Rule.PENALISED_HELPED if own:
                score = values_cq[:, q] - column.multiplier * values_cq[:, q + 1]
                picked = first_marked(tied_best(score, starts, counts, TIE), starts, counts)
            case Rule.REPEAT if own:
                picked = _repeat(values_cq, q, game, columns, move, column.option)
            case Rule.HELPED | Rule.PENALISED_HELPED if unpaid:
                continue  # nothing says what a favour would cost it, so it does none: it keeps to its habit
            case Rule.HELPED | Rule.PENALISED_HELPED:
                if affordable is None:
                    cost = np.repeat(result[:, value], counts) - values_cq[:, value]
                    affordable = (move.column > 0) & (cost <= game.helped_i[mover] + FAVOUR_SLACK)
                _help(result, values_cq, q, column.multiplier, affordable, columns, move)
                continue
            case _:
                continue
        result[:, q] = values_cq[picked, q]
        for rider in columns.riders[q]:
            result[:, rider] = values_cq[picked, rider]
    return result, choice_c


def _best(values_cq: Floats, q: int, columns: Columns, move: Decision) -> Ints:
    """The child with the largest value of column `q`; equals are told apart by what rides on it."""
    marked = tied_best(values_cq[:, q], move.starts, move.counts, TIE)
    riders = columns.riders[q]
    if riders and columns.columns[riders[0]].name in ("plan", "best_reply_would"):
        second = np.where(marked, values_cq[:, riders[0]], -np.inf)
        marked &= tied_best(second, move.starts, move.counts, TIE)
    return first_marked(marked, move.starts, move.counts)


def _repeat(values_cq: Floats, q: int, game: Game, columns: Columns, move: Decision, option: str) -> Ints:
    step = game.model.play[move.step]
    assert isinstance(step, Move)
    values = values_cq[:, q]
    columns_of = [number for number, listed in enumerate(step.options, 1) if step.group(listed) == option]
    if columns_of:
        repeated = np.isin(move.column, columns_of)
        offered = np.logical_or.reduceat(repeated, move.starts)
        values = np.where(repeated | ~np.repeat(offered, move.counts), values, -np.inf)
    best = tied_best(values, move.starts, move.counts, TIE)
    for rider in columns.riders[q]:
        # Of equals, the one with the least ruin.
        safest = np.where(best, -values_cq[:, rider], -np.inf)
        best &= tied_best(safest, move.starts, move.counts, TIE)
    return first_marked(best, move.starts, move.counts)


def _help(
    result: Floats,
    values_cq: Floats,
    q: int,
    multiplier: float,
    affordable: NDArray[np.bool_],
    columns: Columns,
    move: Decision,
) -> None:
    """The better, for the column's owner, of what the mover does as solved and of a favour that it can afford."""
    score_c, as_solved = values_cq[:, q], result[:, q]
    if multiplier:
        score_c = score_c - multiplier * values_cq[:, q + 1]
        as_solved = as_solved - multiplier * result[:, q + 1]
    favour = np.where(affordable, score_c, -np.inf)
    best = segment_max(favour, move.starts)
    # What changes nothing is no favour: rounding must not decide what rides on it.
    better = np.flatnonzero(best - TIE * np.maximum(1.0, np.abs(best)) > as_solved)
    if len(better):
        marked = tied_best(favour, move.starts, move.counts, TIE)
        picked = first_marked(marked, move.starts, move.counts)[better]
        result[better, q] = values_cq[picked, q]
        for rider in columns.riders[q]:
            result[better, rider] = values_cq[picked, rider]
