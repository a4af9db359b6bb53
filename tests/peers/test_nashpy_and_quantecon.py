"""nashpy's and QuantEcon's Nash equilibria of two actors, and QuantEcon's policy iteration of one."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from numpy.typing import NDArray

import offramp
from offramp.kernels.simultaneous.equilibria import Status
from offramp.kernels.simultaneous.principal_branch import principal_equilibria
from offramp.kernels.simultaneous.stage_games import StageGames

from .peer import peer

Floats = NDArray[np.float64]

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("seed", range(20))
def test_the_limit_is_one_of_the_nash_equilibria(seed: int) -> None:
    """Both enumerate all equilibria of a generic game of two; the principal branch leads to one of them."""
    rng = np.random.default_rng(seed)
    row, column = rng.normal(size=(2, 3, 3))
    found = principal_equilibria(StageGames.of([row[None], column[None]], [np.inf, np.inf]))
    assert found.status_s[0] == Status.LIMIT
    ours = [profile[0] for profile in found.profile]
    theirs = list(peer("nashpy").Game(row, column).vertex_enumeration())
    game_theory = peer("quantecon.game_theory")
    game = game_theory.NormalFormGame([game_theory.Player(row), game_theory.Player(column.T)])
    also = game_theory.support_enumeration(game)
    assert len(theirs) == len(also)
    for listed in (theirs, also):
        assert any(np.allclose(np.concatenate(pair), np.concatenate(ours), atol=1e-7) for pair in listed)


@pytest.mark.parametrize("seed", range(3))
def test_a_discounted_decision_problem(seed: int, tmp_path: Path) -> None:
    """One exact actor without a last period: its values and choices are those of policy iteration."""
    rng = np.random.default_rng(seed)
    paid = rng.normal(size=(3, 2))
    onward = rng.dirichlet(np.ones(3), size=(3, 2))
    solved = peer("quantecon").markov.DiscreteDP(paid, onward, 0.9).solve(method="policy_iteration")
    for start in range(3):
        path = tmp_path / f"{start}.yaml"
        path.write_text(decision_problem(paid, onward, start), encoding="utf-8")
        found = offramp.load(path).solve().to_json()["actors"]["one"]
        assert found["value"] == pytest.approx(solved.v[start], abs=1e-7)
        assert found["options"][f"x{solved.sigma[start]}"]["chosen"] == 1.0


def decision_problem(paid: Floats, onward: Floats, start: int) -> str:
    states, actions = paid.shape

    def by_case(number: Floats) -> str:
        cases = [f"{number[s, a]!r} if place == s{s} and one == x{a}" for s, a in np.ndindex(number.shape)]
        return " else ".join(cases).replace("np.float64(", "(") + " else 0"

    data = {
        "offramp": 1,
        "title": "A decision problem",
        "calendar": {"periods": "open"},
        "actors": {"one": {"rationality": "inf", "discount": 0.9}},
        "state": {
            "place": {"modes": [f"s{s}" for s in range(states)], "start": f"s{start}"},
            "next": {"modes": [f"n{s}" for s in range(states)], "start": f"n{start}"},
        },
        "play": [
            {"update": {"place": " else ".join(f"place.s{s} if next == n{s}" for s in range(states)) + " else place"}},
            {"move": "one", "options": [f"x{a}" for a in range(actions)]},
            {
                "one_of": {
                    **{
                        f"to_{s}": {"probability": by_case(onward[:, :, s]), "then": {"next": f"n{s}"}}
                        for s in range(states - 1)
                    },
                    "otherwise": {"then": {"next": f"n{states - 1}"}},
                }
            },
        ],
        "payoffs": {"one": {"each_period": by_case(paid)}},
        "tolerable": {"one": ["horizon"]},
    }
    return yaml.safe_dump(data, sort_keys=False)
