"""How the claims of a document stand to one another over worlds: which exclude each other, which follow from which.

Axes: c claim, w world. A claim that is vacuous, unsupported or not judged in a world doesn't hold there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import hypergeom

from offramp.explore.shares import interval

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

MOST_FOR_TRIPLES = 60  # claims that triples are looked for among: 34,220 of them


@dataclass(frozen=True)
class Clash:
    """Claims that hold together in no world, though each does in some; of three, any two do.

    counts: in how many worlds each holds. unclear: worlds in which they may hold together, as one is too close to call
    there. most: the share of worlds in which they could hold together all the same (95%). by_chance: how likely none
    would be if they had nothing to do with each other (hypergeometric; of three, each is set against the other two).
    """

    claims: tuple[str, ...]
    counts: tuple[int, ...]
    unclear: int
    most: float
    by_chance: float

    def to_json(self) -> dict[str, Any]:
        """The clash as plain data."""
        return {
            "claims": list(self.claims),
            "counts": list(self.counts),
            "unclear": self.unclear,
            "most": self.most,
            "by_chance": self.by_chance,
        }


@dataclass(frozen=True)
class Consequence:
    """`claim` holds in each of the `count` worlds in which `of` does, and not in all worlds anyway.

    unclear: worlds in which `of` holds and `claim` is too close to call. most: the share of those worlds in which it
    could fail all the same (95%). by_chance: how likely that would be if they had nothing to do with each other.
    mutual: whether they hold in the same worlds.
    """

    claim: str
    of: str
    count: int
    unclear: int
    most: float
    by_chance: float
    mutual: bool

    def to_json(self) -> dict[str, Any]:
        """The consequence as plain data."""
        return {
            "claim": self.claim,
            "of": self.of,
            "count": self.count,
            "unclear": self.unclear,
            "most": self.most,
            "by_chance": self.by_chance,
            "mutual": self.mutual,
        }


def clashes(names: Sequence[str], holds_cw: Bools, close_cw: Bools) -> list[Clash]:
    """Pairs, and triples of which no pair clashes: those first that chance explains least.

    close_cw: where a claim is too close to call. With more than `MOST_FOR_TRIPLES` claims only pairs are looked for.
    """
    worlds = holds_cw.shape[1]
    may_cw = holds_cw | close_cw
    some = [c for c in range(len(names)) if holds_cw[c].any()]
    together_cc = _together(holds_cw)
    found = []
    groups: list[tuple[int, ...]] = [pair for pair in combinations(some, 2) if not together_cc[pair]]
    if len(some) <= MOST_FOR_TRIPLES:
        groups += _triples(some, holds_cw, together_cc)
    for group in groups:
        counts = tuple(int(together_cc[c, c]) for c in group)
        unclear = int(may_cw[list(group)].all(axis=0).sum())
        parts = [(counts[k], _rest(group, k, together_cc)) for k in range(len(group))]
        chance = max(float(hypergeom.pmf(0, worlds, one, rest)) for one, rest in parts)
        most = interval(unclear, worlds)[1]
        found.append(Clash(tuple(names[c] for c in group), counts, unclear, most, chance))
    return sorted(found, key=lambda one: (one.by_chance, len(one.claims)))


def consequences(names: Sequence[str], holds_cw: Bools, close_cw: Bools) -> list[Consequence]:
    """Every claim that holds wherever another does: those first that chance explains least."""
    worlds, count_c = holds_cw.shape[1], holds_cw.sum(axis=1)
    without_cc = _together(holds_cw, ~(holds_cw | close_cw))  # the first holds, the second surely doesn't
    unclear_cc = _together(holds_cw, close_cw)
    found = []
    for of, claim in ((b, a) for b in range(len(names)) for a in range(len(names)) if a != b):
        sure = count_c[of] - unclear_cc[of, claim]
        if without_cc[of, claim] or sure <= 0 or count_c[claim] == worlds:
            continue
        mutual = not without_cc[claim, of] and unclear_cc[claim, of] == unclear_cc[of, claim] == 0
        chance = float(hypergeom.pmf(sure, worlds, count_c[claim], sure))
        count, unclear = int(count_c[of]), int(unclear_cc[of, claim])
        most = interval(unclear, count)[1]
        found.append(Consequence(names[claim], names[of], count, unclear, most, chance, bool(mutual)))
    return sorted(found, key=lambda one: (one.by_chance, -one.count))


def _together(first_cw: Bools, second_cw: Bools | None = None) -> NDArray[np.int64]:
    """In how many worlds two claims hold together, for each pair."""
    first: Floats = first_cw.astype(np.float64)
    second = first if second_cw is None else second_cw.astype(np.float64)
    return np.rint(first @ second.T).astype(np.int64)


def _triples(some: Sequence[int], holds_cw: Bools, together_cc: NDArray[np.int64]) -> Iterator[tuple[int, ...]]:
    """Three claims that never hold together, though any two of them do."""
    number_cw = holds_cw.astype(np.float64)
    for a, b in combinations(some, 2):
        if together_cc[a, b]:
            three_c = number_cw @ (number_cw[a] * number_cw[b])
            for c in some:
                if c > b and together_cc[a, c] and together_cc[b, c] and not three_c[c]:
                    yield a, b, c


def _rest(group: tuple[int, ...], k: int, together_cc: NDArray[np.int64]) -> int:
    """In how many worlds the others of a group hold together."""
    others = [c for c in group if c != group[k]]
    return int(together_cc[others[0], others[-1]])
