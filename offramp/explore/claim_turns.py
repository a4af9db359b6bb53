"""When a way out closes or opens in each world, where the shares of play that have it open are known within errors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.judge.claims.standings import HALF
from offramp.kernels import operations

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Turns:
    """In each world w a time of `time_p`, infinity for never: its place, and where else it may be within the errors."""

    time_p: Floats
    place_w: NDArray[np.int64]
    may_wp: Bools

    @staticmethod
    def at(time: float, worlds: int) -> "Turns":
        """The same time in every world."""
        return Turns(np.array([time]), np.zeros(worlds, dtype=np.int64), np.ones((worlds, 1), dtype=bool))

    def compared(self, operator: str, to: "Turns") -> tuple[Bools, Bools, Bools]:
        """How this compares with another time: what is found, where that may be yes, and where it may be no."""
        holds_pq = operations.COMPARE[operator](self.time_p[:, None], to.time_p)
        yes_w, no_w = (
            (((self.may_wp.astype(np.float64) @ part.astype(np.float64)) > 0) & to.may_wp).any(axis=1)
            for part in (holds_pq, ~holds_pq)
        )
        value_w = holds_pq[self.place_w, to.place_w]
        return value_w, yes_w | value_w, no_w | ~value_w


def turns(share_wt: Floats, error_wt: Floats, what: str, which: str) -> Turns:
    """The `first` or last period in which a way out `closes` or `opens`, infinity for never; and every one that it may
    be, if each share may lie anywhere within its error. NaN: play doesn't come to the option then."""
    worlds, periods = share_wt.shape
    seen_wt, open_wt = np.isfinite(share_wt), share_wt >= HALF
    with np.errstate(invalid="ignore"):
        may_open_wt, may_shut_wt = share_wt + error_wt >= HALF, share_wt - error_wt < HALF
    place_w = _turn(seen_wt, open_wt, what == "closes", which == "first")
    may_wp = np.zeros((worlds, periods + 1), dtype=bool)
    may_turn_wt, may_stay_wt = (may_shut_wt, may_open_wt) if what == "closes" else (may_open_wt, may_shut_wt)
    (_first if which == "first" else _last)(seen_wt, may_turn_wt, may_stay_wt, may_wp)
    may_wp[~(may_open_wt & may_shut_wt & seen_wt).any(axis=1)] = False
    may_wp[np.arange(worlds), place_w] = True
    return Turns(np.append(np.arange(periods, dtype=np.float64), np.inf), place_w, may_wp)


def _turn(seen_wt: Bools, open_wt: Bools, closes: bool, first: bool) -> NDArray[np.int64]:
    """Where it turns, by the shares as they are; the place after all periods for never."""
    worlds, periods = seen_wt.shape
    place_w = np.full(worlds, periods, dtype=np.int64)
    was_w = np.full(worlds, closes)  # seen first as it is: a way out that begins open opens then
    for t in range(periods):
        turned_w = seen_wt[:, t] & (open_wt[:, t] != closes) & (was_w == closes)
        place_w[turned_w & (place_w == periods) if first else turned_w] = t
        was_w = np.where(seen_wt[:, t], open_wt[:, t], was_w)
    return place_w


def _first(seen_wt: Bools, may_turn_wt: Bools, may_stay_wt: Bools, may_wp: Bools) -> None:
    """All goes on as before until it turns."""
    on_w = np.ones(len(seen_wt), dtype=bool)
    for t in range(seen_wt.shape[1]):
        may_wp[:, t] = seen_wt[:, t] & on_w & may_turn_wt[:, t]
        on_w &= ~seen_wt[:, t] | may_stay_wt[:, t]
    may_wp[:, -1] = on_w


def _last(seen_wt: Bools, may_turn_wt: Bools, may_stay_wt: Bools, may_wp: Bools) -> None:
    """It turns, and then goes back at most once and stays so. From the last period to the first, quiet: whether after
    this period nothing need turn any more; back: whether all may be as before from the next one on."""
    before_wt = np.ones_like(seen_wt)  # whether it may be as before in the period seen before this one
    for t in range(1, seen_wt.shape[1]):
        before_wt[:, t] = np.where(seen_wt[:, t - 1], may_stay_wt[:, t - 1], before_wt[:, t - 1])
    quiet_w = np.ones(len(seen_wt), dtype=bool)
    back_w = quiet_w.copy()
    for t in reversed(range(seen_wt.shape[1])):
        seen_w, may_turn_w = seen_wt[:, t], may_turn_wt[:, t]
        may_wp[:, t] = seen_w & may_turn_w & quiet_w & before_wt[:, t]
        back_here_w = back_w & may_stay_wt[:, t]
        quiet_w = np.where(seen_w, (may_turn_w & quiet_w) | back_here_w, quiet_w)
        back_w = np.where(seen_w, back_here_w, back_w)
    may_wp[:, -1] = back_w
