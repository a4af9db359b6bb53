"""What a scenario is asked beside its main question, as plain data: read and checked, not judged."""

from typing import Any

from offramp.core.distribution_facts import distribution_facts
from offramp.scenario.claims.claim_ground import names_of
from offramp.scenario.claims.claim_printer import claim_text, happening_text
from offramp.scenario.claims.claim_tree import Committed
from offramp.scenario.claims.claim_words import claim_words, happening_words, pledge_words
from offramp.scenario.claims.questions import Evidence, Forecast, Proposal, Resolution, StatedClaim
from offramp.scenario.expressions.expression_printer import to_text
from offramp.scenario.model import Anchor, ScenarioModel

Facts = dict[str, Any]


def question_facts(model: ScenarioModel) -> Facts:
    """Proposals, claims, forecasts and evidence in the words of the file and in plain ones."""
    return {
        "offramps": {name: _proposal(proposal) for name, proposal in model.offramps.items()},
        "claims": {name: _claim(claim, model) for name, claim in model.claims.items()},
        "forecasts": {name: _forecast(forecast, model) for name, forecast in model.forecasts.items()},
        "evidence": {name: _evidence(series, model) for name, series in model.evidence.items()},
    }


def anchor_facts(anchor: Anchor) -> Facts:
    """Where something was read."""
    return {"source": anchor.source or None, "phrase": anchor.phrase, "place": anchor.place, "note": anchor.note}


def _reasons(because: tuple[Anchor, ...]) -> list[Facts]:
    return [anchor_facts(anchor) for anchor in because]


def _proposal(proposal: Proposal) -> Facts:
    return {
        "means": proposal.means,
        "change": dict(proposal.change),
        "commit": [_commitment(committed) for committed in proposal.commit],
        "add": [
            {
                "actor": added.actor,
                "move": added.choice,
                "options": {option.label: option.means for option in added.options},
            }
            for added in proposal.add
        ],
        "because": _reasons(proposal.because),
    }


def _commitment(committed: Committed) -> Facts:
    pledge = committed.pledge
    return {
        "actor": pledge.actor,
        "how": "force" if pledge.how == "always" else "avoid",
        "options": list(pledge.options),
        "from": pledge.since.text if pledge.since else None,
        "until": pledge.until.text if pledge.until else None,
        "words": f"{pledge.actor} {pledge_words(pledge)}",
    }


def _claim(claim: StatedClaim, model: ScenarioModel) -> Facts:
    names = names_of(model)
    return {
        "means": claim.means,
        "holds": claim_text(claim.holds, names) if claim.holds else None,
        "words": claim_words(claim.holds, names) if claim.holds else None,
        "quote": anchor_facts(claim.quote) if claim.quote else None,
        "because": _reasons(claim.because),
    }


def _forecast(forecast: Forecast, model: ScenarioModel) -> Facts:
    names = names_of(model)
    return {
        "means": forecast.means,
        "happens": happening_text(forecast.happens, names) if forecast.happens else None,
        "words": happening_words(forecast.happens, names) if forecast.happens else None,
        "by": forecast.by_day.isoformat() if forecast.by_day else None,
        "says": forecast.says,
        "probability": list(forecast.probability) if forecast.probability else None,
        "base_rate": forecast.base_rate,
        "resolved": _resolution(forecast.resolved) if forecast.resolved else None,
        "quote": anchor_facts(forecast.quote) if forecast.quote else None,
        "because": _reasons(forecast.because),
    }


def _resolution(resolved: Resolution) -> Facts:
    return {
        "as": {True: "yes", False: "no", None: "void"}[resolved.outcome],
        "on": resolved.on_text or None,
        "quote": anchor_facts(resolved.quote),
    }


def _evidence(series: Evidence, model: ScenarioModel) -> Facts:
    owners = names_of(model).owners
    return {
        "means": series.means,
        "of": to_text(series.of, owners),
        "unit": series.unit,
        "observed": [{"date": o.text, "t": o.t, "value": o.value} for o in series.observed],
        "sd": to_text(series.sd, owners) if series.sd else None,
        "error": distribution_facts(series.error) if series.error else None,
        "file": series.file,
        "quote": anchor_facts(series.quote) if series.quote else None,
        "because": _reasons(series.because),
    }
