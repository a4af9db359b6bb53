"""The mechanism `diversion` (Smith 1996, International Studies Quarterly 40:133-153): the incentive has one hump.

With a boost b of the log odds it is largest where the chance of staying is 1 / (1 + e^(b/2)), and tanh(b/4) of office
there.
"""

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from .mechanism_runs import alone, output, timeline
from .scenario_runs import assert_exact, chosen, run

MORE = "output: [own_incentive, own_staying_after]\n"


def incentives(boost: float, periods: int) -> list[float]:
    """Over chances of staying from 0 to 1."""
    given = f"staying: t / {periods - 1}, boost: {boost}, office: 3"
    rows = timeline(alone("diversion", given, periods, MORE, "{chance: nothing, probability: 0}"))
    return [output(row, "incentive") for row in rows]


@pytest.mark.parametrize("boost", [0.1, 0.5, 1, 2])
def test_one_hump_and_none_for_who_is_sure(boost: float) -> None:
    found = np.array(incentives(boost, 401))
    assert found[0] == pytest.approx(0, abs=1e-12)
    assert found[-1] == pytest.approx(0, abs=1e-12)
    signs = np.sign(np.diff(found))
    assert np.count_nonzero(np.diff(signs[signs != 0])) == 1, "the slope changes its sign once"
    assert int(found.argmax()) / 400 == pytest.approx(1 / (1 + math.exp(boost / 2)), abs=0.0026)
    assert found.max() == pytest.approx(3 * math.tanh(boost / 4), rel=1e-4)


def test_the_model_of_the_library_looks_abroad_in_the_middle_only() -> None:
    """A quarrel pays where 0.7 (p' - p) > 0.15, with p' = p e^1.5 / (1 - p + p e^1.5)."""

    def gains(p: float) -> float:
        after = p * math.exp(1.5) / (1 - p + p * math.exp(1.5))
        return 0.7 * (after - p) - 0.15

    low, high = (brentq(gains, *ends) for ends in ((0.001, 0.3), (0.3, 0.999)))
    assert 0.05 < low < 0.15
    assert 0.5 < high < 0.8
    for standing, quarrel in ((0.0, 0), (low - 1e-4, 0), (low + 1e-4, 1), (high - 1e-4, 1), (high + 1e-4, 0), (1.0, 0)):
        solution = run("diversion", standing=standing)
        assert_exact(solution)
        assert chosen(solution, "leader", "start_quarrel") == quarrel, standing
