"""From a file to a model: what is read, what is refused, and how fast."""

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offramp.core.diagnostics import ScenarioError
from offramp.core.distributions import Uniform
from offramp.scenario.expressions.expression_tree import Arithmetic, Call, IfElse, Number
from offramp.scenario.library import find_scenario
from offramp.scenario.model import Chance, ChanceKind, Move, ScenarioModel, SetMode, Shock, Update
from offramp.scenario.reader import read_scenario, read_text

MINIMAL = "offramp: 1\ntitle: Case\ncalendar: {periods: 4}\n"
PLAY = "play: [{chance: strike, probability: 0.1}]\n"


def read(text: str) -> ScenarioModel:
    return read_text(MINIMAL + text, "case.yaml")


def codes(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read_text(text, "case.yaml")
    return [d.code for d in caught.value.diagnostics]


def test_brink_is_read_whole() -> None:
    model = read_scenario(find_scenario("brink"))
    assert model.title == "Brink"
    assert model.question is not None
    assert model.question.groups["gives_in"] == ("west_yields", "east_yields")
    assert (model.calendar.periods, model.calendar.period, model.calendar.start) == (10, "week", date(1962, 10, 16))
    assert model.calendar.label(1) == "1962-10-23"
    assert list(model.actors) == ["west", "east"]
    slip = model.assumptions["slip"]
    assert (slip.value, slip.bounds(None), slip.unit) == (0.05, (0.01, 0.2), "probability")
    assert slip.because[0].source == "schelling"
    assert model.assumptions["stake_east"].views == {"hawk": Uniform(1.5, 3.0)}
    assert model.assumptions["stake_east"].baseline("hawk") == 2.25
    assert [type(step) for step in model.play] == [Move, Move, Chance, Shock, Update]
    move = model.play[0]
    assert isinstance(move, Move)
    assert [option.name for option in move.options] == ["push", "give_in"]
    assert move.options[1].then == (SetMode("phase", ((None, "west_yields"),), move.options[1].then[0].span),)
    assert list(model.endings) == ["war", "west_yields", "east_yields", "horizon"]
    assert model.endings["horizon"].when is None
    assert set(model.payoffs["west"].at_end) == set(model.endings)
    assert model.tolerable["west"].keys() == {"east_yields", "horizon"}
    assert isinstance(model.tolerable["east"]["horizon"], Call)


def test_spans_lead_to_the_line() -> None:
    model = read("state: {x: {range: [0, 1], start: 0.5}}\ndefine:\n  double: >\n    2 *\n    x\n" + PLAY)
    expression = model.defines["double"].expression
    assert isinstance(expression, Arithmetic)
    assert str(expression.right.span) == "case.yaml:8:5"


def test_every_kind_of_step() -> None:
    model = read(
        """
state:
  phase: {modes: [talks, war], start: talks}
  forts: {range: [0, 5], start: 3, whole: true}
play:
  - one_of:
      otherwise: {then: {phase: talks}}
      won: {probability: 0.2, then: {forts: forts + 1}}
  - competing: {lost: {rate: 0.1, then: {forts: forts - 1}}}
    when: phase == war
  - shock: noise
    sd: 0.1
  - update: {phase: war if noise > 0.3 else phase}
""".replace("noise > 0.3", "forts > 3")
    )
    one_of, competing, _, update = model.play
    assert isinstance(one_of, Chance)
    assert [(o.name, o.weight is None) for o in one_of.outcomes] == [("won", False), ("otherwise", True)]
    assert isinstance(competing, Chance)
    assert competing.kind is ChanceKind.COMPETING
    assert competing.when is not None
    assert isinstance(update, Update)
    effect = update.effects[0]
    assert isinstance(effect, SetMode)
    assert [label for _, label in effect.cases] == ["war", ""]


ACTORS = """
assumptions: {patience: {value: 0.9, range: [0.8, 1]}, odds: {value: 3, range: [2, 4]}}
actors:
  west: {rationality: {odds: odds, per: 0.5}, believes: {patience: 0.5 * patience}, aspiration: 0.4}
  east: {name: The east, rationality: inf, ruin: {endings: [over], cap: 0.1}}
endings: {over: {when: t >= 2}}
discount: {west: patience}
ruin: {west: [over]}
helped: {east: 0.05}
tolerable:
  west: {over: at_end(west) >= aspiration_west}
  east: over
  views: {critic: {east: [horizon]}}
views: {critic: {means: As its opponents read it}}
payoffs:
  west: {each_period: {gain: 1, loss: -0.5}, at_end: {over: 1, otherwise: 0}}
  east: {each_period: 1}
play:
  - {move: west, options: [push, wait]}
  - {move: east, options: {push: , wait: {when: west == push}}}
"""


def test_what_is_keyed_by_actor() -> None:
    model = read(ACTORS)
    west, east = model.actors["west"], model.actors["east"]
    assert isinstance(west.rationality, Arithmetic)
    assert isinstance(west.rationality.left, Call)
    assert west.discount is not None
    assert list(west.believes) == ["patience"]
    assert west.aspiration is not None
    assert (west.ruin, west.ruin_cap) == (("over",), None)
    assert (east.ruin, isinstance(east.ruin_cap, Number)) == (("over",), True)
    assert isinstance(east.rationality, Number)
    assert east.rationality.value == float("inf")
    assert isinstance(east.helped, Number)
    assert (west.title, east.title) == ("west", "The east")
    assert [name for name, _ in model.payoffs["west"].each_period] == ["gain", "loss"]
    assert set(model.payoffs["east"].at_end) == {"over", "horizon"}
    assert isinstance(model.tolerable["west"]["over"], IfElse)
    assert model.tolerable_in("critic")["east"].keys() == {"horizon"}
    assert model.tolerable_in("critic")["west"].keys() == {"over"}


def test_defines_are_sorted_by_what_they_need() -> None:
    model = read("define: {c: a + b, b: 2 * a, a: t, d: 1}\n" + PLAY)
    assert list(model.defines) == ["a", "b", "c", "d"]


def test_a_long_chain_of_defines_is_no_burden() -> None:
    lines = "".join(f"  d{i}: d{i + 1} + d{i + 1}\n" for i in range(1500))
    model = read(f"define:\n{lines}  d1500: t\n{PLAY}")
    assert next(iter(model.defines)) == "d1500"


def test_information_until_is_the_last_day() -> None:
    assert read(f"information_until: 2023-09\n{PLAY}").information_until == date(2023, 9, 30)


def test_bom_and_windows_line_ends() -> None:
    text = "\ufeff" + (MINIMAL + PLAY + "titel: x\n").replace("\n", "\r\n")
    with pytest.raises(ScenarioError) as caught:
        read_text(text, "case.yaml")
    assert "case.yaml:5:1: error[E101]" in str(caught.value)


def test_all_faults_are_told_at_once_and_in_order() -> None:
    text = MINIMAL + "titel: x\nassumptions: {slip: {value: 2, range: [0, 1]}}\ndefine: {a: slp}\nplay: []\n"
    assert codes(text) == ["E101", "E411", "E201", "E503"]


def test_a_fault_in_a_define_is_told_once() -> None:
    text = MINIMAL + "define: {a: nothing + 1, b: a > 2}\nplay: [{chance: s, probability: a if b else 0}]\n"
    assert codes(text) == ["E201"]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    def told(path: Path) -> str:
        with pytest.raises(ScenarioError) as caught:
            read_scenario(path)
        (diagnostic,) = caught.value.diagnostics
        assert diagnostic.remedy
        return diagnostic.code

    assert told(tmp_path / "absent.yaml") == "E001"
    assert told(tmp_path) == "E001"
    assert told(Path("a\0b.yaml")) == "E001"
    assert told(Path("x" * 5000 + ".yaml")) == "E001"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.yaml")
        assert told(tmp_path / "pipe.yaml") == "E001"
    large = tmp_path / "large.yaml"
    with large.open("wb") as file:
        file.truncate(50_000_000)
    assert told(large) == "E002"
    assert codes("#" * 2_000_001) == ["E002"]


def test_a_symbolic_link_does_not_lead_out(tmp_path: Path) -> None:
    folder = tmp_path / "scenario"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "fine.txt").write_text("fine", encoding="utf-8")
    path = folder / "case.yaml"
    path.write_text(
        MINIMAL + PLAY + "sources: {a: {title: A, file: link.txt}, b: {title: B, file: fine.txt}}\n", "utf-8"
    )
    with pytest.raises(ScenarioError) as caught:
        read_scenario(path)
    assert [d.code for d in caught.value.diagnostics] == ["E111"]


def large_scenario(parts: int) -> str:
    lines = [MINIMAL, "assumptions:\n"]
    lines += [f"  a{i}:\n    means: One of many\n    value: 0.5\n    range: [0.1, 0.9]\n" for i in range(parts)]
    lines += ["state:\n", *(f"  x{i}: {{range: [0, 1], start: a{i}}}\n" for i in range(12))]
    lines += ["define:\n", *(f"  d{i}: a{i} * (x{i % 12} + {i}) / (1 + exp(-a{i}))\n" for i in range(parts))]
    lines += ["play:\n", *(f"  - chance: c{i}\n    probability: clip(d{i}, 0, 1)\n" for i in range(parts // 2))]
    lines += [f"  - update: {{x{i}: x{i} + 0.1 * d{i}}}\n" for i in range(12)]
    return "".join(lines)


def test_five_thousand_lines_are_read_in_two_seconds() -> None:
    text = large_scenario(820)
    assert text.count("\n") > 4900
    began = time.perf_counter()
    read_text(text, "large.yaml")
    assert time.perf_counter() - began < 2


def test_reading_needs_none_of_the_heavy_packages() -> None:
    code = (
        "import sys, offramp.scenario.reader, offramp.scenario.library;"
        "print([m for m in ('scipy', 'altair', 'rich', 'numpy', 'pandas') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def read_or_told(text: str) -> None:
    told: ScenarioError | None = None
    try:
        read_text(text, "case.yaml")
    except ScenarioError as fault:
        told = fault
    if told is not None:
        assert told.diagnostics
        assert all(d.remedy for d in told.diagnostics)
        assert str(told)


BRINK = find_scenario("brink").read_text(encoding="utf-8")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_told_never_a_traceback(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(BRINK) - 1))
    length = data.draw(st.integers(0, 30))
    put = data.draw(st.text(st.sampled_from("{}[]()'\":,-+*&!|>%@#\n\t 0.19abtwest_né\u2028"), max_size=6))
    text = BRINK[:start] + put + BRINK[start + length :]
    read_or_told(text)


LINES = BRINK.split("\n")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_lines_out_of_order_are_read_or_told(data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 4))):
        one, other = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        lines[one], lines[other] = lines[other], lines[one]
    del lines[data.draw(st.integers(0, len(lines) - 1))]
    read_or_told("\n".join(lines))
