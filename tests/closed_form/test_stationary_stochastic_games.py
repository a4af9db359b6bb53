"""Discounted stochastic games of two who move at the same time: stationary logit equilibria by another solver.

The first game was drawn by sgamesolver 1.0.2 (`SGame.random_game` with 2 states, 2 players, 3 actions, δ = 0.9,
seed 1), and solved by its homotopy for quantal response equilibria with a residual of 1e-8. The second one has 30
states. `bench.stochastic_game` draws it, and sgamesolver was given its arrays: `SGame(list(payoff_sia),
list(onward_sat), 0.95)`, then `homotopy.QRE` with `target_lambda`, corrections and convergence to 1e-11.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from bench.stochastic_game import StochasticGame

from .scenario_runs import run

Floats = Any
U = np.array(
    [
        [
            [
                [0.511821624700257, 0.950463696325935, 0.144159612719634],
                [0.948649447137244, 0.311831452010485, 0.423326448972576],
                [0.827702593820442, 0.409199136369161, 0.54959368767306],
            ],
            [
                [0.027559113243068, 0.753513108674807, 0.538143313219278],
                [0.329731716499092, 0.788428703428404, 0.303194829291645],
                [0.453497889480652, 0.134041697247165, 0.403112986447129],
            ],
        ],
        [
            [
                [0.20345524067615, 0.26231334044185, 0.750364672630053],
                [0.28040875798604, 0.485190974431635, 0.980737199801239],
                [0.961657193663787, 0.724789940773534, 0.541226855547434],
            ],
            [
                [0.276891204045371, 0.160652008775127, 0.969925413216133],
                [0.516068585547879, 0.11586561247077, 0.6234897555375],
                [0.776683114342298, 0.61300330105304, 0.917297704790903],
            ],
        ],
    ]
)  # state × player × action × action
ONWARD = np.array(
    [
        [
            [0.034068727726547, 0.952838522816394, 0.227106625253014],
            [0.586226446447157, 0.341984695421043, 0.663406331091016],
            [0.415858059193125, 0.265552403171951, 0.301716001784259],
        ],
        [
            [0.825368709287819, 0.414120177409913, 0.749172023465948],
            [0.968106627095422, 0.340514260520853, 0.818008595432067],
            [0.714548460770374, 0.310045436695108, 0.185660976683649],
        ],
    ]
)  # state × action × action: chance that the first state follows
FOUND = {
    1: (
        [
            [[0.332585029, 0.324913497, 0.342501474], [0.290845377, 0.375694765, 0.333459857]],
            [[0.284155372, 0.339676629, 0.376167999], [0.309076448, 0.263026997, 0.427896555]],
        ],
        [[5.822585029, 5.07510533], [5.874031132, 5.234580451]],
    ),
    2: (
        [
            [[0.346104422, 0.30520945, 0.348686128], [0.251824116, 0.413286363, 0.334889521]],
            [[0.250316292, 0.360104547, 0.389579161], [0.277241589, 0.203311919, 0.519446492]],
        ],
        [[5.907959335, 5.302383214], [5.990421674, 5.48943175]],
    ),
    5: (
        [
            [[0.425343668, 0.214516123, 0.360140209], [0.146695867, 0.487387002, 0.365917131]],
            [[0.195209192, 0.507761799, 0.297029009], [0.185116536, 0.075421149, 0.739462315]],
        ],
        [[6.134349389, 5.595600883], [6.292542817, 5.798810607]],
    ),
}  # strategies: state × player × action; values: state × player


def by_case(number_sab: Floats, move: str = "") -> str:
    """A number for each state and what both pick, as an expression."""
    cases = [
        f"{number_sab[s, a, b]:.15g} if place == s{s} and one == x{a} and two == y{b}"
        for s, a, b in np.ndindex(number_sab.shape)
    ]
    return " else ".join(cases) + " else 0"


def scenario(u_siab: Floats, onward_sab: Floats, precision: float, start: int) -> str:
    """A stochastic game of two states as a scenario."""
    actions = range(u_siab.shape[2])
    data = {
        "offramp": 1,
        "title": "A stochastic game",
        "calendar": {"periods": "open"},
        "actors": {name: {"rationality": precision, "discount": 0.9} for name in ("one", "two")},
        "state": {
            "place": {"modes": ["s0", "s1"], "start": f"s{start}"},
            "next": {"modes": ["n0", "n1"], "start": "n0"},
        },
        "play": [
            {"move": ["one", "two"], "options": {"one": [f"x{a}" for a in actions], "two": [f"y{b}" for b in actions]}},
            {
                "one_of": {
                    "first": {"probability": by_case(onward_sab), "then": {"next": "n0"}},
                    "otherwise": {"then": {"next": "n1"}},
                }
            },
        ],
        "define": {"paid_one": by_case(u_siab[:, 0]), "paid_two": by_case(u_siab[:, 1])},
        "payoffs": {"one": {"each_period": "paid_one"}, "two": {"each_period": "paid_two"}},
        "tolerable": {"one": ["horizon"], "two": ["horizon"]},
    }
    # What is paid reads the state before it moves on, so the next one is kept apart until the next period begins.
    data["play"].insert(0, {"update": {"place": "place.s0 if next == n0 else place.s1"}})  # type: ignore[attr-defined]  # a list
    data["state"]["next"]["start"] = f"n{start}"  # type: ignore[index]  # a mapping
    return yaml.safe_dump(data, sort_keys=False)


@pytest.mark.parametrize(
    ("precision", "start"),
    [(5, 0), *(pytest.param(p, s, marks=pytest.mark.slow) for p in FOUND for s in (0, 1) if (p, s) != (5, 0))],
)
def test_the_same_as_by_homotopy(precision: float, start: int, tmp_path: Path) -> None:
    path = tmp_path / "game.yaml"
    path.write_text(scenario(U, ONWARD, precision, start), encoding="utf-8")
    found = run(path)
    strategies, values = FOUND[int(precision)]
    for i, actor in enumerate(("one", "two")):
        assert found["actors"][actor]["value"] == pytest.approx(values[start][i], abs=1e-6)
        chosen = [option["chosen"] for option in found["actors"][actor]["options"].values()]
        assert chosen == pytest.approx(strategies[start][i], abs=1e-6)
    assert found["certificate"]["resolved"]


LARGE = StochasticGame(states=30, actors=2, options=3, discount=0.95)
FOUND_LARGE = {
    (1, 0): ([10.0085471, 10.18221632], [[0.36657804, 0.33917428, 0.29424768], [0.34074187, 0.27793962, 0.38131851]]),
    (1, 7): ([10.32061581, 9.95157937], [[0.43813134, 0.30827088, 0.25359777], [0.29139842, 0.30160414, 0.40699744]]),
    (1, 29): ([10.3009316, 10.01320646], [[0.34204909, 0.39827333, 0.25967758], [0.39096987, 0.3501099, 0.25892023]]),
    (5, 0): ([11.56317186, 12.06032543], [[0.49771802, 0.33725538, 0.1650266], [0.23549976, 0.11945738, 0.64504286]]),
    (5, 15): ([11.89904176, 11.89110418], [[0.31714224, 0.26199775, 0.42086001], [0.43528897, 0.40433219, 0.16037884]]),
    (10, 0): ([12.85809728, 14.29889233], [[0.7375021, 0.21726296, 0.04523494], [0.02965499, 0.00404501, 0.9663]]),
    (10, 7): ([13.44576913, 14.17611089], [[0.86912306, 0.13079065, 8.629e-05], [0.0118554, 0.00232687, 0.98581773]]),
}  # by rationality and state: values of both, strategies of both


@pytest.mark.parametrize(("precision", "start"), FOUND_LARGE)
def test_thirty_states_by_homotopy(precision: float, start: int, tmp_path: Path) -> None:
    path = tmp_path / "game.yaml"
    path.write_text(LARGE.scenario(precision), encoding="utf-8")
    found = run(path, at={"place": f"s{start}"})
    values, strategies = FOUND_LARGE[int(precision), start]
    for i, actor in enumerate(("one", "two")):
        assert found["actors"][actor]["value"] == pytest.approx(values[i], abs=1e-6)
        chosen = [option["chosen"] for option in found["actors"][actor]["options"].values()]
        assert chosen == pytest.approx(strategies[i], abs=1e-6)
    assert found["certificate"]["resolved"]
    assert found["certificate"]["settled_by"] == "rounds"
    assert found["duration"] is None  # it never ends


CIRCLING = {
    (4, 2, 4, 40): [11.57801302, 14.19785061],
    (5, 3, 20, 25): [12.55821227, 13.82435694],
    (6, 3, 14, 40): [14.84620102, 16.28023022],
    (6, 3, 15, 80): [12.26211624, 15.28752081],
}  # by states, options, seed and rationality: values of both in the first state, by the same solver


@pytest.mark.parametrize(
    "drawn", [(4, 2, 4, 40), *(pytest.param(d, marks=pytest.mark.slow) for d in CIRCLING if d != (4, 2, 4, 40))]
)
def test_where_long_games_go_round_in_circles(drawn: tuple[int, int, int, int], tmp_path: Path) -> None:
    """Value iteration doesn't come to these; the homotopy does."""
    states, options, seed, precision = drawn
    path = tmp_path / "game.yaml"
    path.write_text(StochasticGame(states, 2, options, 0.95, seed).scenario(precision), encoding="utf-8")
    found = run(path)
    assert [found["actors"][actor]["value"] for actor in ("one", "two")] == pytest.approx(CIRCLING[drawn], abs=1e-6)
    assert found["certificate"]["resolved"]
    assert found["certificate"]["settled_by"] == "branch"
