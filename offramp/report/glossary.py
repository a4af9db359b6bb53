"""How the numbers are to be read."""

from offramp.report.markup import Html, el, join
from offramp.report.verdict_tables import verdict_key

_NUMBERS: dict[str, str] = {
    "40% ± 2%": "The best number, and how far it may be off for numerical reasons alone; no further digits are shown.",
    "≤ 3%, ≥ 97%": "A number that its error can’t tell from 0% or 100%.",
    "≈ 40%": "A number whose own error isn’t known; rounded so that it claims little.",
    "–": "Not known, or doesn’t apply.",
}
_TERMS: dict[str, str] = {
    "would": "The chance of an ending that the actor could live with, if everybody plays as solved.",
    "could": "The same chance if the actor wanted nothing else, the others playing as solved.",
    "helped": "The same, if others also do it the favours that they can afford.",
    "possible": "The same if everybody worked for it, enemies too: an outer bound, never a verdict.",
    "guaranteed": "What is left if everybody else works against it.",
    "tolerable": "An ending that the actor could live with: an assumption, in which views may differ.",
    "level": "How likely a tolerable ending must be to count as a way out. Verdicts are shown at several levels.",
    "picked": "How often an option is picked; less than 100% in all where the game may end before the actor moves.",
    "reach": "What an actor could still reach after picking an option, if it then wanted nothing else.",
    "price": "What an option, and then the plan that leads out, costs the actor by its own payoffs.",
    "horn": "The likeliest ending that the actor could not live with, after picking an option.",
    "ruin": "An ending that an actor must not risk. A plan counts only while the chance of ruin stays under a cap.",
    "view": "One reading of the same situation: its own values for contested assumptions, and for what is tolerable.",
    "world": "One draw of everything that the scenario leaves uncertain. A share of worlds is no chance of anything.",
    "error": "What the computation may be off by. It says nothing about whether the assumptions are right.",
}


def reading() -> Html:
    """The glossary."""
    return join(
        el("h3", "Numbers"),
        _list(_NUMBERS),
        el("h3", "Verdicts"),
        verdict_key(),
        el("h3", "Terms"),
        _list(_TERMS),
    )


def _list(entries: dict[str, str]) -> Html:
    return el("dl", [el("div", el("dt", term), el("dd", text)) for term, text in entries.items()], class_="key")
