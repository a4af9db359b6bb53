"""What ends the rocking boat: Schelling 1966 (Arms and Influence, chapter 3), after Powell 1987.

Symmetric quantal response at precision 5: a value of 0.062066 to each (two other solvers). One who binds itself to stay
leaves the other a choice between 0, sitting down, and -h D + (1 - h) d V; one who sits down for good leaves it the
choice between the prize of 1 and calm, worth 0.
"""

import numpy as np
import pytest

from tests.off_ramp_runs import by_name, library_text, tried

BOAT = library_text("rocking-the-boat")
H, D, PATIENCE, PRECISION = 0.1, 5.0, 0.95, 5.0
VALUE = 0.062066


def logit(good: float, other: float) -> float:
    return 1 / (1 + np.exp(PRECISION * (other - good)))


def stays_for_good() -> tuple[float, float]:
    """What each gets where the second stays for good: the first, then the second."""
    first = second = 0.0
    for _ in range(2000):
        stay = logit(-H * D + (1 - H) * PATIENCE * first, 0.0)
        first = stay * (-H * D + (1 - H) * PATIENCE * first)
        second = (1 - stay) * 1.0 + stay * (-H * D + (1 - H) * PATIENCE * second)
    return float(first), float(second)


def test_sitting_down_for_good_ends_it_and_staying_for_good_wins() -> None:
    found = by_name(tried(BOAT, "one", levers=False))
    quits = found["two never stay"]
    stay = logit(1.0, 0.0)
    assert quits["verdict"] == "free"
    assert quits["costs"]["one"]["change"] == pytest.approx(stay - VALUE, abs=2e-6)
    assert quits["costs"]["two"]["change"] == pytest.approx(-VALUE, abs=2e-6)
    assert quits["binds"]["two"]["would_offer"] is False
    stays = found["two always stay"]
    first, second = stays_for_good()
    assert stays["moves"] == "away"
    assert stays["costs"]["one"]["change"] == pytest.approx(first - VALUE, abs=2e-5)
    assert stays["costs"]["two"]["change"] == pytest.approx(second - VALUE, abs=2e-5)
    assert stays["binds"]["two"]["would_offer"] is True
    assert stays["until"] is None  # without a last period nothing begins later
