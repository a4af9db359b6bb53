"""Every option of an actor at the start: five expectations, reach, price, status and horn."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.judge.exits import STATUSES, Status, statuses
from offramp.scenario.expressions.expression_tree import Number
from offramp.scenario.model import Move, Option
from offramp.solve.columns import Columns
from offramp.solve.fold_back import Move as SolvedMove
from offramp.solve.options import OptionRecord
from offramp.solve.solution import Solution

Floats = NDArray[np.float64]
NAMES = ("would", "could", "helped", "possible", "guaranteed", "value")


@dataclass
class OptionAtStart:
    """One option, averaged over what earlier movers of the period pick as solved (nodes where it is available)."""

    option: str  # its key in results, as are those of `Move.key`
    move: str
    family: str
    number: float | None
    chosen: float
    numbers: dict[str, float]
    reach: float
    repeat_reach: float
    price: float
    ruin: dict[str, float] | None
    status: Status
    status_share: float  # of the nodes where it is available, by their chance
    horn: str | None


@dataclass
class _Rows:
    """The children of one option at one move: chance of their nodes, σ, all columns, the mover's record."""

    weight: Floats
    choice: Floats
    values: Floats
    record: Floats  # child × (would, reach, repeat, price)


def options_at_start(solution: Solution, actor: str, level: float) -> list[OptionAtStart]:
    """The options that `actor` has in the first period; empty where it doesn't move then."""
    found: dict[str, tuple[Move, Option, list[_Rows]]] = {}
    for move, node, values in moves_at_start(solution):
        decision = move.decision
        step = solution.game.model.play[decision.step]
        assert isinstance(step, Move)
        assert move.record is not None
        record = np.stack([move.record.would_c, move.record.reach_c, move.record.repeat_c, move.record.price_c], axis=1)
        if step.actor == actor:
            for column, option in enumerate(step.options, 1):
                rows = (decision.column == column) & (node > 0)
                if rows.any():
                    part = _Rows(node[rows], move.choice_c[rows], values[rows], record[rows])
                    found.setdefault(step.key(option), (step, option, []))[2].append(part)
    return [_option(solution, move, option, parts, level) for move, option, parts in found.values()]


def moves_at_start(solution: Solution) -> Iterator[tuple[SolvedMove, Floats, Floats]]:
    """Every move of the first period, with the chance of each child's node and with all columns of each child."""
    mass = np.ones(1)
    ahead = solution.ahead
    for move, chance, values in zip(ahead.moves, ahead.stage.chances, ahead.children, strict=True):
        if chance is not None:
            mass = chance.forward(mass)
        node = np.repeat(mass, move.decision.counts)
        yield move, node, values
        mass = node * move.choice_c


def _option(solution: Solution, move: Move, option: Option, parts: list[_Rows], level: float) -> OptionAtStart:
    columns, game = solution.backward.columns, solution.game
    i = game.actors.index(move.actor)
    weight = np.concatenate([p.weight for p in parts])
    share = weight / weight.sum()
    mean = share @ np.concatenate([p.values for p in parts])
    average = OptionRecord(*(np.array([v]) for v in share @ np.concatenate([p.record for p in parts])))
    ruin = None
    if columns.has("would_ruin", i):
        ruin = {name: float(mean[columns.at(f"{name}_ruin", i)]) for name in ("would", "could")}
    return OptionAtStart(
        move.key(option),
        move.name,
        option.family,
        option.number,
        float(sum(p.weight @ p.choice for p in parts)),
        {name: float(mean[columns.at(name, i)]) for name in NAMES},
        float(average.reach_c[0]),
        float(average.repeat_c[0]),
        float(average.price_c[0]),
        ruin,
        *_status(parts, level),
        likeliest_intolerable(game, columns, move.actor, mean),
    )


def _status(parts: list[_Rows], level: float) -> tuple[Status, float]:
    """What the option is in most of the play that comes to it, and in what share of that."""
    weight = np.concatenate([p.weight for p in parts])
    record = OptionRecord(*np.concatenate([p.record for p in parts]).T)
    mass = np.bincount(statuses(record, level), weights=weight)
    most = int(np.argmax(mass))
    return STATUSES[most], float(mass[most] / weight.sum())


def likeliest_intolerable(game: Game, columns: Columns, actor: str, values_q: Floats) -> str | None:
    """The ending that most of what the actor can't live with falls to; None where nothing does.

    Endings whose weight depends on the state share what is tolerated of them evenly, which is exact where there
    is one such ending.
    """
    chance = {e: float(values_q[columns.at("ending", -1, e)]) for e in game.endings}
    weights = game.tolerable.get(actor, {})
    fixed = {e: w.value for e in game.endings if isinstance(w := weights.get(e, None), Number)}
    fixed |= {e: 0.0 for e in game.endings if e not in weights}
    varying = [e for e in game.endings if e not in fixed]
    rest = float(values_q[columns.at("would", game.actors.index(actor))]) - sum(fixed[e] * chance[e] for e in fixed)
    shared = sum(chance[e] for e in varying)
    share = min(1.0, max(0.0, rest / shared)) if shared > 0 else 0.0
    bad = {e: chance[e] * (1 - fixed.get(e, share)) for e in game.endings}
    worst = max(bad, key=lambda e: bad[e])
    return worst if bad[worst] > 1e-9 else None


def in_dilemma(options: list[OptionAtStart], level: float) -> tuple[bool, bool]:
    """Whether every option is heading below the level, and whether their horns differ."""
    caught = bool(options) and all(o.numbers["would"] < level for o in options)
    horns = {o.horn for o in options if o.horn is not None}
    return caught, caught and len(horns) > 1
