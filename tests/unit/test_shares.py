"""Shares of worlds: published intervals, and what may not be stated."""

import pytest

from offramp.core.numbers import tally
from offramp.explore.shares import Share, interval


# Newcombe, Statistics in Medicine 17 (1998) 857-872, Table I, method 3 (score without continuity correction).
@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_newcombe_tabulates_it(count: int, of: int, low: float, high: float) -> None:
    found = interval(count, of)
    assert found == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_none_of_n_is_at_most_three_in_n() -> None:
    assert interval(0, 300) == (0.0, 0.01)
    assert interval(300, 300) == (0.99, 1.0)
    assert tally(**Share(0, 300).to_json()) == "0 (at most 1%)"
    assert tally(**Share(300, 300).to_json()) == "300 (at least 99%)"


def test_fewer_than_200_worlds_give_counts_only() -> None:
    assert Share(50, 199).to_json() == {"count": 50, "share": None, "low": None, "high": None}
    assert tally(**Share(50, 199).to_json()) == "50"
    assert Share(50, 200).to_json()["share"] == 0.25
    assert tally(**Share(50, 200).to_json()) == "50 (25%: 20% to 31%)"


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 (under 1%: under 1% to 1%)"), (499, "499 (over 99%: 99% to over 99%)")]
)
def test_a_few_worlds_are_never_rounded_to_none_or_all(count: int, said: str) -> None:
    assert tally(**Share(count, 500).to_json()) == said
