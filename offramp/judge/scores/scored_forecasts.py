"""One forecast with its scores: of a view, of the document at both ends of what its words mean, of the base rate."""

from dataclasses import dataclass, replace
from typing import Any

from offramp.judge.cited import cited
from offramp.judge.claims.measured import Measured, State
from offramp.judge.scores.calibration import calibration
from offramp.judge.scores.scoring_rules import brier, clipped, largest_change, log_score
from offramp.scenario.checks.check_questions import known_before
from offramp.scenario.claims.claim_ground import names_of
from offramp.scenario.claims.claim_printer import happening_text
from offramp.scenario.claims.claim_words import happening_words
from offramp.scenario.claims.estimative_words import meant
from offramp.scenario.claims.questions import Forecast, Resolution
from offramp.scenario.model import ScenarioModel

Facts = dict[str, Any]
EVEN = 0.5  # the base rate where none is declared
ENDS = ("low", "middle", "high")  # of what a document's words are taken for


@dataclass(frozen=True)
class InWorlds:
    """A forecast over the worlds of a view: how many, the mean chance, the 5th and 95th hundredth of chances."""

    worlds: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Scored:
    """A forecast in one view. measured: what the game says of it; None where it isn't formalised. brier, log: None
    where it can't be scored. worlds: the same over worlds, where a run of them has it."""

    measured: Measured | None
    outcome: bool | None
    chance: float | None = None
    brier: float | None = None
    brier_error: float = 0.0
    log: float | None = None
    clipped: bool = False
    base_brier: float = 0.0
    base_log: float = 0.0
    worlds: InWorlds | None = None
    worlds_brier: float | None = None
    worlds_log: float | None = None


def scored(
    model: ScenarioModel, forecast: Forecast, measured: Measured | None, worlds: InWorlds | None = None
) -> Scored:
    """The scores of a forecast in a view."""
    outcome = forecast.resolved.outcome if forecast.resolved is not None else None
    one = Scored(measured, outcome, worlds=worlds)
    if worlds is not None and outcome is not None and may_be_scored(model, forecast):
        one = replace(one, worlds_brier=brier(worlds.mean, outcome), worlds_log=log_score(worlds.mean, outcome))
    if measured is None or measured.state is not State.MEASURED or not isinstance(measured.value, float):
        return one  # nothing at the baseline; worlds may have it all the same
    chance = min(1.0, max(0.0, measured.value))
    if outcome is None or not may_be_scored(model, forecast):
        return replace(one, chance=chance)
    base = base_rate(forecast)
    return replace(
        one,
        chance=chance,
        brier=brier(chance, outcome),
        brier_error=largest_change(brier, chance, measured.error, outcome),
        log=log_score(chance, outcome),
        clipped=clipped(chance),
        base_brier=brier(base, outcome),
        base_log=log_score(base, outcome),
    )


def may_be_scored(model: ScenarioModel, forecast: Forecast) -> bool:
    """Whether a view's chance is a forecast at all: what was known at `information_until` is none."""
    return not known_before(forecast, model.information_until)


def base_rate(forecast: Forecast) -> float:
    """How often such a thing happens, as declared; one half where nothing is."""
    return EVEN if forecast.base_rate is None else forecast.base_rate


def forecast_facts(model: ScenarioModel, forecast: Forecast) -> Facts:
    """A forecast with what became of it and how the document and the base rate fared."""
    names = names_of(model)
    happens, resolved = forecast.happens, forecast.resolved
    outcome = resolved.outcome if resolved is not None else None
    base = base_rate(forecast)
    return {
        "means": forecast.means,
        "line": forecast.span.line,
        "status": status(model, forecast),
        "happens": happening_text(happens, names) if happens else None,
        "words": happening_words(happens, names) if happens else None,
        "by": forecast.by.text if forecast.by else None,
        "quote": cited(forecast.quote, model) if forecast.quote else None,
        "reason": "; ".join(anchor.note for anchor in forecast.because if anchor.note) or None,
        "says": forecast.says or None,
        "resolved": _resolution(resolved, model) if resolved else None,
        "document": _document(forecast, outcome),
        "base": {
            "chance": base,
            "declared": forecast.base_rate is not None,
            "brier": None if outcome is None else brier(base, outcome),
            "log": None if outcome is None else log_score(base, outcome),
        },
    }


def status(model: ScenarioModel, forecast: Forecast) -> str:
    """What can be said of a forecast."""
    if forecast.resolved is None:
        return "not_formalised" if forecast.happens is None else "unresolved"
    if forecast.resolved.outcome is None:
        return "void"
    if forecast.happens is None:
        return "not_formalised"
    return "scored" if may_be_scored(model, forecast) else "known_before"


def _document(forecast: Forecast, outcome: bool | None) -> Facts | None:
    if forecast.probability is None:
        return None
    chances = chances_of(forecast)
    return {
        **dict(zip(ENDS, chances, strict=True)),
        "brier": None if outcome is None else [brier(p, outcome) for p in chances],
        "log": None if outcome is None else [log_score(p, outcome) for p in chances],
    }


def chances_of(forecast: Forecast) -> tuple[float, float, float]:
    """What the document's words are taken for: the lower end, the middle and the upper end."""
    assert forecast.probability is not None
    low, high = forecast.probability
    return low, (low + high) / 2, high


def mean_scores(model: ScenarioModel) -> Facts | None:
    """Mean scores of the document's own words, taken at either end and in the middle; None where none is resolved.

    Beside them what always saying how many came about would have scored, which nobody knew beforehand.
    """
    rows = [
        (f, f.resolved.outcome)
        for f in model.forecasts.values()
        if f.probability is not None and f.resolved is not None and f.resolved.outcome is not None
    ]
    if not rows:
        return None
    count = len(rows)
    happened = sum(outcome for _, outcome in rows) / count
    ends = range(len(ENDS))
    middles = [(chances_of(f)[1], outcome) for f, outcome in rows]
    return {
        "count": count,
        "happened": happened,
        "brier": [sum(brier(chances_of(f)[k], outcome) for f, outcome in rows) / count for k in ends],
        "log": [sum(log_score(chances_of(f)[k], outcome) for f, outcome in rows) / count for k in ends],
        "base_brier": sum(brier(base_rate(f), outcome) for f, outcome in rows) / count,
        "base_log": sum(log_score(base_rate(f), outcome) for f, outcome in rows) / count,
        "hindsight_brier": happened * (1 - happened),
        "calibration": [
            {"low": b.low, "high": b.high, "count": b.count, "chance": b.chance, "happened": b.happened}
            for b in calibration(middles)
        ],
    }


def words_used(model: ScenarioModel) -> list[Facts]:
    """What the words of likelihood that the forecasts use are taken for: by the fixed scale, or by the scenario."""
    used = {
        (forecast.says, forecast.probability)
        for forecast in model.forecasts.values()
        if forecast.says and forecast.probability is not None
    }
    return [
        {"says": says, "low": low, "high": high, "by_scale": meant(says) == (low, high)}
        for says, (low, high) in sorted(used)
    ]


def _resolution(resolved: Resolution, model: ScenarioModel) -> Facts:
    return {
        "as": {True: "yes", False: "no", None: "void"}[resolved.outcome],
        "on": resolved.on_text or None,
        "quote": cited(resolved.quote, model),
    }
