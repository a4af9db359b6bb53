"""How each option at the start does over the worlds of a run, and which question would be worth answering before
choosing among them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.explore.hinges.perfect_information import perfect_information
from offramp.explore.hinges.robustness import robustness
from offramp.explore.runs.run_reader import Run, ViewRun
from offramp.explore.shares import FEWEST_FOR_SHARE

Floats = NDArray[np.float64]


def run_choices(run: Run, views: Sequence[ViewRun], with_questions: bool = True) -> dict[str, Any]:
    """For each actor with two options or more at the start, as `hinges --json` documents it under `choices`.

    views: each counts alike, so other cases of a switch don't belong among them. Options are worth what they bring
    their mover at the start, the others and the mover later on as solved. with_questions: whether to look for the
    question that would be worth answering first. Raises ScenarioError as reading the run does.
    """
    numbers = run.numbers
    if "options" not in numbers.further.parts:
        return {}
    sources = [source for source in views if _apart(source).any()]
    found = {}
    for actor in numbers.actors:
        options = numbers.further.asked.options[actor]
        worths = [_numbers(source, "value", actor, options) for source in sources]
        there = [o for o in range(len(options)) if any(np.isfinite(worth_wo[:, o]).any() for worth_wo in worths)]
        if len(there) < 2:
            continue
        kept = [options[o] for o in there]
        worths = [worth_wo[:, there] for worth_wo in worths]
        reaches = [_numbers(source, "reach", actor, kept) for source in sources]
        found[actor] = {
            "unit": f"utility of {actor}",
            "options": _options(kept, worths, reaches, run.manifest.asked.level),
            "questions": {
                source.view: _questions(source, kept, worth_wo, run.manifest.asked.seed)
                for source, worth_wo in zip(sources, worths, strict=True)
                if with_questions
            },
        }
    return found


def _numbers(source: ViewRun, name: str, actor: str, options: Sequence[str]) -> Floats:
    return source.values([f"{name}({actor}, {option})" for option in options])[_apart(source)]


def _apart(source: ViewRun) -> NDArray[np.bool_]:
    return source.sampling.independent(source.number_w)


def _options(
    names: Sequence[str], worths: Sequence[Floats], reaches: Sequence[Floats], level: float
) -> list[dict[str, Any]]:
    """Over all views, each counting alike however many of its worlds could be solved."""
    most = max(len(worth_wo) for worth_wo in worths)
    worth_vwo, reach_vwo = (np.stack([_filled(part, most) for part in parts]) for parts in (worths, reaches))
    weight_vw = np.stack([(np.arange(most) < len(worth_wo)) * (most / len(worth_wo)) for worth_wo in worths])
    listed = robustness(names, worth_vwo, level, reach_vwo, weight_vw)
    return [
        {
            "option": one.name,
            **{
                name: None if np.isnan(value) else round(float(value), 12)
                for name, value in (
                    ("mean_regret", one.mean_regret),
                    ("high_regret", one.high_regret),
                    ("largest_regret", one.largest_regret),
                    ("satisfied", one.satisfied),
                    ("worst_satisfied", one.worst_satisfied),
                    ("best", one.best),
                    ("open", one.open),
                )
            },
        }
        for one in listed
    ]


def _filled(part_wo: Floats, worlds: int) -> Floats:
    """The same with rows of NaN up to so many worlds."""
    filled = np.full((worlds, part_wo.shape[1]), np.nan)
    filled[: len(part_wo)] = part_wo
    return filled


def _questions(source: ViewRun, names: Sequence[str], worth_wo: Floats, seed: int) -> dict[str, Any] | None:
    """None where there are too few worlds, or options come and go between them, so that there is no one choice."""
    if len(worth_wo) < FEWEST_FOR_SHARE or not np.isfinite(worth_wo).all():
        return None
    found = perfect_information(source.names, source.value_wa[_apart(source)], worth_wo, seed=seed)
    return {
        "best": names[found.best],
        "evpi": found.evpi,
        "evpi_error": found.evpi_error,
        "listed": [
            {"assumption": one.name, "worth": one.worth, "low": one.low, "high": one.high, "floor": one.floor}
            for one in found.questions
            if one.above_noise
        ],
    }
