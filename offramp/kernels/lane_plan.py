"""Which quantity stands in which lane of a node's values, and what is done with it at moves (`solve.columns`).

A node's values are one long row of doubles, padded to whole vectors. Lanes that are treated alike stand together:
what everybody's play brings; what is largest or smallest; and, for each actor, what it picks for itself (`reach`)
beside what goes with each of these picks (`rider`), aligned.
"""

from dataclasses import dataclass
from enum import Enum

VECTOR = 8  # lanes of one vector of a node's values
NUMBERS = 5  # of an option's record: would, reach, repeat, price and value


class Target(Enum):
    """What a lane counts when something is paid."""

    NOTHING = 0
    PAYOFF = 1
    WEIGHT = 2
    ENDING = 3
    RUIN = 4


class Rule(Enum):
    """What a lane does at a move beyond following everybody's play; for its owner's moves unless said otherwise."""

    SOLVED = 0
    LARGEST = 1  # at every move
    GUARANTEED = 2  # the largest at own moves, the smallest at others'
    BEST = 3  # the best child for this lane
    HELPED = 4  # the same; at others' moves a favour that they can afford, if better
    RIDER = 5  # goes where the lane goes that it is aligned with
    ALONG = 6  # goes where its owner's lane `could` goes


@dataclass(frozen=True)
class Lane:
    """One quantity. number: of the actor (or, for an ending, of the ending) that its target counts.

    owner: the actor whose moves pick it. second: among equals the rider is largest (1), smallest (−1) or doesn't
    matter (0). group: the option that is repeated. unpaid: where nothing pays the owner it keeps to its play.
    """

    target: Target = Target.NOTHING
    number: int = -1
    rule: Rule = Rule.SOLVED
    owner: int = -1
    second: int = 0
    group: str = ""
    keeps: bool = False


@dataclass(frozen=True)
class Picks:
    """The lanes that actor `owner` picks for itself: `vectors` vectors from vector `reach` on, riders from `rider` on.

    could, along: the lanes of `could` and of what goes along with it (−1: none)."""

    owner: int
    reach: int
    rider: int
    vectors: int
    could: int
    along: int


@dataclass(frozen=True)
class Outlook:
    """The lanes that say what an option is worth to actor `owner`; −1 where the actor has no ruin.

    capped: reach and ruin of each plan that pays for ruin. repeats: the same of repeating an option, by its group.
    """

    owner: int
    would: int
    could: int
    plan: int
    would_ruin: int
    could_ruin: int
    capped: tuple[tuple[int, int], ...]
    repeats: dict[str, tuple[int, int]]


@dataclass(frozen=True)
class LanePlan:
    """All lanes of one set of columns. value: the lane of each actor's value. suffix: names functions."""

    suffix: str
    lanes: tuple[Lane, ...]
    value: tuple[int, ...]
    picks: tuple[Picks, ...] = ()
    outlooks: tuple[Outlook, ...] = ()

    @property
    def vectors(self) -> int:
        """How many vectors a node's values take."""
        return len(self.lanes) // VECTOR

    @property
    def bytes(self) -> int:
        """The size of a node's values."""
        return 8 * len(self.lanes)

    def of_vector(self, j: int) -> tuple[Lane, ...]:
        """The lanes of vector j."""
        return self.lanes[j * VECTOR : (j + 1) * VECTOR]
