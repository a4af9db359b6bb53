"""What a batch of stage games may hold, and what is done with habits, missing options and actors without a choice."""

import numpy as np
import pytest

from offramp.kernels.simultaneous.equilibria import Status
from offramp.kernels.simultaneous.expected_payoffs import expected, option_values, regrets
from offramp.kernels.simultaneous.principal_branch import principal_equilibria
from offramp.kernels.simultaneous.stage_games import StageGames

RNG = np.random.default_rng(0)
TWO = [RNG.uniform(size=(6, 3, 4)) for _ in range(2)]
THREE = [RNG.uniform(size=(6, 3, 2, 4)) for _ in range(3)]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"payoffs": [TWO[0]]}, "1 actors need 1 payoff arrays"),
        ({"payoffs": [TWO[0], TWO[1][:3]]}, "of one shape"),
        ({"payoffs": []}, "0 actors"),
        ({"rationality": [1.0]}, "2 rationalities"),
        ({"rationality": [1.0, -1.0]}, "at least 0"),
        ({"rationality": [1.0, np.nan]}, "at least 0"),
        ({"payoffs": [TWO[0], np.full_like(TWO[1], np.nan)]}, "finite"),
        ({"available": [np.ones((6, 3)), np.zeros((6, 4))]}, "needs an option"),
        ({"available": [np.ones((6, 3)), np.ones((6, 3))]}, "available\\[1\\] has the shape"),
        ({"habits": [None, np.zeros((6, 4))]}, "not all 0"),
        ({"habits": [np.full((6, 3), -1.0), None]}, "chances"),
        ({"habits": [np.ones((6, 4)), None]}, "habits\\[0\\] has the shape"),
    ],
)
def test_wrong_input(wrong: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        StageGames.of(**{"payoffs": TWO, "rationality": [1.0, 1.0]} | wrong)


def test_one_chooser_is_the_logit_rule() -> None:
    payoff = np.array([[1.0, 2.0, 4.0], [0.0, 0.0, -1.0]])
    found = principal_equilibria(StageGames.of([payoff], [2.0]))
    weight = np.exp(2.0 * payoff)
    np.testing.assert_allclose(found.profile[0], weight / weight.sum(axis=1, keepdims=True), atol=1e-15)
    assert (found.status_s == Status.PRINCIPAL).all()


def test_one_chooser_without_noise_takes_ties_alike() -> None:
    payoff = np.array([[1.0, 2.0, 2.0], [5.0, 5.0 + 1e-12, 0.0], [0.0, 3.0, 1.0]])
    there = np.array([[True, True, True], [True, True, True], [True, False, True]])
    found = principal_equilibria(StageGames.of([payoff], [np.inf], [there]))
    np.testing.assert_array_equal(found.profile[0], [[0, 0.5, 0.5], [0.5, 0.5, 0], [0, 0, 1]])
    assert (found.status_s == Status.LIMIT).all()


def test_no_rationality_is_a_coin_toss_over_what_is_there() -> None:
    there = [RNG.random((6, m)) < 0.6 for m in (3, 4)]
    for mask in there:
        mask[:, 1] = True
    found = principal_equilibria(StageGames.of(TWO, [0.0, 0.0], there))
    for profile, mask in zip(found.profile, there, strict=True):
        np.testing.assert_allclose(profile, mask / mask.sum(axis=1, keepdims=True), atol=1e-15)


def test_options_that_are_not_there_are_as_if_they_had_never_been() -> None:
    there = [RNG.random((6, m)) < 0.5 for m in (3, 2, 4)]
    for mask in there:
        mask[~mask.any(axis=1), 0] = True
    payoffs = [payoff.copy() for payoff in THREE]
    for axis, mask in enumerate(there):
        for payoff in payoffs:
            np.moveaxis(payoff, axis + 1, 1)[~mask] = np.nan  # whatever stands there
    rates = [20.0, 5.0, 40.0]
    found = principal_equilibria(StageGames.of(payoffs, rates, there))
    assert found.residual_s.max() < 1e-12
    for s in range(6):
        options = [np.flatnonzero(mask[s]) for mask in there]
        small = StageGames.of([payoff[s][np.ix_(*options)][None] for payoff in payoffs], rates)
        alone = principal_equilibria(small)
        for i, left in enumerate(options):
            np.testing.assert_allclose(found.profile[i][s][left], alone.profile[i][0], atol=1e-12)
            assert found.profile[i][s].sum() == pytest.approx(1.0, abs=1e-15)


def test_a_habit_is_put_in() -> None:
    habit = RNG.random((6, 2))
    found = principal_equilibria(StageGames.of(THREE, [10.0, 0.0, 10.0], habits=[None, habit, None]))
    chance = habit / habit.sum(axis=1, keepdims=True)
    left = [np.einsum("sabc,sb->sac", THREE[i], chance) for i in (0, 2)]
    alone = principal_equilibria(StageGames.of(left, [10.0, 10.0]))
    np.testing.assert_allclose(found.profile[0], alone.profile[0], atol=1e-12)
    np.testing.assert_allclose(found.profile[1], chance, atol=1e-15)
    np.testing.assert_allclose(found.profile[2], alone.profile[1], atol=1e-12)
    np.testing.assert_allclose(found.value_si[:, [0, 2]], alone.value_si, atol=1e-12)


def test_habits_of_all() -> None:
    habits = [np.ones((6, 3)), np.ones((6, 4))]
    found = principal_equilibria(StageGames.of(TWO, [1.0, 1.0], habits=habits))
    np.testing.assert_allclose(found.value_si[:, 0], TWO[0].mean(axis=(1, 2)), atol=1e-15)
    assert (found.status_s == Status.PRINCIPAL).all()


def test_an_actor_with_one_option_has_no_choice() -> None:
    payoffs = [RNG.uniform(size=(4, 3, 1, 3)) for _ in range(3)]
    found = principal_equilibria(StageGames.of(payoffs, [10.0, 10.0, 10.0]))
    alone = principal_equilibria(StageGames.of([payoffs[0][:, :, 0], payoffs[2][:, :, 0]], [10.0, 10.0]))
    np.testing.assert_allclose(found.profile[0], alone.profile[0], atol=1e-13)
    np.testing.assert_array_equal(found.profile[1], 1.0)


def test_no_stages() -> None:
    found = principal_equilibria(StageGames.of([payoff[:0] for payoff in TWO], [1.0, 1.0]))
    assert [chance.shape for chance in found.profile] == [(0, 3), (0, 4)]
    assert found.status_s.shape == (0,)


def test_values_and_regrets_by_hand() -> None:
    payoffs = [np.array([[[3.0, 0.0], [5.0, 1.0]]]), np.array([[[3.0, 5.0], [0.0, 1.0]]])]
    profile = [np.array([[0.25, 0.75]]), np.array([[0.5, 0.5]])]
    values = option_values(payoffs, profile)
    np.testing.assert_allclose(values[0], [[1.5, 3.0]])
    np.testing.assert_allclose(values[1], [[0.75, 2.0]])
    np.testing.assert_allclose(expected(values, profile), [[2.625, 1.375]])
    everything = [np.ones((1, 2), dtype=bool)] * 2
    np.testing.assert_allclose(regrets(values, profile, everything), [[0.375, 0.625]])
    first_only = [np.array([[True, False]]), np.ones((1, 2), dtype=bool)]
    assert regrets(values, [np.array([[1.0, 0.0]]), profile[1]], first_only)[0, 0] == 0.0


def test_a_large_constant_costs_no_digits() -> None:
    plain = principal_equilibria(StageGames.of(TWO, [30.0, 30.0]))
    lifted = principal_equilibria(StageGames.of([2.0**30 + payoff for payoff in TWO], [30.0, 30.0]))
    assert lifted.residual_s.max() < 1e-12
    for ours, theirs in zip(lifted.profile, plain.profile, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-4)  # of payoffs that keep seven digits
