"""Worlds weighed by evidence: known posteriors, cut-offs, what no world explains."""

from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from scipy.stats import beta

import offramp
from offramp.cli.main import main
from offramp.cli.schemas import schema
from offramp.core.diagnostics import ScenarioError
from offramp.explore.evidence.equal_rows import OncePerState
from offramp.explore.evidence.observed import NONE_YET, cut_off_of, last_counted
from offramp.explore.evidence.particle_filter import Paths, explained
from offramp.explore.evidence.run_evidence import _shift
from offramp.explore.evidence.world_weights import EXPLAINS, forecast_weights, world_weights
from offramp.explore.hinges.weights import effective_size
from offramp.game.game import Game
from offramp.scenario.reader import read_text
from offramp.simulate.policies import Uniform
from offramp.solve.look_ahead import AsSolved
from offramp.solve.solver import Effort, solve
from offramp.solve.start import Start
from tests.runs_of_worlds import contents
from tests.unit.test_particle_filter import DRIFT, LEVELS, kalman

# Whether it slips is seen for five of six quarters, three times of them. It is carried out by chance alone.
SLIPS = """
offramp: 1
title: Stay until it slips
information_until: 2031-12
calendar: {start: 2031Q1, period: quarter, periods: 8}
views: {sure: {means: Nothing is in doubt, stance: neutral}}
sources:
  log: {title: The log of the first year, date: 2032-01-05}
  book: {title: A book about all of it, date: 2033}
  essay: {title: An essay, date: 2031-08-15}
  later: {title: Another essay, date: 2032-06}
actors: {a: {name: The alliance, rationality: 1}}
assumptions:
  speed: {means: How fast, value: 0.3, range: [0, 1], views: {sure: 0.3}, because: {note: a test}}
  idle: {means: Nothing at all, value: 0.5, range: [0, 1], views: {sure: 0.5}, because: {note: a test}}
state:
  phase: {modes: [inside, out], start: inside}
play:
  - move: a
    options: {wait: {}, hope: {}}
  - {chance: slips, probability: speed}
  - {chance: ends, probability: speed, when: t >= 6, then: {phase: out}}
payoffs: {a: {at_end: {left: idle, horizon: 0}}}
endings: {left: {when: phase == out}}
tolerable: {a: [left]}
forecasts:
  early: {means: It ends, happens: left, by: 2032-12-31, source: essay}
  late: {means: It ends, happens: left, by: 2032-12-31, source: later}
  undated: {means: It ends, happens: left, by: 2032-12-31, note: said by somebody}
evidence:
  seen:
    means: Whether it slipped
    of: 1 if slips else 0
    observed: {2031Q1: 1, 2031Q2: 0, 2031Q3: 1, 2031Q4: 0}
    sd: 0.01
    source: log
  more: {means: Whether it slipped, of: 1 if slips else 0, observed: {2032Q2: 1}, sd: 0.01, source: book}
"""


WORLDS = 500


def written(folder: Path, text: str) -> Path:
    path = folder / "slips.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("slips")
    return offramp.load(written(folder, SLIPS)).explore(worlds=WORLDS, out=folder / "run", cores=1)


def test_the_weights_are_those_of_bayes(run: Any) -> None:
    """Of a rate that could be anything, three times of five leave a beta distribution (Bayes 1763)."""
    found = run.evidence()["views"]["as_written"]
    exact = beta(1 + 3, 1 + 2)
    moved = {one["assumption"]: one for one in found["moved"]}
    assert moved["speed"]["clear"]
    assert not moved["idle"]["clear"]
    for name, share in (("q05", 0.05), ("q50", 0.5), ("q95", 0.95)):
        assert moved["speed"]["weighed"][name] == pytest.approx(exact.ppf(share), abs=0.02)
        assert moved["speed"]["drawn"][name] == pytest.approx(share, abs=0.003)
    # It leaves in one of the last two quarters with 1 - (1 - speed)², at least a half from 1 - √½ on.
    turn = 1 - np.sqrt(0.5)
    free = next(one for one in found["conclusions"] if one["what"] == "free")
    assert free["drawn"]["share"] == pytest.approx(1 - turn, abs=0.003)
    assert free["weighed"]["share"] == pytest.approx(exact.sf(turn), abs=0.01)
    assert free["weighed"]["low"] < exact.sf(turn) < free["weighed"]["high"]
    assert free["shift"]["clear"]
    assert free["shift"]["value"] == pytest.approx(exact.sf(turn) - (1 - turn), abs=0.01)
    # Kish's size, from the density of the weights: (∫L)² / ∫L² for L = s³ (1 - s)².
    size = WORLDS / np.mean(beta(4, 3).pdf((np.arange(20000) + 0.5) / 20000) ** 2)
    assert found["effective"] == pytest.approx(size, rel=0.03)
    assert found["noise"] < 0.5


def test_a_state_is_looked_at_once_however_many_paths_are_in_it() -> None:
    solution = solve(Game.bind(read_text(SLIPS, "a.yaml"), None, {"speed": 0.4}), Start(), Effort())
    policy = AsSolved(solution.backward)
    found, plain = (explained(solution.game, p, Start(), Paths(2, 32, 32)) for p in (OncePerState(policy), policy))
    assert found is not None
    assert plain is not None
    for name in ("log_likelihood_t", "noise_t", "far_off_t", "below_k"):
        np.testing.assert_array_equal(getattr(found, name), getattr(plain, name))


def test_what_was_not_known_in_time_weighs_nothing(run: Any) -> None:
    view = run.view("as_written")
    exact = {3: beta(1 + 2, 1 + 2), 5: beta(1 + 3, 1 + 2)}
    for cut_off, last in ((None, 5), (4, 3), (date(2032, 1, 5), 3), (date(2033, 12, 31), 5)):
        found = world_weights(view, cut_off)
        assert found.last == last
        speed = view.value_wa[:, list(view.names).index("speed")]
        assert found.weight_w is not None
        assert np.average(speed, weights=found.weight_w) == pytest.approx(exact[last].mean(), abs=0.01)
    # The log was written a few days after the year was over, and the book by the end of 2033.
    for early in (date(2031, 12, 31), date(2030, 1, 1), date.min):
        found = world_weights(view, early)
        assert (found.last, found.weight_w, found.status) == (NONE_YET, None, "nothing_observed")
    assert last_counted(view.run.model, date(2033, 6, 30)) == 3


def test_the_weights_of_a_cut_off_are_those_of_a_scenario_without_the_rest(tmp_path: Path) -> None:
    short = SLIPS.partition("  more:")[0]
    alone, both = (offramp.load(written(tmp_path, text)).explore(worlds=60, cores=1) for text in (short, SLIPS))
    whole = world_weights(alone.view("as_written"))
    cut = world_weights(both.view("as_written"), date(2032, 12, 31))
    assert whole.weight_w is not None
    np.testing.assert_array_equal(whole.weight_w, cut.weight_w)
    assert effective_size(whole.weight_w) == whole.effective


def test_a_forecast_is_weighed_by_nothing_that_came_after_it(run: Any) -> None:
    model = run.run.model
    days = {name: cut_off_of(model, forecast) for name, forecast in model.forecasts.items()}
    # The first day that the source's date leaves open, and never later than `information_until`.
    assert days == {"early": date(2031, 8, 15), "late": date(2031, 12, 31), "undated": date(2031, 12, 31)}
    for name in days:
        assert forecast_weights(run.view("as_written"), name).status == "nothing_observed"
        assert run.evidence(forecast=name)["views"]["as_written"]["moved"] == []
    told = read_text(SLIPS.replace("information_until: 2031-12\n", ""), "a.yaml")
    assert cut_off_of(told, told.forecasts["late"]) == date(2032, 6, 1)
    assert last_counted(told, cut_off_of(told, told.forecasts["late"])) == 3
    assert cut_off_of(told, told.forecasts["undated"]) == date.min


def test_what_comes_after_the_information_of_the_scenario_is_called_hindsight(run: Any) -> None:
    later = [one["later"] for one in run.evidence()["observations"]]
    assert later == [False, False, False, False, True]


def test_no_world_explains_what_none_could_make(tmp_path: Path) -> None:
    never = SLIPS.replace("range: [0, 1], views: {sure: 0.3}", "range: [0, 0.01], views: {sure: 0.01}").replace(
        "value: 0.3", "value: 0.005"
    )
    found = offramp.load(written(tmp_path, never)).explore(worlds=60, cores=1)
    view = found.evidence()["views"]["as_written"]
    assert view["status"] == "no_world_explains"
    assert view["explaining"]["count"] == 0
    assert view["moved"] == []
    assert all(one["weighed"] is None for one in view["conclusions"])


def drawn_levels(rng: np.random.Generator, held: float) -> dict[int, float]:
    level, found = 1.0, {}
    for t in range(max(LEVELS) + 1):
        level = held * level + 0.5 * rng.standard_normal()
        if t in LEVELS:
            found[t] = level + 0.3 * rng.standard_normal()
    return found


def explaining(levels: dict[int, float]) -> int:
    """In how many of 40 worlds data as far off as these come up more than once in a hundred times."""
    series = ", ".join(f"{t}: {value:.6f}" for t, value in levels.items())
    model = read_text(DRIFT % series, "case.yaml")
    count = 0
    for held in 0.1 + 0.89 * (np.arange(40) + 0.5) / 40:
        found = explained(Game.bind(model, None, {"held": float(held)}), Uniform(), Start())
        assert found is not None
        count += found.far_off_t[-1] > EXPLAINS
    return count


def test_data_that_a_world_made_are_explained_and_data_from_far_outside_are_not() -> None:
    rng = np.random.default_rng(7)
    inside = [explaining(drawn_levels(rng, float(rng.uniform(0.1, 0.99)))) for _ in range(20)]
    # At most one data set in a hundred of a world's own is called impossible in that world, and all the others of 40
    # worlds would have to agree.
    assert sum(count == 0 for count in inside) <= 1
    assert np.mean([count >= 4 for count in inside]) >= 0.9
    levels = drawn_levels(rng, 0.8)
    assert explaining({t: 3 + value for t, value in levels.items()}) == 0
    # Each value is one that they expect; that they jump to and fro so is not.
    assert explaining({t: 1.9 * (-1) ** n for n, t in enumerate(levels)}) == 0


def test_a_process_is_weighed_as_kalmans_filter_has_it(tmp_path: Path) -> None:
    series = ", ".join(f"{t}: {value}" for t, value in LEVELS.items())
    found = offramp.load(written(tmp_path, DRIFT % series)).explore(worlds=500, cores=1)
    view = found.evidence()["views"]["as_written"]
    held = np.linspace(0.1, 0.99, 400)
    density = np.exp([kalman(LEVELS, h)[-1] for h in held])
    middle = float(np.interp(0.5, np.cumsum(density) / density.sum(), held))
    assert view["status"] == "weighed"
    assert view["moved"][0]["weighed"]["q50"] == pytest.approx(middle, abs=0.04)
    assert view["conclusions"] == []


def test_a_world_that_cannot_be_held_against_the_evidence_is_counted_and_kept(tmp_path: Path) -> None:
    text = SLIPS.replace("of: 1 if slips else 0", "of: (1 if slips else 0) + 0 * log(0.9 - speed)", 1)
    found = offramp.load(written(tmp_path, text)).explore(worlds=100, cores=1)
    view = found.view("as_written")
    weights = world_weights(view)
    speed = view.value_wa[:, list(view.names).index("speed")]
    assert view.solved == 100
    np.testing.assert_array_equal(weights.known_w, speed < 0.9)
    assert weights.weight_w is not None
    assert np.all(weights.weight_w[~weights.known_w] == 0)
    assert weights.weight_w[weights.known_w].mean() == pytest.approx(1)
    assert found.evidence()["views"]["as_written"]["known"] == 90


def test_too_few_worlds_say_nothing(tmp_path: Path) -> None:
    found = offramp.load(written(tmp_path, SLIPS)).explore(worlds=60, cores=1)
    view = found.evidence()["views"]["as_written"]
    assert view["status"] == "too_few_worlds"
    assert all(one["weighed"] is None for one in view["conclusions"])
    assert view["moved"] == []


def test_the_interval_of_a_shift_holds_what_it_should() -> None:
    """Of a conclusion that leans on the weights' assumption, over samples: the true shift lies inside in 99 of 100."""
    rng, held = np.random.default_rng(5), 0
    for _ in range(600):
        u = rng.uniform(size=500)
        weight, holds = np.exp(2 * u), (rng.uniform(size=500) < u).astype(float)
        found = _shift(holds, weight)
        # ∫u e^{2u} / ∫e^{2u} - ½ over (0, 1).
        truth = ((np.exp(2) + 1) / 4) / ((np.exp(2) - 1) / 2) - 0.5
        held += found["low"] <= truth <= found["high"]
    assert held / 600 > 0.975


def test_runs_come_to_the_same_bytes_on_any_engine(tmp_path: Path) -> None:
    scenario = offramp.load(written(tmp_path, SLIPS))
    for name, options in {"one": {}, "two": {"engine": "threads"}, "three": {"engine": "processes"}}.items():
        scenario.explore(worlds=12, out=tmp_path / name, cores=1 + (name != "one"), **options)
    assert contents(tmp_path / "one" / "results") == contents(tmp_path / "two" / "results")
    assert contents(tmp_path / "one" / "results") == contents(tmp_path / "three" / "results")


def test_what_is_printed_follows_its_schema(run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for options in ({}, {"until": "2031Q4"}, {"until": "2032"}, {"forecast": "early"}):
        jsonschema.validate(run.evidence(**options), schema("evidence"))
    assert main(["evidence", str(run.path), "--until", "2032"]) == 0
    said = capsys.readouterr().out
    assert "1 more was not known by 2032-12-31" in " ".join(said.split())
    assert main(["evidence", str(run.path)]) == 0
    whole = capsys.readouterr().out
    assert "1 observed value is later than 2031-12-31" in " ".join(whole.split())
    for text in (said, whole):
        assert "likelihood" not in text
        assert "worlds or of their weight is no probability" in " ".join(text.split())
        assert text.count("probab") == 1


def test_a_run_without_evidence_says_so(tmp_path: Path) -> None:
    found = offramp.load(written(tmp_path, SLIPS)).explore(worlds=20, evidence=False, cores=1)
    with pytest.raises(ScenarioError, match="weren't held against any evidence") as refused:
        found.evidence()
    assert "without --no-evidence" in str(refused.value.diagnostics[0].remedy)
