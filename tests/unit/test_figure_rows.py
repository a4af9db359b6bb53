"""Rows of figures: small cases counted by hand, and runs whose summary says the same in its own way."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import offramp
from offramp.explore.figure_rows.counting import quantiles, shares
from offramp.explore.figure_rows.hinge_rows import bin_of, conclusion_key, curves_of
from offramp.explore.figure_rows.tables import TABLES, figure_rows
from offramp.explore.figure_rows.view_columns import ViewColumns, view_columns
from offramp.explore.run_conclusions import Conclusion
from offramp.explore.shares import interval
from offramp.explore.world_claims import JUDGEMENTS, WorldClaims
from offramp.judge.claims.claim_truth import Judgement
from tests import claims_over_worlds
from tests.runs_of_worlds import TURNS, written

NAN = np.nan


def small(worlds: int = 4) -> ViewColumns:
    """Four worlds, or a multiple of them, of one actor with two options in two periods."""
    times = worlds // 4
    holds_w = np.tile([1.0, 0.0, NAN, 1.0], times)
    conclusion = Conclusion("verdict", "a", "free", holds_w, np.tile([True, True, True, False], times))
    codes = [JUDGEMENTS.index(one) for one in (Judgement.HOLDS, Judgement.FAILS, Judgement.HOLDS, Judgement.VACUOUS)]
    never = [JUDGEMENTS.index(Judgement.NOT_FORMALISED)] * worlds
    return ViewColumns(
        view="bold",
        names=("x",),
        share_wa=np.tile([[0.04], [0.05], [0.95], [0.06]], (times, 1)),
        verdict_w={"a": np.tile(np.array([0, 0, 4, 5], dtype=np.int8), times)},
        answers=("yes", "no", "too_close"),
        answer_w=np.tile(np.array([0, 1, 2, 0], dtype=np.int8), times),
        endings=("left", "horizon"),
        chance_we=np.tile([[0.1, 0.9], [0.4, 0.6], [0.2, 0.8], [0.3, 0.7]], (times, 1)),
        pairs=(("a", "stay"), ("a", "leave")),
        value_wk=np.tile([[1.0, NAN], [3.0, NAN], [2.0, NAN], [NAN, NAN]], (times, 1)),
        reach_wk=np.tile([[0.5, NAN], [0.7, NAN], [0.6, NAN], [NAN, NAN]], (times, 1)),
        at_start_k=np.array([True, False]),
        open_wkt=np.tile(
            np.array([[[0.5, 0.49], [NAN, 1.0]], [[1.0, 0.0], [NAN, 0.2]], [[0.4, NAN]] * 2, [[0.9, NAN]] * 2]),
            (times, 1, 1),
        ),
        conclusions=(conclusion,),
        claims=WorldClaims(("c", "open"), np.array([codes * times, never], dtype=np.int8)),
        label=lambda t: f"t = {t}",
    )


def test_shares_have_wilsons_interval() -> None:
    # Newcombe (1998), table I: 81 of 263, 15 of 148, 1 of 29 with method 3 (Wilson's score, no continuity correction).
    found = shares(np.array([81, 15, 1, 0]), np.array([263, 148, 29, 0]))
    ends = [(one["low"], one["high"]) for one in found[:3]]
    assert ends == [pytest.approx(pair, abs=5e-5) for pair in [(0.2553, 0.3662), (0.0624, 0.1605), (0.0061, 0.1718)]]
    assert found[3] == {"share": None, "low": None, "high": None}


def test_a_quantile_is_a_number_that_some_world_has() -> None:
    column = np.array([[5.0, NAN], [1.0, NAN], [4.0, NAN], [NAN, NAN], [2.0, NAN], [3.0, NAN]])
    assert quantiles(column) == [
        {"q05": 1.0, "q25": 2.0, "q50": 3.0, "q75": 4.0, "q95": 4.0},
        {"q05": None, "q25": None, "q50": None, "q75": None, "q95": None},
    ]


def test_verdicts_answers_and_claims_are_counted() -> None:
    rows = figure_rows(small())
    counts = {row["verdict"]: row["count"] for row in rows["verdict_shares"]}
    assert counts == {"free": 2, "unsteady": 0, "unwilling": 0, "dependent": 0, "trapped": 1, "too_close": 1}
    assert {row["of"] for row in rows["verdict_shares"]} == {4}
    assert [(row["group"], row["share"]) for row in rows["answer_shares"]] == [
        ("yes", 0.5),
        ("no", 0.25),
        ("too_close", 0.25),
    ]
    (claim,) = rows["claim_shares"]
    assert claim["claim"] == "c"
    assert [claim[key] for key in ("holds", "fails", "too_close", "vacuous", "of", "share")] == [2, 1, 0, 1, 4, 0.5]


def test_an_option_is_open_where_half_of_live_play_has_it() -> None:
    found = [(row["option"], row["t"], row["open"], row["seen"], row["share"]) for row in figure_rows(small())["exits"]]
    assert found == [
        ("stay", 0, 3, 4, 0.75),
        ("stay", 1, 0, 2, 0.0),
        ("leave", 0, 1, 2, 0.5),
        ("leave", 1, 1, 2, 0.5),
    ]


def test_numbers_of_options_and_endings_spread() -> None:
    rows = figure_rows(small())
    (stay,) = rows["options"]  # leaving isn't there at the start of any world
    assert (stay["of"], stay["value_q50"], stay["reach_q05"], stay["reach_q95"]) == (3, 2.0, 0.5, 0.6)
    assert [(row["ending"], row["q05"], row["q95"]) for row in rows["endings"]] == [
        ("left", 0.1, 0.3),
        ("horizon", 0.6, 0.8),
    ]


def test_a_curve_counts_what_surely_holds_in_each_tenth_of_an_assumption() -> None:
    rows = figure_rows(small(), [("verdict:a:free", "x"), ("verdict:a:free", "y"), ("claim::c", "x")])["hinge_curves"]
    assert [row["bin"] for row in rows] == list(range(10))
    assert [(row["count"], row["of"]) for row in rows if row["of"]] == [(1, 2), (0, 1)]
    assert rows[0]["conclusion"] == conclusion_key("verdict", "a", "free") == "verdict:a:free"
    assert rows[1]["share"] is None
    assert rows[0]["low"] < 0.5 < rows[0]["high"]


def test_bins_are_those_of_shares_in_sixteen_bits() -> None:
    share_n = np.array([0.0, 0.0999, 0.1, 6554 / 65536, 0.95, 1.0])
    assert bin_of(share_n).tolist() == [0, 0, 0, 1, 9, 9]


def test_a_subset_counts_its_own_worlds_and_keeps_the_rows() -> None:
    columns = small()
    whole, some = figure_rows(columns), figure_rows(columns, worlds=np.array([True, False, False, True]))
    assert some == figure_rows(columns, worlds=np.array([0, 3]))
    assert {name: len(rows) for name, rows in some.items()} == {name: len(rows) for name, rows in whole.items()}
    assert some["options"][0]["of"] == 1
    assert some["answer_shares"][0]["share"] == 1.0
    nothing = figure_rows(columns, worlds=np.zeros(4, dtype=bool))
    assert nothing["verdict_shares"][0]["share"] is None
    assert nothing["endings"][0]["q50"] is None
    assert nothing["exits"][0]["share"] is None


def test_thousands_of_worlds_are_counted_within_a_moment() -> None:
    one = small(2000)
    names = tuple(f"x{k}" for k in range(60))
    rng = np.random.default_rng(1)
    wide = replace(
        one,
        names=names,
        share_wa=rng.random((2000, 60)),
        pairs=tuple((f"a{k}", "o") for k in range(20)),
        value_wk=rng.random((2000, 20)),
        reach_wk=rng.random((2000, 20)),
        at_start_k=np.ones(20, dtype=bool),
        open_wkt=rng.random((2000, 20, 12)),
    )
    curves = [("verdict:a:free", name) for name in names] * 3
    began = time.perf_counter()
    for _ in range(3):
        figure_rows(wide, curves, rng.random(2000) < 0.5)
    assert time.perf_counter() - began < 1.0


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Any:
    scenario = offramp.load(written(tmp_path_factory.mktemp("scenario"), TURNS))
    return scenario.explore(worlds=240, out=tmp_path_factory.mktemp("runs") / "run", cores=1)


@pytest.mark.parametrize("view", ["as_written", "bold"])
def test_over_all_worlds_rows_say_what_the_summary_says(run: Any, view: str) -> None:
    said, rows = run.to_json()["views"][view], figure_rows(view_columns(run.view(view)))
    for row in rows["verdict_shares"]:
        assert row["count"] == said["actors"]["a"]["verdicts"][row["verdict"]]["count"]
        assert row["of"] == run.view(view).solved
        if row["count"] not in (0, row["of"]):  # where the interval of the summary is Wilson's too
            assert (row["low"], row["high"]) == pytest.approx(interval(row["count"], row["of"]))
    for row in rows["answer_shares"][:-1]:
        assert row["count"] == said["leading"]["groups"][row["group"]]["count"]
    assert rows["answer_shares"][-1]["count"] == said["leading"]["too_close"]["count"]
    for row in rows["endings"]:
        assert row["q50"] == pytest.approx(said["endings"][row["ending"]]["q50"], abs=0.02)
        assert said["endings"][row["ending"]]["lowest"] <= row["q05"]
    closed = {option: one["closes"]["count"] for option, one in said["closings"]["a"].items()}
    assert closed.keys() == {row["option"] for row in rows["exits"]}
    for option, count in closed.items():
        # In two periods without errors, what isn't open in one of them has closed.
        shut = max(row["seen"] - row["open"] for row in rows["exits"] if row["option"] == option)
        assert shut <= count <= sum(row["seen"] - row["open"] for row in rows["exits"] if row["option"] == option)


def test_curves_are_those_over_assumptions_that_matter(run: Any) -> None:
    hinges = run.hinges()
    columns = view_columns(run.view("as_written"))
    curves = curves_of(hinges, "as_written")
    assert ("verdict:a:free", "worth") in curves
    rows = figure_rows(columns, curves)["hinge_curves"]
    assert len(rows) == 10 * len(curves)
    free = [row for row in rows if (row["conclusion"], row["assumption"]) == ("verdict:a:free", "worth")]
    assert sum(row["of"] for row in free) == run.view("as_written").solved
    # Who gains by leaving is free.
    assert free[-1]["share"] == 1.0
    assert free[0]["share"] < 0.8


def test_a_view_without_worlds_has_no_rows(run: Any) -> None:
    assert figure_rows(view_columns(run.view("certain"))) == {name: [] for name in TABLES}


def test_claims_of_a_run_are_counted_as_its_own_result_counts_them(tmp_path: Path) -> None:
    run = offramp.load(claims_over_worlds.written(tmp_path)).explore(worlds=60, views=["as_written"], cores=1)
    said, rows = run.claims()["claims"], figure_rows(view_columns(run.view("as_written")))["claim_shares"]
    assert [row["claim"] for row in rows] == [name for name in said if name != "spirit"]
    for row in rows:
        counts = said[row["claim"]]["views"]["as_written"]["counts"]
        assert {one: row[one] for one in counts if one in row} == {
            one: counts[one]["count"] for one in ("holds", "fails", "too_close", "vacuous", "unsupported", "not_judged")
        }
