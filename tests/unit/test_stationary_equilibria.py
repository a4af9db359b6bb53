"""Stationary logit equilibria from arrays: against closed forms, plain value iteration and differences."""

from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.special import logsumexp

from bench.stochastic_game import StochasticGame
from offramp.kernels.simultaneous import stationary_equilibria, stationary_search
from offramp.kernels.simultaneous.equilibria import Status
from offramp.kernels.simultaneous.growing_rationality import grown_equilibrium
from offramp.kernels.simultaneous.principal_branch import principal_equilibria
from offramp.kernels.simultaneous.stage_games import StageGames
from offramp.kernels.simultaneous.stage_responses import Responses
from offramp.kernels.simultaneous.stationary_equilibria import contracts, stationary_equilibrium
from offramp.kernels.simultaneous.stationary_games import StationaryGame
from offramp.kernels.simultaneous.stationary_search import NotSettledError
from offramp.kernels.simultaneous.unique_equilibria import surely_unique

Floats = Any


def drawn(states: int, options: tuple[int, ...], discount: float, rationality: float, seed: int) -> StationaryGame:
    """A game with some chance to end, some options that aren't there, and of three actors one with a habit."""
    random = np.random.default_rng(seed)
    actors = len(options)
    onward = random.exponential(size=(states, *options, states))
    onward *= random.uniform(0.7, 1.0, size=(states, *options, 1)) / onward.sum(axis=-1, keepdims=True)
    available = [random.random((states, m)) < 0.8 for m in options]
    for there in available:
        there[np.arange(states), random.integers(there.shape[1], size=states)] = True
    habits: list[Floats] = [None] * actors
    if actors == 3:
        habits[1] = available[1] * random.random((states, options[1])) + 1e-3 * available[1]
    payoffs = [random.random((states, *options)) for _ in options]
    rates = [rationality * random.uniform(0.5, 1.0) for _ in options]
    discounts = discount * random.uniform(0.8, 1.0, size=actors)
    return StationaryGame.of(payoffs, onward, discounts, rates, available, habits)


def before(game: StationaryGame, values_si: Floats) -> Floats:
    """Values a period before, each stage game by following its branch."""
    found = principal_equilibria(game.with_values(game.payoff_isa(values_si)))
    assert (found.status_s == Status.PRINCIPAL).all()
    return found.value_si


def long_game(game: StationaryGame) -> Floats:
    """Values of a game so long that one more period changes nothing."""
    values = np.zeros((game.size, game.actors))
    for _ in range(1000):
        last, values = values, before(game, values)
        if np.abs(values - last).max() < 1e-12:
            return values
    raise AssertionError("values didn't settle")


@pytest.mark.parametrize("options", [(3, 2), (2, 3, 2), (4,)])
@pytest.mark.parametrize(("rationality", "seed"), [(0.0, 1), (2.0, 2), (6.0, 3)])
def test_as_plain_value_iteration(options: tuple[int, ...], rationality: float, seed: int) -> None:
    game = drawn(5, options, 0.7, rationality, seed)
    found = stationary_equilibrium(game)
    assert found.values_si == pytest.approx(long_game(game), abs=1e-9)
    assert found.stages.value_si == pytest.approx(found.values_si, abs=1e-12)
    assert found.residual < 1e-12
    assert found.stages.residual_s.max() < 1e-12
    for chance, there in zip(found.stages.profile, game.stages.available, strict=True):
        assert (chance[~there] == 0.0).all()


def test_a_single_actor_decides_by_soft_value_iteration() -> None:
    game = drawn(6, (4,), 0.95, 3.0, 5)
    (payoff_sa,), (there_sa,), (rate_s,) = game.stages.payoffs, game.stages.available, game.stages.rationality
    onward_sat = np.asarray(game.onward_pt).reshape(6, 4, 6)
    value_s = np.zeros(6)
    for _ in range(3000):
        weight = np.where(there_sa, rate_s[:, None] * (payoff_sa + game.discount_i[0] * onward_sat @ value_s), -np.inf)
        chance = np.exp(weight - logsumexp(weight, axis=1, keepdims=True))
        value_s = (chance * (payoff_sa + game.discount_i[0] * onward_sat @ value_s)).sum(axis=1)
    found = stationary_equilibrium(game)
    assert found.values_si[:, 0] == pytest.approx(value_s, abs=1e-11)
    assert found.stages.profile[0] == pytest.approx(chance, abs=1e-11)


def test_what_nobody_waits_for_is_played_as_a_stage_game() -> None:
    game = drawn(5, (3, 3), 0.0, 4.0, 7)
    alone = principal_equilibria(game.stages)
    found = stationary_equilibrium(game)
    assert found.values_si == pytest.approx(alone.value_si, abs=1e-12)
    assert found.stages.profile[0] == pytest.approx(alone.profile[0], abs=1e-12)


def test_a_zero_sum_game_of_very_rational_actors_has_its_value() -> None:
    """v = val [[3 + v/2, 0], [0, 1]] = (3 + v/2) / (4 + v/2), so v² + 7 v = 6. It goes on after the first profile only;
    a value of Shapley 1953."""
    payoff = np.array([[[3.0, 0.0], [0.0, 1.0]]])
    onward = np.array([[[1.0, 0.0], [0.0, 0.0]]])[..., None]
    game = StationaryGame.of([payoff, -payoff], onward, 0.5, [1e4, 1e4])
    value = (-7 + np.sqrt(73)) / 2
    assert stationary_equilibrium(game).values_si[0] == pytest.approx([value, -value], abs=1e-3)


def of_bench(states: int, options: int, seed: int, rationality: float, discount: float = 0.95) -> StationaryGame:
    game = StochasticGame(states, 2, options, discount, seed)
    payoffs = [game.payoff_sia[:, i] for i in range(2)]
    return StationaryGame.of(payoffs, game.onward_sat, discount, [rationality, rationality])


@pytest.mark.parametrize(
    ("rationality", "values", "chances"),
    [
        (1, [10.0085471, 10.18221632], [0.36657804, 0.33917428, 0.29424768]),
        (5, [11.56317186, 12.06032543], [0.49771802, 0.33725538, 0.1650266]),
        (10, [12.85809728, 14.29889233], [0.7375021, 0.21726296, 0.04523494]),
    ],
)
def test_thirty_states_as_by_homotopy(rationality: float, values: list[float], chances: list[float]) -> None:
    """In the first state, by sgamesolver 1.0.2: as in `test_stationary_stochastic_games`."""
    found = stationary_equilibrium(of_bench(30, 3, 1, rationality))
    assert found.values_si[0] == pytest.approx(values, abs=1e-6)
    assert found.stages.profile[0][0] == pytest.approx(chances, abs=1e-6)


@pytest.mark.parametrize(("states", "options", "seed", "rationality"), [(4, 2, 4, 40), (5, 3, 20, 25), (6, 3, 14, 40)])
def test_values_that_long_games_do_not_come_to_are_not_found(
    states: int, options: int, seed: int, rationality: float
) -> None:
    """Those go round in circles, though there is an equilibrium."""
    with pytest.raises(NotSettledError):
        stationary_equilibrium(of_bench(states, options, seed, rationality))


@pytest.mark.parametrize(
    ("states", "options", "seed", "rationality", "values"),
    [
        (4, 2, 4, 40, [11.57801302, 14.19785061]),
        (5, 3, 20, 25, [12.55821227, 13.82435694]),
        (6, 3, 14, 40, [14.84620102, 16.28023022]),
        (6, 3, 15, 80, [12.26211624, 15.28752081]),
    ],
)
def test_growing_rationality_leads_to_them(
    states: int, options: int, seed: int, rationality: float, values: list[float]
) -> None:
    """By sgamesolver's homotopy, in the first state: as in `test_stationary_stochastic_games`."""
    game = of_bench(states, options, seed, rationality)
    found = grown_equilibrium(game)
    assert found.values_si[0] == pytest.approx(values, abs=1e-6)
    assert np.abs(before(game, found.values_si) - found.values_si).max() < 1e-9


@pytest.mark.parametrize("options", [(3, 2), (2, 3, 2), (4,)])
def test_growing_rationality_and_long_games_lead_to_the_same(options: tuple[int, ...]) -> None:
    game = drawn(5, options, 0.9, 2.0, 19)
    assert grown_equilibrium(game).values_si == pytest.approx(stationary_equilibrium(game).values_si, abs=1e-11)


@pytest.mark.parametrize(
    ("states", "options", "seed", "rationality", "why"),
    [(2, 3, 1017, 50, "the branch turns back"), (3, 2, 23, 50, "left its principal branch")],
)
def test_a_branch_that_cannot_be_followed_leads_nowhere(
    states: int, options: int, seed: int, rationality: float, why: str
) -> None:
    with pytest.raises(NotSettledError, match=why):
        grown_equilibrium(of_bench(states, options, seed, rationality))


def test_what_pushes_values_away_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Newton's method comes to the equilibrium of a game whose values go round in a circle, if it begins too early:
    that periods don't lead there is seen by their derivatives alone."""
    monkeypatch.setattr(stationary_equilibria, "STEADY", np.inf)
    game = of_bench(4, 2, 4, 40)
    with pytest.raises(NotSettledError, match="periods don't lead"):
        stationary_equilibrium(game)
    monkeypatch.setattr(stationary_equilibria, "contracts", lambda derivative: True)
    found = stationary_equilibrium(game)
    assert found.values_si[0] == pytest.approx([11.57801302, 14.19785061], abs=1e-6)  # by sgamesolver
    assert np.abs(before(game, found.values_si) - found.values_si).max() < 1e-9


@pytest.mark.parametrize(("limit", "most"), [("MOST_UNKNOWNS", 9), ("MOST_WEIGHTS", 79)])
def test_large_games_are_left_to_others(limit: str, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stationary_search, limit, most)
    with pytest.raises(NotSettledError, match="too many states"):
        stationary_equilibrium(drawn(5, (2, 2), 0.5, 1.0, 1))


def test_sparse_chances_as_dense_ones() -> None:
    game = drawn(6, (2, 3, 2), 0.9, 3.0, 11)
    sparse = StationaryGame(game.stages, csr_array(np.asarray(game.onward_pt)), game.discount_i)
    assert sparse.ends
    assert stationary_equilibrium(sparse).values_si == pytest.approx(stationary_equilibrium(game).values_si, abs=1e-12)


@pytest.mark.parametrize("options", [(3, 2), (2, 3, 2), (2, 2, 2, 2), (4,)])
def test_how_values_answer_to_payoffs(options: tuple[int, ...]) -> None:
    """Against differences of equilibria that were found by following the branch."""
    game = drawn(4, options, 0.5, 3.0, 13)
    payoff_isa = np.stack(game.stages.payoffs)
    found = principal_equilibria(game.stages)
    rates = zip(game.stages.rationality, game.stages.habits, strict=True)
    rate_js = np.stack([rate if habit is None else 0.0 * rate for rate, habit in rates])
    responses = Responses.of(payoff_isa, list(found.profile), rate_js)
    assert responses.value_si == pytest.approx(found.value_si, abs=1e-12)
    random = np.random.default_rng(3)
    for _ in range(3):
        way_isa, small = random.normal(size=payoff_isa.shape), 1e-5
        ahead, back = (
            principal_equilibria(game.with_values(payoff_isa + sign * small * way_isa)).value_si for sign in (1, -1)
        )
        expected_si = (
            (responses.weight_sija() * way_isa.swapaxes(0, 1)[:, None]).reshape(4, len(options), -1).sum(axis=2)
        )
        assert expected_si == pytest.approx((ahead - back) / (2 * small), abs=1e-8)


def test_derivatives_of_a_period() -> None:
    """Against differences, value by value."""
    game = drawn(4, (3, 2), 0.9, 4.0, 17)
    found = stationary_equilibrium(game)
    payoff_isa = game.payoff_isa(found.values_si)
    rate_js = np.stack(game.stages.rationality)
    responses = Responses.of(payoff_isa, list(found.stages.profile), rate_js)
    matrix, small = stationary_search.derivatives(game, responses), 1e-5
    for number in range(8):
        step = small * np.eye(8)[number].reshape(4, 2)
        change = before(game, found.values_si + step) - before(game, found.values_si - step)
        assert matrix[:, number] == pytest.approx(change.ravel() / (2 * small), abs=1e-8)


@pytest.mark.parametrize(("size", "does"), [(0.999, True), (1.0, False), (1.001, False)])
def test_what_a_matrix_of_turns_contracts(size: float, does: bool) -> None:
    """Norms of a skewed rotation say nothing of where its powers go."""
    skew = np.array([[1.0, 50.0], [0.0, 1.0]])
    turn = np.array([[np.cos(1.0), -np.sin(1.0)], [np.sin(1.0), np.cos(1.0)]])
    assert contracts(size * skew @ turn @ np.linalg.inv(skew)) is does


@pytest.mark.parametrize(("rationality", "unique"), [(1.99, True), (2.01, False)])
def test_meeting_has_one_equilibrium_until_its_branch_splits(rationality: float, unique: bool) -> None:
    """tanh(x / 2) = x / λ has other solutions than 0 where λ is more than 2."""
    payoff = np.eye(2)[None]
    games = StageGames.of([payoff, payoff], [rationality, rationality])
    assert surely_unique(games).tolist() == [unique]


def test_where_one_equilibrium_is_sure_the_branch_meets_no_other() -> None:
    random = np.random.default_rng(23)
    payoffs = [random.random((300, 3, 2, 2)) for _ in range(3)]
    available = [random.random((300, m)) < 0.8 for m in (3, 2, 2)]
    for there in available:
        there[:, 0] = True
    games = StageGames.of(payoffs, [2.5, 2.5, 2.5], available)
    sure = surely_unique(games)
    assert 20 < sure.sum() < 280
    found = principal_equilibria(games.take(np.flatnonzero(sure)))
    assert (found.status_s == Status.PRINCIPAL).all()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"discount": 1.0}, "below 1"),
        ({"rationality": [np.inf, 1.0]}, "finite"),
        ({"onward": np.full((1, 2, 2, 1), 1.1)}, "add up"),
        ({"onward": np.ones((1, 2, 2, 2)) / 2}, "shape"),
    ],
)
def test_what_is_no_such_game(change: dict[str, Any], why: str) -> None:
    given: dict[str, Any] = {
        "payoffs": [np.ones((1, 2, 2))] * 2,
        "onward": np.ones((1, 2, 2, 1)),
        "discount": 0.5,
        "rationality": [1.0, 1.0],
    }
    with pytest.raises(ValueError, match=why):
        StationaryGame.of(**(given | change))
