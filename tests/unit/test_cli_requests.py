"""Settings and numbers of the command line, good and bad."""

import math
from datetime import timedelta

import pytest

import offramp
from offramp.cli.main import main
from offramp.cli.output_words import left_out
from offramp.cli.requests import check_numbers, settings, state
from offramp.core.diagnostics import ScenarioError
from offramp.judge.requests import Request, bound_game
from offramp.solve.start import read_start


def faults(error: ScenarioError) -> list[tuple[str, str]]:
    return [(d.code, d.remedy) for d in error.diagnostics]


def test_settings() -> None:
    assert settings([]) == {}
    assert settings(["slip=0.1", " war_cost = -4e-1 , aid=inf"]) == {"slip": 0.1, "war_cost": -0.4, "aid": math.inf}
    assert settings(["größe=.5"]) == {"größe": 0.5}


@pytest.mark.parametrize(
    ("texts", "code", "remedy"),
    [
        (["slip"], "E711", "write name=value"),
        (["slip=0,5"], "E711", "decimals take a point"),
        (["=3"], "E711", "write name=value"),
        (["slip="], "E711", "write name=value"),
        ([""], "E711", "write name=value"),
        (["3=4"], "E711", "write name=value"),
        (["slip=5%"], "E711", "write 0.05"),
        (["slip=1/4"], "E711", "write 0.25"),
        (["slip=1/0"], "E711", "write a number"),
        (["slip=many"], "E711", "write a number"),
        (["slip=1_000"], "E711", "write a number"),
        (["slip=nan"], "E711", "write a number"),
        (["slip=0x1"], "E711", "write a number"),
        (["slip=1", "slip=2"], "E712", "keep one"),
    ],
)
def test_bad_settings(texts: list[str], code: str, remedy: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        settings(texts)
    assert [c for c, _ in faults(caught.value)] == [code]
    assert remedy in faults(caught.value)[0][1]


def test_all_faults_of_a_request_are_collected() -> None:
    with pytest.raises(ScenarioError) as caught:
        settings(["a=x,b", "c=1,c=2"])
    assert [code for code, _ in faults(caught.value)] == ["E711", "E712", "E711"]


def test_state() -> None:
    assert state(None) == {}
    assert state("t=4, front=0.3, phase=war,") == {"t": 4.0, "front": 0.3, "phase": "war"}
    assert state("गर्मी=1, चरण=युद्ध, previous(गर्मी)=0") == {"गर्मी": 1.0, "चरण": "युद्ध", "previous(गर्मी)": 0.0}
    assert state("e\u0301pe\u0301e=1, previous(e\u0301pe\u0301e, 2)=0") == {"épée": 1.0, "previous(épée, 2)": 0.0}


@pytest.mark.parametrize("text", ["", "  ", ",", "war", "phase=", "t=1,t=2"])
def test_bad_state(text: str) -> None:
    with pytest.raises(ScenarioError):
        state(text)


@pytest.mark.parametrize(
    "asked",
    [
        {"level": 0.0},
        {"level": 1.01},
        {"level": math.nan},
        {"tolerance": -0.1},
        {"points": 1},
        {"paths": 1},
        {"paths": 10**9},
        {"seed": -1},
        {"seed": 2**64},
    ],
)
def test_numbers_outside_their_limits(asked: dict[str, float]) -> None:
    with pytest.raises(ScenarioError) as caught:
        check_numbers(**asked)
    assert [d.code for d in caught.value.diagnostics] == ["E713"]


def test_numbers_inside_their_limits() -> None:
    check_numbers(level=1.0, tolerance=0.02, points=None, paths=2, seed=0)


def test_a_mode_or_a_stock_that_is_set_is_pointed_to_the_state(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", "brink", "--set", "phase=war"]) == 2
    assert '--at "phase=war"' in capsys.readouterr().err
    assert main(["solve", "brink", "--set", "tension=0.3"]) == 2
    shown = capsys.readouterr().err
    assert "tension is no assumption of this scenario, but a stock" in shown
    assert '--at "tension=0.3"' in shown


def test_a_percentage_in_a_state_is_mended_as_in_a_setting() -> None:
    with pytest.raises(ScenarioError) as caught:
        state("anger=30%")
    assert faults(caught.value) == [("E711", "write 0.3")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1962-10-16", 0), ("1962-10-22", 0), ("1962-10-23", 1), ("1962-10-15", None), ("1999", None), ("1962-10", None)],
)
def test_a_date_names_the_period_it_lies_in(text: str, expected: int | None) -> None:
    game = bound_game(offramp.load("brink").model, Request())
    if expected is not None:
        assert read_start(game, {"t": text}).t == expected
        return
    with pytest.raises(ScenarioError) as caught:
        read_start(game, {"t": text})
    assert [d.code for d in caught.value.diagnostics] == ["E705"]
    assert f"there is no period t = {text}" in caught.value.diagnostics[0].message


def test_the_last_period_ends_the_calendar() -> None:
    game = bound_game(offramp.load("brink").model, Request())
    calendar = game.model.calendar
    end = calendar.begins(game.periods)
    assert read_start(game, {"t": str(end - timedelta(days=1))}).t == game.periods - 1
    with pytest.raises(ScenarioError):
        read_start(game, {"t": str(end)})


@pytest.mark.parametrize(
    ("given", "said", "remedy"),
    [
        (["--level", "60%"], "--level is 60%, and takes a chance above 0", "write 0.6"),
        (["--level=0,6"], "--level is 0,6, and takes a chance above 0", "write 0.6"),
        (["--tolerance", "few"], "--tolerance is few, and takes a difference", "write a number"),
        (["--points", "abc"], "--points is abc, and takes a number of grid points", "write a whole number"),
    ],
)
def test_an_option_says_in_plain_words_what_it_takes(
    given: list[str], said: str, remedy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["solve", "brink", *given]) == 2
    shown = capsys.readouterr().err
    assert f"error[E713]: {said}" in shown
    assert remedy in shown


def test_a_table_says_that_it_leaves_periods_out() -> None:
    assert left_out(3, 12, 80) == "(3 of 12 periods are shown; --json has all of them)"
    assert left_out(3, 3, 80) == ""
