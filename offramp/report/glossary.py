"""How the numbers are to be read."""

from offramp.report.catalogue import Catalogue
from offramp.report.markup import Html, el, join
from offramp.report.verdict_tables import verdict_key

_NUMBERS = ("exact", "bound", "rough", "missing")
_TERMS = (
    "would", "could", "helped", "possible", "guaranteed", "tolerable", "level", "picked", "reach", "price", "horn",
    "ruin", "view", "world", "error",
)  # fmt: skip


def reading(said: Catalogue) -> Html:
    """The glossary."""
    numbers = [
        (said.say(f"report.glossary.number.{one}.term"), said.say(f"report.glossary.number.{one}.text"))
        for one in _NUMBERS
    ]
    terms = [
        (said.say(f"report.glossary.entry.{one}.term"), said.say(f"report.glossary.entry.{one}.text")) for one in _TERMS
    ]
    return join(
        el("h3", said.say("report.glossary.numbers")),
        _list(numbers),
        el("h3", said.say("report.glossary.verdicts")),
        verdict_key(said.say),
        el("h3", said.say("report.glossary.terms")),
        _list(terms),
    )


def _list(entries: list[tuple[str, str]]) -> Html:
    return el("dl", [el("div", el("dt", term), el("dd", text)) for term, text in entries], class_="key")
