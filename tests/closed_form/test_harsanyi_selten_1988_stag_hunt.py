"""Payoff dominance against risk dominance: Harsanyi & Selten 1988, A General Theory of Equilibrium Selection in Games.

Hunting the stag together brings 9 each, alone 0; the hare 8 to one who lets the other down, 7 to both. A symmetric
logit equilibrium has p = L(λ(8p - 7)) as the chance of the stag. From λ = 5 or so on that has a solution near 1 besides
the one near 0, which is on the principal branch: caution is risk dominant.
"""

import json

import pytest
from scipy.optimize import brentq
from scipy.special import expit

import offramp
from offramp.cli.solution_words import solution_text
from tests.closed_form.scenario_runs import SCENARIOS, assert_exact, chosen, run


def root(low: float, high: float, rationality: float = 1.2) -> float:
    return float(brentq(lambda p: p - expit(rationality * (8 * p - 7)), low, high, xtol=1e-15))


@pytest.mark.parametrize(("custom", "low", "high"), [("nothing", 0, 0.5), ("trust", 0.99, 1), ("caution", 0, 0.5)])
def test_a_switch_picks_the_convention(custom: str, low: float, high: float) -> None:
    p = root(low, high, 8.0)
    found = run("stag_hunt", custom=custom, **{"lambda": 8.0})
    assert_exact(found)
    for actor in ("one", "two"):
        assert chosen(found, actor, "stag") == pytest.approx(p, abs=1e-10)
        assert found["actors"][actor]["value"] == pytest.approx(
            2 * (9 * p * p + 8 * p * (1 - p) + 7 * (1 - p) ** 2), abs=1e-9
        )
    stages = found["certificate"]["stages"]
    assert stages["focal"] == (0.0 if custom == "nothing" else 1.0)
    assert stages["focus_lost"] == 0.0
    used = [one for one in found["equilibria"]["found"] if one["used"]]
    assert [round(one["choices"]["one"]["stag"], 9) for one in used] == [round(p, 9)]
    assert used[0]["principal"] is (custom != "trust")


def test_a_view_picks_it_too() -> None:
    found = json.loads(
        json.dumps(offramp.load(SCENARIOS / "stag_hunt.yaml").solve(view="trusting", set={"lambda": 8.0}).to_json())
    )
    assert chosen(found, "one", "stag") == pytest.approx(root(0.99, 1, 8.0), abs=1e-10)
    text = " ".join(solution_text(found).split())
    assert "All numbers above take number" in text
    assert "the focal one" in text


def test_too_little_rationality_for_trust_is_said() -> None:
    """Below some λ the equation has no solution near 1: trust isn't reason enough."""
    assert all(expit(1.2 * (8 * p - 7)) < p for p in [0.2 + 0.8 * k / 10_000 for k in range(10_001)])
    found = run("stag_hunt", custom="trust")
    assert chosen(found, "one", "stag") == pytest.approx(root(0, 0.2), abs=1e-10)
    assert found["certificate"]["stages"] == pytest.approx(
        {"unsolved": 0.0, "past_fold": 0.0, "branch_point": 0.0, "focal": 0.0, "focus_lost": 1.0}
    )
    assert "no equilibrium of its own" in " ".join(solution_text(found).split())
