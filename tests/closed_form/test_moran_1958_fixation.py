"""Fixation of one mutant (Moran 1958, Proceedings of the Cambridge Philosophical Society 54:60-71).

(1 - 1/r) / (1 - r^-N) with r = 1.1 and N = 20 is 0.106781477066.
"""

import pytest

from .scenario_runs import assert_exact, run


def test_a_mutant_ten_percent_fitter_takes_over() -> None:
    solution = run("moran_fixation")
    assert_exact(solution)
    # Truncated after 1,900 events; the slowest mode decays by 2 sqrt(p q) cos(pi/20) = 0.98657 an event.
    assert solution["endings"]["horizon"] < 1e-9
    assert solution["endings"]["fixed"] == pytest.approx(0.106781477066, abs=1e-9)


def test_a_neutral_mutant_takes_over_once_in_twenty() -> None:
    solution = run("moran_fixation", fitness=1)
    assert solution["endings"]["horizon"] < 1e-9
    assert solution["endings"]["fixed"] == pytest.approx(0.05, abs=1e-9)
