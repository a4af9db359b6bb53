"""Claims judged in several views, as plain data: what `offramp claims --json` prints of them."""

import math
from collections.abc import Mapping
from typing import Any

from offramp.judge.claims.claim_values import ClaimValue, Comparison, Judgement, Side, is_share
from offramp.judge.claims.measured import Measured
from offramp.scenario.claims.claim_ground import Names, names_of
from offramp.scenario.claims.claim_printer import claim_text
from offramp.scenario.claims.claim_words import claim_words
from offramp.scenario.claims.questions import StatedClaim
from offramp.scenario.expressions.expression_printer import to_text
from offramp.scenario.model import Anchor, ScenarioModel

Facts = dict[str, Any]


def claim_facts(model: ScenarioModel, found: Mapping[str, Mapping[str, ClaimValue]]) -> Facts:
    """Every claim of a scenario with what became of it. found: by view, then by claim."""
    names = names_of(model)
    return {
        name: {
            **stated_facts(stated, names),
            "views": {view: _value(values[name], model, names) for view, values in found.items()},
        }
        for name, stated in model.claims.items()
    }


def tally(found: Mapping[str, ClaimValue]) -> dict[str, int]:
    """How many claims came out how."""
    every = [value.judgement for value in found.values()]
    return {judgement.value: every.count(judgement) for judgement in Judgement}


def stated_facts(stated: StatedClaim, names: Names) -> Facts:
    """What a claim says, and where it stands."""
    quote = stated.quote
    return {
        "means": stated.means,
        "line": stated.span.line,
        "holds": claim_text(stated.holds, names) if stated.holds else None,
        "words": claim_words(stated.holds, names) if stated.holds else None,
        "quote": _anchor(quote) if quote else None,
    }


def _anchor(anchor: Anchor) -> Facts:
    return {
        "source": anchor.source or None,
        "phrase": anchor.phrase or None,
        "place": anchor.place or None,
        "note": anchor.note or None,
    }


def _value(value: ClaimValue, model: ScenarioModel, names: Names) -> Facts:
    claim = model.claims[value.name].holds
    shares = {text for text, quantity in claim.quantities.items() if is_share(quantity)} if claim else set()
    return {
        "judgement": value.judgement.value,
        "holds": value.holds,
        "reason": value.reason or None,
        "quantities": {text: _measured(one, text in shares) for text, one in value.quantities.items()},
        "comparisons": [_comparison(one, names) for one in value.comparisons],
        "faults": [fault.to_json() for fault in value.faults],
    }


def _measured(one: Measured, share: bool) -> Facts:
    return {
        "state": one.state.value,
        "share": share,
        "value": one.value,
        "error": one.error if isinstance(one.value, float) else None,
        "may_be": list(one.may_be),
        "mass": one.mass,
        "how": one.how,
        "reason": one.reason or None,
    }


def _comparison(one: Comparison, names: Names) -> Facts:
    node = one.expression
    return {
        "left": _side(to_text(node.left, names.owners), one.left),
        "operator": node.operator,
        "right": _side(to_text(node.right, names.owners), one.right),
    }


def _side(text: str, side: Side) -> Facts:
    ends = {"value": side.value, "low": side.low, "high": side.high}
    return {"text": text, **{end: x if math.isfinite(x) else None for end, x in ends.items()}}
