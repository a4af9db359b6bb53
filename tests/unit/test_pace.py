"""Progress in worlds: a rate from what was done, and what is left of the time."""

import pytest

from offramp.explore.pace import Pace, duration


def test_progress_says_how_many_how_fast_and_how_long() -> None:
    told: list[tuple[str, float]] = []
    pace = Pace(lambda what, share: told.append((what, share)), "worlds", 2000, 500)
    assert pace.words(0, 1) == "worlds: 500 of 2,000"
    pace.add(100)
    assert told[-1] == ("worlds: 600 of 2,000", 0.3)
    # A hundred in ten seconds; what was there already says nothing about the rate.
    assert pace.words(10, 10) == "worlds: 600 of 2,000, 10 a second, 2 minutes left"
    assert pace.words(10, 90) == "worlds: 600 of 2,000, 10 a second, 60 seconds left"
    pace.done = 2000
    assert pace.words(100, 100) == "worlds: 2,000 of 2,000, 15 a second"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 second"), (89, "89 seconds"), (170, "3 minutes"), (9000, "2.5 hours")]
)
def test_nobody_knows_a_time_exactly(seconds: float, said: str) -> None:
    assert duration(seconds) == said
