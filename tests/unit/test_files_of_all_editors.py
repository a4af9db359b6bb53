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
    # Written with combining marks, which are no letters.
    "Devanagari": ("पश्चिम", "दबाव"),
    "Tamil": ("மேற்கு", "அழுத்தம்"),
    "Thai": ("ตะวันตก", "กดดันต่อ"),
    "Burmese": ("အနောက်", "ဖိအား"),
    "Arabic with vowels": ("غَرْب", "ضَغْط"),
    "Hebrew with points": ("מַעֲרָב", "לַחַץ"),
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


@pytest.mark.parametrize("name", ["\u0301west", "we\ufe0fst", "we\u200dst", "we\u20ddst", "we st"])
def test_marks_alone_and_signs_that_show_nothing_are_in_no_name(name: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="E250"):
        read(BRINK.replace("  west:", f"  {name}:").encode(), tmp_path)


WAYS = {"NFC": unicodedata.normalize("NFC", "épée"), "NFD": unicodedata.normalize("NFD", "épée")}


@pytest.mark.parametrize("declared", WAYS)
@pytest.mark.parametrize("used", WAYS)
def test_an_accent_written_in_two_ways_is_one_name(declared: str, used: str, tmp_path: Path) -> None:
    text = BRINK.replace("slip:", f"{WAYS[declared]}:", 1).replace("slip *", f"{WAYS[used]} *")
    assert WAYS["NFC"] in read(text.encode(), tmp_path).assumptions


def test_an_accent_written_in_two_ways_is_no_second_name(tmp_path: Path) -> None:
    lines = "".join(f"  {way}: {{value: 1, because: {{note: none}}}}\n" for way in WAYS.values())
    with pytest.raises(ScenarioError, match="E009"):
        read(BRINK.replace("assumptions:\n", f"assumptions:\n{lines}", 1).encode(), tmp_path)


def test_the_letters_of_the_label_and_of_the_expression_may_differ_in_form(tmp_path: Path) -> None:
    """U+095C is a letter of its own on keyboards for Hindi; its composed form is a letter and a mark."""
    text = BRINK.replace("modes: [crisis", "modes: [\u095c")
    text = text.replace("start: crisis", "start: \u0921\u093c").replace("== crisis", "== \u095c")
    assert "\u0921\u093c" in next(iter(read(text.encode(), tmp_path).modes.values())).labels


def test_what_is_no_name_is_kept_as_it_is_written(tmp_path: Path) -> None:
    title = unicodedata.normalize("NFD", "La dernière épée")
    assert read(BRINK.replace("title: Brink", f"title: {title}").encode(), tmp_path).title == title


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
