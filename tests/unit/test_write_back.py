"""Values set in a scenario's text: by name and by path, in files of every make, and written to disk in one step."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

import offramp
from offramp.core.diagnostics import ScenarioError
from offramp.core.spans import SourceText
from offramp.scenario.comparing.portrait import portrait
from offramp.scenario.editing.write_back import Value, with_values

BRINK = Path(offramp.__file__).parent / "library/brink/brink.yaml"


@pytest.fixture
def brink(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_bytes(BRINK.read_bytes())
    return path


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    return [(old, new) for old, new in pairs if old != new]


def test_one_assumption(brink: Path) -> None:
    loaded = offramp.load(brink)
    changed = loaded.with_values({"slip": 0.1})
    assert changed_lines(loaded.text, changed.text) == [("    value: 0.05", "    value: 0.1")]
    assert changed.model.assumptions["slip"].value == 0.1
    expected = dict(loaded.model.assumptions)
    expected["slip"] = replace(expected["slip"], value=0.1)
    assert portrait(changed.model) == portrait(replace(loaded.model, assumptions=expected))


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        ("assumptions.slip.value", 0.1, "    value: 0.1"),
        ("slip.range", [0.02, 0.3], "    range: [0.02, 0.3]"),
        ("slip.range.1", 0.02, "    range: [0.02, 0.20]"),
        ("slip.range[2]", "0.3", "    range: [0.01, 0.3]"),
        ("calendar.periods", 12, "calendar: {start: 1962-10-16, period: week, periods: 12}"),
        ("tension", 0.3, "  tension: {means: How hot the crisis runs, unit: index, range: [0, 1], start: 0.3}"),
        ("phase", "war", "  phase:   {means: Where the crisis stands, modes: [crisis, war, west_yields, east_yields], "
         "start: war}"),
        ("west.rationality", float("inf"), "  west: {name: The western power, rationality: inf}      "
         "# logit precision, 1/utility; inf = exact best reply"),
        ("actors.east.discount", 0.9, "  east: {name: The eastern power, rationality: 4, discount: 0.9}"),
        ("play.slips_into_war.probability", "slip", "    probability: slip"),
        ("play.3.probability", "slip", "    probability: slip"),
        ("play.nerves.sd", 0.1, "    sd: 0.1"),
        ("title", "Brink: a # game", 'title: "Brink: a # game"'),
    ],
)  # fmt: skip
def test_paths(path: str, value: Value, line: str, brink: Path) -> None:
    loaded = offramp.load(brink)
    text, changes = with_values(loaded.model.source, {path: value})
    (pair,) = changed_lines(loaded.text, text)
    assert pair[1] == line
    assert text.splitlines()[changes[0].line - 1] == line


def test_a_key_is_added_below_the_others_and_what_is_said_of_them(brink: Path) -> None:
    loaded = offramp.load(brink)
    changed = loaded.with_values({"slip.views.hawk": [0.1, 0.2]})
    added = [line for line in changed.text.splitlines() if line not in loaded.text.splitlines()]
    assert added == ["    views: {hawk: [0.1, 0.2]}"]
    assert changed.model.assumptions["slip"].bounds("hawk") == (0.1, 0.2)


def test_a_bare_number_gets_a_range() -> None:
    source = SourceText("a.yaml", "assumptions:\n  tau: 0.5 # half\n  rho: 1\n")
    text, _ = with_values(source, {"tau.range": [0, 1]})
    assert text == "assumptions:\n  tau: {value: 0.5, range: [0, 1]} # half\n  rho: 1\n"


@pytest.mark.parametrize(
    ("text", "path", "value", "expected"),
    [
        ("title: 'it''s'\n", "title", "that's", "title: 'that''s'\n"),
        ('title: "a"\n', "title", 'a "b"\\', 'title: "a \\"b\\"\\\\"\n'),
        ("title: a\r\nsummary: b\r\n", "title", "c", "title: c\r\nsummary: b\r\n"),
        ("title: a\r\n", "summary", "c", "title: a\r\nsummary: c\r\n"),
        ("title: a", "summary", "c", "title: a\nsummary: c"),
        ("summary: >-  # why\n  one\n  two\ntitle: a\n", "title", "b", "summary: >-  # why\n  one\n  two\ntitle: b\n"),
        ("summary: |\n  one\ntitle: a\n", "summary", "two\nthree", "summary: |\n  two\n  three\ntitle: a\n"),
        ("calendar: {periods: 3, }\n", "calendar.period", "week", "calendar: {periods: 3, period: week, }\n"),
        ("calendar: {}\n", "calendar.periods", 3, "calendar: {periods: 3}\n"),
        ("calendar:\n", "calendar", "{periods: 3}", "calendar: {periods: 3}\n"),
        ("play:\n  - move: a # first\n  # end\n", "play.a.when", "t > 1",
         "play:\n  - move: a # first\n    when: t > 1\n  # end\n"),
        ("state: {x: {range: [0, # low\n 1]}}\n", "x.range", [0, 2], "state: {x: {range: [0, # low\n 2]}}\n"),
        ("assumptions: {x: {quantiles: {0.1: 1, 0.9: 3}}}\n", "x.quantiles.0.9", 4,
         "assumptions: {x: {quantiles: {0.1: 1, 0.9: 4}}}\n"),
    ],
)  # fmt: skip
def test_every_way_of_writing(text: str, path: str, value: Value, expected: str) -> None:
    assert with_values(SourceText("a.yaml", text), {path: value})[0] == expected


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("slpi", "E730"),
        ("assumptions.slpi.value", "E730"),
        ("assumptions.slpi", "E730"),
        ("play.9.when", "E730"),
        ("play.slips.probability", "E730"),
        ("slip..value", "E730"),
        ("", "E730"),
        ("calendar.periods.more", "E730"),
        ("evidence.polls", "E730"),
    ],
)
def test_nothing_is_added_by_a_slip_of_the_pen(path: str, code: str, brink: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        offramp.load(brink).with_values({path: 1})
    assert [d.code for d in refused.value.diagnostics] == [code]


def test_a_key_that_the_language_lacks_is_refused_by_its_reader(brink: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        offramp.load(brink).with_values({"slip.vlaue": 1})
    assert [d.code for d in refused.value.diagnostics] == ["E101"]
    assert "did you mean value?" in str(refused.value)


def test_all_faults_of_a_request_are_told(brink: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        offramp.load(brink).with_values({"slpi": 1, "slip": 0.1, "tensoin": 0})
    assert [d.code for d in refused.value.diagnostics] == ["E730", "E730"]


def test_a_value_that_others_share_stays(tmp_path: Path) -> None:
    text = "assumptions: {a: &half 0.5, b: *half}\n"
    for path in ("a", "b"):
        with pytest.raises(ScenarioError) as refused:
            with_values(SourceText("a.yaml", text), {path: 1})
        assert [d.code for d in refused.value.diagnostics] == ["E731"]


def test_a_bom_comes_back_with_the_text(brink: Path) -> None:
    raw = b"\xef\xbb\xbf" + BRINK.read_bytes().replace(b"\n", b"\r\n")
    brink.write_bytes(raw)
    offramp.load(brink).with_values({"slip": 0.1}).save()
    assert brink.read_bytes() == raw.replace(b"    value: 0.05", b"    value: 0.1")


def test_saving_replaces_its_own_file_and_no_other(brink: Path, tmp_path: Path) -> None:
    brink.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(brink)
    changed = offramp.load(link).with_values({"slip": 0.1})
    changed.save()
    assert link.is_symlink()
    assert brink.read_text(encoding="utf-8") == changed.text
    assert brink.stat().st_mode & 0o777 == 0o640
    other = tmp_path / "other.yaml"
    other.write_text("precious", encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        changed.save(other)
    assert [d.code for d in refused.value.diagnostics] == ["E733"]
    assert other.read_text(encoding="utf-8") == "precious"
    changed.save(other, overwrite=True)
    assert other.read_text(encoding="utf-8") == changed.text
    changed.save(tmp_path / "new.yaml")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.yaml", "mine.yaml", "new.yaml", "other.yaml"]


def test_a_ready_scenario_is_never_written(tmp_path: Path) -> None:
    changed = offramp.load("brink").with_values({"slip": 0.1})
    for path in (None, BRINK, BRINK.with_name("another.yaml")):
        with pytest.raises(ScenarioError) as refused:
            changed.save(path, overwrite=True)
        assert [d.code for d in refused.value.diagnostics] == ["E732"]
    assert not BRINK.with_name("another.yaml").exists()


def test_a_write_that_fails_leaves_the_old_file(brink: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = offramp.load(brink).with_values({"slip": 0.1})
    before = brink.read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ScenarioError) as refused:
        changed.save()
    assert [d.code for d in refused.value.diagnostics] == ["E716"]
    assert brink.read_bytes() == before
    assert [path.name for path in brink.parent.iterdir()] == ["mine.yaml"]


OPENING = "\nplay:\n  - move: west\n    as: opening\n    options: {bark: {}, sit: {}}\n"
TWICE = re.sub(r"\nplay:.*\n", OPENING, BRINK.read_text(encoding="utf-8"), count=1)


def test_a_move_goes_by_the_name_that_as_gives_it() -> None:
    text, changes = with_values(SourceText("mine.yaml", TWICE), {"play.opening.ties": "first"})
    assert changes[0].path == "play.1.ties"
    assert "ties: first" in text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("play.west.ties", "2 entries of play are called west\n"),
        ("play.west.ties", "write play.opening or play.2\n"),
        ("play.slips.probability", ": 1 opening, 2 west, 3 east, "),
    ],
)
def test_entries_that_a_path_may_have_meant_are_listed(path: str, said: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        with_values(SourceText("mine.yaml", TWICE), {path: "first"})
    assert said in f"{refused.value}\n"
