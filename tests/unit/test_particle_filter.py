"""The likelihood of evidence in one world, against closed forms: Kalman's filter, Bernoulli counts, a Markov chain."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import norm

from offramp.core.distributions import Named
from offramp.core.families import FAMILIES
from offramp.explore.evidence.far_off import chances_so_far_off
from offramp.explore.evidence.particle_filter import Explained, Paths, explained
from offramp.explore.evidence.particles import Particles
from offramp.explore.evidence.reading_errors import LOG_DENSITIES, Normal, OfFamily
from offramp.explore.quantities import EVIDENCE, Asked
from offramp.game.game import Game
from offramp.scenario.model import ScenarioModel
from offramp.scenario.reader import read_text
from offramp.simulate.paths import simulate_with_numpy
from offramp.simulate.play import Luck
from offramp.simulate.policies import Uniform
from offramp.solve.start import Start

Floats = NDArray[np.float64]

HELD, SHOCK, READ = 0.8, 0.5, 0.3
LEVELS = {0: 1.2, 1: 0.7, 2: 1.4, 4: 0.2, 5: -0.6, 6: -0.2, 8: 0.3, 9: 0.9}  # periods 3 and 7 weren't observed
DRIFT = f"""
offramp: 1
title: A level that drifts
calendar: {{periods: 12}}
assumptions: {{held: {{means: What is left of it, value: {HELD}, range: [0.1, 0.99], because: {{note: a test}}}}}}
state: {{level: {{means: The level, range: [-60, 60], start: 1}}}}
play:
  - {{shock: luck, sd: {SHOCK}}}
  - {{update: {{level: held * level + luck}}}}
evidence:
  reading: {{means: The level as read, of: level, observed: {{%s}}, sd: {READ}, note: a test}}
"""


def game_of(text: str, **changes: float) -> Game:
    model: ScenarioModel = read_text(text, "case.yaml")
    return Game.bind(model, None, changes)


def found_in(game: Game, seed: int = 1, paths: Paths | None = None) -> Explained:
    found = explained(game, Uniform(), Start(), paths or Paths(), seed)
    assert found is not None
    return found


def drift(levels: dict[int, float] | None = None, **changes: float) -> Game:
    series = ", ".join(f"{t}: {value}" for t, value in (levels or LEVELS).items())
    return game_of(DRIFT % series, **changes)


def kalman(levels: dict[int, float], held: float = HELD) -> list[float]:
    """ln p(y up to each observation) of x' = held x + N(0, SHOCK²), y = x + N(0, READ²), from x = 1 (Kalman 1960)."""
    mean, variance, total, totals = 1.0, 0.0, 0.0, []
    for t in range(max(levels) + 1):
        mean, variance = held * mean, held**2 * variance + SHOCK**2
        if t in levels:
            spread = variance + READ**2
            total += float(norm.logpdf(levels[t], mean, np.sqrt(spread)))
            gain = variance / spread
            mean, variance = mean + gain * (levels[t] - mean), (1 - gain) * variance
            totals.append(total)
    return totals


def test_the_filter_is_kalmans_where_all_is_linear_and_normal() -> None:
    found, exact = found_in(drift(), paths=Paths(8, 4000)), np.array(kalman(LEVELS))
    assert np.all(found.noise_t < 0.03)
    assert np.abs(found.log_likelihood_t - exact) == pytest.approx(0, abs=0.06)
    assert np.all(np.abs(found.log_likelihood_t - exact) <= 4 * found.noise_t + 1e-3)


def test_the_estimate_is_unbiased_and_its_error_is_what_repeats_show() -> None:
    repeats = [found_in(drift(), seed, Paths(8, 64, 2)) for seed in range(60)]
    ratio = np.exp([one.log_likelihood_t[-1] - kalman(LEVELS)[-1] for one in repeats])
    spread = ratio.std(ddof=1)
    assert ratio.mean() == pytest.approx(1, abs=3 * spread / np.sqrt(60))
    assert np.sqrt(np.mean([one.noise_t[-1] ** 2 for one in repeats])) == pytest.approx(spread, rel=0.5)
    assert spread < 0.5


def test_neighbouring_worlds_share_their_luck() -> None:
    """The difference between two worlds is better known than the likelihood of either."""
    near = [kalman(LEVELS, held)[-1] for held in (0.8, 0.801)]
    errors, differences = [], []
    for seed in range(12):
        one, other = (found_in(drift(held=held), seed, Paths(8, 64, 2)).log_likelihood_t[-1] for held in (0.8, 0.801))
        errors.append(one - near[0])
        differences.append((other - one) - (near[1] - near[0]))
    assert np.std(differences) < 0.5 * np.std(errors)


def test_what_was_expected_is_what_normal_theory_says() -> None:
    found = found_in(drift(), paths=Paths(2, 2, 4000))
    mean, variance, exact = 1.0, 0.0, []
    for t in range(max(LEVELS) + 1):
        mean, variance = HELD * mean, HELD**2 * variance + SHOCK**2
        if t in LEVELS:
            exact.append(norm.cdf(LEVELS[t], mean, np.sqrt(variance + READ**2)))
    assert found.below_k == pytest.approx(np.array(exact), abs=0.03)


def test_a_series_far_from_anything_that_could_be_is_found_to_be() -> None:
    assert found_in(drift()).far_off_t[-1] > 0.05
    lost = found_in(drift({t: value + 20 for t, value in LEVELS.items()}))
    assert np.all(lost.far_off_t == 1 / 257)
    assert np.all(np.isfinite(lost.log_likelihood_t))
    assert lost.log_likelihood_t[-1] < -1000


def test_many_numbers_are_held_against_each_other_in_time() -> None:
    rng = np.random.default_rng(3)
    value_kn = rng.standard_normal((2000, 257))
    chance_k = chances_so_far_off(value_kn)
    assert chance_k.shape == (2000,)
    value_kn[1500:, -1] = 4.0
    assert chances_so_far_off(value_kn)[[0, 1499, -1]] == pytest.approx(
        [chance_k[0], chance_k[1499], 1 / 257], abs=0.02
    )


def test_the_chance_of_being_as_far_off_holds_for_what_the_world_makes() -> None:
    """Of data that a world makes itself, at most 5 in 100 are among its 5% furthest off."""
    rng, few = np.random.default_rng(4), 0
    for _ in range(400):
        shared = rng.exponential(size=(1, 100))
        few += chances_so_far_off(shared + rng.exponential(size=(6, 100)) ** 2)[-1] <= 0.05
    assert 400 * 0.05 - 3 * np.sqrt(400 * 0.05 * 0.95) < few < 400 * 0.05 + 3 * np.sqrt(400 * 0.05 * 0.95)


STRIKES = """
offramp: 1
title: It strikes or it doesn't
calendar: {periods: 8}
assumptions: {hazard: {means: How often, value: 0.3, range: [0.05, 0.9], because: {note: a test}}}
state: {phase: {modes: [on, off], start: on}}
play:
  - {chance: strike, probability: hazard}
  - {chance: turns, probability: "0.3 if phase == on else 0.6", then: {phase: off if phase == on else on}}
%s
evidence:
  seen: {means: m, of: %s, observed: {%s}, sd: 0.01, note: a test}
"""


def certain(count: int) -> float:
    """What an observation without any doubt adds for being a density."""
    return count * float(Normal(0.01).log_density(np.zeros(1))[0])


def test_events_are_counted_as_bernoulli_has_it() -> None:
    seen = {0: 1, 1: 0, 2: 0, 3: 1, 5: 1, 7: 0}
    text = STRIKES % ("", "1 if strike else 0", ", ".join(f"{t}: {x}" for t, x in seen.items()))
    for hazard in (0.2, 0.5, 0.8):
        found = found_in(game_of(text, hazard=hazard), paths=Paths(8, 2000))
        exact = 3 * np.log(hazard) + 3 * np.log(1 - hazard)
        assert found.log_likelihood_t[-1] - certain(6) == pytest.approx(exact, abs=max(0.02, 4 * found.noise_t[-1]))


def test_a_hidden_mode_is_followed_as_a_markov_chain() -> None:
    seen = {1: 1, 2: 1, 4: 0, 7: 1}
    text = STRIKES % ("", "1 if phase == on else 0", ", ".join(f"{t}: {x}" for t, x in seen.items()))
    turns = np.array([[0.7, 0.3], [0.6, 0.4]])
    share, exact = np.array([1.0, 0.0]), 0.0
    for t in range(8):
        share = share @ turns
        if t in seen:
            kept = share * np.array([seen[t] == 1, seen[t] == 0])
            exact += float(np.log(kept.sum()))
            share = kept / kept.sum()
    found = found_in(game_of(text), paths=Paths(8, 2000))
    assert found.log_likelihood_t[-1] - certain(4) == pytest.approx(exact, abs=max(0.02, 4 * found.noise_t[-1]))


def test_a_game_that_is_over_stays_as_it_ended() -> None:
    """Nothing strikes after the end, and modes stay: by then it has ended in all periods or in none."""
    ends = "endings: {gone: phase == off}"
    still = STRIKES % (ends, "1 if phase == on else 0", "2: 1, 5: 0, 6: 0")
    found = found_in(game_of(still), paths=Paths(8, 2000))
    # It lasts three periods and ends in one of the next three.
    exact = 3 * np.log(0.7) + np.log(1 - 0.7**3)
    assert found.log_likelihood_t[-1] - certain(3) == pytest.approx(exact, abs=max(0.02, 4 * found.noise_t[-1]))
    back = found_in(game_of(STRIKES % (ends, "1 if phase == on else 0", "2: 0, 3: 1")))
    assert back.log_likelihood_t[-1] < -1000
    quiet = found_in(game_of(STRIKES % (ends, "1 if strike else 0", "7: 1"), hazard=0.9), paths=Paths(8, 2000))
    assert quiet.log_likelihood_t[-1] - certain(1) == pytest.approx(7 * np.log(0.7) + np.log(0.9), abs=0.2)


PLAIN = """
offramp: 1
title: A stock that remembers, in a game that may end
calendar: {periods: 6}
state:
  stock: {means: m, range: [-9, 9], start: 1, lags: 2}
  phase: {modes: [on, over], start: on}
play:
  - {shock: luck, sd: 0.3}
  - {chance: stops, probability: 0.2, then: {phase: over}}
  - {update: {stock: "0.5 * previous(stock) + 0.4 * previous(stock, 2) + luck"}}
endings: {stopped: {when: phase == over and stock > 0.5}}
evidence: {e: {means: m, of: stock, observed: {0: 1}, sd: 1, note: a test}}
"""


def test_paths_are_those_of_a_simulation() -> None:
    """The same draws on the same rules: every path of a simulation is a path here, to its end and frozen after it."""
    game = game_of(PLAIN)
    samples = simulate_with_numpy(Start().block(game, 20), Uniform(), Luck(3)).samples
    assert {len(sample) for sample in samples} > {6}
    particles = Particles(game, Uniform(), Luck(3), Start(), 20)
    stock, before = game.model.evidence["e"].of, np.zeros(20)
    for t in range(6):
        particles.play()
        now = particles.values([stock])[0]
        for n, sample in enumerate(samples):
            if t + 1 < len(sample):
                assert now[n] == pytest.approx(sample[t + 1]["stocks"]["stock"], rel=1e-12)
            elif t + 1 > len(sample):
                assert now[n] == before[n]
        before = now
    particles.play()
    np.testing.assert_array_equal(particles.values([stock])[0], before)


def test_several_series_are_weighed_together() -> None:
    """Two readings of one level say as much as their mean with a smaller error."""
    two = DRIFT.replace(
        "reading: {means",
        "other: {means: Read again, of: level, observed: {0: 1.0, 1: 0.9}, sd: 0.4, note: a test}\n  reading: {means",
    )
    found = found_in(game_of(two % "0: 1.2, 1: 0.7"), paths=Paths(8, 4000))
    variance = 1 / (1 / 0.3**2 + 1 / 0.4**2)
    mean, spread, exact = 1.0, 0.0, 0.0
    for one, other in ((1.2, 1.0), (0.7, 0.9)):
        mean, spread = HELD * mean, HELD**2 * spread + SHOCK**2
        both = variance * (one / 0.3**2 + other / 0.4**2)
        exact += norm.logpdf(one, other, np.sqrt(0.3**2 + 0.4**2)) + norm.logpdf(both, mean, np.sqrt(spread + variance))
        gain = spread / (spread + variance)
        mean, spread = mean + gain * (both - mean), (1 - gain) * spread
    assert found.log_likelihood_t[-1] == pytest.approx(exact, abs=max(0.02, 4 * found.noise_t[-1]))
    assert len(found.below_k) == 4


def test_each_number_has_the_name_of_what_it_is_of() -> None:
    rest = "sd: 1, note: n}"
    far = [
        f"z: {{means: m, of: level, observed: {{0: 40}}, {rest}",
        f"a: {{means: m, of: level, observed: {{0: -40, 1: 1}}, {rest}",
    ]
    game = game_of(DRIFT.replace("reading: {means", "\n  ".join([*far, "reading: {means"])) % "0: 40")
    asked = Asked.of(game.model, [], game.periods, 0.5)
    names = [quantity.name for quantity in EVIDENCE.quantities(asked)]
    value = dict(zip(names, EVIDENCE.of_process(game, asked), strict=True))
    assert [value[f"below({s}, 0)"] for s in ("z", "a", "reading")] == pytest.approx([1, 0, 1])
    assert 0.1 < value["below(a, 1)"] < 0.9
    found = found_in(game)
    assert value["log_likelihood(1)"] == found.log_likelihood_t[-1]
    assert value["as_far_off(0)"] == found.far_off_t[0]


def test_what_an_error_with_ends_rules_out_has_no_likelihood_at_all() -> None:
    text = DRIFT.replace("sd: 0.3, note", "distribution: {uniform: {low: -0.5, high: 0.5}}, note")
    found = found_in(game_of(text % "0: 1.0, 3: 30"))
    assert np.isfinite(found.log_likelihood_t[0])
    assert np.isneginf(found.log_likelihood_t[1])


@pytest.mark.parametrize(
    "error",
    [
        "sd: 1e-200",
        "distribution: {student_t: {center: 0, scale: 1e200, df: 0.2}}",
        "distribution: {gamma: {shape: 0.5, scale: 1}}",
    ],
)
def test_what_no_number_can_hold_is_no_fault(error: str) -> None:
    """An observation out of any range, errors without bounds, a density that is infinite where the reading is exact."""
    text = DRIFT.replace("sd: 0.3, note", f"{error}, note").replace("of: level", "of: 0 * level")
    found = found_in(game_of(text % "0: 0, 1: 1e300"))
    assert not np.isnan(np.concatenate([found.log_likelihood_t, found.noise_t, found.far_off_t, found.below_k])).any()


def test_an_error_without_a_spread_weighs_nothing() -> None:
    text = DRIFT.replace("sd: 0.3, note", "sd: 0.9 - held, note") % "0: 1.0"
    assert explained(game_of(text, held=0.95), Uniform(), Start()) is None
    assert explained(game_of(text, held=0.5), Uniform(), Start()) is not None


EXAMPLES = {
    "normal": {"mean": 0.1, "sd": 0.4},
    "lognormal": {"mean": 1.0, "sd": 0.4},
    "uniform": {"low": -0.2, "high": 0.5},
    "loguniform": {"low": 0.2, "high": 3.0},
    "triangular": {"low": -1.0, "mode": 0.2, "high": 1.5},
    "pert": {"low": -1.0, "mode": 0.2, "high": 1.5},
    "beta": {"mean": 0.3, "sd": 0.1},
    "gamma": {"mean": 0.5, "sd": 0.2},
    "exponential": {"mean": 0.5},
    "weibull": {"shape": 1.5, "scale": 0.6},
    "student_t": {"center": 0.1, "scale": 0.3, "df": 4.0},
}


@pytest.mark.parametrize("family", FAMILIES)
def test_densities_are_slopes_of_chances(family: str) -> None:
    assert set(LOG_DENSITIES) == set(FAMILIES)
    error = OfFamily(Named(family, tuple(EXAMPLES[family].items())))
    x = error.quantile(np.linspace(0.03, 0.97, 60))
    step = 1e-6
    slope = (error.chance_below(x + step) - error.chance_below(x - step)) / (2 * step)
    assert np.exp(error.log_density(x)) == pytest.approx(slope, rel=1e-4)
    low, high = error.distribution.support
    outside = [v for v in (low - 1, high + 1) if np.isfinite(v)]
    assert all(np.isneginf(error.log_density(np.array([v]))[0]) for v in outside)
