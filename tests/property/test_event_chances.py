"""Chances of events against every course of play of a small game, each looked at by itself.

What an event means is written down here a second time, as plainly as it can be: over a list of what each period ended
with.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from offramp.judge.claims import played_paths
from offramp.judge.claims.event_chances import Query, from_paths, from_states
from offramp.judge.claims.event_trackers import Memory
from offramp.judge.claims.played_paths import PlayedPaths
from offramp.scenario.claims.claim_tree import Chance
from tests.claim_runs import judged, solved

PERIODS = 4
GAME = f"""
offramp: 1
title: A coin and a die
calendar: {{periods: {PERIODS}}}
actors: {{west: {{rationality: 0}}}}
state:
  phase: {{modes: [going, over], start: going}}
  heat: {{range: [0, 9], whole: true, start: 1}}
play:
  - move: west
    options: {{push: {{then: {{heat: heat + 1}}}}, wait: {{}}}}
  - chance: slips
    probability: 0.2 + 0.1 * heat if west == push else 0.1
    then: {{phase: over}}
  - chance: cools
    probability: 0.3
    then: {{heat: "max(0, heat - 1)"}}
payoffs: {{west: {{each_period: 1, at_end: {{war: -3, horizon: 2}}}}}}
endings: {{war: phase == over}}
tolerable: {{west: [horizon]}}
"""


@dataclass(frozen=True)
class End:
    """What a period ended with."""

    t: int
    push: bool
    slips: bool
    cools: bool
    heat: int
    over: bool


Course = tuple[End, ...]
Happens = Callable[[Course], bool]


def courses(t: int = 0, heat: int = 1) -> Iterator[tuple[Course, float]]:
    """Every course of play with its chance."""
    for push in (True, False):
        hot = heat + push
        slip = 0.2 + 0.1 * hot if push else 0.1
        yield (End(t, push, True, False, hot, True),), 0.5 * slip
        for cools, chance in ((True, 0.3), (False, 0.7)):
            after = max(0, hot - 1) if cools else hot
            end, p = End(t, push, False, cools, after, False), 0.5 * (1 - slip) * chance
            if t + 1 == PERIODS:
                yield (end,), p
            else:
                for rest, q in courses(t + 1, after):
                    yield (end, *rest), p * q


def at(course: Course, t: int) -> End:
    """The end of period `t`; of a game that was over before, its last state, nothing picked and nothing striking."""
    last = course[-1]
    return course[t] if t < len(course) else End(t, False, False, False, last.heat, True)


def within_after(course: Course, n: int, first: Callable[[End], bool], then: Callable[[End], bool]) -> bool:
    begins = next((end.t for end in course if first(end)), None)
    return begins is not None and any(then(end) for end in course if begins <= end.t < begins + n)


EVENTS: list[tuple[str, Happens]] = [
    ("war", lambda c: c[-1].over),
    ("war by 1", lambda c: any(e.over for e in c if e.t <= 1)),
    ("war at 2", lambda c: len(c) == 3 and c[-1].over),
    ("horizon", lambda c: not c[-1].over),
    ("slips", lambda c: any(e.slips for e in c)),
    ("cools at 1", lambda c: at(c, 1).cools),
    ("heat > 2 ever", lambda c: any(e.heat > 2 for e in c)),
    ("heat > 0 always", lambda c: all(e.heat > 0 for e in c)),
    ("heat > 2 never", lambda c: not any(e.heat > 2 for e in c)),
    ("heat == 2 at 3", lambda c: at(c, 3).heat == 2),
    ("heat == 2 at end", lambda c: c[-1].heat == 2),
    ("west == push at 2", lambda c: at(c, 2).push),
    ("west == push within 2 periods", lambda c: any(e.push for e in c if e.t < 2)),
    (
        "cools within 2 periods after west == push",
        lambda c: within_after(c, 2, lambda e: e.push, lambda e: e.cools),
    ),
    (
        "heat < 1 within 3 periods after heat > 1",
        lambda c: within_after(c, 3, lambda e: e.heat > 1, lambda e: e.heat < 1),
    ),
    ("war and heat > 2 ever", lambda c: c[-1].over and any(e.heat > 2 for e in c)),
    ("(heat > 2 and west == push) at 1", lambda c: at(c, 1).heat > 2 and at(c, 1).push),
    ("not (cools or west == push always)", lambda c: not (any(e.cools for e in c) or all(e.push for e in c))),
]


def chance(happens: Happens, given: Happens = lambda c: True) -> float:
    every = list(courses())
    assert sum(p for _, p in every) == pytest.approx(1.0)
    mass = sum(p for c, p in every if given(c))
    return sum(p for c, p in every if given(c) and happens(c)) / mass


def mean(number: Callable[[Course], float], given: Happens = lambda c: True) -> float:
    mass = sum(p for c, p in courses() if given(c))
    return sum(p * number(c) for c, p in courses() if given(c)) / mass


def values(quantities: Sequence[str]) -> list[float]:
    found = []
    for one in judged(GAME, [f"{quantity} != 0.123456" for quantity in quantities]):
        (measured,) = one.quantities.values()
        assert isinstance(measured.value, float)
        assert measured.error == 0.0
        found.append(measured.value)
    return found


def test_chances_of_events() -> None:
    found = values([f"chance({event})" for event, _ in EVENTS])
    assert found == pytest.approx([chance(happens) for _, happens in EVENTS], abs=1e-10)


def test_chances_given_another() -> None:
    pairs = [(k, j) for k in range(len(EVENTS)) for j in (3, 6, 13) if {k, j} != {0, 3} and k != j]
    pairs = [(k, j) for k, j in pairs if not (EVENTS[k][0].startswith("war") and j == 3)]
    found = values([f"chance({EVENTS[k][0]} given {EVENTS[j][0]})" for k, j in pairs])
    assert found == pytest.approx([chance(EVENTS[k][1], EVENTS[j][1]) for k, j in pairs], abs=1e-10)


def test_means_and_payoffs() -> None:
    def paid(course: Course) -> float:
        return len(course) + (-3 if course[-1].over else 2)

    found = values(
        [
            "mean(heat at 2)",
            "mean(heat at end)",
            "mean(heat at 3 given slips)",
            "value(west given heat > 2 ever)",
            "value(west)",
        ]
    )
    hot = EVENTS[6][1]
    wanted = [
        mean(lambda c: at(c, 2).heat),
        mean(lambda c: c[-1].heat),
        mean(lambda c: at(c, 3).heat, lambda c: any(e.slips for e in c)),
        mean(paid, hot),
        mean(paid),
    ]
    assert found == pytest.approx(wanted, abs=1e-10)


def test_paths_agree_with_states() -> None:
    """The engine for gridded games on an exact one: within its own errors, nearly always."""
    solution = solved(GAME, [f"chance({event}) != 0.123456" for event, _ in EVENTS])
    off = []
    for claim in solution.game.model.claims.values():
        assert claim.holds is not None
        (quantity,) = claim.holds.quantities.values()
        assert isinstance(quantity, Chance)
        query, memory = Query(quantity.event), Memory.of((quantity.event,))
        exact = from_states(solution, query, memory)
        sampled = from_paths(query, memory, PlayedPaths(solution, 4000, 1))
        off.append(abs(exact.value - sampled.value) / (sampled.error / 2))
    assert max(off) < 4.0
    assert sum(one > 2.0 for one in off) <= 3


@pytest.mark.parametrize("kept", [True, False])
def test_paths_are_played_once_for_all_questions(kept: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    solution = solved(GAME, [f"chance({event}) != 0.123456" for event, _ in EVENTS])
    if not kept:
        monkeypatch.setattr(played_paths, "KEPT_ROWS", 100)
    played: list[int] = []
    plain = played_paths.period_player

    def counted(*how: Any) -> Any:
        play = plain(*how)
        return lambda block, paths: played.append(block.t) or play(block, paths)

    monkeypatch.setattr(played_paths, "period_player", counted)
    paths = PlayedPaths(solution, 200, 1)
    for claim in solution.game.model.claims.values():
        assert claim.holds is not None
        (quantity,) = claim.holds.quantities.values()
        assert isinstance(quantity, Chance)
        query, memory = Query(quantity.event), Memory.of((quantity.event,))
        assert from_paths(query, memory, paths) == from_paths(query, memory, PlayedPaths(solution, 200, 1))
    alone = (1 + len(EVENTS)) * PERIODS if kept else 2 * len(EVENTS) * PERIODS
    assert len(played) == alone
