"""`use`: what becomes of what a mechanism is given, its place in the period, its text written out, values set in it."""

import json
from pathlib import Path
from typing import Any

import pytest

import offramp
from offramp.cli.check_facts import check_facts
from offramp.cli.main import main
from offramp.core.diagnostics import ScenarioError
from offramp.core.spans import SourceText
from offramp.scenario.checks.judgements import written_numbers
from offramp.scenario.editing.expanded_text import expanded_text
from offramp.scenario.editing.write_back import with_values
from offramp.scenario.library import ready_scenarios
from offramp.scenario.model import Chance, ScenarioModel, Shock, Update
from offramp.scenario.reader import read_text

HEAD = "offramp: 1\ntitle: Case\ncalendar: {periods: 5}\n"
CRISIS = """offramp: 1
title: Crisis        # a title
calendar: {periods: 6, period: week}
actors:
  west: {rationality: 3}
  east: {rationality: 3}
assumptions:
  stake: {means: What it is about, unit: utility, value: 1, range: [0.5, 2]}
# what comes from the library
use:
  slip:
    mechanism: brinkmanship
    with:
      pressed: west == push and east == push
      risk: {value: 0.05, range: [0.01, 0.2], because: {note: ours}}
      heating: stake / 5 / worth
state:
  phase: {modes: [crisis, west_yields, east_yields], start: crisis}   # one mode
define: {worth: stake}
play:
  - move: west
    when: phase == crisis
    options: {push: {}, yield: {then: {phase: west_yields}}}
  - move: east
    when: phase == crisis
    options: {push: {}, yield: {then: {phase: east_yields}}}
  - use: slip     # the lottery
    when: phase == crisis
payoffs:
  west: {at_end: {disaster: -5, west_yields: -stake, east_yields: stake, horizon: 0}}
  east: {at_end: {disaster: -5, west_yields: stake, east_yields: -stake, horizon: 0}}
endings:
  disaster: slip_disaster
  west_yields: phase == west_yields
  east_yields: phase == east_yields
tolerable: {west: [east_yields, horizon], east: [west_yields, horizon]}
"""


def slip(given: str, more: str = "") -> ScenarioModel:
    """A scenario with one mechanism that is given this."""
    text = f"{HEAD}use: {{slip: {{mechanism: brinkmanship, with: {{pressed: t > 1{given}}}}}}}\nplay: [{{use: slip}}]\n"
    return read_text(text + more, "case.yaml")


def test_what_is_not_given_comes_from_the_mechanism() -> None:
    risk = slip("").assumptions["slip_risk"]
    assert (risk.value, risk.bounds(None), risk.unit) == (0.02, (0.001, 0.1), "1/period")
    assert risk.because[0].note == "the source gives no number"
    assert risk.span.path == "offramp/library/mechanisms/brinkmanship.yaml"
    assert risk.span.used_at is not None
    assert (risk.span.used_at.path, risk.span.used_at.line) == ("case.yaml", 4)


def test_a_number_is_fixed_and_nobody_elses() -> None:
    risk = slip(", risk: 0.05").assumptions["slip_risk"]
    assert (risk.value, risk.bounds(None), risk.unit, risk.because) == (0.05, (0.05, 0.05), "1/period", ())
    assert risk.span.path == "case.yaml"


def test_a_mapping_changes_what_it_says_and_citations_go_with_their_numbers() -> None:
    moved = slip(", risk: {value: 0.05}").assumptions["slip_risk"]
    assert (moved.value, moved.bounds(None), moved.because) == (0.05, (0.001, 0.1), ())
    spread = slip(", risk: {quantiles: {0.1: 0.01, 0.5: 0.03, 0.9: 0.09}, range: [0, 1]}").assumptions["slip_risk"]
    assert spread.value == pytest.approx(0.03)
    renamed = slip(", risk: {means: Our risk}").assumptions["slip_risk"]
    assert (renamed.means, renamed.value, len(renamed.because)) == ("Our risk", 0.02, 1)
    seen = slip(", risk: {views: {critic: [0.05, 0.1]}}", "views: {critic: {means: Critics}}\n")
    assert seen.assumptions["slip_risk"].baseline("critic") == pytest.approx(0.075)


def test_an_expression_stands_where_the_parameter_is_read() -> None:
    model = slip(", risk: own / 2", "assumptions: {own: {value: 0.1, unit: 1/period}}\n")
    assert "slip_risk" not in model.assumptions
    with_it = slip(", risk: 0.05")
    results = [
        offramp.Scenario(m, Path("case.yaml")).simulate(paths=200).to_json()["endings"] for m in (model, with_it)
    ]
    assert results[0] == results[1]


def test_brackets_keep_an_expression_together() -> None:
    text = (
        HEAD + "assumptions: {a: 2, b: 3}\n"
        "use: {f: {mechanism: lanchester_square, with: {x_start: a, y_start: b, x_kills: a - b, y_kills: 0.5}}}\n"
        "play: [{use: f}]\n"
    )
    assert "(a - b) * max(0, f_x)" in expanded_text(SourceText("case.yaml", text))


def test_a_stock_takes_another_start_and_range() -> None:
    heat = slip(", heat: {start: 2, range: [0, 3]}").stocks["slip_heat"]
    assert (heat.low, heat.high, heat.means) == (0, 3, "How hot the crisis has become")


def test_units_under_other_names() -> None:
    text = (
        HEAD + "assumptions: {own: {value: 9, unit: EUR bn}}\n"
        "use: {race: {mechanism: arms_race, units: {money: EUR bn}, with: {x_start: own, y_grievance: 2 * own}}}\n"
        "play: [{use: race}]\n"
    )
    model = read_text(text, "case.yaml")
    assert model.stocks["race_x"].unit == "EUR bn"
    assert model.assumptions["race_x_grievance"].unit == "EUR bn"


def test_only_what_is_needed_or_mentioned_comes_in() -> None:
    given = "{x_start: 9, y_start: 8, x_kills: 0.1, y_kills: 0.1}"
    text = f"{HEAD}use: {{f: {{mechanism: lanchester_square, with: {given}}}}}\nplay: [{{use: f}}]\n"
    assert read_text(text, "case.yaml").defines == {}
    assert list(read_text(text + "output: [f_x_survivors]\n", "case.yaml").defines) == ["f_x_survivors"]


def test_twice_under_two_prefixes() -> None:
    text = (
        HEAD + "use:\n  a: {mechanism: brinkmanship, with: {pressed: t > 1}}\n"
        "  b: {mechanism: brinkmanship, with: {pressed: a_disaster, risk: a_risk, heating: 0}}\n"
        "play: [{use: b}, {chance: other, probability: a_risk}, {use: a}]\n"
    )
    with pytest.raises(ScenarioError, match="is a pure number, but `a_risk` is in 1/period"):
        read_text(text, "case.yaml")
    model = read_text(text.replace("probability: a_risk", "probability: 0.1"), "case.yaml")
    assert [type(step) for step in model.play] == [Chance, Update, Chance, Chance, Update]
    assert list(model.stocks) == ["a_heat", "b_heat"]
    assert list(model.sources) == ["schelling_1960"]
    spans = {step.span for step in model.play if isinstance(step, Update)}
    assert len(spans) == 2, "the same line of a mechanism, used in two places"


def test_steps_are_taken_where_the_scenario_says() -> None:
    steps = ["{shock: fog, sd: 0.1}", "{use: slip, when: t > 2}", "{chance: late, probability: 0.1 * fog ** 2}"]
    text = f"{HEAD}use: {{slip: {{mechanism: brinkmanship, with: {{pressed: fog > 0}}}}}}\nplay: [{', '.join(steps)}]\n"
    kinds = [type(step) for step in read_text(text, "case.yaml").play]
    assert kinds == [Shock, Chance, Update, Chance]
    early = text.replace(steps[0] + ", ", "").replace("}]\n", "}, " + steps[0] + "]\n")
    with pytest.raises(ScenarioError, match="drawn later"):
        read_text(early, "case.yaml")


def without_place(facts: dict[str, Any]) -> dict[str, Any]:
    """Results but for what says which file they are from, where in it something stands and what follows from that."""

    def stripped(value: Any) -> Any:
        if isinstance(value, dict):
            dropped = ("path", "sha256", "line", "column", "used_at")
            kept = {key: stripped(item) for key, item in value.items() if key not in dropped}
            numbers = kept.get("numbers")  # told in the order of their lines
            return {**kept, "numbers": sorted(numbers, key=str)} if isinstance(numbers, list) else kept
        return [stripped(item) for item in value] if isinstance(value, list) else value

    return {key: stripped(value) for key, value in facts.items()}


def test_written_out_it_has_the_same_results(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    path, other = tmp_path / "crisis.yaml", tmp_path / "a" / "crisis.yaml"
    path.write_text(CRISIS, encoding="utf-8")
    own = offramp.load(path)
    other.write_text(own.expanded, encoding="utf-8")
    again = offramp.load(other)
    assert "mechanism:" not in own.expanded
    assert again.expanded == own.expanded == again.text
    assert without_place(check_facts(again.model)) == without_place(check_facts(own.model))
    assert without_place(again.solve(paths=500).to_json()) == without_place(own.solve(paths=500).to_json())
    assert without_place(again.simulate(paths=500).to_json()) == without_place(own.simulate(paths=500).to_json())


def test_written_out_the_author_s_comments_stay() -> None:
    found = expanded_text(SourceText("crisis.yaml", CRISIS))
    for comment in ("# a title", "# what comes from the library", "# one mode", "# the lottery"):
        assert comment in found
    assert "  # slip: Brinkmanship (brinkmanship)\n  slip_risk:" in found
    # What goes into a mapping on one line stays on it; a text that needs quotes gets them.
    assert "slip_heat + (stake / 5 / worth) if (west == push and east == push)" in found


def test_a_comma_in_what_is_given() -> None:
    text = CRISIS.replace("west == push and east == push", "'min(1, stake) > 0.2 and west == push'")
    found = expanded_text(SourceText("crisis.yaml", text))
    assert read_text(found, "crisis.yaml").stocks.keys() == read_text(text, "crisis.yaml").stocks.keys()


@pytest.mark.parametrize(
    ("path", "value", "lines"),
    [
        ("slip_risk", 0.1, ["      risk: {value: 0.1, range: [0.01, 0.2], because: {note: ours}}"]),
        ("slip_risk.range", [0.01, 0.4], ["      risk: {value: 0.05, range: [0.01, 0.4], because: {note: ours}}"]),
        ("slip_cooling", 0.3, ["      cooling: {value: 0.3}"]),
        ("slip_cooling.range", [0, 0.5], ["      cooling: {range: [0, 0.5]}"]),
        ("slip_heat", 1, ["      heat: {start: 1}"]),
        ("use.slip.with.heating", "stake / 9", ["      heating: stake / 9"]),
        ("stake", 0.7, ["  stake: {means: What it is about, unit: utility, value: 0.7, range: [0.5, 2]}"]),
    ],
)
def test_values_of_a_mechanism_are_set_where_it_is_used(path: str, value: Any, lines: list[str]) -> None:
    text, _ = with_values(SourceText("crisis.yaml", CRISIS), {path: value})
    old, new = CRISIS.splitlines(), text.splitlines()
    assert [line for line in new if line not in old] == lines
    read_text(text, "crisis.yaml")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("slip_heating", "given as `stake / 5 / worth`"),
        ("slip_rsik", "did you mean slip_risk"),
        ("slop_risk", "no place"),
    ],
)
def test_what_cannot_be_set_is_told(path: str, told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        with_values(SourceText("crisis.yaml", CRISIS), {path: 1})
    assert told in str(caught.value)


def test_the_house_style_keeps_what_is_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "crisis.yaml"
    path.write_text(CRISIS, encoding="utf-8")
    assert main(["fmt", str(path)]) == 0
    capsys.readouterr()
    assert read_text(path.read_text(encoding="utf-8"), "c.yaml").assumptions.keys() == (
        read_text(CRISIS, "c.yaml").assumptions.keys()
    )
    assert main(["diff", str(path), str(path)]) == 0
    assert main(["sources", str(path)]) == 0
    assert "schelling_1960" in capsys.readouterr().out


def test_the_numbers_of_an_equation_are_no_guesses_of_the_author() -> None:
    """What the mechanism is given is one; the thousand and the ten of its logarithm aren't."""
    text = HEAD + "use: {home: {mechanism: war_support, with: {casualties: 5000 * t}}}\n"
    text += "play: [{chance: end, probability: 1 - home_support}]\nendings: {over: end}\n"
    assert [number.value for number in written_numbers(read_text(text, "case.yaml"))] == [5000.0]


def test_many_uses_are_refused() -> None:
    uses = ", ".join(f"p{n}: {{mechanism: brinkmanship}}" for n in range(51))
    with pytest.raises(ScenarioError, match="50 mechanisms at most"):
        read_text(f"{HEAD}use: {{{uses}}}\nplay: [{{use: p0}}]\n", "case.yaml")


def test_a_fault_inside_a_mechanism_is_told_with_the_line_that_uses_it(capsys: pytest.CaptureFixture[str]) -> None:
    case = Path(__file__).parents[1] / "golden/diagnostics/E415_inside_a_mechanism/scenario.yaml"
    assert main(["check", str(case), "--json"]) == 2
    (found, *_) = json.loads(capsys.readouterr().out)["diagnostics"]
    assert found["code"] == "E415"
    assert found["path"] == "offramp/library/mechanisms/war_support.yaml"
    assert found["used_at"] == {"path": str(case), "line": 8, "column": 3}


USING = [name for name, path in ready_scenarios().items() if "\nuse:" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("name", USING)
def test_the_models_of_the_library_written_out_have_the_same_results(name: str, tmp_path: Path) -> None:
    own = offramp.load(name)
    path = tmp_path / f"{name}.yaml"
    path.write_text(own.expanded, encoding="utf-8")
    again = offramp.load(path)
    assert again.expanded == again.text
    checked, expected = (without_place(check_facts(found.model)) for found in (again, own))
    # Written out, a mechanism's equations are the author's own, with the numbers in them.
    numbers, own_numbers = (found["judgements"].pop("numbers") for found in (checked, expected))
    assert all(number in numbers for number in own_numbers)
    assert checked == expected
    assert without_place(again.simulate(paths=200).to_json()) == without_place(own.simulate(paths=200).to_json())
    if own.model.actors:
        assert without_place(again.solve().to_json()) == without_place(own.solve().to_json())


def test_some_models_of_the_library_use_mechanisms() -> None:
    assert len(USING) >= 8
