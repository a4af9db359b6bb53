"""The chance of each forecast in a solved game: what it says will happen, judged like the quantity of a claim."""

from collections.abc import Callable

from offramp.judge.claims.claim_values import AUDIT_PATHS, claim_values
from offramp.judge.claims.measured import Measured
from offramp.scenario.claims.claim_ground import names_of
from offramp.scenario.claims.claim_printer import quantity_text
from offramp.scenario.claims.claim_tree import Chance, Claim
from offramp.scenario.claims.questions import Forecast, StatedClaim
from offramp.scenario.expressions.expression_tree import Compare, Kind, Number, ValueType, Variable
from offramp.scenario.model import ScenarioModel
from offramp.solve.solution import Solution


def forecast_chances(
    solution: Solution,
    level: float,
    paths: int,
    audited: bool,
    seed: int,
    threads: int,
    progress: Callable[[float], None],
) -> dict[str, Measured]:
    """The chance of every forecast that is formalised, by name."""
    model = solution.game.model
    asked = {name: as_claim(f, model) for name, f in model.forecasts.items() if f.happens is not None}
    found = claim_values(
        solution, level, paths, AUDIT_PATHS if audited else 0, seed, threads, claims=asked, progress=progress
    )
    return {name: next(iter(value.quantities.values())) for name, value in found.items()}


def as_claim(forecast: Forecast, model: ScenarioModel) -> StatedClaim:
    """The claim that the forecast is likelier than not: its one quantity is the chance."""
    happens, span = forecast.happens, forecast.span
    assert happens is not None
    chance = Chance(happens.event, happens.given, happens.conditions, happens.span)
    text = quantity_text(chance, names_of(model))
    likelier = Compare(">=", Variable(Kind.QUANTITY, text, ValueType.NUMBER, span), Number(0.5, span), span)
    return StatedClaim(forecast.name, forecast.means, Claim(likelier, {text: chance}, span), None, (), span)
