"""When a way out closes or opens in a world, where the shares of play that have it open are known within errors."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from offramp.judge.claims.quantities import Turned
from offramp.judge.claims.standings import HALF, turn_in

Floats = NDArray[np.float64]


def turns_within(share_t: Floats, error_t: Floats, what: str, which: str) -> Turned:
    """The `first` or last period in which a way out `closes` or `opens`, infinity for never; and every one that it may
    be, if each share may lie anywhere within its error. NaN: play doesn't come to the option then."""
    seen = np.flatnonzero(np.isfinite(share_t))
    share, error = share_t[seen], error_t[seen]
    value = turn_in({int(t): bool(share_t[t] >= HALF) for t in seen}, what, which)
    may_open, may_shut = share + error >= HALF, share - error < HALF
    if not np.any(may_open & may_shut):
        return value, {value}
    may_turn, may_stay = (may_shut, may_open) if what == "closes" else (may_open, may_shut)
    possible = _first if which == "first" else _last
    return value, {value, *possible(seen.tolist(), may_turn.tolist(), may_stay.tolist())}


def _first(seen: Sequence[int], may_turn: Sequence[bool], may_stay: Sequence[bool]) -> set[float]:
    """All goes on as before until it turns."""
    found: set[float] = set()
    for t, turns, stays in zip(seen, may_turn, may_stay, strict=True):
        if turns:
            found.add(float(t))
        if not stays:
            return found
    return found | {math.inf}


def _last(seen: Sequence[int], may_turn: Sequence[bool], may_stay: Sequence[bool]) -> set[float]:
    """It turns, and then goes back at most once and stays so. From the last period to the first, quiet: whether after
    this period nothing need turn any more; back: whether all may be as before from the next one on."""
    found: set[float] = set()
    quiet = back = True
    for k in reversed(range(len(seen))):
        if may_turn[k] and quiet and (k == 0 or may_stay[k - 1]):
            found.add(float(seen[k]))
        back_here = back and may_stay[k]
        quiet, back = (may_turn[k] and quiet) or back_here, back_here
    return found | ({math.inf} if back else set())
