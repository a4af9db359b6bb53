"""Proposals, claims, forecasts and evidence as they are read from a file."""

from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from offramp.core.diagnostics import ScenarioError
from offramp.core.distributions import Named
from offramp.scenario.claims.claim_tree import By, Occurs
from offramp.scenario.claims.estimative_words import WORDS, meant
from offramp.scenario.claims.evidence_table import MOST_BYTES, MOST_ROWS
from offramp.scenario.model import ScenarioModel
from offramp.scenario.reader import read_scenario, read_text

BASE = (Path(__file__).parents[1] / "golden/diagnostics/no_fault_questions/scenario.yaml").read_text(encoding="utf-8")
BARE = BASE.partition("offramps:")[0]


def model(extra: str) -> ScenarioModel:
    return read_text(BARE + extra, "scenario.yaml")


def codes(extra: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        model(extra)
    return [fault.code for fault in caught.value.diagnostics]


def test_a_scenario_without_questions_has_none() -> None:
    found = model("")
    assert (found.offramps, found.claims, found.forecasts, found.evidence) == ({}, {}, {}, {})


def test_a_proposal_is_all_that_it_says() -> None:
    found = model(
        "offramps:\n"
        "  deal:\n"
        "    means: Money for calm\n"
        "    change: {cost: 3}\n"
        "    commit: [{actor: west, avoid: push, until: 2024Q3}, {actor: east, force: yield, from: 2024Q3}]\n"
        "    add: {move: east, option: {talk: {means: To talk, when: front > 0.2, then: {phase: deal}}}}\n"
    ).offramps["deal"]
    assert found.change == {"cost": 3.0}
    first, second = (committed.pledge for committed in found.commit)
    assert (first.how, first.options, first.since) == ("never", ("push",), None)
    assert first.until is not None
    assert second.since is not None
    assert (first.until.t, second.since.t) == (3, 3)
    (added,) = found.add
    assert (added.actor, added.choice, added.options[0].name) == ("east", "east", "talk")
    assert added.options[0].when is not None
    assert len(added.options[0].then) == 1


def test_questions_leave_the_game_as_it_is() -> None:
    asked, plain = read_text(BASE.partition("  l: {")[0], "a.yaml"), read_text(BARE, "a.yaml")
    assert asked.offramps
    assert asked.evidence
    own = {"source", "offramps", "claims", "forecasts", "evidence"}
    kept = [field.name for field in fields(ScenarioModel) if field.name not in own]
    assert [getattr(asked, name) for name in kept] == [getattr(plain, name) for name in kept]


def test_an_added_option_sees_what_its_move_sees() -> None:
    # `luck` is drawn after the move.
    assert codes(
        "offramps: {a: {means: m, add: {move: east, option: {talk: {when: luck > 0, then: {phase: deal}}}}}}\n"
    ) == ["E202"]


def test_a_named_move_is_added_to_by_its_name() -> None:
    text = BARE.replace(
        "  - shock: luck", "  - move: east\n    as: reply\n    options: {nod: {}, shrug: {}}\n  - shock: luck"
    )
    added = read_text(text + "offramps: {a: {means: m, add: {move: reply, option: {sigh: {}}}}}\n", "a.yaml")
    assert added.offramps["a"].add[0].choice == "reply"
    assert added.offramps["a"].add[0].actor == "east"


def test_numeric_options_are_committed_to_as_a_whole() -> None:
    text = BARE.replace("yield: {then: {phase: deal}}", "yield: {then: {phase: deal}}, ask: {from: 0, to: 1, steps: 3}")
    found = read_text(text + "offramps: {a: {means: m, commit: {actor: east, avoid: ask}}}\n", "a.yaml")
    assert found.offramps["a"].commit[0].pledge.options == ("ask",)


def test_an_assumption_that_only_a_claim_reads_is_used() -> None:
    text = BARE.replace("state:\n", "  threshold: {value: 0.5, range: [0.2, 0.8]}\nstate:\n")
    claim = 'claims: {a: {means: m, holds: "chance(war) > threshold"}}\n'
    assert [w.code for w in read_text(text, "a.yaml").warnings] == ["W503"]
    assert read_text(text + claim, "a.yaml").warnings == ()


def test_a_claim_that_is_not_formalised_keeps_its_reason() -> None:
    claim = model("claims: {a: {means: m, formalised: no, because: It is about motives}}\n").claims["a"]
    assert claim.holds is None
    assert [anchor.note for anchor in claim.because] == ["It is about motives"]


def test_a_forecast_has_its_date_its_likelihood_and_its_outcome() -> None:
    found = model(
        "forecasts:\n"
        "  f: {means: m, happens: not war, by: 2024, says: Very  likely, source: paper, phrase: no war,\n"
        "      resolved: {as: yes, on: 2025-01, source: late}}\n".replace("on: 2025-01, ", "on: 2024-12-31, ")
    ).forecasts["f"]
    assert found.by_day == date(2024, 12, 31)
    assert found.by is not None
    assert found.by.t == 4
    assert found.probability == (0.80, 0.95)
    assert found.quote is not None
    assert found.quote.phrase == "no war"
    assert found.resolved is not None
    assert (found.resolved.outcome, found.resolved.on) == (True, date(2024, 12, 31))


def test_the_condition_of_a_forecast_need_not_come_about() -> None:
    found = model(
        'forecasts: {f: {means: m, happens: "war given west == push ever", by: 2024, resolved: {as: void, note: n}}}\n'
    )
    resolved = found.forecasts["f"].resolved
    assert resolved is not None
    assert resolved.outcome is None


def test_a_probability_stands_before_the_words() -> None:
    found = model("forecasts: {f: {means: m, happens: war, by: 2024, says: likely, probability: [0.6, 0.7]}}\n")
    assert found.forecasts["f"].probability == (0.6, 0.7)
    event = found.forecasts["f"].happens
    assert event is not None
    assert isinstance(event.event, Occurs)
    assert isinstance(event.event.when, By)


# Intelligence Community Directive 203, Analytic Standards (2 January 2015), 6.e.(2)(a): the two rows of terms over
# 1-5%, 5-20%, 20-45%, 45-55%, 55-80%, 80-95%, 95-99%.
ICD_203 = [
    (("almost no chance", "remote"), 0.01, 0.05),
    (("very unlikely", "highly improbable"), 0.05, 0.20),
    (("unlikely", "improbable"), 0.20, 0.45),
    (("roughly even chance", "roughly even odds"), 0.45, 0.55),
    (("likely", "probable"), 0.55, 0.80),
    (("very likely", "highly probable"), 0.80, 0.95),
    (("almost certain", "nearly certain"), 0.95, 0.99),
]


def test_words_mean_what_directive_203_says() -> None:
    for words, low, high in ICD_203:
        assert all(meant(word) == (low, high) for word in words)
    assert meant("Almost_certainly") == (0.95, 0.99)
    assert meant("inevitable") is None
    assert set(WORDS.values()) == {(low, high) for _, low, high in ICD_203}


def test_evidence_is_in_the_order_of_time() -> None:
    found = model("evidence: {e: {means: m, of: 100 * front, observed: {2024Q1: 51, 2023Q4: 52}, sd: 2, note: n}}\n")
    series = found.evidence["e"]
    assert [(o.text, o.t, o.value) for o in series.observed] == [("2023Q4", 0, 52.0), ("2024Q1", 1, 51.0)]


def test_evidence_may_count_periods() -> None:
    text = BARE.replace("{start: 2023Q4, period: quarter, periods: 8}", "{periods: 8}").replace(
        "information_until: 2024-06\n", ""
    )
    series = "evidence: {e: {means: m, of: front, observed: {0: 0.5, 3: 0.4}, sd: 0.1, note: n}}\n"
    assert [o.t for o in read_text(text + series, "a.yaml").evidence["e"].observed] == [0, 3]


def test_the_unit_of_evidence_is_that_of_what_was_observed() -> None:
    def series(unit: str) -> str:
        return f"evidence: {{e: {{means: m, of: front, unit: {unit}, observed: {{2023Q4: 0.5}}, sd: 0.1, note: n}}}}\n"

    assert model(series("share")).evidence["e"].unit == "share"
    assert codes(series("km")) == ["E321"]
    assert codes(series("5 km")) == ["E324"]


def test_evidence_may_be_later_than_what_the_scenario_may_know() -> None:
    series = "evidence: {e: {means: m, of: front, observed: {2023Q4: 0.5, 2024Q4: 0.6}, sd: 0.1, source: late}}\n"
    assert [o.t for o in model(series).evidence["e"].observed] == [0, 4]


def test_a_source_of_evidence_without_a_date_is_told_once() -> None:
    text = BARE.replace("date: 2023-09}", "link: there}")
    series = "evidence: {%s: {means: m, of: front, observed: {2023Q4: 0.5}, sd: 0.1, source: paper}}\n"
    assert [w.code for w in read_text(text + series % "e", "a.yaml").warnings] == ["W415"]


TABLE = "evidence: {e: {means: m, of: front, file: t.csv, columns: {date: when, value: x}, %s, note: n}}\n"


def from_table(folder: Path, table: bytes, error: str = "sd: 0.1") -> ScenarioModel:
    (folder / "t.csv").write_bytes(table)
    path = folder / "scenario.yaml"
    path.write_text(BARE + TABLE % error, encoding="utf-8")
    return read_scenario(path)


def test_a_table_is_read_from_the_scenarios_folder(tmp_path: Path) -> None:
    error = "distribution: {normal: {mean: 0, sd: 0.02}}"
    found = from_table(tmp_path, "\ufeffx,when\r\n0.5,2023-12\r\n,2024-01\r\n\r\n0.4,2024-03\r\n".encode(), error)
    series = found.evidence["e"]
    assert [(o.t, o.value) for o in series.observed] == [(0, 0.5), (1, 0.4)]
    assert isinstance(series.error, Named)
    assert series.sd is None


@pytest.mark.parametrize(
    "table",
    [
        b"",
        b"when,x\n",
        b"when,x\n2023Q4,\n",
        b"when,x\n2023Q4,abc\n",
        b"when,x\n2023Q4,1e999\n",
        b"when,x\nautumn,0.5\n",
        b"when,x,x\n2023Q4,0.5,0.6\n",
        b"when,x\n\xff\xfe,0.5\n",
        b'when,x\n"2023Q4,0.5\n',
        b"when,x\n" + b"2023Q4,0.5\n" * (MOST_ROWS + 1),
        b"when,x\n" + b"#" * MOST_BYTES,
        b"," * 1000 + b"\nx\n",
    ],
)
def test_a_table_with_faults_gets_a_diagnostic(tmp_path: Path, table: bytes) -> None:
    with pytest.raises(ScenarioError) as caught:
        from_table(tmp_path, table)
    assert {fault.code for fault in caught.value.diagnostics} == {"E482"}


def test_no_link_leads_out_of_the_folder(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.csv").write_text("when,x\n2023Q4,0.5\n", encoding="utf-8")
    (inside / "t.csv").symlink_to(tmp_path / "secret.csv")
    (inside / "scenario.yaml").write_text(BARE + TABLE % "sd: 0.1", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_scenario(inside / "scenario.yaml")
    assert [fault.code for fault in caught.value.diagnostics] == ["E111"]
