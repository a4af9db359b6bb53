"""What an actor would gain by breaking its commitment: the largest gain that play ever tempts it with.

At each of its moves at which it is bound, the best option that it gave up is held against the best that it kept. All
later play is as it is with the commitment, by everyone: it breaks it once, when others rely on it, and then keeps it
again. Where no such step pays, no plan of several steps does (the one-shot deviation principle). Others pick up to that
move as they do with the commitment.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.judge.claims.pledged_games import bound, holds_in
from offramp.judge.exits import DRAWN
from offramp.scenario.claims.claim_tree import Pledge
from offramp.scenario.model import Move
from offramp.solve.backward_induction import Backward
from offramp.solve.forward_pass import Visit
from offramp.solve.memory import states_at_once
from offramp.solve.native_period import NotNativeError
from offramp.solve.native_solving import NativeSolution, native_team
from offramp.solve.stage import Decision

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROWS = 64
MOST_ROWS = 64  # states of a period that are looked at where native code can't: those that play comes to most


@dataclass(frozen=True)
class Temptation:
    """The largest gain from breaking a commitment, in the actor's own utility (below 0: keeping it is better by so
    much), and the period of it; None where play never comes to a move that it is bound at."""

    gain: float
    t: int


def temptation(
    kept: Backward, visits: Sequence[Visit], free: Game, actor: str, pledges: Sequence[Pledge]
) -> Temptation | None:
    """The largest gain of `actor` from breaking any of its pledges, in play that has a chance of 0.001 at least.

    kept, visits: the game with all commitments, and its play. free: the same game without those of `actor`.
    """
    loose = _untied(kept, free, actor)
    mover, best = free.actors.index(actor), None
    for visit in visits:
        binding = [pledge for pledge in pledges if holds_in(pledge, visit.t)]
        if not binding:
            continue
        gains, masses = [np.zeros(0)], [np.zeros(0)]
        for decision, mass_c, value_c in _moves(loose, visit.t, visit.mass_s):
            if decision.actor == mover:
                gain_k, mass_k = _gains(free, decision, binding, mass_c, value_c)
                gains.append(gain_k)
                masses.append(mass_k)
        found = _largest(np.concatenate(gains), np.concatenate(masses))
        if found is not None and (best is None or found > best.gain):
            best = Temptation(found, visit.t)
    return best


def _largest(gain_k: Floats, mass_k: Floats) -> float | None:
    """The largest gain that happens with a chance of DRAWN at least; None where there is no such play."""
    order = np.argsort(-gain_k, kind="stable")
    reached = np.flatnonzero(np.cumsum(mass_k[order]) >= DRAWN)
    return float(gain_k[order][reached[0]]) if len(reached) else None


def _gains(
    game: Game, decision: Decision, pledges: Sequence[Pledge], mass_c: Floats, value_c: Floats
) -> tuple[Floats, Floats]:
    """At each node of a move: the best option given up less the best kept; and the chance of the node."""
    step = game.model.play[decision.step]
    assert isinstance(step, Move)
    out = frozenset[str]().union(*(bound(step, pledge) for pledge in pledges))
    given_up_c = np.array([False, *(option.label in out for option in step.options)])[decision.column]
    best_out = np.maximum.reduceat(np.where(given_up_c, value_c, -np.inf), decision.starts)
    best_kept = np.maximum.reduceat(np.where(given_up_c, -np.inf, value_c), decision.starts)
    there = np.isfinite(best_out) & np.isfinite(best_kept)  # with nothing else to pick it isn't bound
    mass_k = np.add.reduceat(mass_c, decision.starts)
    return (best_out[there] - best_kept[there]), mass_k[there]


def _untied(kept: Backward, free: Game, actor: str) -> Backward:
    """The periods of `kept` in which `actor` may pick anything and everybody else picks as there; what follows each of
    them is as in `kept`."""
    mover = free.actors.index(actor)
    others = {i: kept.beliefs.get(i, kept) for i in range(len(free.actors)) if i != mover}
    if mover in kept.beliefs:
        others[mover] = kept.beliefs[mover]
    loose = replace(kept, game=free, beliefs=others, missing=[], native=None, by_lane=None)
    if kept.by_lane is None or kept.native is None:
        return loose
    loose.native = native_team(free, kept.nodes, others, kept.native.single, 1)
    if loose.native is not None:
        loose.by_lane = NativeSolution(loose, kept.columns.extent)
        loose.by_lane.following = kept.by_lane.following
    else:
        loose.by_column = [kept.values(t) for t in range(len(kept.grids) + 1)]
    return loose


def _moves(loose: Backward, t: int, mass_s: Floats) -> Iterator[tuple[Decision, Floats, Floats]]:
    """Every move that states with these masses come to in period `t`: the chance of each child, and what it is worth to
    the mover."""
    seen = np.flatnonzero(mass_s > 0)
    if not len(seen):
        return
    if loose.by_lane is not None:
        block = loose.grids[t].block(loose.game, t).child({}, seen)
        try:
            for found in loose.by_lane.moves(loose.by_lane.suffix, block, mass_s[seen]):
                yield found.decision, found.mass_c, found.numbers_cn[:, -1]
        except NotNativeError:
            pass
        else:
            return
    if not loose.game.exact and len(seen) > MOST_ROWS:
        seen = np.sort(seen[np.argsort(-mass_s[seen], kind="stable")[:MOST_ROWS]])
    at_once = states_at_once(loose.game, ROWS)
    for first in range(0, len(seen), at_once):
        rows = seen[first : first + at_once]
        block = loose.grids[t].block(loose.game, t).child({}, rows)
        ahead = loose.look_at(block)
        mass = mass_s[rows]
        for move, chance, values in zip(ahead.moves, ahead.stage.chances, ahead.children, strict=True):
            if chance is not None:
                mass = chance.forward(mass)
            mass = np.repeat(mass, move.decision.counts) * move.choice_c
            yield move.decision, mass, values[:, loose.columns.at("value", move.decision.actor)]
