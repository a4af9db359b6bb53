"""Alternating offers without a last one: the first to propose keeps (1 − δ₂) / (1 − δ₁ δ₂) (Rubinstein 1982,
Econometrica 50:97-109), up to the step of the grid of offers."""

import pytest

from .scenario_runs import run

STEP = 0.001


@pytest.mark.parametrize(("one", "two", "share"), [(0.9, 0.9, 0.526316), (0.9, 0.8, 0.714286)])
def test_the_first_to_propose(one: float, two: float, share: float) -> None:
    found = run("alternating-offers", patience_one=one, patience_two=two)
    assert found["actors"]["one"]["value"] == pytest.approx(share, abs=STEP)
    assert found["actors"]["two"]["value"] == pytest.approx(1 - share, abs=STEP)
    assert found["endings"]["deal"] == pytest.approx(1.0)
    assert found["certificate"]["stationary_residual"] < 1e-9
    assert found["certificate"]["resolved"]
