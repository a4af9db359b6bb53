"""The answer to the scenario's question, as numbers and as a sentence."""

from dataclasses import dataclass

from offramp.scenario.model import HORIZON, ScenarioModel


@dataclass(frozen=True)
class Answer:
    """`groups`: chance and error of each group of endings; `leading` is None where no group leads beyond error."""

    ask: str
    sentence: str
    leading: str | None
    groups: dict[str, tuple[float, float]]


def answer(model: ScenarioModel, endings: dict[str, float], errors: dict[str, float], resolved: bool) -> Answer:
    """What the chances of the endings say about the question; without a question each ending is a group."""
    question = model.question
    ask = question.ask if question else "How does it end?"
    named = question.groups if question else {e: (e,) for e in endings}
    groups = {
        name: (sum(endings[e] for e in members), min(1.0, sum(errors.get(e, 0.0) for e in members)))
        for name, members in named.items()
    }
    order = sorted(groups, key=lambda g: -groups[g][0])
    first, second = order[0], order[1] if len(order) > 1 else None
    leads = second is None or groups[first][0] - groups[second][0] > groups[first][1] + groups[second][1]
    says = ", ".join(f"{in_words(g)} {share(*groups[g])}" for g in order)
    if leads and groups[first][0] >= 0.5:
        finding = f"Most likely: {in_words(first)}"
    elif leads:
        finding = f"No answer is more likely than not; {in_words(first)} comes first"
    else:
        finding = f"Too close to call between {in_words(first)} and {in_words(second or first)}"
    doubt = "" if resolved else " Not resolved: read these numbers as rough."
    return Answer(ask, f"{finding} ({says}).{doubt}", first if leads else None, groups)


def in_words(name: str) -> str:
    """A name of the scenario as it reads in a sentence."""
    return "still going at the horizon" if name == HORIZON else name.replace("_", " ")


def share(value: float, error: float) -> str:
    """A probability with no more digits than its error allows."""
    digits = 3 if error < 0.001 else 2
    if value < 0.5 * 10**-digits:
        return f"under {10**-digits:.{digits}f}"
    return f"{value:.{digits}f}" + (f" ± {max(error, 10**-digits):.{digits}f}" if error >= 10**-digits / 2 else "")
