"""The passage of a text that comes nearest to a quotation that isn't in it: shown to a person, never accepted.

A negated sentence is as near to its opposite as a typing error, so that no measure of nearness can tell them apart. The
words that differ are marked instead.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from offramp.scenario.citations.canonical_text import BREAK, CanonicalText, canonical
from offramp.scenario.citations.text_quotes import Place, readable

LEAST_ALIKE: Final = 0.6  # less is no near miss, but another passage
_CANDIDATES: Final = 30
_MOST_PLACES: Final = 2000  # of one word; where it stands more often, the phrase's other words say more
# A word; or one character of a script that sets no spaces between words.
_WORD: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
    rf"|[^\W_](?:[^\W_]|[\u0300-\u036f\u0900-\u0dff]|['{BREAK}](?=[^\W_]))*"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of the phrase and what the document has in their place; one of the two may be empty."""

    phrase: str
    document: str


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A passage like the phrase. `marked` has the document's own words in brackets: `will [not] collapse`."""

    place: Place
    text: str
    marked: str
    alike: float  # share of characters in common, 0 to 1
    differences: tuple[Difference, ...]


class NearMisses:
    """One text, its words indexed once for all phrases that aren't found in it."""

    def __init__(self, text: CanonicalText) -> None:
        self._text = text.text
        self._spans = [match.span() for match in _WORD.finditer(self._text)]
        self._words = [self._text[a:b].replace(BREAK, "").casefold() for a, b in self._spans]
        self._where: dict[str, list[int]] = {}
        for position, word in enumerate(self._words):
            self._where.setdefault(word, []).append(position)

    def nearest(self, phrase: str) -> NearMiss | None:
        """The passage nearest to `phrase`, if one is near. Raises ImportError without rapidfuzz."""
        from rapidfuzz import fuzz

        wanted = canonical(phrase)
        words = [match[0].replace(BREAK, "").casefold() for match in _WORD.finditer(wanted)]
        if not words or not self._words:
            return None
        best: tuple[float, int, int] | None = None
        for start in self._candidates(words):
            for length in range(max(1, len(words) - 2), len(words) + 4):
                end = min(start + length, len(self._words))
                passage = self._text[self._spans[start][0] : self._spans[end - 1][1]]
                alike = fuzz.ratio(wanted.casefold(), passage.casefold()) / 100
                if best is None or alike > best[0]:
                    best = (alike, start, end)
        if best is None or best[0] < LEAST_ALIKE:
            return None
        return self._described(wanted, *best)

    def _candidates(self, words: Sequence[str]) -> list[int]:
        """Where the passages begin that share most with the phrase, rare words counting more."""
        score: Counter[int] = Counter()
        for offset, word in enumerate(words):
            for found, weight in self._like(word):
                places = self._where[found]
                worth = weight / (1 + len(places) ** 0.5)
                # A word inserted or dropped before this one shifts where the passage begins.
                for place in places[:_MOST_PLACES]:
                    for shift in (-2, -1, 0, 1, 2):
                        if 0 <= place - offset + shift < len(self._words):
                            score[place - offset + shift] += worth / (1 + abs(shift))
        return [start for start, _ in score.most_common(_CANDIDATES)]

    def _like(self, word: str) -> list[tuple[str, float]]:
        from rapidfuzz import fuzz, process

        if word in self._where:
            return [(word, 1.0)]
        found = process.extract(word, self._where.keys(), scorer=fuzz.ratio, score_cutoff=75, limit=5)
        return [(name, score / 100) for name, score, _ in found]

    def _described(self, wanted: str, alike: float, start: int, end: int) -> NearMiss:
        place = Place(self._spans[start][0], self._spans[end - 1][1])
        passage = _settled(self._text[place.start : place.end], wanted)
        differences, marked = differing(wanted, passage)
        return NearMiss(place, passage, marked, alike, differences)


def _settled(passage: str, phrase: str) -> str:
    """`passage` with each hyphen at the end of a line kept or left out, as the phrase has the word."""

    def settle(found: re.Match[str]) -> str:
        kept = readable(found[0])
        return kept if kept.casefold() in phrase.casefold() else found[0].replace(BREAK, "")

    return re.sub(rf"[^\W_]+(?:{BREAK}[^\W_]+)+", settle, passage)


def differing(phrase: str, passage: str) -> tuple[tuple[Difference, ...], str]:
    """In which words two texts differ, and the second with its own words in brackets."""
    ours, theirs = ([match.span() for match in _WORD.finditer(text)] for text in (phrase, passage))
    own, other = ([text[a:b] for a, b in spans] for text, spans in ((phrase, ours), (passage, theirs)))
    differences, marked, done = [], "", 0
    for what, i, j, k, l in SequenceMatcher(None, own, other, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        here = passage[theirs[k][0] : theirs[l - 1][1]] if k < l else ""
        differences.append(Difference(phrase[ours[i][0] : ours[j - 1][1]] if i < j else "", here))
        at = theirs[k][0] if k < len(theirs) else len(passage)
        gap = "[] " if k < len(theirs) else " []"
        marked += passage[done:at] + (f"[{here}]" if here else gap)
        done = at + len(here)
    return tuple(differences), marked + passage[done:]
