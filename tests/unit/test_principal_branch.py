"""The batch solver against a slow trace of the same branch, one stage at a time, and what it says of each stage."""

from collections.abc import Sequence

import numpy as np
import pytest

from offramp.kernels.simultaneous.branch_following import follow, follow_surely
from offramp.kernels.simultaneous.curve_walks import Pace
from offramp.kernels.simultaneous.equilibria import Equilibria, Status
from offramp.kernels.simultaneous.principal_branch import nearby_equilibria, principal_equilibria
from offramp.kernels.simultaneous.stage_games import StageGames, choosing

from ..stage_traces import traced


def random_stages(size: int, shape: Sequence[int], seed: int) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.uniform(size=(size, *shape)) for _ in shape]


def nearly_symmetric(size: int, options: int, noise: float, seed: int) -> list[np.ndarray]:
    """Pure coordination, slightly disturbed: branches that would cross narrowly miss each other."""
    rng = np.random.default_rng(seed)
    return [np.eye(options) + noise * rng.normal(size=(size, options, options)) for _ in range(2)]


def solved(payoffs: Sequence[np.ndarray], rationality: float) -> Equilibria:
    return principal_equilibria(StageGames.of(payoffs, [rationality] * len(payoffs)))


def agrees(payoffs: Sequence[np.ndarray], rationality: float) -> Equilibria:
    """Every stage that isn't flagged is where the trace comes to. Returns what was found."""
    found = solved(payoffs, rationality)
    for s in np.flatnonzero(found.status_s <= Status.PAST_FOLD):
        trace = traced([payoff[s] for payoff in payoffs], rationality)
        for ours, theirs in zip(found.profile, trace.profile, strict=True):
            np.testing.assert_allclose(ours[s], theirs, atol=1e-8)
        assert (found.status_s[s] == Status.PAST_FOLD) == (found.folds_s[s] > 0)
        # The trace may step over two folds that are near each other, and so may we.
        assert (found.folds_s[s] - trace.folds) % 2 == 0
    return found


@pytest.mark.parametrize(
    ("shape", "rationality"), [((3, 3), 50.0), ((2, 2, 2), 50.0), ((4, 3, 4), 20.0), ((2, 5), 200.0), ((2,) * 4, 20.0)]
)
def test_random_stages_are_on_the_principal_branch(shape: tuple[int, ...], rationality: float) -> None:
    found = agrees(random_stages(8, shape, seed=1), rationality)
    assert found.residual_s.max() < 1e-10


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shape", "rationality"), [((3, 3), 50.0), ((3, 3), 300.0), ((2, 2, 2), 200.0), ((4, 3, 4), 20.0), ((5, 5), 50.0)]
)
def test_hundreds_of_random_stages_are(shape: tuple[int, ...], rationality: float) -> None:
    found = agrees(random_stages(200, shape, seed=2), rationality)
    assert (found.status_s <= Status.PAST_FOLD).all()
    assert (found.status_s == Status.PAST_FOLD).any()


@pytest.mark.parametrize("noise", [0.1, 0.01, 0.001])
def test_a_branch_that_narrowly_misses_another_is_not_left(noise: float) -> None:
    found = agrees(nearly_symmetric(8, 3, noise, seed=3), 20.0)
    assert (found.status_s <= Status.PAST_FOLD).all()


def test_most_nearly_symmetric_stages_turn_back_on_their_way() -> None:
    found = solved(nearly_symmetric(200, 3, 0.01, seed=4), 20.0)
    assert (found.folds_s > 0).sum() > 100
    assert found.residual_s.max() < 1e-10


def test_a_batch_of_thousands_is_solved_and_flagged_where_it_turns() -> None:
    found = solved(random_stages(2420, (3, 3), seed=0), 50.0)
    assert found.residual_s.max() < 1e-8
    assert found.odds_residual_s.max() < 1e-8
    assert (found.status_s <= Status.PAST_FOLD).all()
    assert (found.status_s == Status.PAST_FOLD).sum() == 19


def test_shorter_steps_lead_to_the_same_places() -> None:
    games = StageGames.of(random_stages(2420, (3, 3), seed=5), [50.0, 50.0])
    choice = choosing(games)
    scaled = 50.0 * choice.spread_is
    target = scaled.max(axis=0)
    equations = choice.equations(np.zeros_like(scaled), scaled / target)
    start = np.zeros((equations.unknowns + 1, games.size))
    usual = follow_surely(equations, start, target)
    pace = Pace(aim=2e-5, farthest=0.05, near=1e-5, turn=0.98, fall=0.3, approach=0.1, close=1e-5)
    careful = follow(equations, start, target, pace=pace)
    np.testing.assert_allclose(usual.point_us, careful.point_us, atol=1e-6)
    np.testing.assert_array_equal(usual.folds_s, careful.folds_s)
    assert careful.steps_s.mean() > 3 * usual.steps_s.mean()


def test_the_first_point_with_the_rationality_is_taken() -> None:
    """On an S-shaped branch there are three; what comes first is the one that a rising rationality leads to."""
    payoffs = nearly_symmetric(20, 3, 0.01, seed=6)
    turned = np.flatnonzero(solved(payoffs, 20.0).folds_s > 0)[:5]
    assert len(turned) == 5
    levels = np.linspace(0.2, 20.0, 200)
    games = [np.repeat(payoff[turned], len(levels), axis=0) for payoff in payoffs]
    rates = np.tile(levels, len(turned))
    folds = principal_equilibria(StageGames.of(games, [rates, rates])).folds_s.reshape(len(turned), -1)
    assert (np.diff(folds, axis=1) >= 0).all()
    assert (folds[:, 0] == 0).all()


def test_rationality_may_differ_between_actors_and_stages() -> None:
    payoffs = random_stages(40, (3, 4), seed=7)
    rng = np.random.default_rng(8)
    rates = [rng.uniform(0.0, 40.0, 40), rng.uniform(0.0, 40.0, 40)]
    rates[0][::5] = 0.0
    found = principal_equilibria(StageGames.of(payoffs, rates))
    assert found.residual_s.max() < 1e-12
    np.testing.assert_allclose(found.profile[0][::5], 1 / 3)
    for s in range(0, 40, 7):
        one = [p[s : s + 1] * rate[s] for p, rate in zip(payoffs, rates, strict=True)]
        again = principal_equilibria(StageGames.of(one, [1.0, 1.0]))
        for ours, theirs in zip(found.profile, again.profile, strict=True):
            np.testing.assert_allclose(ours[s], theirs[0], atol=1e-12)


@pytest.mark.parametrize("rationality", [1e3, 1e5, 1e6, 1e8])
def test_large_rationality_keeps_its_digits(rationality: float) -> None:
    found = solved(random_stages(100, (3, 3), seed=9), rationality)
    assert (found.status_s <= Status.PAST_FOLD).all()
    assert found.residual_s.max() < 1e-8


@pytest.mark.parametrize("rationality", [1e12, 1e20, 1e300])
def test_where_rounding_decides_it_says_so(rationality: float) -> None:
    """Pure equilibria stand out at any rationality; chances of mixed ones would need more digits than there are."""
    payoffs = random_stages(100, (3, 3), seed=10)
    found = solved(payoffs, rationality)
    mixed = solved(payoffs, np.inf).profile[0].max(axis=1) < 1.0 - 1e-9
    assert (found.status_s[mixed] == Status.BEYOND_PRECISION).all()
    assert (found.status_s[~mixed] <= Status.PAST_FOLD).all()
    assert mixed.any()
    assert not mixed.all()
    assert (found.residual_s[~mixed] <= 1e-8).all()


@pytest.mark.parametrize("scale", [1e-290, 1e-20, 1e20, 1e290])
def test_units_of_any_size(scale: float) -> None:
    payoffs = random_stages(30, (3, 3), seed=11)
    ours = solved([scale * payoff for payoff in payoffs], 20.0 / scale)
    plain = solved(payoffs, 20.0)
    assert (ours.status_s <= Status.PAST_FOLD).all()
    for x, y in zip(ours.profile, plain.profile, strict=True):
        np.testing.assert_allclose(x, y, atol=1e-12)


def test_a_profile_that_is_none_loses_its_status() -> None:
    """Whatever leads to a profile, its certificate is computed from payoffs."""
    from offramp.kernels.simultaneous.equilibria import certify

    payoffs = random_stages(5, (3, 3), seed=12)
    games = StageGames.of(payoffs, [30.0, 30.0])
    found = principal_equilibria(games)
    off = [log.copy() for log in found.log_profile]
    off[0][2] = np.log([0.2, 0.3, 0.5])
    again = certify(games, off, found.status_s, found.folds_s, found.branch_point_si, found.limit_error_s)
    assert again.status_s[2] == Status.STALLED
    assert again.residual_s[2] > 0.01
    assert (np.delete(again.status_s, 2) <= Status.PAST_FOLD).all()


@pytest.mark.parametrize("moved", [1e-6, 0.3])
def test_equilibria_of_nearly_the_same_games_are_carried_over(moved: float) -> None:
    """Where payoffs move so far that the equilibrium isn't near, the branch is followed anew."""
    payoffs = random_stages(40, (3, 4), seed=5)
    rng = np.random.default_rng(6)
    others = [payoff + moved * rng.uniform(size=payoff.shape) for payoff in payoffs]
    before, wanted = solved(payoffs, 20.0), solved(others, 20.0)
    found = nearby_equilibria(StageGames.of(others, [20.0, 20.0]), before)
    for one, other in zip(found.profile, wanted.profile, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-9)
    assert (found.status_s == wanted.status_s).all()
    np.testing.assert_allclose(found.value_si, wanted.value_si, atol=1e-9)
