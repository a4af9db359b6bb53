"""Quotations in texts: found word for word whatever the typesetting, and nothing else taken for them."""

import random
import time

import pytest

from offramp.scenario.citations.canonical_text import BREAK, CanonicalText, canonical, canonical_pages
from offramp.scenario.citations.near_misses import NearMisses
from offramp.scenario.citations.text_quotes import Found, Quote, search


def text(*pages: str) -> CanonicalText:
    return canonical_pages(pages)


def found(phrase: str, *pages: str, before: str = "", after: str = "") -> Found:
    return search(Quote(phrase, before, after), text(*pages)).found


@pytest.mark.parametrize(
    ("phrase", "document"),
    [
        ("fog on one day", "the fog  on\n\tone\u00a0day"),
        ("the board's “yes”", "the board’s „yes“ was"),
        ("won't", "they won’t go"),
        ("2022-23", "in 2022–\n23 it"),
        ("said - and left", "he said—and left"),
        ("wait...", "wait…"),
        ("escalation", "the esca-\nlation of"),
        ("escalation", "the esca\u00adlation of"),
        ("escalation", "the esca\u00ad\r\n  lation of"),
        ("escalation", "the esca\ufffelation of"),
        ("long-prepared", "a long-\nprepared defence"),
        ("long-prepared defence", "a long\u2010\nprepared defence"),
        ("pre- and post-war", "pre-\nand post-war"),
        ("efficient office", "eﬃcient oﬃce"),
        ("café", "the cafe\u0301 there"),
        ("word", "zero\u200bwidth word\u2060"),
    ],
)
def test_typesetting_makes_no_difference(phrase: str, document: str) -> None:
    assert found(phrase, document) is Found.ONCE


@pytest.mark.parametrize(
    ("phrase", "document"),
    [
        ("их провал", "и вот — их\nпровал."),
        ("ist größer als", "Österreich ist grö-\nßer als"),
        ("战争不会", "他们说战争\n不会很快结束"),
        ("戦争は避け", "この戦争は\u3000避けられない"),
        ("لن تنتهي", "الحرب \u200fلن تنتهي قريبا"),
        ("لا", "\ufefb"),
        ("युद्ध नहीं", "यह युद्ध नहीं रुकेगा"),
        ("ไม่ได้", "เขาไม่ได้ไป"),
        ("전쟁은 끝나지", "전쟁은 끝나지 않는다"),
        ("ο πόλεμος", "Και ο πόλεμος δεν"),
    ],
)
def test_any_alphabet(phrase: str, document: str) -> None:
    assert found(phrase, document) is Found.ONCE


@pytest.mark.parametrize(
    ("phrase", "document"),
    [
        ("will collapse", "it will not collapse"),
        ("Will not", "it will not collapse"),  # case is kept
        ("likely to succeed", "it is unlikely to succeed"),
        ("we can", "we can't win"),
        ("we can", "we can’t win"),
        ("nuclear weapons", "non-nuclear weapons"),
        ("nuclear weapons", "non-\nnuclear weapons"),
        ("likely to succeed", "it is un-\nlikely to succeed"),
        ("resign", "they re-sign"),
        ("re-sign", "they resign"),
        ("102", "10²"),  # a power is no digit
        ("вероятно", "невероятно"),
        ("the end begins", "the end. It begins"),
        ("patience … ran out", "patience finally ran out"),
        ("", "anything"),
        ("anything", ""),
        (" \u00ad", "anything"),
    ],
)
def test_other_words_are_no_match(phrase: str, document: str) -> None:
    assert found(phrase, document) in (Found.NOWHERE, Found.INSIDE_A_WORD)


def test_a_possessive_and_an_elision_do_not_hide_a_name() -> None:
    assert found("Russia", "Russia’s army") is Found.ONCE
    assert found("Ukraine", "l’Ukraine est") is Found.ONCE


def test_a_position_is_that_of_the_phrase_in_the_canonical_text() -> None:
    whole = text("A  b\n“c” d")
    place = search(Quote('"c" d'), whole).places[0]
    assert (place.start, place.end) == (4, 9)
    assert whole.text[place.start : place.end] == '"c" d'


def test_before_and_after_tell_places_apart() -> None:
    document = "Some of the crews spoke. All of the crews voted."
    several = search(Quote("the crews"), text(document))
    assert several.found is Found.SEVERAL
    assert len(several.places) == 2
    assert search(Quote("the crews", before="All of"), text(document)).places == several.places[1:]
    assert search(Quote("the crews", after="spoke"), text(document)).places == several.places[:1]
    assert search(Quote("the crews", before="me of ", after=" spoke"), text(document)).found is Found.ONCE
    assert found("the crews", document, before="All of", after="spoke") is Found.ELSEWHERE
    assert found("the crews", document, before="of") is Found.SEVERAL


def test_overlapping_places_are_counted() -> None:
    assert len(search(Quote("no no"), text("no no no")).places) == 2


def test_a_phrase_may_run_over_a_page() -> None:
    whole = text("and so the", "", "board- ", "room fell")
    assert whole.text == f"and so the board{BREAK}room fell"
    assert whole.pages == (0, 10, 11, 17)
    assert search(Quote("the boardroom fell"), whole).found is Found.ONCE
    assert search(Quote("the board-room fell"), whole).found is Found.ONCE


@pytest.mark.parametrize(
    ("phrase", "document", "marked"),
    [
        (
            "its proxy will collapse",
            "In the end its proxy will not collapse, he said.",
            "its proxy will [not] collapse",
        ),
        ("its proxy will not collapse", "In the end its proxy will collapse, he said.", "its proxy will [] collapse"),
        ("Der Krieg wird enden", "Aber: Der Krieg wird nicht enden.", "Der Krieg wird [nicht] enden"),
        ("война скоро закончится", "Но война не скоро закончится.", "война [не] скоро закончится"),
        ("the harbor was closed", "In May the harbour was clo-\nsed for good.", "the [harbour] was closed"),
        ("战争会很快结束", "他们说战争不会很快结束。", "战争[不]会很快结束"),
    ],
)
def test_a_near_miss_shows_what_differs(phrase: str, document: str, marked: str) -> None:
    whole = text("Something else entirely. " * 20 + document)
    assert search(Quote(phrase), whole).found is Found.NOWHERE
    near = NearMisses(whole).nearest(phrase)
    assert near is not None
    assert near.marked == marked
    assert 0.6 < near.alike < 1


def test_what_is_unlike_is_no_near_miss() -> None:
    near = NearMisses(text("The harbour froze in May and the ferry stayed where it was."))
    assert near.nearest("quarterly growth of exports") is None
    assert near.nearest("") is None
    assert NearMisses(text("")).nearest("anything") is None


def test_long_documents_take_no_longer_than_one_waits() -> None:
    draw = random.Random(1)
    words = [f"w{draw.randrange(50_000)}" for _ in range(400_000)]
    whole = text(" ".join(words))
    began = time.monotonic()
    assert search(Quote(" ".join(words[200_000:200_012])), whole).found is Found.ONCE
    changed = [*words[200_000:200_005], "not", *words[200_005:200_010]]
    near = NearMisses(whole).nearest(" ".join(words[200_000:200_010]).replace(words[200_004], "other"))
    assert near is not None
    assert "[w" in near.marked
    assert search(Quote(" ".join(changed)), whole).found is Found.NOWHERE
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    "evil", ["a-\n" * 300_000, " " * 2_000_000, "- " * 500_000, "a-" + " " * 500_000, "\ufb00" * 300_000]
)
def test_no_text_takes_long_to_fold(evil: str) -> None:
    began = time.monotonic()
    once = canonical(evil)
    search(Quote("a a a a a a b"), CanonicalText(once))
    assert time.monotonic() - began < 10
