"""Files as editors and accidents leave them: each is read as it was meant, or told what is wrong with it."""

import re
import unicodedata
from pathlib import Path

import pytest

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.scenario.comparing.portrait import portrait
from offramp.scenario.library import find_scenario
from offramp.scenario.model import Move, ScenarioModel
from offramp.scenario.reader import read_scenario, read_text

BRINK = find_scenario("brink").read_text(encoding="utf-8")
SAVED = {
    "with a byte order mark": b"\xef\xbb\xbf" + BRINK.encode(),
    "by Windows": BRINK.replace("\n", "\r\n").encode(),
    "by Windows, with a byte order mark": b"\xef\xbb\xbf" + BRINK.replace("\n", "\r\n").encode(),
    "by an old Mac": BRINK.replace("\n", "\r").encode(),
    "without a last line end": BRINK.rstrip("\n").encode(),
    "with blanks at line ends": BRINK.replace("\n", "  \n").encode(),
    "with tabs before comments": BRINK.replace("  #", "\t#").encode(),
}
ALPHABETS = {
    "Greek": ("δύση", "πίεση"),
    "Cyrillic": ("запад", "нажим"),
    "Arabic": ("غرب", "ضغط"),
    "Hebrew": ("מערב", "לחץ"),
    "Chinese": ("西方", "施压"),
    "Japanese": ("西側", "圧力をかける"),
    "Korean": ("서방", "압박"),
}


def read(raw: bytes, folder: Path) -> ScenarioModel:
    path = folder / "scenario.yaml"
    path.write_bytes(raw)
    return read_scenario(path)


@pytest.mark.parametrize("how", SAVED)
def test_the_same_scenario_however_it_was_saved(how: str, tmp_path: Path) -> None:
    assert portrait(read(SAVED[how], tmp_path)) == portrait(read_text(BRINK, "brink.yaml"))


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_names_in_every_alphabet(alphabet: str, tmp_path: Path) -> None:
    west, push = ALPHABETS[alphabet]
    renamed = re.sub(r"\bpush\b", push, re.sub(r"\bwest\b", west, BRINK))
    model = read(renamed.encode(), tmp_path)
    assert list(model.actors) == [west, "east"]
    assert [step.options[0].name for step in model.play if isinstance(step, Move)] == [push, push]


def test_letters_that_need_marks_get_a_diagnostic_not_a_crash(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="E250"):
        read(re.sub(r"\bwest\b", "पश्चिम", BRINK).encode(), tmp_path)


def test_an_accent_written_in_two_ways_is_told_and_never_mixed_up(tmp_path: Path) -> None:
    composed = BRINK.replace("slip:", "épée:", 1).replace("slip *", "épée *")
    assert "épée" in read(composed.encode(), tmp_path).assumptions
    with pytest.raises(ScenarioError, match=r"E2\d\d"):
        read(composed.replace("épée *", unicodedata.normalize("NFD", "épée") + " *").encode(), tmp_path)


@pytest.mark.parametrize("cut", range(40, len(BRINK), 53))
def test_half_saved_files_are_read_or_refused(cut: int, tmp_path: Path) -> None:
    told: tuple[Diagnostic, ...] = ()
    try:
        read(BRINK.encode()[:cut], tmp_path)
    except ScenarioError as refused:
        told = refused.diagnostics
    assert all(d.span is None or d.span.line <= BRINK[:cut].count("\n") + 2 for d in told)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "koi8-r"])
def test_other_encodings_are_named(encoding: str, tmp_path: Path) -> None:
    text = BRINK.replace("title: Brink", "title: Запад" if encoding == "koi8-r" else "title: Über den Rand")
    with pytest.raises(ScenarioError, match=r"E00[34]"):
        read(text.encode(encoding), tmp_path)


def test_tabs_as_indentation_are_shown(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="E006"):
        read(BRINK.replace("\n  slip:", "\n\tslip:").encode(), tmp_path)
