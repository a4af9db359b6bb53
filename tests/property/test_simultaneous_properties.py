"""What no way of writing a stage game down may change, and what holds of whatever is called an equilibrium."""

from dataclasses import dataclass
from itertools import permutations, product
from math import exp, log

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from offramp.kernels.simultaneous.equilibria import Equilibria, Status
from offramp.kernels.simultaneous.matrix_games import guarantees
from offramp.kernels.simultaneous.principal_branch import principal_equilibria
from offramp.kernels.simultaneous.stage_games import StageGames

SHAPES = st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple)
PLAIN = st.integers(-300, 300).map(lambda k: k / 100)
RATES = st.one_of(st.just(0.0), st.floats(0.01, 25.0))


@dataclass(frozen=True)
class Drawn:
    """One stage."""

    payoffs: list[np.ndarray]
    rates: list[float]

    def solve(self) -> Equilibria:
        return principal_equilibria(StageGames.of([p[None] for p in self.payoffs], self.rates))


@st.composite
def stages(draw: st.DrawFn) -> Drawn:
    shape = draw(SHAPES)
    count = int(np.prod(shape))
    tables = [draw(st.lists(PLAIN, min_size=count, max_size=count)) for _ in shape]
    return Drawn([np.array(table).reshape(shape) for table in tables], [draw(RATES) for _ in shape])


def alike(ours: Equilibria, theirs: Equilibria, order: list[int] | None = None) -> None:
    """The same profiles, unless a branch point leaves it to rounding which way the branch goes."""
    assume(ours.status_s[0] <= Status.PAST_FOLD and theirs.status_s[0] <= Status.PAST_FOLD)
    for i, chance in enumerate(theirs.profile):
        np.testing.assert_allclose(chance, ours.profile[order[i] if order else i], atol=1e-8)


@settings(max_examples=60, deadline=None)
@given(stages(), st.randoms(use_true_random=False))
def test_names_of_options_do_not_matter(game: Drawn, random) -> None:
    orders = [random.sample(range(m), m) for m in game.payoffs[0].shape]
    renamed = Drawn([payoff[np.ix_(*orders)] for payoff in game.payoffs], game.rates)
    ours, theirs = game.solve(), renamed.solve()
    assume(ours.status_s[0] <= Status.PAST_FOLD and theirs.status_s[0] <= Status.PAST_FOLD)
    for order, mine, other in zip(orders, ours.profile, theirs.profile, strict=True):
        np.testing.assert_allclose(other, mine[:, order], atol=1e-8)


@settings(max_examples=60, deadline=None)
@given(stages(), st.integers(0, 5))
def test_names_of_actors_do_not_matter(game: Drawn, pick: int) -> None:
    orders = list(permutations(range(len(game.payoffs))))
    order = list(orders[pick % len(orders)])
    renamed = Drawn([game.payoffs[i].transpose(order) for i in order], [game.rates[i] for i in order])
    alike(game.solve(), renamed.solve(), order)


@settings(max_examples=60, deadline=None)
@given(stages(), st.data())
def test_what_an_actor_gets_whatever_it_does_changes_nothing(game: Drawn, data: st.DataObject) -> None:
    lifted = []
    for i, payoff in enumerate(game.payoffs):
        shape = [1 if axis == i else m for axis, m in enumerate(payoff.shape)]
        count = int(np.prod(shape))
        constant = data.draw(st.lists(st.integers(-8, 8), min_size=count, max_size=count))
        lifted.append(payoff + np.array(constant, dtype=float).reshape(shape))
    alike(game.solve(), Drawn(lifted, game.rates).solve())


@settings(max_examples=60, deadline=None)
@given(stages(), st.lists(st.floats(1e-3, 1e3), min_size=3, max_size=3))
def test_units_of_payoffs_do_not_matter_if_rationality_follows(game: Drawn, units: list[float]) -> None:
    payoffs = [unit * payoff for unit, payoff in zip(units, game.payoffs, strict=False)]
    rates = [rate / unit for unit, rate in zip(units, game.rates, strict=False)]
    alike(game.solve(), Drawn(payoffs, rates).solve())


@settings(max_examples=60, deadline=None)
@given(stages())
def test_what_is_called_an_equilibrium_is_one(game: Drawn) -> None:
    """Computed again with plain loops: chances are the logit of what options bring, and regret is at most ln(m) / λ."""
    found = game.solve()
    assert Status(int(found.status_s[0])).solved
    profile = [chance[0] for chance in found.profile]
    for i, payoff in enumerate(game.payoffs):
        value = [0.0] * payoff.shape[i]
        for cell in product(*(range(m) for m in payoff.shape)):
            chance = 1.0
            for j, a in enumerate(cell):
                chance *= 1.0 if j == i else float(profile[j][a])
            value[cell[i]] += chance * float(payoff[cell])
        weight = [exp(game.rates[i] * (v - max(value))) for v in value]
        residual = max(abs(p - w / sum(weight)) for p, w in zip(profile[i], weight, strict=True))
        assert residual <= 1e-8
        assert abs(residual - found.residual_s[0]) <= 1e-8
        mean = sum(p * v for p, v in zip(profile[i], value, strict=True))
        np.testing.assert_allclose(found.value_si[0, i], mean, atol=1e-9)
        np.testing.assert_allclose(found.regret_si[0, i], max(value) - mean, atol=1e-9)
        if game.rates[i] > 0.0:
            assert found.regret_si[0, i] <= log(len(value)) / game.rates[i] + 1e-9


@settings(max_examples=40, deadline=None)
@given(stages(), st.data())
def test_options_that_are_not_there_have_no_chance_and_no_effect(game: Drawn, data: st.DataObject) -> None:
    there = []
    for m in game.payoffs[0].shape:
        mask = data.draw(st.lists(st.booleans(), min_size=m, max_size=m).filter(any))
        there.append(np.array([mask]))
    found = principal_equilibria(StageGames.of([p[None] for p in game.payoffs], game.rates, there))
    left = [np.flatnonzero(mask[0]) for mask in there]
    small = Drawn([payoff[np.ix_(*left)] for payoff in game.payoffs], game.rates).solve()
    for chance, options in zip(found.profile, left, strict=True):
        assert np.delete(chance[0], options).sum() == 0.0
    assume(found.status_s[0] <= Status.PAST_FOLD and small.status_s[0] <= Status.PAST_FOLD)
    for chance, options, alone in zip(found.profile, left, small.profile, strict=True):
        np.testing.assert_allclose(chance[0][options], alone[0], atol=1e-8)


@settings(max_examples=40, deadline=None)
@given(stages())
def test_without_rationality_all_options_are_alike(game: Drawn) -> None:
    found = Drawn(game.payoffs, [0.0] * len(game.rates)).solve()
    for chance in found.profile:
        np.testing.assert_allclose(chance, 1.0 / chance.shape[1], atol=1e-15)


MATRICES = st.tuples(st.integers(1, 5), st.integers(1, 7)).flatmap(
    lambda size: st.lists(PLAIN, min_size=size[0] * size[1], max_size=size[0] * size[1]).map(
        lambda table: np.array(table).reshape(1, *size)
    )
)


@settings(max_examples=100, deadline=None)
@given(MATRICES, st.floats(0.01, 100.0), st.integers(-50, 50))
def test_both_sides_of_a_matrix_game_guarantee_the_same(matrix: np.ndarray, unit: float, constant: int) -> None:
    rows, columns = guarantees(matrix), guarantees(-matrix.transpose(0, 2, 1))
    np.testing.assert_allclose(rows.value_s, -columns.value_s, atol=1e-12)
    assert matrix.min(axis=2).max() <= rows.value_s[0] + 1e-12
    assert rows.value_s[0] <= matrix.max(axis=1).min() + 1e-12
    moved = guarantees(unit * matrix + constant)
    np.testing.assert_allclose(moved.value_s, unit * rows.value_s + constant, atol=1e-10)
