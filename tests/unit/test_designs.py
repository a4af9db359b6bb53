"""Which worlds are drawn: strata, correlations, and draws that stay where they are."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

import offramp
from offramp.core.spans import Span
from offramp.explore.designs import (
    Design,
    Kind,
    UnsuitableDesign,
    correlate,
    design,
    draw,
    independent,
    latin_hypercube,
    varying,
)
from offramp.explore.low_discrepancy import rounded_up, scrambled_sobol
from offramp.scenario.model import Correlation

NAMES = ("first", "second", "third", "fourth")
NOWHERE = Span("test.yaml", 1, 1, 1, 1)


def correlation(first: str, second: str, value: float) -> Correlation:
    return Correlation(first, second, value, NOWHERE)


@settings(max_examples=50, deadline=None)
@given(worlds=st.integers(1, 300), seed=st.integers(0, 2**63 - 1), r=st.floats(-0.95, 0.95))
def test_every_stratum_holds_exactly_one_draw(worlds: int, seed: int, r: float) -> None:
    share_wa = latin_hypercube(worlds, NAMES, seed)
    for drawn in (share_wa, correlate(share_wa, NAMES, [correlation("first", "third", r)])):
        assert ((drawn > 0) & (drawn < 1)).all()
        strata = np.sort(np.floor(drawn * worlds).astype(int), axis=0)
        assert (strata == np.arange(worlds)[:, None]).all()


@pytest.mark.parametrize("r", [-0.9, -0.3, 0.5, 0.8])
def test_normal_scores_get_the_correlation_that_was_asked_for(r: float) -> None:
    drawn = correlate(latin_hypercube(500, NAMES, 1), NAMES, [correlation("second", "fourth", r)])
    found = np.corrcoef(ndtri(drawn), rowvar=False)
    assert found[1, 3] == pytest.approx(r, abs=0.02)
    # The rank correlation of a Gaussian copula (Kruskal 1958): 6/π · arcsin(r/2).
    ranks = np.argsort(np.argsort(drawn, axis=0), axis=0)
    assert np.corrcoef(ranks, rowvar=False)[1, 3] == pytest.approx(6 / np.pi * np.arcsin(r / 2), abs=0.03)


def test_several_correlations_at_once() -> None:
    wanted = [correlation("first", "second", 0.6), correlation("second", "third", -0.5)]
    drawn = correlate(latin_hypercube(1000, NAMES, 5), NAMES, wanted)
    found = np.corrcoef(ndtri(drawn), rowvar=False)
    assert found[0, 1] == pytest.approx(0.6, abs=0.02)
    assert found[1, 2] == pytest.approx(-0.5, abs=0.02)
    assert found[0, 2] == pytest.approx(0.0, abs=0.02)
    assert (drawn[:, 3] == latin_hypercube(1000, NAMES, 5)[:, 3]).all()


@pytest.mark.parametrize("worlds", [1, 2, 3, 5])
def test_a_handful_of_correlated_worlds(worlds: int) -> None:
    drawn = correlate(latin_hypercube(worlds, NAMES, 1), NAMES, [correlation("first", "second", 0.9)])
    assert drawn.shape == (worlds, 4)
    assert np.isfinite(drawn).all()


def test_draws_go_by_the_names_of_assumptions() -> None:
    all_four, two = latin_hypercube(50, NAMES, 3), latin_hypercube(50, ("fourth", "second"), 3)
    assert (all_four[:, 3] == two[:, 0]).all()
    assert (all_four[:, 1] == two[:, 1]).all()
    assert (latin_hypercube(50, NAMES, 4) != all_four).all()


def test_a_design_follows_the_ranges_of_its_view() -> None:
    model = offramp.load("brink").model
    written, hawk = (design(model, view, 40, seed=2) for view in (None, "hawk"))
    assert written.names == hawk.names == ("slip", "stake_west", "stake_east", "loss_east", "war_cost")
    assert (written.share_wa == hawk.share_wa).all()  # rival views share their luck
    column = hawk.names.index("stake_east")
    for found, low, high in ((written, 0.5, 2), (hawk, 1.5, 3)):
        drawn = np.sort(found.value_wa[:, column])
        edges = np.linspace(low, high, 41)
        assert ((drawn >= edges[:-1]) & (drawn <= edges[1:])).all()
    assert written.world(7)["slip"] == written.value_wa[7, 0]


def test_a_scenario_says_what_moves_together(tmp_path: Path) -> None:
    path = tmp_path / "together.yaml"
    brink = Path(offramp.load("brink").path).read_text(encoding="utf-8")
    path.write_text(f"{brink}\ncorrelated: [[slip, war_cost, -0.7], [stake_east, loss_east, 0.5]]\n", encoding="utf-8")
    drawn = design(offramp.load(path).model, "hawk", 300, seed=1)
    place = drawn.names.index
    found = np.corrcoef(ndtri(drawn.share_wa), rowvar=False)
    assert found[place("slip"), place("war_cost")] == pytest.approx(-0.7, abs=0.02)
    assert found[place("stake_east"), place("loss_east")] == pytest.approx(0.5, abs=0.02)
    # Uniform ranges are straight lines of their shares, so what was drawn moves together too.
    assert np.corrcoef(drawn.value_wa, rowvar=False)[place("slip"), place("war_cost")] < -0.6


SWITCHED = """
offramp: 1
title: Two cases
calendar: {periods: 1}
actors: {a: {rationality: 1}}
switches: {pace: {means: How fast, cases: {slow: {set: {speed: 0.1}}, free: {}}, value: slow}}
assumptions:
  speed: {means: How fast it goes, value: 0.2, range: [0, 1], because: {note: a test}}
  worth: {means: What it is worth, value: 1, range: [0, 2], because: {note: a test}}
state: {phase: {modes: [open, done], start: open}}
play:
  - move: a
    options: {wait: {}, go: {when: pace == slow or speed > 0.5, then: {phase: done}}}
payoffs: {a: {at_end: {done: worth * speed, horizon: 0}}}
endings: {done: {when: phase == done}}
tolerable: {a: [done]}
"""


def test_what_the_case_of_a_switch_fixes_does_not_vary(tmp_path: Path) -> None:
    path = tmp_path / "switched.yaml"
    path.write_text(SWITCHED, encoding="utf-8")
    assert varying(offramp.load(path).model, None) == ("worth",)
    path.write_text(SWITCHED.replace("value: slow", "value: free"), encoding="utf-8")
    assert varying(offramp.load(path).model, None) == ("speed", "worth")


def test_kinds_of_designs_say_what_they_are() -> None:
    model = offramp.load("brink").model
    usual, iid, sobol, saltelli = (design(model, None, 64, seed=2, kind=k) for k in ("lhs", "iid", "sobol", "saltelli"))
    assert (usual.kind, usual.layout, usual.scrambles) == ("lhs", ("worlds",), 0)
    assert (usual.value_wa == design(model, None, 64, seed=2).value_wa).all()
    assert (iid.kind, iid.scrambles) == ("iid", 0)
    assert (sobol.kind, sobol.scrambles, len(sobol.share_wa)) == ("sobol", 8, 64)
    assert sobol.block("scramble 3") == slice(16, 24)
    assert saltelli.layout == ("A", "B", *(f"A with {name} of B" for name in saltelli.names))
    assert len(saltelli.share_wa) == 64 * 7
    for drawn in (usual, iid, sobol, saltelli):
        again = design(model, None, 64, seed=2, kind=drawn.kind)
        assert (again.share_wa == drawn.share_wa).all()
        assert ((drawn.share_wa > 0) & (drawn.share_wa < 1)).all()


def test_blocks_for_total_effects_differ_in_one_column() -> None:
    drawn: Design = design(offramp.load("brink").model, None, 32, seed=5, kind="saltelli")
    first, second = (drawn.share_wa[drawn.block(name)] for name in "AB")
    for a, name in enumerate(drawn.names):
        mixed = drawn.share_wa[drawn.block(f"A with {name} of B")]
        assert (mixed[:, a] == second[:, a]).all()
        rest = [k for k in range(len(drawn.names)) if k != a]
        assert (mixed[:, rest] == first[:, rest]).all()
        assert (mixed[:, a] != first[:, a]).any()


@settings(max_examples=30, deadline=None)
@given(power=st.integers(0, 9), seed=st.integers(0, 2**63 - 1), scramble=st.integers(0, 20))
def test_every_dyadic_interval_holds_its_share_of_scrambled_points(power: int, seed: int, scramble: int) -> None:
    share_wa = scrambled_sobol(2**power, NAMES, seed, scramble)
    assert (np.sort(np.floor(share_wa * 2**power).astype(int), axis=0) == np.arange(2**power)[:, None]).all()
    # The first two columns are a (0, m, 2)-net in base 2: one point in every elementary rectangle.
    for across in range(power + 1):
        cell = np.floor(share_wa[:, 0] * 2**across) * 2 ** (power - across) + np.floor(
            share_wa[:, 1] * 2 ** (power - across)
        )
        assert len(set(cell)) == 2**power


def test_scrambles_are_independent_and_their_mean_is_right_and_surer() -> None:
    """The integral of Π(1 + (x_j − ½)) is 1; the error of single scrambles is far below that of as many draws."""
    scrambled = [np.prod(scrambled_sobol(256, NAMES, 7, n) + 0.5, axis=1).mean() - 1 for n in range(40)]
    plain = [np.prod(independent(256, NAMES, n) + 0.5, axis=1).mean() - 1 for n in range(40)]
    assert np.std(scrambled) < np.std(plain) / 8
    assert abs(np.mean(scrambled)) < 3 * np.std(scrambled) / np.sqrt(40)


@pytest.mark.parametrize("kind", ["iid", "sobol"])
def test_conditional_draws_have_the_correlations(kind: Kind) -> None:
    wanted = [correlation("first", "second", 0.6), correlation("second", "third", -0.5)]
    share_wa, _ = draw(kind, 4096, NAMES, 5, wanted, 4)
    found = np.corrcoef(ndtri(share_wa), rowvar=False)
    assert found[0, 1] == pytest.approx(0.6, abs=0.04)
    assert found[1, 2] == pytest.approx(-0.5, abs=0.04)
    assert found[0, 2] == pytest.approx(0.0, abs=0.05)
    assert np.sort(share_wa, axis=0) == pytest.approx(np.tile((np.arange(4096) + 0.5)[:, None] / 4096, 4), abs=0.03)


def test_what_a_design_cannot_be() -> None:
    with pytest.raises(UnsuitableDesign, match="for each scramble: ask for 128 worlds, not 100"):
        draw("sobol", 100, NAMES, 1, (), 8)
    with pytest.raises(UnsuitableDesign, match="of them: ask for 128 worlds, not 100"):
        draw("saltelli", 100, NAMES, 1, (), 8)
    with pytest.raises(UnsuitableDesign, match="first and second are correlated"):
        draw("saltelli", 128, NAMES, 1, [correlation("first", "second", 0.5)], 8)
    assert [rounded_up(n, 8) for n in (1, 8, 9, 100, 128, 2000)] == [8, 8, 16, 128, 128, 2048]
