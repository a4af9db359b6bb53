"""The answer to the scenario's question, as numbers and as a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from offramp.core.numbers import share
from offramp.scenario.model import HORIZON, ScenarioModel


@dataclass(frozen=True)
class Answer:
    """`groups`: chance and error of each group of endings; `leading` is None where no group leads beyond error."""

    ask: str
    sentence: str
    leading: str | None
    groups: dict[str, tuple[float, float]]

    def to_json(self) -> dict[str, Any]:
        """The answer as plain data."""
        groups = {g: {"probability": p, "error": e} for g, (p, e) in self.groups.items()}
        return {"ask": self.ask, "sentence": self.sentence, "leading": self.leading, "groups": groups}


def answer(
    model: ScenarioModel,
    endings: dict[str, float],
    group_errors: dict[str, float],
    resolved: bool,
    open_game: bool = False,
) -> Answer:
    """What the chances of the endings say about the question; without a question each ending is a group."""
    question = model.question
    ask = question.ask if question else "How does it end?"
    named = question.groups if question else {e: (e,) for e in endings}
    groups = {name: (sum(endings[e] for e in members), min(1.0, group_errors[name])) for name, members in named.items()}
    order = sorted(groups, key=lambda g: -groups[g][0])
    first, second = order[0], order[1] if len(order) > 1 else None
    leads = second is None or groups[first][0] - groups[second][0] > groups[first][1] + groups[second][1]
    says = ", ".join(f"{in_words(g, open_game)} {share(*groups[g])}" for g in order)
    if leads and groups[first][0] >= 0.5:
        finding = f"Most likely: {in_words(first, open_game)}"
    elif leads:
        finding = f"No answer is more likely than not; {in_words(first, open_game)} comes first"
    else:
        finding = f"Too close to call between {in_words(first, open_game)} and {in_words(second or first, open_game)}"
    doubt = "" if resolved else " Not resolved: read these numbers as rough."
    return Answer(ask, f"{finding} ({says}).{doubt}", first if leads else None, groups)


def in_words(name: str, open_game: bool = False) -> str:
    """A name of the scenario as it reads in a sentence; an open game has no horizon."""
    if name == HORIZON:
        return "never ending" if open_game else "still going on at the horizon"
    return name.replace("_", " ")


def finding(views: Mapping[str, Mapping[str, Any]]) -> str:
    """One sentence over the answers of all views: whether they agree, and each view's leading answer."""
    if len(views) == 1:
        return str(next(iter(views.values()))["answer"]["sentence"])
    said = []
    for view, data in views.items():
        found = data["answer"]
        best = found["leading"] or max(found["groups"], key=lambda g: found["groups"][g]["probability"])
        group = found["groups"][best]
        named = in_words(best, data["certificate"].get("stationary_residual") is not None)
        close = "" if found["leading"] else "too close to call, first "
        said.append(f"{view.replace('_', ' ')}: {close}{named} {share(group['probability'], group['error'])}")
    leading = {data["answer"]["leading"] for data in views.values()}
    agree = f"All {len(views)} views agree" if len(leading) == 1 and None not in leading else "The views differ"
    open_ = sum(not data["certificate"]["resolved"] for data in views.values())
    doubt = f" Not resolved in {open_} of {len(views)} views: read these numbers as rough." if open_ else ""
    return f"{agree} ({'; '.join(said)}).{doubt}"
