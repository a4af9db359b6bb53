"""Games in which the share of worlds with each verdict is known, held against what exploring them finds."""

import math
from pathlib import Path
from typing import Any

import pytest

import offramp
from offramp.explore import world_plan, worlds
from offramp.explore.designs import design
from offramp.explore.shares import interval
from offramp.explore.world_solves import Grids, Numbers, solve_world

# One logit player (McKelvey & Palfrey 1995) leaves with chance 1 / (1 + exp(−λ x)), where leaving is worth x.
LOGIT = """
offramp: 1
title: Leave or stay
calendar: {periods: 1}
actors: {a: {rationality: 2}}
assumptions: {worth: {means: What leaving is worth, value: 0.5, range: [-1, 1], because: {note: a test}}}
state: {phase: {modes: [inside, out], start: inside}}
play:
  - move: a
    options: {stay: {}, leave: {then: {phase: out}}}
payoffs: {a: {at_end: {left: worth, horizon: 0}}}
endings: {left: {when: phase == out}}
tolerable: {a: [left]}
"""

# Nothing that anyone picks matters here; x makes PERIODS normal steps, and x² of the last is what the actor gets:
# E[x²] = start² + PERIODS · SPREAD².
PERIODS, SPREAD, LOW, HIGH, LEVEL = 6, 0.1, 1.0, 2.2, 0.3
CONVEX = f"""
offramp: 1
title: A weight that bends
calendar: {{periods: {PERIODS}}}
actors: {{a: {{rationality: 1}}}}
assumptions: {{begins: {{means: Where it begins, value: 1.6, range: [{LOW}, {HIGH}], because: {{note: a test}}}}}}
state: {{x: {{means: A walk, range: [-3, 3], start: begins}}}}
play:
  - move: a
    options: {{wait: {{}}, look: {{}}}}
  - shock: step
    sd: {SPREAD}
  - update: {{x: x + step}}
payoffs: {{a: {{at_end: {{horizon: 0}}}}}}
tolerable: {{a: {{horizon: x * x / 9}}}}
"""


def analysed(folder: Path, text: str, **asked: Any) -> dict[str, Any]:
    path = folder / "game.yaml"
    path.write_text(text, encoding="utf-8")
    found: dict[str, Any] = offramp.load(path).analyse(**asked).to_json()
    return found


def test_verdicts_of_an_exact_game_have_the_shares_of_their_ranges(tmp_path: Path) -> None:
    level, count = 0.7, 400
    found = analysed(tmp_path, LOGIT, worlds=count, level=level)["worlds"]["views"]["as_written"]
    free_from = math.log(level / (1 - level)) / 2
    truth = {"free": (1 - free_from) / 2, "unsteady": free_from / 2, "unwilling": 0.5}
    verdicts = found["actors"]["a"]["verdicts"]
    for name, share in truth.items():
        assert verdicts[name]["low"] <= share <= verdicts[name]["high"]
        # One draw in each stratum: a boundary can lie within one of them.
        assert abs(verdicts[name]["count"] - share * count) <= 1
    assert found["exact"]
    assert sum(one["count"] for one in verdicts.values()) == count
    assert verdicts["too_close"]["count"] == 0
    # Over the worlds the chance of leaving has the quantiles of the logit at those of its worth.
    for name, q in (("q05", 0.05), ("q50", 0.5), ("q95", 0.95)):
        expected = 1 / (1 + math.exp(-2 * (-1 + 2 * q)))
        assert found["endings"]["left"][name] == pytest.approx(expected, abs=0.01)


@pytest.fixture
def coarse_grids(monkeypatch: pytest.MonkeyPatch) -> None:
    """Grids so coarse that interpolation bends what is between their points, and no game counts as small."""
    for module in (world_plan, worlds):
        monkeypatch.setattr(module, "GRIDS", (2, 6, 18))
    monkeypatch.setattr(world_plan, "SMALL_SECONDS", 0.0)


def share_free() -> float:
    """The share of worlds in which E[x²] / 9 reaches the level."""
    return (HIGH - math.sqrt(9 * LEVEL - PERIODS * SPREAD**2)) / (HIGH - LOW)


@pytest.mark.usefixtures("coarse_grids")
def test_calibration_removes_the_bias_of_a_coarse_grid(tmp_path: Path) -> None:
    count = 220
    path = tmp_path / "game.yaml"
    path.write_text(CONVEX, encoding="utf-8")
    model = offramp.load(path).model
    draws, numbers = design(model, None, count, seed=1), Numbers.of(model, ["a"])
    raw = [
        solve_world(model, numbers, None, n, draws.world(n), Grids(2)).value_m[numbers.reach("a")][0]
        for n in range(count)
    ]
    low, high = interval(sum(would >= LEVEL for would in raw), count)
    assert low > share_free()  # read off the coarse grid, too many worlds are free, beyond the interval
    assert share_free() < high

    found = analysed(tmp_path, CONVEX, worlds=count, level=LEVEL)["worlds"]
    view = found["views"]["as_written"]
    verdicts = view["actors"]["a"]["verdicts"]
    free, close = verdicts["free"]["count"], verdicts["too_close"]["count"]
    assert found["grids"] == [2, 6, 18]
    assert view["fitted"] == 100
    assert free - 1 <= count * share_free() <= free + close + 1
    assert verdicts["free"]["low"] <= share_free() <= verdicts["free"]["high"]
    assert close < 0.1 * count
    assert verdicts["trapped"]["count"] == count - free - close
    leaning = {name: one["count"] for name, one in view["actors"]["a"]["leaning"].items()}
    assert sum(leaning.values()) == close
    assert abs(free + leaning["free"] - count * share_free()) <= 3
