"""Every ordinary expression in proposals, claims, forecasts and evidence."""

from collections.abc import Iterator

from offramp.scenario.checks.model_expressions import effect_expressions
from offramp.scenario.claims.claim_tree import Claim, Happening, Quantity, expressions_of
from offramp.scenario.expressions.expression_tree import Expression
from offramp.scenario.model import ScenarioModel


def asked(model: ScenarioModel) -> Iterator[tuple[str, Claim | Happening]]:
    """Every claim and forecast that is formalised, with what it is called in messages."""
    for claim in model.claims.values():
        if claim.holds is not None:
            yield f"claim {claim.name}", claim.holds
    for forecast in model.forecasts.values():
        if forecast.happens is not None:
            yield f"forecast {forecast.name}", forecast.happens


def quantities(found: Claim | Happening) -> tuple[Quantity | Happening, ...]:
    """What a claim or a forecast asks of the solved game."""
    return tuple(found.quantities.values()) if isinstance(found, Claim) else (found,)


def question_expressions(model: ScenarioModel) -> Iterator[Expression]:
    """Whatever the questions read; in a claim's own expression, its quantities are variables of kind QUANTITY."""
    for _, found in asked(model):
        if isinstance(found, Claim):
            yield found.expression
        for quantity in quantities(found):
            yield from expressions_of(quantity)
    for series in model.evidence.values():
        yield series.of
        if series.sd is not None:
            yield series.sd
    for proposal in model.offramps.values():
        for option in (option for added in proposal.add for option in added.options):
            if option.when is not None:
                yield option.when
            for effect in option.then:
                yield from effect_expressions(effect)
