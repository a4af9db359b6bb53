"""Claims in one solved game: the three meanings of "if", what can't be said, and how errors decide."""

import math
from dataclasses import replace
from typing import Any

import pytest

from offramp.game.game import Game
from offramp.judge.claims.claim_values import Judgement, claim_values
from offramp.judge.claims.pledged_games import armed, pledges_in
from offramp.scenario.reader import read_text
from offramp.solve.solver import Effort, solve
from offramp.solve.start import Start
from tests.claim_runs import judged, model_text, numbers, solved

TREE = """
offramp: 1
title: One pushes, the other replies
calendar: {periods: 1}
assumptions: {stake: {means: A stake, unit: utility, value: 2, range: [0, 5]}}
switches: {law: {means: A law, cases: [mild, strict]}}
actors: {west: {rationality: 1}, east: {rationality: 1}}
state: {phase: {modes: [calm, war], start: calm}}
play:
  - move: west
    options: {push: {}, wait: {}}
  - move: east
    when: west == push
    options: {fight: {then: {phase: war}}, yield: {}, flee: {when: law == strict}}
payoffs:
  west: {each_period: "stake if east == yield else -3 if phase == war else 0"}
  east: {each_period: "-1 if east == yield else -2 if phase == war else 0"}
endings: {war: phase == war}
tolerable: {west: [horizon], east: [war]}
"""


def logit(gap: float) -> float:
    return 1 / (1 + math.exp(-gap))


def one(text: str, claim: str, **changes: Any) -> Any:
    return judged(text, [claim], changes)[0]


def test_three_kinds_of_if() -> None:
    fight = logit(-2 + 1)
    push = logit(fight * -3 + (1 - fight) * 2)
    told = logit(2)  # west where east is known to yield
    stern = logit(-3)
    found = numbers(
        TREE,
        [
            "chance(war)",
            "chance(war given west == push ever)",
            "chance(war if west always push)",
            "chance(west == push ever if east never fight)",
            "chance(west == push ever if east commits to never fight)",
            "chance(war if east never yield)",
            "chance(war if east commits to always fight)",
            "chance(war if east commits to always fight and west always push)",
            "value(east if west first push)",
        ],
    )
    assert found == pytest.approx(
        [push * fight, fight, fight, push, told, push, stern, 1.0, -2 * fight - (1 - fight)], abs=1e-10
    )


def test_what_an_actor_reaches_where_another_is_made_to() -> None:
    fight = logit(-1)
    push = logit(fight * -3 + (1 - fight) * 2)
    found = numbers(
        TREE,
        [
            "could(west if east always fight)",
            "would(west if east always fight)",
            "possible(west if west never wait)",
            "guaranteed(west if west always push)",
            "reach(west, push if east always fight)",
            "reach(west, push)",
        ],
    )
    assert found == pytest.approx([1.0, 1 - push, 1.0, 0.0, 0.0, 1 - fight], abs=1e-10)


def test_verdicts_and_switches() -> None:
    assert one(TREE, "verdict(west) == free").judgement is Judgement.HOLDS
    assert one(TREE, "verdict(west if west always push and east always fight) == trapped").judgement is Judgement.HOLDS
    assert one(TREE, "verdict(west) == verdict(east)").judgement is Judgement.FAILS
    assert one(TREE, "law == strict and stake > 1").judgement is Judgement.FAILS
    assert one(TREE, "law == strict and chance(war) > 0.01", law="strict").judgement is Judgement.HOLDS
    assert one(TREE, "not dilemma(east)").judgement is Judgement.HOLDS


def test_what_can_t_be_supposed_is_vacuous() -> None:
    found = one(TREE, "chance(war if east always flee) > 0.5")
    assert found.judgement is Judgement.VACUOUS
    assert found.reason == "east never has flee to pick when that would count"
    only = TREE.replace("yield: {}, ", "yield: {when: stake > 4}, ")
    found = one(only, "chance(war if east never fight) > 0.5")
    assert found.judgement is Judgement.VACUOUS
    assert found.reason == "east has nothing but fight to pick at times, so that it can't do without"
    assert one(only, "chance(war if east never fight) > 0.5", stake=4.5).judgement is Judgement.FAILS


def test_given_what_hardly_happens_is_unsupported() -> None:
    rare = TREE.replace("west: {rationality: 1}", "west: {rationality: 20}")
    found = one(rare, "chance(war given west == push ever) > 0.1", stake=0.5)
    assert found.judgement is Judgement.UNSUPPORTED
    assert "of the play" in found.reason


def test_an_option_that_isn_t_there_at_the_start() -> None:
    found = one(TREE, "reach(east, flee) > 0.5")
    assert found.judgement is Judgement.VACUOUS
    assert found.reason == "east can't pick flee in the first period"


def test_a_claim_that_isn_t_formalised_keeps_its_reason() -> None:
    claims = "claims: {good: {means: It is good, formalised: no, because: Good for whom}}"
    model = read_text(f"{TREE}\n{claims}", "claims.yaml")
    found = claim_values(solve(Game.bind(model), Start(), Effort()))["good"]
    assert found.judgement is Judgement.NOT_FORMALISED
    assert found.reason == "Good for whom"
    assert found.holds is None


def test_exact_numbers_may_be_compared_for_equality() -> None:
    coin = TREE.replace("rationality: 1", "rationality: 0")
    assert one(coin, "chance(war) == 0.25").judgement is Judgement.HOLDS
    assert one(coin, "chance(war) >= 0.25").judgement is Judgement.HOLDS
    assert one(coin, "chance(war) > 0.25").judgement is Judgement.FAILS


def test_the_error_of_the_solution_decides() -> None:
    solution = solved(TREE, ["chance(war) > 0.2", "verdict(west) == free", "chance(war) > 0.01"])
    (chance,) = numbers(TREE, ["chance(war)"])
    off = replace(
        solution, change_q=solution.change_q + abs(chance - 0.2) + 0.01, certificate=replace(solution.certificate)
    )
    found = claim_values(off)
    assert found["c0"].judgement is Judgement.TOO_CLOSE
    assert found["c0"].holds is (chance > 0.2)
    assert found["c2"].judgement is Judgement.HOLDS
    left = found["c0"].comparisons[0].left
    assert left.low < 0.2 < left.high
    assert left.value == pytest.approx(chance, abs=1e-10)


def test_a_commitment_that_is_never_put_to_the_test_is_possible() -> None:
    """West keeps still because east is bound to fight: nobody sees it fight."""
    sure = TREE.replace("rationality: 1", "rationality: inf")
    assert one(sure, "chance(west == push ever if east commits to always fight) == 0").judgement is Judgement.HOLDS


def test_a_fault_that_only_the_condition_leads_to_is_told() -> None:
    """A guard that reads its own number is taken to let one through; where it lets none, the mover is stuck."""
    offering = TREE.replace("wait: {}}", "wait: {}, offer: {from: 0, to: 1, steps: 2, when: offer > stake}}")
    assert one(offering, "chance(war if west never wait) > 0.05", stake=0.5).judgement is Judgement.HOLDS
    found = one(offering, "chance(war if west always offer) > 0.05")
    assert found.judgement is Judgement.NOT_JUDGED
    assert found.reason == "the game on this condition can't be solved"
    assert [fault.code for fault in found.faults] == ["E603"]


@pytest.mark.parametrize(
    "claim",
    [
        "chance(war if west never give_in) > 0.5",
        "could(east if west always push) > 0.5",
        "chance(war if west commits to never give_in from 3 and east always push until 5) > 0.5",
        "would(west if east first push) > 0.5",
    ],
)
def test_native_code_and_numpy_agree(claim: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = model_text("brink")
    found = []
    for backend in ("native", "numpy"):
        monkeypatch.setenv("OFFRAMP_BACKEND", backend)
        solution = solved(text, [claim], points=60, refine=False)
        assert (solution.backward.by_lane is not None) is (backend == "native")
        (value,) = claim_values(solution, audit_paths=0)["c0"].quantities.values()
        found.append(value.value)
    assert found[0] == pytest.approx(found[1], abs=1e-9)


def test_many_games_share_what_claims_suppose() -> None:
    """A world may be solved as the armed scenario has it: the same numbers, and nothing is solved twice."""
    text, claim = model_text("brink"), "chance(war if west never give_in) > 0.5"
    plain = solved(text, [claim], points=60, refine=False)
    ready = armed(plain.game.model, pledges_in(plain.game.model.claims.values()))
    world = solve(Game.bind(ready.model, None, {"slip": 0.1}), Start(), Effort(points=60, refine=False))
    other = solved(text, [claim], {"slip": 0.1}, points=60, refine=False)
    one_way = claim_values(world, audit_paths=0, ready=ready)["c0"].quantities
    other_way = claim_values(other, audit_paths=0)["c0"].quantities
    (first,), (second,) = one_way.values(), other_way.values()
    assert first.value == pytest.approx(second.value, abs=1e-12)


def test_if_where_somebody_believes_in_another_game() -> None:
    """What is forced leaves a coin toss and a breach of known chance in each of four periods: 1 - (1 - p)^4."""
    text = """
offramp: 1
title: A dike that one of two thinks is safe
calendar: {periods: 4}
assumptions: {risk: {means: A risk, value: 0.3, range: [0, 1]}}
actors: {board: {rationality: 0}, farmers: {rationality: 2}}
believes: {farmers: {risk: 0.1 * risk}}
state: {water: {modes: [rising, flood], start: rising}, level: {range: [0, 1], start: 0.5}}
play:
  - {move: board, options: [warn, wait]}
  - {move: farmers, options: [mend, sleep]}
  - chance: breaks
    probability: 0.1 * risk if farmers == mend else risk if board == warn else 2 * risk
    then: {water: flood}
  - {shock: rain, sd: 0.05}
  - {update: {level: level + rain}}
payoffs:
  board: {at_end: {flood: -1, horizon: 0}}
  farmers: {each_period: -0.1 if farmers == mend else 0, at_end: {flood: -2, horizon: 0}}
endings: {flood: water == flood}
tolerable: {board: [horizon], farmers: [horizon]}
"""
    asleep, waiting = numbers(text, ["chance(flood if farmers always sleep)", "chance(flood if board never warn)"])
    assert asleep == pytest.approx(1 - (1 - 1.5 * 0.3) ** 4, abs=1e-9)
    assert 1 - (1 - 0.1 * 0.3) ** 4 < waiting < 1 - (1 - 2 * 0.3) ** 4
