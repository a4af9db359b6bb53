"""Starts made of answers: whatever is answered, the file checks; on a terminal, from lines and from options alike."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import offramp
from offramp.cli.main import main
from offramp.cli.start_answers import how_long, listed_in
from offramp.cli.start_file import start_file
from offramp.cli.start_questions import Lines, answered
from offramp.core.diagnostics import ScenarioError
from offramp.scenario.editing.house_style import in_house_style
from offramp.scenario.editing.layout_tree import lay_out
from offramp.scenario.model import Move
from offramp.scenario.reader import read_text

WORDS = st.one_of(
    st.sampled_from(["none", "and", "t", "horizon", "views", "max", "stage", "open", "otherwise", "inf", "1", "9 lives",
                     "-", "#", "a: b", "}", "'", '"', "\\", "&a", "*a", "!x", "%", "@", "x\ny", "\u2028", "ü", "战",
                     "عمال", "यूनियन", "true", "~", "null"]),
    st.text(max_size=40),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    about=WORDS,
    actors=st.lists(WORDS, min_size=1, max_size=4),
    can=st.lists(WORDS, max_size=4),
    endings=st.lists(WORDS, min_size=1, max_size=4),
    number=st.integers(0, 9),
)
def test_whatever_is_answered_the_file_is_in_order(
    about: str, actors: list[str], can: list[str], endings: list[str], number: int
) -> None:
    lines = [
        ", ".join(actors),
        *[", ".join(can)] * len(listed_in(", ".join(actors))),
        ", ".join(endings),
        str(number),
        "1",
    ]
    try:
        answers = answered(about, (), (), (), None, Lines([line.replace("\n", " ") for line in lines]))
    except ScenarioError as refused:
        if {d.code for d in refused.diagnostics} <= {"E734", "E735"}:
            return
        raise
    text = start_file(answers, "start.yaml")
    model = read_text(text, "start.yaml")
    assert [w.code for w in model.warnings if w.code != "W508"] == []
    assert [actor.title for actor in model.actors.values()] == [party.title for party in answers.parties]
    assert [ending.means for ending in model.endings.values()][:-1] == [end.title for end in answers.ends]
    moves = [step for step in model.play if isinstance(step, Move)]
    assert [[option.means for option in move.options] for move in moves] == [party.options for party in answers.parties]
    assert in_house_style(lay_out(text)) == text


def test_every_number_is_marked_as_a_placeholder() -> None:
    answers = answered("A strike", ("A: x, y", "B: z"), ("Deal: x, z", "Storm:"), ("A: storm",), "12 weeks", Lines(()))
    model = read_text(start_file(answers, "start.yaml"), "start.yaml")
    assert model.assumptions
    for assumption in model.assumptions.values():
        assert [anchor.source for anchor in assumption.because] == [""]
        assert "a placeholder" in assumption.because[0].note


def test_a_start_solves_as_its_answers_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ["new", "s", "--about", "A strike", "--actor", "A: go on, settle", "--ending", "Deal: settle"]
    assert main([*arguments, "--avoid", "A: it just goes on", "--periods", "6 months"]) == 0
    solution = offramp.load("s.yaml").solve()
    found = solution.to_json()
    assert found["certificate"]["resolved"]
    # Settling is the only way to an end at 0.1 a month: 1 - exp(-0.6) at most.
    could = found["actors"]["a"]["could"]
    assert could == pytest.approx(1 - 2.718281828459045**-0.6, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 weeks", (12, "week", "")),
        ("1 Year", (1, "year", "")),
        ("8 quarters from 2026Q1", (8, "quarter", "2026Q1")),
        ("8quarters", (8, "quarter", "")),
    ],
)
def test_how_long(text: str, expected: tuple[int, str, str]) -> None:
    assert how_long(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "soon", "0 weeks", "99999999999999999999 weeks", "3 weeks from never", "-3 weeks", "3 weeks from 2026-13"],
)
def test_no_length_of_time(text: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        how_long(text)
    assert [d.code for d in refused.value.diagnostics] == ["E735"]


LINES = "The union, The port\nstrike, settle\n\nA deal, Closure\nsettle\nhold out\n2\nclosure\n8 quarters\n"


def test_lines_options_and_a_terminal_give_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "answers.txt").write_text(LINES, encoding="utf-8")
    command = [sys.executable, "-m", "offramp", "new", "start", "--about", "A strike"]
    (tmp_path / "file").mkdir()
    subprocess.run([*command, "--answers", "../answers.txt"], cwd=tmp_path / "file", check=True, capture_output=True)
    (tmp_path / "pipe").mkdir()
    subprocess.run(
        [*command, "--answers", "-"], cwd=tmp_path / "pipe", check=True, capture_output=True, input=LINES.encode()
    )
    (tmp_path / "options").mkdir()
    options = [
        "--actor",
        "The union: strike, settle",
        "--actor",
        "The port: hold out, give way",
        "--ending",
        "A deal: settle",
    ]
    options += ["--ending", "Closure: hold out", "--avoid", "the union: closure", "--avoid", "The port: Closure"]
    subprocess.run(
        [*command, *options, "--periods", "8 quarters"], cwd=tmp_path / "options", check=True, capture_output=True
    )
    (tmp_path / "terminal").mkdir()
    code, shown = on_a_terminal(command, "the union, the union 2, a, b, c, d\n" + LINES, tmp_path / "terminal")
    assert code == 0
    assert "Who decides?" in shown
    assert "a start has 1 to 4 actors, and 6 are named" in shown
    texts = [
        (tmp_path / where / "start.yaml").read_text(encoding="utf-8")
        for where in ("file", "pipe", "options", "terminal")
    ]
    assert texts[0] == texts[1] == texts[2] == texts[3]
    assert "means: A deal" in texts[0]


def on_a_terminal(command: list[str], typed: str, folder: Path) -> tuple[int, str]:
    """Run a command with a terminal as standard input; what it says on standard error."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, cwd=folder, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    os.write(ours, typed.encode())
    _, err = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    return process.returncode, err.decode()


def test_nobody_there_is_no_hang(tmp_path: Path) -> None:
    reading, writing = os.pipe()  # a pipe that stays open and never says anything
    command = [sys.executable, "-m", "offramp", "new", "start", "--about", "A strike"]
    found = subprocess.run(
        command, cwd=tmp_path, stdin=reading, capture_output=True, text=True, timeout=30, check=False
    )
    os.close(writing)
    os.close(reading)
    assert found.returncode == 2
    assert "error[E734]: nobody answered: Who decides?" in found.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_end_of_input_on_a_terminal_writes_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "offramp", "new", "start", "--about", "A strike"]
    code, shown = on_a_terminal(command, "A, B\n\x04", tmp_path)
    assert code == 2
    assert "error[E734]" in shown
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_told_before_any_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text("precious", encoding="utf-8")
    assert main(["new", "mine", "--about", "A strike"]) == 2
    assert "error[E715]" in capsys.readouterr().err
    assert main(["new", "--about", "The Port: Strike!", "--actor", "A", "--ending", "B"]) == 0
    assert (tmp_path / "the-port-strike.yaml").is_file()


@pytest.mark.parametrize(
    ("option", "remedy"),
    [
        (["--actor", "The union - strike, talk"], 'write --actor "The union: strike, talk"'),
        (["--actor", "The union, strike"], 'write --actor "The union: strike, settle"'),
        (["--actor", "A: x", "--ending", "A deal – x"], 'write --ending "A deal: x"'),
    ],
)
def test_a_colon_that_was_forgotten_is_told(
    option: list[str], remedy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "s", "--about", "A strike", *option]) == 2
    shown = capsys.readouterr().err
    assert "error[E735]" in shown
    assert remedy in shown
    assert list(tmp_path.iterdir()) == []


def test_names_with_hyphens_are_names() -> None:
    answers = answered("X", ("A-B: x", "C - D: y"), ("Cease-fire: x",), (), "3 weeks", Lines(()))
    assert [party.title for party in answers.parties] == ["A-B", "C - D"]


def test_a_line_too_many_is_told() -> None:
    with pytest.raises(ScenarioError, match="line 10 of the answers, “more”, answers no question"):
        answered("X", (), (), (), None, Lines([*LINES.splitlines(), "more"]))
    answered("X", (), (), (), None, Lines([*LINES.splitlines(), "", " "]))


def test_a_line_that_cannot_be_used_is_told_with_its_question() -> None:
    lines = LINES.splitlines()
    del lines[2]
    with pytest.raises(ScenarioError, match="line 5 of the answers, to the question: What leads to “settle”"):
        answered("X", (), (), (), None, Lines(lines))


def test_a_start_names_things_in_the_letters_and_marks_of_their_titles() -> None:
    answers = answered("X", ("मजदूर संघ: हड़ताल",), ("समझौता: हड़ताल",), (), "3 weeks", Lines(()))
    assert list(read_text(start_file(answers, "start.yaml"), "start.yaml").actors) == ["मजदूर_संघ"]
