"""Off-ramps: the four kinds that matter, what counts as one, until when it works, and what its breaking would bring."""

import json
from math import exp
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import offramp
from offramp.cli.main import main
from offramp.cli.off_ramp_words import off_ramps_text
from offramp.cli.schemas import schema
from offramp.explore.off_ramps.beginnings import latest_beginning
from offramp.judge.off_ramps.candidates import commitments, pairs, proposals
from offramp.scenario.reader import read_text
from tests.off_ramp_runs import by_name, lever, tried, wharf

CLEAR = 4.0


def chosen(*worth: float) -> list[float]:
    """Quantal response at the wharf's precision."""
    odds = [exp(CLEAR * value) for value in worth]
    return [one / sum(odds) for one in odds]


def mean(shares: list[float], worth: tuple[float, ...]) -> float:
    return sum(s * w for s, w in zip(shares, worth, strict=True))


def played(share: float, squeeze: float, *, squeezes: bool = True) -> tuple[float, float, float, float]:
    """The wharf without the town's money: would, and what the town, the union and the port get, where the port gets so
    much for sharing and for squeezing."""
    port = (share, squeeze, -1.0) if squeezes else (share, -1.0)
    union, town = ((1.0, -1.0, -2.0), (0.2, 0.0, 0.0)) if squeezes else ((1.0, -2.0), (0.2, 0.0))
    picks = chosen(*port)
    works = chosen(mean(picks, union), 0.0)[0]
    return works * picks[0], works * mean(picks, town), works * mean(picks, union), works * mean(picks, port)


def with_town(kept: dict[bool, tuple[float, float, float, float]]) -> tuple[float, ...]:
    """The same once the town has moved: it pays 1, and the port then gets 2 more for sharing."""
    pays, stands = kept[True], kept[False]
    share = chosen(stands[1], pays[1] - 1)
    return tuple(share[0] * s + share[1] * (p - (k == 1)) for k, (s, p) in enumerate(zip(stands, pays, strict=True)))


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return tried(wharf(), "union")


def test_as_it_is(found: dict[str, Any]) -> None:
    would, town, union, port = with_town({False: played(1, 2), True: played(3, 2)})
    base = found["baseline"]
    assert base["verdict"] == "trapped"
    assert base["chances"]["would"] == {"value": pytest.approx(would), "error": 0.0}
    values = {actor: one["value"] for actor, one in base["values"].items()}
    assert values == {"town": pytest.approx(town), "union": pytest.approx(union), "port": pytest.approx(port)}


def changes(found: dict[str, Any], name: str, after: tuple[float, ...]) -> None:
    """An off-ramp's numbers are those after it, and its costs the differences."""
    one, before = by_name(found)[name], with_town({False: played(1, 2), True: played(3, 2)})
    assert one["chances"]["would"]["value"] == pytest.approx(after[0])
    for k, actor in enumerate(("town", "union", "port"), 1):
        assert one["costs"][actor]["change"] == pytest.approx(after[k] - before[k])


def test_offered_and_kept(found: dict[str, Any]) -> None:
    bond = by_name(found)["bond"]
    after = with_town({False: played(1, 0.5, squeezes=False), True: played(3, 0.5, squeezes=False)})
    changes(found, "bond", after)
    assert (bond["kind"], bond["moves"], bond["verdict"]) == ("proposal", "towards_free", "free")
    assert bond["binds"]["port"]["would_offer"] is True
    assert bond["binds"]["port"]["keeps"] is True
    assert bond["binds"]["port"]["gain"] == pytest.approx((2 - 1.5) - 1)  # squeezing less sharing, the fine counted
    assert bond["until"] is None  # a change has no date


def test_offered_and_not_kept(found: dict[str, Any]) -> None:
    after = with_town({False: played(1, 2, squeezes=False), True: played(3, 2, squeezes=False)})
    changes(found, "port never squeeze", after)
    promise = by_name(found)["port never squeeze"]
    assert promise["verdict"] == "free"
    bound = promise["binds"]["port"]
    assert (bound["would_offer"], bound["keeps"]) == (True, False)
    assert bound["gain"] == pytest.approx(2 - 1)  # once the union works
    assert bound["when"] == "t = 0"


def test_useful_and_not_offered(found: dict[str, Any]) -> None:
    would, town, union, port = played(3, 2)
    changes(found, "town never stand_by", (would, town - 1, union, port))
    pays = by_name(found)["town never stand_by"]
    assert pays["verdict"] == "free"
    assert (pays["binds"]["town"]["would_offer"], pays["binds"]["town"]["keeps"]) == (False, False)


def test_changes_nothing(found: dict[str, Any]) -> None:
    plaque = by_name(found)["plaque"]
    assert plaque["nothing"]
    assert plaque["moves"] == "none"
    assert [warning["code"] for warning in found["warnings"]] == ["W770"]


def test_the_fine_as_a_lever(found: dict[str, Any]) -> None:
    """A union that wants nothing else works, and then it depends on what the port picks and whether the town pays."""
    turn = lever(found, "fine")["turns_at"]
    for fine, reached in ((turn["low"], False), (turn["high"], True)):
        stands, pays = (chosen(share, 2 - fine, -1)[0] for share in (1, 3))
        town = chosen(played(1, 2 - fine)[1], played(3, 2 - fine)[1] - 1)
        assert (town[0] * stands + town[1] * pays >= 0.5) == reached
    assert turn["high"] - turn["low"] <= 1e-4 * 2  # of its range


def test_the_table_and_the_finding(found: dict[str, Any]) -> None:
    text = off_ramps_text(found)
    assert text.startswith(
        "Four things would reopen a way out for the union; three of them would be\noffered, of which one"
    )
    assert max(map(len, text.split("\n"))) <= 80
    assert Draft202012Validator(schema("offramps")).is_valid(json.loads(json.dumps(found)))


def test_commitments_that_mean_the_same_are_tried_once() -> None:
    model = read_text(wharf(), "wharf.yaml")
    names = [one.name for one in commitments(model, "union")]
    assert names == [
        "town always stand_by", "town never stand_by",  # of two options, to rule out one is to force the other
        "port always share", "port never share", "port always squeeze", "port never squeeze", "port always lock_out",
        "port never lock_out",
    ]  # fmt: skip
    both = {pair.name for pair in pairs(model, [*proposals(model), *commitments(model, "union")])}
    assert "town never stand_by and port never squeeze" in both
    assert "port always share and port never squeeze" not in both  # the first says the second
    assert "port always share and port always squeeze" not in both  # nothing would be left
    assert "port always share and port never share" not in both
    assert "bond and port never squeeze" not in both  # the bond binds the port to that already
    assert "bond and plaque" in both


def test_a_pair_is_listed_where_it_does_more_than_either() -> None:
    """A town that would rather close the wharf before anybody moves: it must stay, and the port must share."""
    closing = "options: {stand_by: {}, pay: {then: {fund: full}}, close: {then: {stage: over_walked}}}"
    text = wharf().replace("options: {stand_by: {}, pay: {then: {fund: full}}}", closing)
    text = text.replace("cost: 1 if", "cost: -3 if town == close else 1 if")
    text = text.replace("- move: union\n", "- move: union\n    when: stage == open\n")
    found = by_name(tried(text, "union", levers=False))
    assert found["town never close"]["moves"] == found["port never squeeze"]["moves"] == "none"
    both = found["town never close and port never squeeze"]
    assert (both["kind"], both["verdict"]) == ("pair", "free")
    assert both["parts"] == ["town never close", "port never squeeze"]
    assert set(both["binds"]) == {"town", "port"}
    assert both["binds"]["town"]["keeps"] is False  # closing is worth 3 to it
    assert "town always stand_by and port never squeeze" in found


@pytest.mark.parametrize(
    ("works", "last", "throughout"),
    [
        (lambda t: t <= 17, 17, True),
        (lambda t: True, 59, True),
        (lambda t: t == 0, 0, True),
        (lambda t: t <= 3 or 20 <= t <= 31, 31, False),
    ],
)
def test_until_when_it_works(works: Any, last: int, throughout: bool) -> None:
    looked: list[int] = []

    def look(t: int) -> bool:
        looked.append(t)
        return bool(works(t))

    found = latest_beginning(look, 60)
    assert (found.last, found.throughout) == (last, throughout)
    assert len(looked) == len(set(looked))
    assert throughout is False or len(looked) < 20


CAMP = """
offramp: 1
title: The camp
calendar: {periods: 6}
actors:
  camp: {name: the camp, rationality: 1}
  crowd: {name: the crowd, rationality: 0}
state:
  stage: {modes: [calm, riot], start: calm}
play:
  - move: crowd
    options: [push, hold]
  - chance: breaks
    probability: 0.3 if crowd == push else 0
    then: {stage: riot}
payoffs:
  crowd: {each_period: 1 if crowd == hold else 0}
endings:
  riot: {when: stage == riot}
tolerable:
  camp: [horizon]
"""


def test_the_last_period_to_begin_in() -> None:
    """A crowd that tosses a coin in each of six periods: calm lasts t of them with a chance of 0.85 ** t."""
    held = by_name(tried(CAMP, "camp"))["crowd never push"]
    assert held["verdict"] == "free"
    assert held["chances"]["would"]["value"] == pytest.approx(1.0)
    last = max(t for t in range(6) if 0.85**t >= 0.5)
    assert (held["until"]["t"], held["until"]["always"], held["until"]["throughout"]) == (last, False, True)
    before = sum(0.5 * 0.85**t for t in range(6))
    assert held["costs"]["crowd"]["change"] == pytest.approx(6 - before)
    # At its most tempted it would give up what holding brings now, and risk all that it brings later.
    assert held["binds"]["crowd"]["gain"] == pytest.approx(-1.0)  # in the last period nothing comes later
    assert held["binds"]["crowd"]["when"] == "t = 5"


def test_worlds_of_what_isnt_uncertain() -> None:
    found = tried(CAMP, "camp", worlds=5)
    assert found["worlds"]["count"] == 0
    assert "Nothing is uncertain here" in off_ramps_text(found)


def test_on_grids_errors_decide_and_threads_don_t() -> None:
    brink = offramp.load("brink")
    one, two = (brink.off_ramps("east", points=300, worlds=12, threads=n).to_json() for n in (1, 2))
    assert one == two
    assert not one["exact"]
    gives_in = by_name(one)["west never push"]
    assert gives_in["moves"] == "towards_free"
    assert gives_in["closely"]
    assert gives_in["chances"]["would"]["error"] > 0
    assert one["worlds"]["count"] == 12
    assert Draft202012Validator(schema("offramps")).is_valid(one)


def test_a_fault_that_only_an_off_ramp_leads_to_is_told_with_it() -> None:
    text = wharf().replace("squeezed: 2 - fine", "squeezed: 2 - fine - 0 * fine * fine / (1.5 - fine)")
    found = tried(text, "union", levers=False)
    assert [fault["code"] for fault in by_name(found)["bond"]["faults"]] == ["E601"]
    assert by_name(found)["port never squeeze"]["moves"] == "towards_free"
    assert "Not solved to the end, because a rule breaks:" in off_ramps_text(found)


def test_an_added_option_is_an_off_ramp_of_its_own() -> None:
    added = "  truce: {means: A third way, add: {move: union, option: {insure: {then: {stage: over_shared}}}}}\n"
    added += "  trap: {means: It sounds alike, add: {move: union, option: {insure: {then: {stage: over_locked}}}}}\n"
    every = by_name(tried(wharf() + added, "union", levers=False))
    assert every["trap"]["moves"] == "none"
    assert not any("truce" in one["parts"] and "trap" in one["parts"] for one in every.values())
    found = every["truce"]
    assert found["verdict"] == "free"
    assert found["binds"] == {}
    assert found["words"] == "the union can also pick insure"
    assert found["until"]["t"] == 0


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (["--for", "unoin"], "E708"),
        (["--for", "town"], "E770"),
        (["--for", "union", "--view", "none"], "E701"),
        (["--for", "union", "--worlds", "-1"], "E713"),
        ([], "E714"),
    ],
)
def test_bad_requests(asked: list[str], code: str, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "wharf.yaml").write_text(wharf(), encoding="utf-8")
    assert main(["offramps", str(tmp_path / "wharf.yaml"), *asked]) == 2
    assert f"[{code}]" in capsys.readouterr().err


def test_nobody_chooses() -> None:
    """A process: nobody in it could be offered anything."""
    text = (
        wharf().partition("play:")[0]
        + "play:\n  - chance: closes\n    probability: 0.5\n    then: {stage: over_locked}\n"
    )
    text += "endings:\n  locked: {when: stage == over_locked}\ntolerable:\n  union: [horizon]\n"
    text = text.replace("[shared], none: [walked, squeezed, locked, horizon]", "[horizon], none: [locked]")
    with pytest.raises(offramp.ScenarioError) as refused:
        tried(text, "union")
    assert [one.code for one in refused.value.diagnostics] == ["E770"]


def test_a_promise_that_cannot_be_kept_is_told() -> None:
    """With an empty fund the port has nothing but to squeeze, and does so whatever it promised."""
    text = wharf()
    for option in ("share", "lock_out"):
        text = text.replace(f"{option}: {{then", f"{option}: {{when: fund == full, then")
    found = tried(text, "union", levers=False)
    assert "W771" in [warning["code"] for warning in found["warnings"]]
    squeezed = by_name(found)["port never squeeze"]["binds"]["port"]
    assert squeezed["gain"] is None  # it helps nobody, so that nobody looked
