"""Paragraphs and tables hold their width for any script."""

import pytest
from rich.cells import cell_len

from offramp.cli.layout import bullet, paragraph, sections, sentence, table

TEXTS = {
    "latin": "a bird in the hand is worth two in the bush " * 5,
    "cyrillic": "лучше синица в руках, чем журавль в небе " * 5,
    "han": "一鸟在手胜过双鸟在林" * 20,
    "arabic": "عصفور في اليد خير من عشرة على الشجرة " * 5,
    "combining": "e\u0301te\u0301 " * 60,
    "one long word": "x" * 300,
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("width", [20, 40, 80])
def test_no_line_is_wider_than_asked(name: str, width: int) -> None:
    for line in bullet(TEXTS[name], width).split("\n"):
        assert cell_len(line) <= width


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_is_lost(name: str) -> None:
    assert "".join(paragraph(TEXTS[name], 30).split()) == "".join(TEXTS[name].split())


def test_unbreakable_spaces_stay() -> None:
    assert "12\u202f000" in paragraph("x" * 27 + " 12\u202f000", 30)


def test_numbers_line_up_on_the_right_and_words_on_the_left() -> None:
    found = table([["", "chance", "what"], ["war", "9%", "bad"], ["peace", "91% ± 2%", "good"]])
    assert found.split("\n") == [
        "           chance  what",
        "  war          9%  bad",
        "  peace  91% ± 2%  good",
    ]


@pytest.mark.parametrize("name", TEXTS)
def test_table_holds_its_width(name: str) -> None:
    found = table([["", "now", "then"], [TEXTS[name], "41% ± 2%", TEXTS[name]]], 60)
    assert all(cell_len(line) <= 60 for line in found.split("\n"))


def test_wide_table_of_many_columns_holds_its_width() -> None:
    rows = [["", *(f"a view with a long name {n}" for n in range(5))], ["war", *["anything from 0% to 100%"] * 5]]
    assert all(cell_len(line) <= 80 for line in table(rows).split("\n"))


def test_empty_text() -> None:
    assert paragraph("", 30) == ""
    assert sections(["", "a", "", "b"]) == "a\n\nb"


def test_sentences_end_once() -> None:
    assert [sentence(text) for text in ("so", "so.", "so?")] == ["so.", "so.", "so?"]
