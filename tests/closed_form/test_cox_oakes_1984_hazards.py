"""Constant and competing hazards (textbook: Cox & Oakes 1984, Analysis of Survival Data)."""

import pytest

from .scenario_runs import assert_exact, run


def test_a_constant_chance_a_period() -> None:
    solution = run("constant_hazard")
    # 1 - 0.98**24, of which twelve digits are published, the last one off by one.
    assert solution["endings"]["strikes_once"] == pytest.approx(0.384219663492, abs=2e-12)
    assert_exact(solution)


def test_the_same_number_as_a_rate() -> None:
    solution = run("constant_hazard", as_rate=1)
    assert solution["endings"]["strikes_once"] == pytest.approx(0.381216608194, abs=1e-12)


def test_two_rates_that_race() -> None:
    solution = run("competing_hazards")
    assert solution["endings"]["by_first"] == pytest.approx(0.413003277, abs=1e-9)
    assert solution["endings"]["by_second"] == pytest.approx(0.137667759, abs=1e-9)
    assert solution["endings"]["horizon"] == pytest.approx(0.449328964, abs=1e-9)
    assert_exact(solution)


def test_what_has_struck_by_each_period() -> None:
    for period in run("constant_hazard")["timeline"]:
        assert period["endings"]["strikes_once"] == pytest.approx(1 - 0.98 ** (period["t"] + 1), abs=1e-12)
