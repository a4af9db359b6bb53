"""The tool's own terms in running text, each explained where it first stands on the page."""

import re
from dataclasses import dataclass, field

from offramp.report.catalogue import Catalogue
from offramp.report.markup import Html, el, join

# A form of a term -> its entry in the glossary.
_TERMS = {"worlds": "world", "world": "world", "views": "view", "view": "view"}


@dataclass
class Explained:
    """Marks each term the first time that it is met."""

    said: Catalogue
    met: set[str] = field(default_factory=set)

    def text(self, text: str) -> Html:
        """A sentence of the tool's own, in which names of the scenario may stand."""
        parts: list[str | Html] = []
        last = 0
        forms = {self.said.say(f"report.term.{form}"): entry for form, entry in _TERMS.items()}
        known = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
        for found in re.finditer(rf"\b({known})\b", text):
            entry = forms[found[1]]
            if entry not in self.met:
                self.met.add(entry)
                parts += [text[last : found.start()], self._term(found[1], entry)]
                last = found.end()
        return join(parts, text[last:])

    def _term(self, word: str, entry: str) -> Html:
        # The tip is drawn by the style sheet, and read out from the glossary at the end, which says the same.
        tip = self.said.say(f"report.terms.{entry}")
        return el("span", word, class_="term", tabindex="0", data_tip=tip, aria_describedby=f"term-{entry}")


def glossary_of_terms(said: Catalogue) -> Html:
    """The terms that are explained in running text, at the end of the page."""
    entries = list(dict.fromkeys(_TERMS.values()))
    return el(
        "dl",
        [
            el(
                "div",
                el("dt", said.say(f"report.term.{entry}")),
                el("dd", said.say(f"report.terms.{entry}"), id=f"term-{entry}"),
            )
            for entry in entries
        ],
        class_="key",
    )
