"""One period backward: from the values at its end to those at its start, over the moves in reverse order."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from offramp.kernels.segments import segment_sum
from offramp.kernels.simultaneous.equilibria import Equilibria
from offramp.kernels.simultaneous.stage_games import StageGames
from offramp.solve.decision_rules import solve_move, tied
from offramp.solve.options import OptionRecord, record_options
from offramp.solve.simultaneous_moves import solve_at_once
from offramp.solve.stage import AtOnce, Decision, Stage

if TYPE_CHECKING:
    from offramp.solve.backward_induction import Backward

Floats = NDArray[np.float64]


@dataclass
class Move:
    """A solved move of one slice of states. `tied_c`: which children tie where the mover is exact. `games`,
    `equilibria`: of this move and those made at the same time, at the first of them; `games` only where one looks
    ahead."""

    decision: Decision
    choice_c: Floats
    record: OptionRecord | None
    tied_c: NDArray[np.bool_]
    games: StageGames | None = None
    equilibria: Equilibria | None = None


@dataclass
class LookAhead:
    """Exact states, one period ahead: `values` state × column, `moves` with the children's values of each.

    lowest_i, highest_i: the worst and the best that any option brings each actor here.
    """

    stage: Stage
    values: Floats
    moves: list[Move]
    children: list[Floats]
    lowest_i: Floats
    highest_i: Floats


def fold_back(solved: "Backward", stage: Stage, following: Floats | None, full: bool) -> LookAhead:
    """Values at a stage's first rows from the values on the next grid."""
    game, columns = solved.game, solved.columns
    values = columns.paid(stage.paid_ki, stage.weight_ki, stage.ended_ke)
    if stage.onto_ks is not None and following is not None:
        values += stage.onto_ks @ (following * columns.discount_c)
    payoffs = values[:, [columns.at("value", i) for i in range(len(game.actors))]]
    moves: list[Move] = []
    children: list[Floats] = []
    number = len(stage.moves)
    while number:
        last = stage.moves[number - 1]
        if last.at_once is None:
            number -= 1
            found, before = _alone(solved, last, values)
            below = [values]
        else:
            number -= len(last.at_once.alone)
            found, before, below = _together(
                solved, stage.moves[number : number + last.place + 1], last.at_once, values
            )
        moves += found[::-1]
        children += below[::-1] if full else []
        chance = stage.chances[number]
        values = before if chance is None else segment_sum(before * chance.probability[:, None], chance.starts)
    return LookAhead(stage, values, moves[::-1], children[::-1], payoffs.min(axis=0), payoffs.max(axis=0))


def _alone(solved: "Backward", decision: Decision, values: Floats) -> tuple[list[Move], Floats]:
    """A move that nobody else makes at the same time, and the values before it."""
    game, columns = solved.game, solved.columns
    choice = None
    if decision.actor in solved.beliefs:
        choice = believed_choice(solved, solved.beliefs[decision.actor], decision)
    before, choice_c = solve_move(game, columns, decision, values, choice)
    return [_move(solved, decision, choice_c, values)], before


def _move(solved: "Backward", decision: Decision, choice_c: Floats, worth_cq: Floats) -> Move:
    columns = solved.columns
    own = worth_cq[:, columns.at("value", decision.actor)]
    record = record_options(columns, decision, worth_cq) if columns.with_options else None
    return Move(decision, choice_c, record, tied(solved.game, decision, own))


def _together(
    solved: "Backward", decisions: list[Decision], at_once: AtOnce, values: Floats
) -> tuple[list[Move], Floats, list[Floats]]:
    """Moves made at the same time, the values before them, and what the children of each bring."""
    beliefs = [solved.beliefs.get(move.actor) for move in at_once.alone]
    believed = [
        None if other is None else believed_choice(solved, other, move)
        for other, move in zip(beliefs, at_once.alone, strict=True)
    ]
    found = solve_at_once(solved.game, solved.columns, at_once, values, believed)
    moves, below = [], []
    for k, decision in enumerate(decisions):
        move = _move(solved, at_once.alone[k], found.choice_kc[k], found.worth_kcq[k])
        child = at_once.child[k]
        record = None if move.record is None else move.record.of(child)
        moves.append(Move(decision, move.choice_c[child], record, move.tied_c[child]))
        below.append(found.worth_kcq[k][child])
    moves[0].games, moves[0].equilibria = found.games, found.equilibria
    return moves, found.values_nq, below


def believed_choice(solved: "Backward", believed: "Backward", decision: Decision) -> Floats:
    """σ of an actor that believes in another game, at the rows of this one: shape (children,).

    The rest of the period is played in the believed game from the exact rows in front of the move. Options that
    exist only there are left out; where none is left, the actor picks blindly.
    """
    assert decision.before is not None
    rows = believed.game.carried_over(decision.before)
    ahead = believed.look_at(rows, believed.game.at_once[decision.step][0], full=False)
    options = int(decision.column.max(initial=0)) + 1
    if ahead.stage.missing is not None:
        # Believed moves from the world's rows may lead where neither game alone would go.
        solved.missing.append((rows.t + 1, ahead.stage.missing))
    first = next((m for m in map(_as_alone, ahead.moves) if m[0].step == decision.step), None)
    wanted = decision.node
    if first is None:
        # In the game that it believes in it doesn't move here: it picks blindly.
        return 1.0 / decision.counts[wanted]
    mine, choice_c = first
    table = np.zeros((len(mine.starts), max(options, int(mine.column.max()) + 1)))
    table[mine.node, mine.column] = choice_c
    choice = table[wanted, decision.column]
    total = segment_sum(choice, decision.starts)
    choice = np.where(np.repeat(total, decision.counts) > 0, choice, 1.0)
    return choice / np.repeat(segment_sum(choice, decision.starts), decision.counts)


def _as_alone(move: Move) -> tuple[Decision, Floats]:
    """A move and its σ, by the rows before all moves that are made at the same time."""
    at_once, place = move.decision.at_once, move.decision.place
    if at_once is None:
        return move.decision, move.choice_c
    alone = at_once.alone[place]
    choice_c = np.empty(len(alone.column))
    choice_c[at_once.child[place]] = move.choice_c
    return alone, choice_c
