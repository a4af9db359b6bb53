"""What holds of canonical text and quotations whatever the words are."""

from hypothesis import given
from hypothesis import strategies as st

from offramp.scenario.citations.canonical_text import canonical, canonical_pages
from offramp.scenario.citations.near_misses import NearMisses, differing
from offramp.scenario.citations.text_quotes import Found, Quote, search

TEXTS = st.text(max_size=200)
WORDS = st.lists(
    st.text(st.characters(categories=("Ll", "Lu"), max_codepoint=0x52F), min_size=1, max_size=8), min_size=1
)


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = canonical(text)
    assert canonical(once.replace("\u00ad", "-")) == once.replace("\u00ad", "-")
    assert once == once.strip(" ")
    assert "  " not in once


@given(st.lists(TEXTS, max_size=5))
def test_pages_begin_in_order(pages: list[str]) -> None:
    whole = canonical_pages(pages)
    assert list(whole.pages) == sorted(whole.pages)
    assert len(whole.pages) == max(1, len(pages))
    assert all(0 <= start <= len(whole.text) for start in whole.pages)


@given(WORDS, st.data())
def test_words_of_a_text_are_found_in_it(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    gaps = data.draw(
        st.lists(st.sampled_from([" ", "\n", "  \t", "\u00a0", "\u2028"]), min_size=len(words), max_size=len(words))
    )
    document = canonical_pages(["".join(word + gap for word, gap in zip(words, gaps, strict=True))])
    result = search(Quote(" ".join(words[first : last + 1])), document)
    assert result.found in (Found.ONCE, Found.SEVERAL)
    shown = {document.text[place.start : place.end] for place in result.places}
    assert shown == {canonical(" ".join(words[first : last + 1]))}


@given(WORDS, WORDS)
def test_a_near_miss_is_a_passage_of_the_text(words: list[str], others: list[str]) -> None:
    document = canonical_pages([" ".join(words)])
    near = NearMisses(document).nearest(" ".join(others))
    if near is not None:
        assert document.text[near.place.start : near.place.end] == near.text


@given(WORDS, WORDS)
def test_differences_account_for_every_word(ours: list[str], theirs: list[str]) -> None:
    phrase, passage = canonical(" ".join(ours)), canonical(" ".join(theirs))
    differences, marked = differing(phrase, passage)
    assert (phrase == passage) <= (not differences)
    assert marked.replace("[]", "").replace("[", "").replace("]", "").split() == passage.split()


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_no_text_makes_a_search_fail(phrase: str, before: str, after: str, document: str) -> None:
    whole = canonical_pages([document])
    result = search(Quote(phrase, before, after), whole)
    assert (result.found is Found.NOWHERE) == (not result.places)
    NearMisses(whole).nearest(phrase)
