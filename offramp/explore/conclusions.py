"""What worlds' numbers come to: verdicts and closing times, read off after carrying over, and whether that is sure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.explore.world_results import TOO_CLOSE, judged
from offramp.judge.verdicts import ORDER

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HALF = 0.5  # an option counts as closed where less than this share of live play has it open (judge.exits)
NEVER = -1


@dataclass(frozen=True)
class Closing:
    """When one option closes, by world. closes_w, reopens_w: the first period in which it does, -1: never.

    close_w: whether that is too close to call, since a share that decides it lies within its error of one half.
    seen_w: whether play comes to the option at all.
    """

    closes_w: Ints
    reopens_w: Ints
    close_w: NDArray[np.bool_]
    seen_w: NDArray[np.bool_]


def closing(share_wt: Floats, error_wt: Floats) -> Closing:
    """From the shares of live play in which an option is open, period by period; NaN: not seen then.

    As `judge.exits` has it: the option counts as open before it is first seen, closes in the first period in which
    its open share falls below one half, and reopens in the first later one in which it doesn't.
    """
    seen_wt = np.isfinite(share_wt)
    shut_wt = seen_wt & (share_wt < HALF)
    first = _first(shut_wt)
    periods = np.arange(share_wt.shape[1])
    later = periods[None, :] > first[:, None]
    open_wt = seen_wt & (share_wt >= HALF) & later & (first >= 0)[:, None]
    near_wt = seen_wt & (error_wt > 0) & (np.abs(share_wt - HALF) <= error_wt)
    decides = (periods[None, :] <= first[:, None]) | (first < 0)[:, None]
    close_w: NDArray[np.bool_] = np.any(near_wt & decides, axis=1)
    seen_w: NDArray[np.bool_] = np.any(seen_wt, axis=1)
    return Closing(first, _first(open_wt), close_w, seen_w)


def _first(there_wt: NDArray[np.bool_]) -> Ints:
    """The first period in which something holds; -1 where it never does."""
    if not there_wt.shape[1]:
        return np.full(len(there_wt), NEVER)
    first_w: Ints = np.where(there_wt.any(axis=1), np.argmax(there_wt, axis=1), NEVER)
    return first_w


def verdict_words(value_wr: Floats, error_wr: Floats, level: float) -> list[str]:
    """The verdict in each world, or that it is too close to call."""
    place_w, close_w = judged(value_wr, error_wr, level)
    return [TOO_CLOSE if close else ORDER[place].value for place, close in zip(place_w, close_w, strict=True)]
