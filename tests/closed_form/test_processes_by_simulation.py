"""Random processes with known laws, simulated: each number lies within the sampling error of its paths.

AR(1): variance s² (1 - φ^2n) / (1 - φ²) after n steps (Box & Jenkins 1970). Products of lognormal shocks: lognormal
(Aitchison & Brown 1957). A hazard whose rate is drawn from a Gamma: 1 - (1 + θT)^-k (Lomax 1954). Normals cut off:
Johnson & Kotz 1970, and the moments in github.com/SDXorg/test-models, tests/random (MIT, 2015 The test-models Authors).
Every tolerance is a number of standard errors that a right program exceeds less than once in 10,000 seeds.
"""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import offramp

PATHS = 20_000
SIGMAS = 4


def run(tmp_path: Path, text: str, paths: int = PATHS, seed: int = 1) -> dict[str, Any]:
    (tmp_path / "process.yaml").write_text("offramp: 1\ntitle: Process\n" + text.strip() + "\n", encoding="utf-8")
    found: dict[str, Any] = offramp.load(tmp_path / "process.yaml").simulate(paths=paths, seed=seed).to_json()
    return found


def test_variance_of_a_first_order_autoregression(tmp_path: Path) -> None:
    found = run(
        tmp_path,
        """
calendar: {periods: 11}
state: {x: {range: [-50, 50], start: 0}}
play: [{shock: noise, sd: 1}, {update: {x: 0.8 * x + noise}}]
""",
    )
    for n, row in enumerate(found["timeline"]):
        variance = (1 - 0.8 ** (2 * n)) / (1 - 0.8**2)
        # The variance of a sample of normals has the standard error variance × sqrt(2 / (paths - 1)).
        assert row["stocks"]["x"]["sd"] ** 2 == pytest.approx(variance, abs=SIGMAS * variance * math.sqrt(2 / PATHS))
        assert row["stocks"]["x"]["mean"] == pytest.approx(0, abs=SIGMAS * math.sqrt(variance / PATHS))
    assert variance == pytest.approx(2.74575218043, abs=1e-11)


LOGNORMAL = """
calendar: {periods: 13}
state: {x: {range: [0, 1000], start: 1}}
define: {halved: x < 0.5}
output: [halved]
play: [{shock: growth, distribution: {lognormal: HOW}}, {update: {x: x * growth}}]
"""


@pytest.mark.parametrize(
    "how", ["{median: exp(-0.5 * 0.25 ** 2), sigma: 0.25}", "{mean: 1, sd: sqrt(exp(0.25 ** 2) - 1)}"]
)
def test_product_of_lognormal_shocks(tmp_path: Path, how: str) -> None:
    last = run(tmp_path, LOGNORMAL.replace("HOW", how))["timeline"][-1]
    x, sigma = last["stocks"]["x"], 0.25 * math.sqrt(12)
    assert x["mean"] == pytest.approx(1, abs=SIGMAS * 1.05688221511 / math.sqrt(PATHS))
    # A sample's median has the standard error 1 / (2 f sqrt(n)), f being the density there.
    density = 1 / (0.687289278791 * sigma * math.sqrt(2 * math.pi))
    assert x["q50"] == pytest.approx(0.687289278791, abs=SIGMAS / (2 * density * math.sqrt(PATHS)))
    halved = 0.356673494
    assert last["outputs"]["halved"]["mean"] == pytest.approx(
        halved, abs=SIGMAS * math.sqrt(halved * (1 - halved) / PATHS)
    )
    # The standard deviation has heavy tails of its own: its error comes from the fourth moment, e^(6σ²) and so on.
    w = math.exp(sigma**2)
    kurtosis = w**4 + 2 * w**3 + 3 * w**2 - 3
    assert x["sd"] == pytest.approx(1.05688221511, rel=SIGMAS * math.sqrt((kurtosis - 1) / (4 * PATHS)))


def test_a_hazard_whose_rate_is_drawn_from_a_gamma(tmp_path: Path) -> None:
    """Drawn once, in the first period, and then it stays: the mean rate alone would strike more often."""
    found = run(
        tmp_path,
        """
calendar: {periods: 10}
state: {hazard: {range: [0, 10], start: 0}, phase: {modes: [calm, struck], start: calm}}
play:
  - shock: drawn
    distribution: {gamma: {shape: 2, mean: 0.05}}
    until: 1
  - update: {hazard: drawn}
    until: 1
  - chance: strikes
    probability: per_period(hazard)
    then: {phase: struck}
endings: {struck: {when: phase == struck}}
""",
    )
    share = found["endings"]["struck"]["share"]
    error = SIGMAS * math.sqrt(0.36 * 0.64 / PATHS)
    assert share == pytest.approx(0.36, abs=error)
    assert abs(0.393469340287 - 0.36) > error
    for n, row in enumerate(found["timeline"], 1):
        expected = 1 - (1 + 0.025 * n) ** -2
        assert row["endings"]["struck"] == pytest.approx(expected, abs=SIGMAS * math.sqrt(expected / PATHS))


CUT = """
calendar: {periods: 2}
state: {x: {range: [-100, 2000], start: 0}}
play: [{shock: drawn, distribution: {normal: {mean: MEAN, sd: SD}}, range: RANGE}, {update: {x: drawn}}]
"""


@pytest.mark.parametrize(
    ("mean", "sd", "between", "found_mean", "found_variance"),
    [
        (5, 5, [3, 6.9], 4.952483963817546, 1.2419794838579716),
        (0, 1, [0, 1000], 0.7978845608028654, 0.3633802276324186),
    ],
)
def test_normals_that_are_cut_off(
    tmp_path: Path, mean: float, sd: float, between: list[float], found_mean: float, found_variance: float
) -> None:
    text = CUT.replace("MEAN", str(mean)).replace("SD", str(sd)).replace("RANGE", str(between))
    x = run(tmp_path, text)["timeline"][1]["stocks"]["x"]
    assert x["mean"] == pytest.approx(found_mean, abs=SIGMAS * math.sqrt(found_variance / PATHS))
    # Neither is flatter than a uniform nor more peaked than an exponential: a kurtosis up to 9.
    assert x["sd"] ** 2 == pytest.approx(found_variance, rel=SIGMAS * math.sqrt(8 / PATHS))


def test_errors_of_means_hold_as_often_as_they_say(tmp_path: Path) -> None:
    held = 0
    text = """
calendar: {periods: 2}
state: {x: {range: [-9, 9], start: 0}}
play: [{shock: z, sd: 1}, {update: {x: z}}]
"""
    for seed in range(200):
        x = run(tmp_path, text, paths=200, seed=seed)["timeline"][1]["stocks"]["x"]
        held += abs(x["mean"]) <= x["error"]
    # 95% intervals: of 200, between 181 and 199 hold, but for one run in 1,000.
    assert 180 < held < 200


def test_children_of_a_poisson_die_out(tmp_path: Path) -> None:
    """Galton & Watson: extinct by generation n with q_n = exp(m (q_(n-1) - 1)); for m = 1.2 at last 0.686301668959."""
    text = """
calendar: {periods: 201}
assumptions: {m: 1.2}
state: {extinct: {range: [0, 1], start: 0}}
play: [{update: {extinct: exp(m * (extinct - 1))}}]
"""
    last = run(tmp_path, text, paths=2)["timeline"][-1]["stocks"]["extinct"]["mean"]
    assert last == pytest.approx(0.686301668959, abs=1e-12)


def test_linear_birth_and_death_by_its_generating_function(tmp_path: Path) -> None:
    """Kendall 1948: one line is extinct by t with p' = μ - (λ + μ) p + λ p²; ten lines with p^10."""
    text = """
calendar: {periods: 6}
assumptions: {birth: 0.3, death: 0.4}
state: {extinct: {range: [0, 1], start: 0}, mean: {range: [0, 10], start: 10}}
define: {all_extinct: extinct ** 10}
output: [all_extinct]
play:
  - update:
      extinct: extinct + death - (birth + death) * extinct + birth * extinct ** 2
      mean: mean + (birth - death) * mean
    method: rk4
    substeps: 40
"""
    last = run(tmp_path, text, paths=2)["timeline"][5]
    assert last["outputs"]["all_extinct"]["mean"] == pytest.approx(0.0383999956496, abs=1e-9)
    assert last["stocks"]["mean"]["mean"] == pytest.approx(6.06530659713, abs=1e-8)
    assert np.isclose(10 * math.exp(-0.5), 6.06530659713)


def test_ten_lines_that_grow_die_out_all_the_same(tmp_path: Path) -> None:
    """Each birth (rate 0.4) or death (0.3) in turn: ten lines are ever extinct with chance (0.3 / 0.4)^10."""
    text = """
offramp: 1
title: Birth and death, one event a period
calendar: {periods: 3000}
assumptions: {birth: 0.4, death: 0.3}
state: {lines: {range: [0, 120], start: 10, whole: true}}
play:
  - one_of:
      born: {probability: birth / (birth + death), then: {lines: lines + 1}}
      otherwise: {then: {lines: lines - 1}}
endings: {extinct: {when: lines == 0}, grown: {when: lines == 120}}
"""
    (tmp_path / "lines.yaml").write_text(text.lstrip(), encoding="utf-8")
    solution = offramp.load(tmp_path / "lines.yaml").solve().to_json()
    assert solution["certificate"]["exact"]
    assert solution["endings"]["extinct"] == pytest.approx(0.0563135147095, abs=1e-12)
