"""The trees of test_mckelvey_palfrey_1998_trees, read from Gambit's files: the same published numbers."""

import math

import pytest

import offramp

from .game_files import GAMES, gains, mixed, solved
from .published_strategies import PAYOFFS, STRATEGIES
from .test_mckelvey_palfrey_1998_trees import SUBGAME_PERFECT
from .tree_games import TREES, decisions, solve

CASES = [(name, precision) for name in STRATEGIES for precision in STRATEGIES[name]]


@pytest.mark.parametrize(("name", "precision"), CASES)
def test_published_strategies_and_payoffs(name: str, precision: float) -> None:
    result = solved(f"{name}.efg", precision)
    for node, published in STRATEGIES[name][precision].items():
        assert mixed(result, node) == pytest.approx(published, abs=1e-8)
    assert offramp.read_game(GAMES / f"{name}.efg").solve(precision).payoffs == pytest.approx(
        PAYOFFS[name][precision], abs=1e-8
    )


@pytest.mark.parametrize(("name", "precision"), CASES)
def test_our_own_recursion_to_rounding(name: str, precision: float) -> None:
    result = solved(f"{name}.efg", precision)
    payoffs, strategies = solve(TREES[name].root, precision)
    assert [player["payoff"] for player in result["players"]] == pytest.approx(payoffs, abs=1e-12)
    for decision in decisions(TREES[name].root):
        assert mixed(result, decision.name) == pytest.approx(strategies[decision.name], abs=1e-12)


@pytest.mark.parametrize("name", TREES)
def test_exact_players_are_subgame_perfect(name: str) -> None:
    result = solved(f"{name}.efg", math.inf)
    assert [player["payoff"] for player in result["players"]] == pytest.approx(SUBGAME_PERFECT[name], abs=1e-12)
    assert gains(result) == pytest.approx([0.0] * len(gains(result)), abs=1e-12)


def test_ties_are_reported() -> None:
    result = solved("sharing_game.efg", math.inf)
    tied = {there["label"]: [a["label"] for a in there["actions"] if a["tied"]] for there in result["sets"]}
    assert tied == {"suggest": ["keeps_both", "one_apiece"], "two_zero": ["no", "yes"], "one_one": [], "zero_two": []}
    assert mixed(result, "suggest") == {"keeps_both": 0.5, "one_apiece": 0.5, "gives_both": 0.0}


@pytest.mark.parametrize("precision", [0.5, 1.0, 2.0, 5.0])
@pytest.mark.parametrize("name", TREES)
def test_one_move_gives_away_no_more_than_its_entropy(name: str, precision: float) -> None:
    """A logit player loses at most ln(m) / λ at a set with m actions; a player's gain adds up along its path."""
    result = solved(f"{name}.efg", precision)
    for player, gain in enumerate(gains(result), 1):
        own = [there for there in result["sets"] if there["player"] == player]
        assert 0 <= gain <= sum(math.log(len(there["actions"])) for there in own) / precision


def test_how_likely_each_end_is() -> None:
    result = solved("centipede_four_moves.efg", 1.0)
    take = {label: chosen["take"] for label, chosen in STRATEGIES["centipede_four_moves"][1.0].items()}
    left, expected = 1.0, []
    for node in ("n1", "n2", "n3", "n4"):
        expected.append(left * take[node])
        left *= 1 - take[node]
    found = [outcome["probability"] for outcome in result["outcomes"]]
    assert found == pytest.approx([*expected, left], abs=1e-8)
    reached = [there["reached"] for there in result["sets"]]
    assert reached == pytest.approx([1, 1 - expected[0], 1 - sum(expected[:2]), 1 - sum(expected[:3])], abs=1e-8)
