"""The report's words: every key that the code asks for is there, and none is there that nobody asks for."""

import re
from pathlib import Path
from string import Formatter

import pytest

import offramp.report
from offramp.core.diagnostics import ScenarioError
from offramp.report.catalogue import Catalogue, catalogue, languages
from offramp.report.markup import el

CODE = sorted(Path(offramp.report.__file__).parent.rglob("*.py"))
ASKED = re.compile(r'\b(?:say|phrase)\(\s*f?"([^"]+)"')


def asked() -> set[str]:
    """Keys as the code writes them; what a part in braces stands for is any one word."""
    return {key for path in CODE for key in ASKED.findall(path.read_text(encoding="utf-8"))}


def pattern(key: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{[^}]*\\}", r"\\w+", re.escape(key)))


def test_every_key_that_is_asked_for_is_there() -> None:
    there = catalogue().texts
    assert [key for key in sorted(asked()) if not any(pattern(key).fullmatch(one) for one in there)] == []


def test_no_key_is_there_in_vain() -> None:
    patterns = [pattern(key) for key in asked()]
    assert [key for key in catalogue().texts if key != "language" and not any(p.fullmatch(key) for p in patterns)] == []


@pytest.mark.parametrize("language", languages())
def test_other_languages_fill_in_what_english_does(language: str) -> None:
    own, english = catalogue(language), catalogue()
    assert own.texts.keys() == english.texts.keys()
    for key, text in own.texts.items():
        assert fields(text) == fields(english.texts[key]), key


def fields(text: object) -> set[str | None]:
    parts = text.values() if isinstance(text, dict) else [text]
    return {field for part in parts for _, field, _, _ in Formatter().parse(str(part)) if field}


def test_forms_follow_the_count() -> None:
    words = Catalogue("en", {"found": {"one": "{count} world", "other": "{count} worlds"}})
    assert [words.say("found", count=n) for n in (0, 1, 2)] == ["0 worlds", "1 world", "2 worlds"]


def test_pieces_of_a_page_are_filled_in_where_a_language_wants_them() -> None:
    words = Catalogue(
        "de", {"told": "{what} < {who}!", "list.more": "{before}; {item}", "list.last": "{before} und {item}"}
    )
    assert words.phrase("told", who=el("b", "A & B"), what="x > y") == "x &gt; y &lt; <b>A &amp; B</b>!"
    assert [words.listed(list(items)) for items in ("", "a", "ab", "abc")] == ["", "a", "a und b", "a; b und c"]


def test_an_unknown_language_is_told() -> None:
    with pytest.raises(ScenarioError) as told:
        catalogue("../en")
    assert told.value.diagnostics[0].code == "E780"
