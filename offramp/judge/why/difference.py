"""What makes one option worth more than another: its parts, which add up, and what the others do otherwise.

ΔQ = Q(a) − Q(b) = Δ(this period) + Δ(later periods) + Σ_e [P_a(e) w_a(e) − P_b(e) w_b(e)], with P the chance of an
ending after the option and w what it is worth then, discounted. Each part is also split into what it would be if the
others, from the pick on, did in each period what they do on average after b (`held`), and the rest: their `replies`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.judge.why.aftermath import Aftermath, Course
from offramp.scenario.model import Move

Floats = NDArray[np.float64]
TOLD = 5e-4  # a share of moves that differs by less isn't listed


@dataclass(frozen=True)
class Part:
    """One part of a difference, in the actor's utility. name: `this_period`, `later` or `ending`; of an ending its
    chance after both options and what it is then worth on average (None where it never comes)."""

    name: str
    held: float
    replies: float
    ending: str = ""
    chances: tuple[float, float] = (0.0, 0.0)
    worths: tuple[float | None, float | None] = (None, None)

    @property
    def total(self) -> float:
        """The part as the game is played."""
        return self.held + self.replies


@dataclass(frozen=True)
class Change:
    """How often another actor picks an option in its later moves, after the one option and after the other."""

    actor: str
    option: str
    after: tuple[float, float]


def parts_of(game: Game, after: Aftermath) -> list[Part]:
    """The parts of the difference between the first and the second option."""
    first, second, held, other = after.first, after.second, after.first_held, after.second_held

    def part(name: str, a: float, b: float, a_held: float, b_held: float) -> Part:
        direct = a_held - b_held
        return Part(name, direct, (a - b) - direct)

    found = [
        part("this_period", first.now, second.now, held.now, other.now),
        part("later", first.later, second.later, held.later, other.later),
    ]
    for e, ending in enumerate(game.endings):
        one = part("ending", first.paid_e[e], second.paid_e[e], held.paid_e[e], other.paid_e[e])
        chances = (float(first.chance_e[e]), float(second.chance_e[e]))
        worths = (_worth(first, e), _worth(second, e))
        if any(chances) or one.held or one.replies:
            found.append(Part("ending", float(one.held), float(one.replies), ending, chances, worths))
    return found


def _worth(course: Course, e: int) -> float | None:
    chance = float(course.chance_e[e])
    return float(course.paid_e[e]) / chance if chance > 0 else None


def changes_of(game: Game, after: Aftermath) -> list[Change]:
    """What the others do otherwise after the first option than after the second, the largest change first."""
    found = []
    for step in sorted({*after.first.picked, *after.second.picked}):
        move = game.model.play[step]
        assert isinstance(move, Move)
        shares = [_shares(course.picked.get(step)) for course in (after.first, after.second)]
        one, other = shares
        if one is None or other is None:
            continue
        for column, option in enumerate(move.options, 1):
            if abs(one[column] - other[column]) >= TOLD:
                pair = (float(one[column]), float(other[column]))
                found.append(Change(move.actor, move.key(option), pair))
    return sorted(found, key=lambda change: -abs(change.after[0] - change.after[1]))


def _shares(picked: Floats | None) -> Floats | None:
    if picked is None or picked.sum() <= 0:
        return None
    shares: Floats = picked / picked.sum()
    return shares


@dataclass(frozen=True)
class PartErrors:
    """How far a part and, of an ending, its two chances may be off."""

    total: float
    chances: tuple[float, float]


def errors_of(parts: Sequence[Part], rougher: Sequence[Part], unsplit: float) -> list[PartErrors]:
    """How far each part may be off: by how much it differs from a rougher computation, and for what is paid later by
    what wasn't followed."""
    known = {(part.name, part.ending): part for part in rougher}
    found = []
    for part in parts:
        other = known.get((part.name, part.ending), Part(part.name, 0.0, 0.0))
        change = abs(part.total - other.total) + (unsplit if part.name == "later" else 0.0)
        one, two = (abs(a - b) for a, b in zip(part.chances, other.chances, strict=True))
        found.append(PartErrors(change, (one, two)))
    return found


def change_error(change: Change, rougher: Sequence[Change]) -> float:
    """How far the two shares of a change may be off."""
    for other in rougher:
        if (other.actor, other.option) == (change.actor, change.option):
            return max(abs(a - b) for a, b in zip(change.after, other.after, strict=True))
    return abs(change.after[0] - change.after[1]) + TOLD
