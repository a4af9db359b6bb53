"""The mechanism `brinkmanship` (Schelling 1960, The Strategy of Conflict, chapter 8).

After n periods of pressing from heat 0 the crisis has kept clear of disaster with the chance
exp(-r (n + n (n - 1) / 2 h)), where r is the risk and h the heating.
"""

import math

import pytest

from .mechanism_runs import alone, output, timeline

MORE = "endings: {disaster: own_disaster}\noutput: [own_danger]\n"


def kept_clear(given: str, periods: int) -> float:
    """The chance of no disaster, from that of each period."""
    return math.prod(1 - output(row, "danger") for row in timeline(alone("brinkmanship", given, periods, MORE), 50))


@pytest.mark.parametrize(("risk", "heating", "n"), [(0.02, 0.2, 12), (0.1, 0.0, 7), (0.01, 0.5, 20)])
def test_pressing_on_and_on(risk: float, heating: float, n: int) -> None:
    found = kept_clear(f"pressed: t >= 0, risk: {risk}, heating: {heating}", n)
    assert found == pytest.approx(math.exp(-risk * (n + n * (n - 1) / 2 * heating)), abs=1e-12)


def test_paths_end_in_disaster_as_often() -> None:
    found = alone("brinkmanship", "pressed: t >= 0, risk: 0.02, heating: 0.2", 12, MORE).simulate(paths=20_000)
    expected = 1 - math.exp(-0.02 * (12 + 66 * 0.2))
    # Four standard errors of 20,000 paths.
    assert found.to_json()["endings"]["disaster"]["share"] == pytest.approx(expected, abs=4 * 0.0035)


def test_without_pressing_nothing_happens_and_it_cools_down() -> None:
    assert kept_clear("pressed: t < 0, risk: 0.5", 30) == 1
    # Five periods of pressing, three of rest, then pressing again, at a heat of 5 * 0.2 - 3 * 0.1.
    found = kept_clear("pressed: t < 5 or t >= 8, risk: 0.02, heating: 0.2, cooling: 0.1", 9)
    assert found == pytest.approx(math.exp(-0.02 * (5 + 10 * 0.2 + 1 + 0.7)), abs=1e-12)
