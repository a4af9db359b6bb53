"""Settings and numbers of the command line, good and bad."""

import math

import pytest

from offramp.cli.requests import check_numbers, settings, state
from offramp.core.diagnostics import ScenarioError


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
