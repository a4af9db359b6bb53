"""What a document leaves out: options and answers that none of its claims mentions, and whether one of them is best."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.explore.claim_numbers import turns_of
from offramp.explore.runs.run_reader import Run, ViewRun
from offramp.explore.shares import Share
from offramp.explore.world_results import leading
from offramp.judge.answer import in_words
from offramp.scenario.claims.claim_ground import endings_of
from offramp.scenario.claims.claim_tree import OptionStanding, Quantity, Timing, expressions_of, pledges_of
from offramp.scenario.expressions.expression_tree import Expression, Is, Kind, Variable, children
from offramp.scenario.model import Move, ScenarioModel

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Mentioned:
    """What claims speak of. options: (actor or what its move is called, option); endings; words: of their texts."""

    options: frozenset[tuple[str, str]]
    endings: frozenset[str]
    words: str

    @staticmethod
    def by(model: ScenarioModel) -> "Mentioned":
        """The claims of a scenario: their expressions, what they mean, and the phrases that are quoted."""
        options: set[tuple[str, str]] = set()
        endings: set[str] = set()
        groups = model.question.groups if model.question else {}
        for quantity in _quantities(model):
            for condition in pledges_of(quantity):
                options |= {(condition.pledge.actor, option) for option in condition.pledge.options}
            if isinstance(quantity, OptionStanding):
                options.add((quantity.actor, quantity.option))
            if isinstance(quantity, Timing):
                options |= {(turn.actor, turn.option) for turn in turns_of(quantity)}
            for node in _nodes(expressions_of(quantity)):
                if isinstance(node, Is) and node.kind is Kind.CHOICE:
                    options.add((node.name, node.label))
                if isinstance(node, Variable) and node.kind is Kind.ENDING:
                    endings |= endings_of(node.name, groups)
        texts = [text for one in model.claims.values() for text in (one.means, one.quote.phrase if one.quote else "")]
        return Mentioned(frozenset(options), frozenset(endings), " ".join(texts).casefold())

    def says(self, name: str) -> bool:
        """Whether a name stands in the texts as words: `give_in` as “give in”."""
        return re.search(rf"\b{re.escape(in_words(name).casefold())}\b", self.words) is not None


def unmentioned(run: Run, views: Sequence[ViewRun]) -> dict[str, Any]:
    """As `claims RUN --json` documents it under `left_out`.

    An actor is looked at if claims mention some of its options and not all: a choice between those that are mentioned
    would leave the others out. Raises ScenarioError as reading the run does.
    """
    model, said = run.model, Mentioned.by(run.model)
    kept = run.numbers.further
    actors = run.numbers.actors if "options" in kept.parts else ()
    found = {actor: _options(model, actor, kept.asked.options[actor], said, views) for actor in actors}
    return {"options": {actor: one for actor, one in found.items() if one}, "answers": _answers(run, said, views)}


def _options(
    model: ScenarioModel, actor: str, keys: Sequence[str], said: Mentioned, views: Sequence[ViewRun]
) -> dict[str, Any] | None:
    """The options of an actor that no claim mentions; None where all are mentioned, or none is."""
    moves = [step for step in model.play if isinstance(step, Move) and step.actor == actor]
    mentioned, others = set(), {}
    for move in moves:
        for option in move.options:
            names = {option.label, option.name}
            owners = {actor, move.choice}
            known = any((owner, name) in said.options for owner in owners for name in names)
            if known or any(said.says(name) for name in names):
                mentioned.add(move.key(option))
            else:
                others[move.key(option)] = option.means
    if not mentioned or not others:
        return None
    best = {view.view: _best(view, actor, keys) for view in views}
    return {
        "mentioned": [key for key in keys if key in mentioned],
        "unmentioned": [
            {
                "option": key,
                "means": others[key] or None,
                "best": {name: Share(found.get(key, 0), worlds).to_json() for name, (found, worlds) in best.items()},
            }
            for key in keys
            if key in others
        ],
    }


def _best(view: ViewRun, actor: str, keys: Sequence[str]) -> tuple[dict[str, int], int]:
    """In how many worlds each option at the start is worth more to its actor than any other by more than the errors,
    and how many worlds there are."""
    names = [f"value({actor}, {key})" for key in keys]
    value_wo, error_wo = view.values(names), view.errors(names)
    there_wo = np.isfinite(value_wo)
    error_wo = np.where(np.isfinite(error_wo), error_wo, np.inf)
    low_wo = np.where(there_wo, value_wo - error_wo, -np.inf)
    high_wo = np.where(there_wo, value_wo + error_wo, -np.inf)
    found = {}
    for o, key in enumerate(keys):
        others_w = np.delete(high_wo, o, axis=1).max(axis=1, initial=-np.inf)
        found[key] = int((there_wo[:, o] & (low_wo[:, o] > others_w)).sum())
    return found, view.worlds


def _answers(run: Run, said: Mentioned, views: Sequence[ViewRun]) -> list[dict[str, Any]]:
    """Groups of endings of the question that no claim mentions, with the worlds in which each is the likeliest."""
    numbers = run.numbers
    groups = list(numbers.groups)
    left = [g for g in groups if not said.endings & set(numbers.groups[g]) and not said.says(g)]
    if not run.model.question or len(groups) < 2 or len(left) == len(groups):
        return []
    names = [numbers.quantities[numbers.group(group)].name for group in groups]
    first: dict[str, dict[str, int]] = {group: {} for group in left}
    for view in views:
        leads_w, led_w = leading(view.values(names), view.errors(names))
        for group in left:
            first[group][view.view] = int(((leads_w == groups.index(group)) & led_w).sum())
    worlds = {view.view: view.worlds for view in views}
    return [
        {"group": group, "first": {name: Share(count, worlds[name]).to_json() for name, count in counts.items()}}
        for group, counts in first.items()
    ]


def _quantities(model: ScenarioModel) -> Iterator[Quantity]:
    for stated in model.claims.values():
        if stated.holds is not None:
            yield from stated.holds.quantities.values()


def _nodes(roots: Iterable[Expression]) -> Iterator[Expression]:
    """Every node of some expressions."""
    stack = list(roots)
    while stack:
        node = stack.pop()
        yield node
        stack.extend(children(node))
