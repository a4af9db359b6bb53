"""Claims over worlds: where it is known in which of them each holds, and where others would measure the same."""

from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
import yaml

import offramp
from offramp.cli.argument_words import run_claims_text
from offramp.cli.main import main
from offramp.cli.schemas import schema
from offramp.cli.score_words import score_text
from offramp.core.diagnostics import ScenarioError
from offramp.explore.claim_relations import clashes, consequences
from offramp.explore.claim_turns import Turns, turns
from offramp.explore.run_conclusions import conclusions
from offramp.explore.world_claims import JUDGEMENTS, world_claims
from offramp.game.game import Game
from offramp.judge.claims.claim_truth import Judgement
from offramp.judge.claims.claim_values import claim_values
from offramp.judge.claims.quantities import compared
from offramp.solve.solver import Effort, solve
from offramp.solve.start import Start
from tests.claim_runs import model_text
from tests.claims_over_worlds import LEAVING, written
from tests.plain_claims import judgements, turns_within

WORLDS = 400


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = written(tmp_path_factory.mktemp("scenario"))
    return offramp.load(path).explore(worlds=WORLDS, out=tmp_path_factory.mktemp("runs") / "run", cores=1)


@pytest.fixture(scope="module")
def found(run: Any) -> Any:
    return run.claims()


def drawn(run: Any, view: str, name: str) -> Any:
    source = run.view(view)
    return source.value_wa[:, source.names.index(name)]


def holds(run: Any, view: str, claim: str) -> Any:
    claims = world_claims(run.view(view))
    return claims.of(Judgement.HOLDS)[claims.names.index(claim)]


@pytest.mark.parametrize("view", ["as_written", "bold"])
def test_each_claim_holds_in_the_worlds_in_which_it_must(run: Any, view: str) -> None:
    speed, worth = drawn(run, view, "speed"), drawn(run, view, "worth")
    clear = np.abs(worth * (1 - speed)) > 0.02  # elsewhere a is of two minds: leaving early gains worth (1 - speed)
    expected = {
        "likely": (worth > 0) | (speed > 0.5),
        "unlikely": (worth < 0) & (speed < 0.5),
        "pushed": speed > 0.75,
        "slow": speed < 0.25,
        "freely": speed >= 0.5,
        "wants": worth > 0,
        "by_number": speed > 0.75,
        "sure": np.ones(WORLDS, dtype=bool),
        "nobody": np.zeros(WORLDS, dtype=bool),
    }
    for claim, there in expected.items():
        assert np.array_equal(holds(run, view, claim)[clear], there[clear]), claim
    claims = world_claims(run.view(view))
    assert claims.of(Judgement.NOT_FORMALISED)[claims.names.index("spirit")].all()
    seldom = claims.names.index("seldom")
    rare = (claims.of(Judgement.UNSUPPORTED) | claims.of(Judgement.VACUOUS))[seldom]
    assert np.array_equal(rare[clear], (worth > 0)[clear])  # who gains by leaving hardly ever stays, or never


@pytest.mark.parametrize("view", ["as_written", "bold"])
def test_all_worlds_at_once_are_judged_as_each_alone(run: Any, view: str) -> None:
    source = run.view(view)
    codes = [[JUDGEMENTS.index(one) for one in row] for row in judgements(source)]
    assert np.array_equal(world_claims(source).code_cw, codes)


def test_a_world_says_what_its_own_baseline_would(run: Any) -> None:
    source = run.view("as_written")
    claims, model = world_claims(source), run.run.model
    for w in range(0, WORLDS, 50):
        world = dict(zip(source.names, source.value_wa[w].tolist(), strict=True))
        alone = claim_values(solve(Game.bind(model, None, world), Start(), Effort()))
        assert [JUDGEMENTS[code] for code in claims.code_cw[:, w]] == [one.judgement for one in alone.values()]


def test_shares_and_hinges_are_those_of_the_draws(found: Any) -> None:
    likely = found["claims"]["likely"]["views"]["as_written"]
    assert likely["counts"]["holds"]["share"] == pytest.approx(0.75, abs=0.06)
    pushed = found["claims"]["pushed"]["views"]["as_written"]
    assert pushed["hinge"]["assumption"] == "speed"
    assert pushed["hinge"]["crossings"][0]["value"] == pytest.approx(0.75, abs=0.08)
    nobody = found["claims"]["nobody"]["views"]["bold"]
    assert (nobody["status"], nobody["counts"]["holds"]["high"]) == ("never", 3 / WORLDS)


def test_the_argument_as_a_whole(found: Any) -> None:
    argument = found["argument"]
    assert argument["worlds"] == 2 * WORLDS
    assert argument["in_every_view"] == [{"claim": "sure", "in_all_worlds": True}]
    assert {(one["claim"], one["view"]) for one in argument["in_one_view"]} == {("likely", "bold"), ("wants", "bold")}
    assert [one["claim"] for one in argument["nowhere"]] == ["nobody"]
    assert argument["nowhere"][0]["most"] == 3 / (2 * WORLDS)
    pairs = {frozenset(one["claims"]) for one in argument["contradictions"] if one["by_chance"] < 0.01}
    assert {frozenset(("likely", "unlikely")), frozenset(("pushed", "slow"))} <= pairs
    follows = {(one["claim"], one["of"]): one for one in argument["consequences"]}
    assert follows["by_number", "pushed"]["mutual"]
    assert not follows["freely", "pushed"]["mutual"]
    assert follows["freely", "pushed"]["count"] == pytest.approx(0.25 * 2 * WORLDS, abs=4)
    assert not any(one["claim"] == "sure" for one in argument["consequences"])


def test_claims_are_conclusions_like_others(run: Any) -> None:
    listed = {one.what: one for one in conclusions(run.view("bold")) if one.kind == "claim"}
    assert "pushed" in listed
    assert "nobody" not in listed
    assert "spirit" not in listed
    assert listed["pushed"].there_w.all()
    hinges = run.hinges(["bold"])
    jsonschema.validate(hinges, schema("hinges"))
    jsonschema.validate(run.compared_with(run), schema("compare"))


def test_what_no_claim_mentions_is_told(tmp_path: Path) -> None:
    text = LEAVING.replace("stay: {}, leave", "stay: {}, sell: {then: {phase: sold}}, leave")
    text = text.replace("modes: [inside, out]", "modes: [inside, out, sold]")
    text = text.replace("{left: worth, horizon: 0}", "{left: worth, sale: 0.5, horizon: 0}")
    text = text.replace("{left: {when: phase == out}}", "{left: {when: phase == out}, sale: {when: phase == sold}}")
    text = text.replace("there: [horizon]", "there: [horizon], handed_over: [sale]")
    run = offramp.load(written(tmp_path, text)).explore(worlds=WORLDS, views=["as_written"], cores=1)
    left = run.claims()["unmentioned"]
    option = left["options"]["a"]["unmentioned"][0]
    assert (option["option"], left["options"]["a"]["mentioned"]) == ("sell", ["stay", "leave"])
    worth = drawn(run, "as_written", "worth")
    assert option["best"]["as_written"]["count"] == int((worth < 0.5).sum())
    assert [one["group"] for one in left["answers"]] == ["there", "handed_over"]
    assert "What no claim mentions" in run_claims_text(run.claims(), 80)


def test_a_run_without_claims_says_how_to_get_them(tmp_path: Path) -> None:
    run = offramp.load(written(tmp_path)).explore(worlds=3, claims=False, cores=1)
    with pytest.raises(ScenarioError, match="E755"):
        run.claims()
    assert all(one.kind != "claim" for one in conclusions(run.view("bold")))
    assert not any(quantity.name.startswith("claim") for quantity in run.view("bold").quantities)


def test_a_view_in_which_nothing_varies_has_no_say(tmp_path: Path) -> None:
    text = LEAVING.replace("stance: partisan}}", "stance: partisan}, certain: {means: All is known, stance: neutral}}")
    text = text.replace("range: [0, 1], because", "range: [0, 1], views: {certain: 0.9}, because")
    text = text.replace("views: {bold: [0.1, 1]}", "views: {bold: [0.1, 1], certain: 0.9}")
    found = offramp.load(written(tmp_path, text)).explore(worlds=5, views=["bold", "certain"], cores=1).claims()
    jsonschema.validate(found, schema("run_claims"))
    assert found["views"]["certain"]["worlds"] == 0
    assert {one["claim"] for one in found["argument"]["in_every_view"]} >= {"sure", "likely", "wants"}
    assert found["argument"]["in_one_view"] == []
    assert run_claims_text(found, 80)


def test_claims_change_no_other_number(run: Any, tmp_path: Path) -> None:
    others = offramp.load(written(tmp_path)).explore(worlds=WORLDS, claims=False, cores=1)
    for view in run.views:
        names = [quantity.name for quantity in others.view(view).quantities]
        assert np.array_equal(run.view(view).values(names), others.view(view).values(names), equal_nan=True)


def test_the_terminal_and_json_say_it(run: Any, found: Any, capsys: pytest.CaptureFixture[str]) -> None:
    jsonschema.validate(found, schema("run_claims"))
    text = run_claims_text(found, 100)
    assert "likely and unlikely contradict each other" in text
    assert main(["claims", str(run.path), "--view", "bold"]) == 0
    out = capsys.readouterr().out
    assert "pushed and slow contradict each other" in out
    assert main(["claims", str(run.path), "--points", "100"]) == 2
    assert "E756" in capsys.readouterr().err


def test_three_claims_may_clash_where_no_two_do() -> None:
    rng = np.random.default_rng(1)
    missing = rng.integers(0, 3, 600)
    holds_cw = np.stack([missing != c for c in range(3)])
    nowhere = np.zeros_like(holds_cw)
    [clash] = clashes("abc", holds_cw, nowhere)
    assert clash.claims == ("a", "b", "c")
    assert clash.most == 3 / 600
    assert clash.by_chance < 1e-100
    close = nowhere.copy()
    close[0, 0] = close[1, 0] = close[2, 0] = True
    assert clashes("abc", holds_cw & ~close, close)[0].unclear == 1


def test_chance_explains_what_few_worlds_show() -> None:
    holds_cw = np.zeros((2, 100), dtype=bool)
    holds_cw[0, 0] = holds_cw[1, 1] = True
    [clash] = clashes("ab", holds_cw, np.zeros_like(holds_cw))
    assert clash.by_chance == pytest.approx(0.99)  # of 100 worlds, one falls on another one than the other
    holds_cw[1, :50] = True
    [follows] = consequences("ab", holds_cw, np.zeros_like(holds_cw))
    assert (follows.claim, follows.of, follows.by_chance) == ("b", "a", pytest.approx(0.5))


@pytest.mark.parametrize("what", ["opens", "closes"])
@pytest.mark.parametrize("which", ["first", "last"])
def test_turns_may_be_what_some_course_within_the_errors_makes_them(what: str, which: str) -> None:
    rng = np.random.default_rng(3)
    for _ in range(200):
        share = np.where(rng.random(6) < 0.2, np.nan, rng.random(6))
        error = rng.choice([0.0, 0.3], 6)
        seen = np.flatnonzero(np.isfinite(share))
        every = set()
        for low in range(2 ** len(seen)):
            moved = share.copy()
            for k, t in enumerate(seen):
                moved[t] += error[t] * (1 if low >> k & 1 else -1)
            every.add(turns_within(moved, np.zeros(6), what, which)[0])
        value, may_be = turns_within(share, error, what, which)
        assert value in may_be
        assert may_be == every
        found = turns(share[None], error[None], what, which)
        assert found.time_p[found.place_w[0]] == value
        assert set(found.time_p[found.may_wp[0]]) == may_be


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "==", "!="])
def test_turns_compare_as_all_that_they_may_be(operator: str) -> None:
    rng = np.random.default_rng(4)
    share_wt = np.where(rng.random((2, 300, 5)) < 0.2, np.nan, rng.random((2, 300, 5)))
    error_wt = rng.choice([0.0, 0.3], (2, 300, 5))
    first, last = (turns(*pair, "closes", "first") for pair in zip(share_wt, error_wt, strict=True))
    for to in (last, Turns.at(3.0, 300), Turns.at(np.inf, 300)):
        value_w, yes_w, no_w = first.compared(operator, to)
        for w in range(300):
            sides = [
                (float(one.time_p[one.place_w[w]]), {float(t) for t in one.time_p[one.may_wp[w]]})
                for one in (first, to)
            ]
            alone = compared(operator, *sides)
            assert (bool(value_w[w]), bool(yes_w[w]), bool(no_w[w])) == (
                alone.value,
                True in alone.may_be,
                False in alone.may_be,
            )


def test_on_a_grid_a_world_says_within_its_errors_what_its_own_solution_would(tmp_path: Path) -> None:
    asked = ["chance(war if west commits to never push)", "mean(tension at end)", "value(west if west always give_in)"]
    claims = {f"c{k}": {"means": "A sentence", "holds": f"{one} != 0.123456"} for k, one in enumerate(asked)}
    path = tmp_path / "brink.yaml"
    path.write_text(f"{model_text('brink')}\n{yaml.safe_dump({'claims': claims}, width=1000)}", encoding="utf-8")
    run = offramp.load(path).explore(worlds=8, views=["hawk"], closings=False, cores=1)
    source = run.view("hawk")
    for w in (2, 5):
        world = dict(zip(source.names, source.value_wa[w].tolist(), strict=True))
        alone = claim_values(solve(Game.bind(source.run.model, "hawk", world), Start(), Effort()))
        for one in alone.values():
            [(text, measured)] = one.quantities.items()
            value, error = source.values([f"claim: {text}"])[w, 0], source.errors([f"claim: {text}"])[w, 0]
            noise = source.values([f"claim noise: {text}"])[w, 0]
            assert isinstance(measured.value, float)
            assert value == pytest.approx(measured.value, abs=measured.error + error + noise + 1e-9)
            assert error + noise < 0.05


def test_forecasts_are_scored_over_worlds_too(tmp_path: Path) -> None:
    text = LEAVING.replace("calendar: {periods: 1}", "calendar: {start: 2001, period: year, periods: 1}")
    text += """
information_until: 2000-12-31
sources:
  paper: {title: A paper, stance: partisan, date: 2000-05-01}
  record: {title: A record, stance: own, date: 2003-01-01}
forecasts:
  leaves: {means: It leaves, happens: left, by: 2001-12-31, source: paper, resolved: {as: yes, source: record}}
  slips: {means: If it stays it slips, happens: slips given a == stay ever, by: 2001-12-31, source: paper,
    resolved: {as: no, source: record}}
"""
    run = offramp.load(written(tmp_path, text)).explore(worlds=400, out=tmp_path / "run")
    found = run.score(["as_written"])
    assert found["worlds"]
    over = {name: one["views"]["as_written"]["worlds"] for name, one in found["forecasts"].items()}
    # Worth is even between -1 and 1, and where it is below 0 the chance is the speed, even between 0 and 1.
    assert over["leaves"]["mean"] == pytest.approx(0.75, abs=0.02)
    assert over["slips"]["mean"] == pytest.approx(0.5, abs=0.03)
    assert (over["slips"]["low"], over["slips"]["high"]) == pytest.approx((0.05, 0.95), abs=0.04)
    assert score_text(found)
    assert over["leaves"]["brier"] == pytest.approx((1 - over["leaves"]["mean"]) ** 2)
