"""What the text of a result must say, and where."""

import copy
import re
from typing import Any

import pytest
from rich.cells import cell_len

from offramp.cli.analysis_words import analysis_text
from offramp.cli.exit_words import verdict_course
from offramp.cli.simulation_words import between, simulation_text
from offramp.cli.solution_words import solution_text
from offramp.cli.verdict_words import LADDER, amount, price, verdict
from offramp.report.closings import closing
from tests import report_sample


def solution(resolved: bool = True, view: str = "pamphlet") -> dict[str, Any]:
    analysis = copy.deepcopy(report_sample.analysis(resolved=resolved))
    return {**analysis["views"][view], "scenario": analysis["scenario"]}


def exit_of(statuses: list[str], **more: Any) -> dict[str, Any]:
    periods = [
        {"t": t, "label": f"week {t}", "live": 1.0, "available": 1.0, "reach": 0.5}
        | {
            s: (1.0 if s == status else 0.0) if status else None
            for s in ("way_out", "keeps_open", "priced_out", "closed")
        }
        for t, status in enumerate(statuses)
    ]
    return {"periods": periods, "first_closing": None, "last_closing": None, "calendar": None} | more


def test_the_answer_comes_first_then_who_is_trapped_then_numbers_then_trust() -> None:
    data = solution()
    found = solution_text(data)
    assert found.startswith(data["answer"]["sentence"])
    places = [
        found.index(part) for part in ("rapped", "How it ends", "When the ways out", "How far to trust", "Warnings:")
    ]
    assert places == sorted(places)


def test_not_resolved_stands_under_the_answer() -> None:
    lines = solution_text(solution(resolved=False)).split("\n")
    assert lines[1].startswith("NOT RESOLVED")
    assert "NOT RESOLVED" not in solution_text(solution(resolved=True))
    assert analysis_text(report_sample.analysis(resolved=False)).count("NOT RESOLVED") >= 4


def test_an_analysis_that_is_partly_resolved_names_the_views_that_are_not() -> None:
    data = report_sample.analysis(resolved=True)
    data["views"]["critic"]["certificate"]["resolved"] = False
    assert "NOT RESOLVED in the Critic view:" in analysis_text(data)


def test_it_is_said_where_longer_games_do_not_come_to_the_numbers() -> None:
    data = solution()
    data["certificate"] |= {"stationary_residual": 1e-10, "settled_by": "rounds"}
    assert "onger games" not in solution_text(data)
    for by, said in (("means", "from means of two of them"), ("branch", "as rationality grows from nothing")):
        data["certificate"]["settled_by"] = by
        text = " ".join(solution_text(data).split())
        assert "Longer and longer games may not come to these numbers" in text
        assert said in text


@pytest.mark.parametrize("width", [40, 60, 80, 100])
@pytest.mark.parametrize("name", ["plain", "han", "exact", "process", "bare"])
def test_width_holds(width: int, name: str) -> None:
    data = {
        "plain": report_sample.analysis,
        "han": lambda: report_sample.renamed(report_sample.analysis(), lambda text: text + "战争与和平"),
        "exact": report_sample.exact_game,
        "process": report_sample.pure_process,
        "bare": report_sample.bare,
    }[name]()
    # Column heads and cells can't shrink for ever; four columns need sixty columns of text.
    if width >= 60:
        assert [line for line in analysis_text(data, width).split("\n") if cell_len(line) > width] == []
    view = next(iter(data["views"]))
    whole = {**data["views"][view], "scenario": data["scenario"]}
    assert whole["view"] is None or width < 60 or max(map(cell_len, solution_text(whole, width).split("\n"))) <= width


def test_control_characters_of_an_author_never_reach_the_terminal() -> None:
    data = report_sample.renamed(report_sample.analysis(), lambda text: text + "\x1b[2J\x07")
    assert "\x1b" not in analysis_text(data)
    view = next(iter(data["views"]))
    assert "\x1b" not in solution_text({**data["views"][view], "scenario": data["scenario"]})


@pytest.mark.parametrize("word", LADDER)
def test_every_verdict_is_a_sentence_with_its_numbers(word: str) -> None:
    actor = solution()["actors"]["league"] | {"verdict": word, "ruin": None}
    found = verdict(actor)
    assert found.startswith(f"{word}. ")
    assert "%" in found


def test_a_verdict_under_a_cap_of_ruin_rests_on_the_capped_reach() -> None:
    actor = solution()["actors"]["league"]
    actor |= {"verdict": "dependent", "could": 0.9, "helped": 0.95, "reach_within_cap": 0.31, "helped_within_cap": 0.62}
    actor["errors"] = dict.fromkeys(actor["errors"], 0.0)
    found = verdict(actor)
    assert "31%" in found
    assert "62%" in found
    assert "90%" not in found


def test_a_close_call_is_called_one() -> None:
    data = solution()
    data["actors"]["league"] |= {"verdict": "free", "would": 0.505}
    data["actors"]["league"]["errors"]["would"] = 0.01
    assert "Too close to call" in solution_text(data)


def test_an_unwilling_actor_is_told_its_price_where_there_is_one() -> None:
    actor = solution()["actors"]["league"] | {"verdict": "unwilling", "price": 0.42, "ruin": None}
    assert "0.42 ± 0.06" in verdict(actor)
    assert "leads elsewhere" in verdict(actor | {"price": -0.1})


def test_digits_stay_readable_however_small_the_error() -> None:
    assert amount(0.905636123, 0.000012) == "0.906 ± 0.001"
    assert amount(-1234.5678, 0.0) == "−1\u202f230"
    assert amount(0.25, 0.0) == "0.25"
    assert amount(0.9, 0.2) == "0.9 ± 0.2"
    assert amount(None, 0.1) == "–"


def test_a_price_below_zero_is_shown_as_a_gain_not_as_a_bound() -> None:
    assert price(-0.078, 0.006) == "−0.078 ± 0.006"
    assert price(0.001, 0.006) == "≤ 0.007"


def test_a_price_that_is_nothing_beside_what_is_at_stake_has_few_digits() -> None:
    assert price(0.0, 1.4e-8, (-1.3, 0.62)) == "≤ 0.001"
    assert price(1.4e-12, 0.0, (-1.3,)) == "0"
    assert price(0.0, 1.4e-5, (0.00312,)) == "≤ 0.000014"
    assert price(0.0, 0.0, ()) == "0"
    data = solution()
    for actor in data["actors"].values():
        actor["errors"]["value"] = 1.4e-9
    assert not re.search(r"0\.0000", solution_text(data))


def test_too_dear_is_said_of_those_who_could_leave_and_do_not_want_to() -> None:
    data = solution()
    for verdict_, said in (("unwilling", "open, but too dear"), ("dependent", "open, at a price")):
        for actor in data["actors"].values():
            actor["verdict"] = verdict_
        found = solution_text(data)
        assert ("too dear" in found) == (verdict_ == "unwilling")
        assert re.search(rf"intervene .* {said}", found)


def test_names_in_the_plural_read_well() -> None:
    data = renamed_nurses()
    found = " ".join(solution_text(data).split())
    assert "The nurses: picks an option worth 10% of the stakes more" in found
    assert "sustain and surge are worth the same to the nurses" in found
    assert not re.search(r"nurses (picks|is) ", found)


def renamed_nurses() -> dict[str, Any]:
    data = solution()
    league = data["actors"]["league"]
    league |= {
        "name": "The nurses",
        "rationality_means": "The nurses picks an option worth 10% of the stakes more 3 times as often",
    }
    data["ties"] = [{"t": 1, "actor": "league", "options": ["sustain", "surge"], "mass": 0.25}]
    return data


def test_what_is_taken_need_not_add_up() -> None:
    assert "less than 100% in all where the game may end" in " ".join(solution_text(solution()).split())


def test_the_hint_after_an_analysis_names_what_was_typed() -> None:
    data = report_sample.analysis()
    assert "offramp solve harbour.yaml --view" in analysis_text(data)
    assert "offramp solve 'my cases/harbour.yaml' --view" in analysis_text(data, asked="my cases/harbour.yaml")


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        (["way_out"] * 4, "a way out throughout"),
        (["closed"] * 4, "closed throughout"),
        (["way_out", "way_out", "closed"], "a way out, then closes in week 2"),
        (["way_out", "priced_out", "closed"], "a way out, then at a price from week 1, then closes in week 2"),
        (["priced_out", "way_out"], "open, at a price, then at no price from week 1"),
        (["closed", "priced_out"], "closed, then opens at a price in week 1"),
        (["closed", "way_out", "closed"], "closed, then opens in week 1, then closes in week 2"),
        (["", "way_out", "closed"], "a way out when it first comes up (week 1), then closes in week 2"),
        (["", ""], "never available in play that happens"),
        (["priced_out", "priced_out"], "open, at a price throughout"),
    ],
)
def test_closings_in_words(statuses: list[str], said: str) -> None:
    assert closing(exit_of(statuses)) == said


def test_a_calendar_artefact_is_labelled() -> None:
    found = closing(exit_of(["way_out", "closed"], first_closing=1, last_closing=1, calendar=True))
    assert found.endswith("(the calendar's doing: a longer horizon moves this)")


def test_a_calendar_artefact_is_labelled_at_its_turn() -> None:
    found = closing(exit_of(["way_out", "priced_out", "closed"], first_closing=1, last_closing=1, calendar=True))
    assert found == (
        "a way out, then at a price from week 1 (the calendar's doing: a longer horizon moves this), "
        "then closes in week 2"
    )


def test_an_option_that_comes_up_late() -> None:
    assert closing(exit_of(["", "closed", "closed"])) == "closed throughout (first met in week 1)"
    assert closing({**exit_of(["way_out"] * 3), "periods": exit_of(["way_out"] * 3)["periods"][1:]}, begins=1) == (
        "a way out throughout"
    )


def test_many_turns_are_summed_up() -> None:
    found = closing(exit_of(["way_out", "closed"] * 4, first_closing=1, last_closing=7))
    assert found.startswith("a way out, then closes in week 1, then opens and closes again and again")
    assert found.endswith("then for the last time, closes in week 7")


def test_the_course_of_a_verdict_skips_play_that_hardly_happens() -> None:
    moments = [
        {"label": "a", "live": 1.0, "verdicts": {"x": {"free": 0.9, "trapped": 0.1}}},
        {"label": "b", "live": 0.5, "verdicts": {"x": {"free": 0.2, "trapped": 0.8}}},
        {"label": "c", "live": 0.0001, "verdicts": {"x": {"free": 1.0, "trapped": 0.0}}},
    ]
    assert verdict_course(moments, "x") == "mostly free at first, then trapped from b"
    assert verdict_course([], "x") == ""


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.344, 0.405, "34% to 41%"),
        (0.0028, 0.013, "0.2% to 1.3%"),
        (0.0, 0.0038, "at most 0.4%"),
        (0.987, 0.9972, "98.7% to 99.8%"),
        (0.9962, 1.0, "at least 99.6%"),
    ],
)
def test_intervals_are_rounded_outwards(low: float, high: float, said: str) -> None:
    assert between({"low": low, "high": high}) == said


def test_many_ties_are_counted_and_not_all_listed() -> None:
    data = solution()
    data["ties"] = [{"t": t, "actor": "league", "options": ["sustain", "surge"], "mass": 0.25} for t in range(12)]
    text = solution_text(data)
    assert text.count("are worth the same to") == 8
    assert "and 4 more such ties (--json has them all)" in text


def test_a_free_actor_is_not_called_damned() -> None:
    data = solution()
    for own in data["actors"].values():
        own["dilemma"] = {"in_dilemma": True, "two_horned": False}
        own["verdict"] = "trapped"
    damned = solution_text(data).count("Damned")
    assert damned
    next(iter(data["actors"].values()))["verdict"] = "free"
    assert solution_text(data).count("Damned") == damned - 1


def test_a_simulation_calls_actors_by_their_names() -> None:
    data = {
        "scenario": report_sample.analysis()["scenario"] | {"names": {"actors": {"league": "The northern league"}}},
        "view": None,
        "paths": 10,
        "seed": 1,
        "endings": {"horizon": {"share": 1.0, "low": 0.7, "high": 1.0, "count": 10}},
        "duration": {"mean": 4.0, "error": 0.0},
        "values": {"league": {"mean": -1.3, "error": 0.04}},
        "timeline": [],
    }
    assert "The northern league: −1.3" in simulation_text(data)
