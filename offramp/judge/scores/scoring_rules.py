"""Proper scoring rules for events that happen or don't: a forecaster does best in expectation by saying what it thinks.

Brier, G. W. (1950): Verification of forecasts expressed in terms of probability. Monthly Weather Review 78(1), 1-3.
Good, I. J. (1952): Rational decisions. Journal of the Royal Statistical Society B 14(1), 107-114.
Gneiting, T. and Raftery, A. E. (2007): Strictly proper scoring rules, prediction, and estimation. JASA 102, 359-378.
"""

import math
from collections.abc import Callable

Rule = Callable[[float, bool], float]  # lower is better

CLIP = 0.001  # the logarithmic score takes a chance to be no nearer to 0 or 1 than this


def brier(chance: float, happened: bool) -> float:
    """(p − o)², from 0, the best, to 1; always saying one half has 0.25."""
    return (chance - float(happened)) ** 2


def log_score(chance: float, happened: bool, clip: float = CLIP) -> float:
    """−ln of the chance that was given to what came about, in nats, 0 being the best; one half has 0.693.

    A forecaster that was sure and wrong would have infinity: chances are held in [clip, 1 − clip].
    """
    given = chance if happened else 1.0 - chance
    return -math.log(min(1.0 - clip, max(clip, given)))


def clipped(chance: float, clip: float = CLIP) -> bool:
    """Whether the logarithmic score holds this chance at its bound."""
    return not clip <= chance <= 1.0 - clip


def largest_change(rule: Rule, chance: float, error: float, happened: bool) -> float:
    """How far a score may be off where the chance may be off by `error`: both rules are monotone in it."""
    ends = (max(0.0, chance - error), min(1.0, chance + error))
    return max(abs(rule(end, happened) - rule(chance, happened)) for end in ends)
