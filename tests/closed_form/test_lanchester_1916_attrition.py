"""Lanchester's square and linear laws in closed form (Lanchester 1916, Aircraft in Warfare; Taylor 1983).

Square law dA = -b B, dB = -a A: A = A0 cosh kt - B0 sqrt(b/a) sinh kt with k = sqrt(ab), and a A² - b B² stays.
Linear law dA = -be A B, dB = -al A B: with c = al A0 - be B0 and R = al A0 / (be B0),
A = (c/al) R e^ct / (R e^ct - 1) and B = (c/be) / (R e^ct - 1).
"""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import offramp

TEXT = """
offramp: 1
title: Attrition
calendar: {periods: PERIODS}
state: {blue: {range: [0, 1000], start: BLUE}, red: {range: [0, 1000], start: RED}}
play: [{update: {blue: blue - (BLUE_LOSS), red: red - (RED_LOSS)}, method: METHOD, substeps: STEPS}]
"""


def run(tmp_path: Path, **words: Any) -> list[tuple[float, float]]:
    """The two sides at the start of each period."""
    text = TEXT
    # The longer name first: BLUE is a part of BLUE_LOSS.
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, str(words[word]))
    (tmp_path / "attrition.yaml").write_text(text, encoding="utf-8")
    found = offramp.load(tmp_path / "attrition.yaml").simulate(paths=2).to_json()
    return [(row["stocks"]["blue"]["mean"], row["stocks"]["red"]["mean"]) for row in found["timeline"]]


SQUARE = {"BLUE": 400, "RED": 300, "BLUE_LOSS": "0.04 * red", "RED_LOSS": "0.05 * blue"}


def test_square_law_by_runge_kutta(tmp_path: Path) -> None:
    sides = run(tmp_path, PERIODS=19, METHOD="rk4", STEPS=20, **SQUARE)
    assert sides[5] == pytest.approx((349.540484682, 206.695882981), rel=1e-10)
    k, ratio = math.sqrt(0.05 * 0.04), math.sqrt(0.04 / 0.05)
    for t, (blue, red) in enumerate(sides):
        assert blue == pytest.approx(400 * math.cosh(k * t) - 300 * ratio * math.sinh(k * t), rel=1e-9)
        assert 0.05 * blue**2 - 0.04 * red**2 == pytest.approx(4400, rel=1e-9)


def test_square_law_by_euler_is_a_power_of_a_matrix(tmp_path: Path) -> None:
    sides = run(tmp_path, PERIODS=11, METHOD="euler", STEPS=1, **SQUARE)
    assert sides[10] == pytest.approx((313.44456477, 122.43232501), abs=5e-9)
    step = np.array([[1, -0.04 / 4], [-0.05 / 4, 1]])
    substeps = run(tmp_path, PERIODS=11, METHOD="euler", STEPS=4, **SQUARE)
    assert substeps[10] == pytest.approx(tuple(np.linalg.matrix_power(step, 40) @ (400, 300)), rel=1e-12)


def test_one_step_of_runge_kutta_is_its_polynomial(tmp_path: Path) -> None:
    """On a linear system one step of RK4 is I + M + M²/2 + M³/6 + M⁴/24, to the last digit and not the exponential."""
    m = np.array([[0, -0.04], [-0.05, 0]])
    powers = [np.linalg.matrix_power(m, n) / math.factorial(n) for n in range(5)]
    sides = run(tmp_path, PERIODS=2, METHOD="rk4", STEPS=1, **SQUARE)
    assert sides[1] == pytest.approx(tuple(sum(powers) @ (400, 300)), rel=1e-14)


def test_one_thousand_against_eight_hundred_leaves_six_hundred(tmp_path: Path) -> None:
    sides = run(
        tmp_path, PERIODS=12, METHOD="rk4", STEPS=50, BLUE=1000, RED=800, BLUE_LOSS="0.1 * red", RED_LOSS="0.1 * blue"
    )
    # The smaller side is gone at t = 10.986123; half a period before, the law still gives a small rest.
    assert sides[10][0] ** 2 - sides[10][1] ** 2 == pytest.approx(600**2, rel=1e-9)
    assert sides[10][1] == pytest.approx(800 * math.cosh(1) - 1000 * math.sinh(1), rel=1e-8)
    assert sides[10][1] > 0 == sides[11][1]


def linear(start: tuple[float, float], al: float, be: float, t: float) -> tuple[float, float]:
    c, r = al * start[0] - be * start[1], al * start[0] / (be * start[1])
    grown = r * math.exp(c * t)
    return c / al * grown / (grown - 1), c / be / (grown - 1)


def test_linear_law_by_runge_kutta(tmp_path: Path) -> None:
    sides = run(
        tmp_path,
        PERIODS=101,
        METHOD="rk4",
        STEPS=4,
        BLUE=400,
        RED=300,
        BLUE_LOSS="2e-4 * blue * red",
        RED_LOSS="1e-4 * blue * red",
    )
    assert sides[20] == pytest.approx((161.585209534, 180.792604767), rel=1e-8)
    assert sides[100] == pytest.approx((19.8342174231, 109.917108692), rel=1e-8)
    assert sides[60] == pytest.approx(linear((400, 300), 1e-4, 2e-4, 60), rel=1e-8)
