"""Nothing in a scenario goes uncompared: every field of every part is changed once, and the difference is told."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

import offramp
from offramp.cli.difference_facts import difference_facts
from offramp.cli.difference_words import difference_text
from offramp.core.spans import SourceText, Span
from offramp.scenario.claims.claim_tree import Claim, Happening
from offramp.scenario.comparing.differences import differences
from offramp.scenario.comparing.portrait import NOT_COMPARED, portrait, portrait_in_view
from offramp.scenario.expressions.expression_tree import Expression, Number
from offramp.scenario.model import ScenarioModel
from offramp.scenario.reader import read_text

PACKAGE = Path(offramp.__file__).parent
SPAN = Span("x", 9, 9, 9, 10)
RICH = (
    (Path(__file__).parents[1] / "golden/form/before.yaml").read_text(encoding="utf-8")
    + """
correlated: [cost, worth, 0.5]
switches: {law: {means: Which law holds, cases: {old: {periods: 9, set: {drop: 0.01}}, new: {}}, because: {note: open}}}
tables: {curve: {x: [0, 1], y: [0, 2]}}
output: [both]
offramps:
  grant: {means: The province pays, change: {cost: 0.2}, because: {note: a proposal}}
  pledge: {means: The lower town pays, commit: {actor: lower, force: pay, from: 2031-03}}
claims:
  likely:
    means: It will be built
    source: plan
    phrase: will stand
    holds: chance(built given anger < 0.5 by 2031-06) > 0.5
  vague: {means: Everybody wins, source: plan, formalised: no, because: {note: too vague}}
forecasts:
  soon: {means: Built this year, source: plan, happens: built, by: 2031-12, probability: 0.7}
evidence:
  polls: {means: Polls of anger, of: anger, unit: index, observed: {2031-02: 0.4}, sd: 0.1, source: audit}
"""
)


def read(text: str, name: str = "a.yaml") -> ScenarioModel:
    return read_text(text, name)


def told(before: ScenarioModel, after: ScenarioModel) -> str:
    return difference_text(difference_facts((before, after), None), 200)


def other(value: Any) -> Any:
    """Something of the same kind that says something else."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        return value + "x"
    if value is None or isinstance(value, Expression):
        return Number(0.123, SPAN)
    if isinstance(value, dict):
        return {**value, "extra_entry": SPAN if any(isinstance(v, Span) for v in value.values()) else "x"}
    if isinstance(value, tuple):
        return value[:-1] if value else ("extra_entry",)
    return "extra"


@pytest.mark.parametrize("field", [f.name for f in fields(ScenarioModel) if f.name not in NOT_COMPARED])
def test_every_field_of_a_scenario_is_compared(field: str) -> None:
    model = read(RICH)
    before, after = portrait(model), portrait(model)
    after[field] = {**after[field], "extra": 1} if isinstance(after[field], dict) else "another"
    if field == "play":
        after[field] = [*before[field], {"·": "Shock", "name": "extra"}]
    found = differences(before, after)
    assert [difference.path[0] for difference in found] == [field]
    changed = replace(model, **{field: other(getattr(model, field))}) if field != "play" else None
    if changed is not None and field not in ("calendar", "question", "correlations"):
        assert portrait(changed) != portrait(model)


def test_only_the_text_and_what_is_said_of_it_are_left_out() -> None:
    model = read(RICH)
    assert NOT_COMPARED == ("source", "warnings")
    moved = replace(model, source=SourceText("b.yaml", "# other\n" + model.source.text), warnings=())
    assert differences(portrait(model), portrait(moved)) == []


def parts(value: Any, rebuild: Any) -> Iterator[tuple[str, ScenarioModel]]:
    """Every field of every part below `value`, changed, in a model of its own."""
    if isinstance(value, Expression | Claim | Happening | Span | SourceText):
        return  # an expression is compared as its text, which reads back as the same
    if is_dataclass(value) and not isinstance(value, type):
        for f in fields(value):
            inner = getattr(value, f.name)

            def put(new: Any, whole: Any = value, name: str = f.name) -> ScenarioModel:
                changed: ScenarioModel = rebuild(replace(whole, **{name: new}))
                return changed

            if isinstance(inner, Span) or (isinstance(value, ScenarioModel) and f.name in NOT_COMPARED):
                continue
            if not isinstance(value, ScenarioModel) and not hasattr(inner, "__members__"):
                yield f"{type(value).__name__}.{f.name}", put(other(inner))
            yield from parts(inner, put)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from parts(inner, lambda new, key=key: rebuild({**value, key: new}))
    elif isinstance(value, tuple):
        for n, inner in enumerate(value):
            yield from parts(inner, lambda new, n=n: rebuild((*value[:n], new, *value[n + 1 :])))


def test_every_field_of_every_part_is_compared() -> None:
    model = read(RICH)
    before = portrait(model)
    seen = set()
    for field, changed in parts(model, lambda whole: whole):
        seen.add(field)
        assert differences(before, portrait(changed)) != [], field
    # Parts of all kinds were looked at, not a handful.
    named = "Assumption.unit Option.when Outcome.weight Shock.sd Stock.low Anchor.place Case.periods Source.link"
    named += " Update.method Ending.means Actor.ruin Forecast.by Pledge.since Observation.value Proposal.change"
    assert {*named.split(), "StatedClaim.quote", "Correlation.value", "Curve.ys"} <= seen


def test_the_layout_makes_no_difference() -> None:
    model = read(RICH)
    lines = RICH.replace(
        "{title: The plan of 2030, date: 2030}", "\n    date: 2030 # of the plan\n    title: 'The plan of 2030'"
    )
    assert differences(portrait(model), portrait(read(lines))) == []


def test_the_order_of_endings_and_options_makes_one() -> None:
    swapped = RICH.replace(
        "      pay: {means: Pay a half}\n      wait: {}", "      wait: {}\n      pay: {means: Pay a half}", 1
    )
    said = told(read(RICH), read(swapped))
    assert "order of options: pay, wait → wait, pay" in said
    assert "no change in assumptions, actors, payoffs, endings or what is tolerable" in said


def test_a_rename_is_told_where_it_is_certain() -> None:
    renamed = RICH.replace("patience", "forbearance")
    said = told(read(RICH), read(renamed, "b.yaml"))
    assert said.startswith("1 assumption renamed; no change in actors,")
    assert "patience: called forbearance in b, otherwise alike" in said
    # Anything else that changes at the same time makes it another one.
    other_value = renamed.replace(
        "How patient the province is, unit: share, value: 0.5", "How patient the province is, unit: share, value: 0.6"
    )
    assert "1 assumption more, 1 assumption fewer and 1 stock differs" in told(read(RICH), read(other_value))


def test_two_that_are_alike_are_not_taken_for_renamed() -> None:
    line = next(line for line in RICH.splitlines(keepends=True) if line.startswith("  patience: {"))
    twice = RICH.replace(line, line.replace("patience", "twin") + line)
    once = RICH.replace("patience", "forbearance")
    said = told(read(twice), read(once))
    assert "renamed" not in said
    assert "1 assumption more, 2 assumptions fewer and 1 stock differs" in said


def test_actors_and_endings_may_be_renamed() -> None:
    said = told(read(RICH), read(RICH.replace("lower", "downhill").replace("The downhill town", "The lower town")))
    assert said.startswith("1 actor renamed;")
    said = told(
        read(RICH),
        read(
            RICH.replace("built", "standing")
            .replace("It is standing", "It is built")
            .replace("Is it standing", "Is it built")
        ),
    )
    assert "1 ending renamed" in said


def test_steps_that_move_are_told_apart_from_steps_that_come_and_go() -> None:
    text = RICH.replace("  - shock: mood\n    sd: 0.05\n", "").replace(
        "play:\n", "play:\n  - shock: mood\n    sd: 0.05\n"
    )
    facts = difference_facts((read(RICH), read(text)), None)
    assert [(d["what"], d["name"], d["before"], d["after"]) for d in facts["differences"]] == [
        ("moved", "the shock mood", "4", "1")
    ]


def test_a_view_is_what_its_holder_takes_to_be_so() -> None:
    model = read(RICH)
    hopeful, sour = (portrait_in_view(model, view) for view in ("hopeful", "sour"))
    found = {difference.path: (difference.before, difference.after) for difference in differences(hopeful, sour)}
    assert found[("assumptions", "worth", "value")] == (1.5, 0.65)
    assert set(found) == {
        ("assumptions", "worth", "value"),
        ("assumptions", "worth", "distribution"),
        ("tolerable", "lower", "dropped"),
    }
    assert differences(portrait_in_view(model, None), portrait_in_view(model, None)) == []


def test_the_numbers_of_an_option_are_told_as_one() -> None:
    text = RICH.replace("      wait: {}\n", "      wait: {}\n      wage: {from: 0, to: 10, steps: 6}\n", 1)
    assert text != RICH
    said = told(read(text), read(text.replace("steps: 6", "steps: 11")))
    assert "option wage numbers: 6 from 0 to 10 → 11 from 0 to 10" in said
    assert said.count("wage") == 1
    assert "option wage: only in" in told(read(RICH), read(text))
