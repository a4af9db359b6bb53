"""Cliffs: a threshold on a stock that nothing random moves makes the true game turn on a knife's edge."""

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.spans import Span
from offramp.scenario.checks.model_expressions import effects, guards, parts, read_by
from offramp.scenario.expressions.expression_printer import shown
from offramp.scenario.expressions.expression_tree import Compare, Kind, Number, stock_of
from offramp.scenario.model import ScenarioModel, SetStock, Shock


def check_cliffs(model: ScenarioModel, log: DiagnosticLog) -> None:
    """Warn where an ending or a guard compares a stock with a threshold and no chance blurs the stock."""
    sharp = _moving(model) - _blurred(model)
    told: set[Span] = set()
    for what, guard in guards(model):
        for node in parts(guard, model):
            if not isinstance(node, Compare) or node.operator not in ("<", "<=", ">", ">=") or node.span in told:
                continue
            names = [_stock(variable) for variable in read_by(node, model) if _stock(variable)]
            cliffs = sorted(name for name in names if name in sharp)
            # A stock that chance moves blurs the whole comparison.
            if cliffs and len(cliffs) == len(names):
                told.add(node.span)
                log.warning(
                    "W501",
                    f"{what} turns on `{shown(node)}`, and nothing random moves {' or '.join(cliffs)}: "
                    "the game jumps at that threshold",
                    node.span,
                    "let a shock move the stock, or use a chance such as `logistic((threshold - x) / width)`; "
                    "a threshold that is meant belongs in a mode",
                )


def _stock(variable: tuple[Kind, str]) -> str:
    """The stock whose present or earlier value `variable` is; empty where it is something else."""
    kind, name = variable
    return name if kind is Kind.STOCK else stock_of(name) if kind is Kind.PREVIOUS else ""


def _moving(model: ScenarioModel) -> set[str]:
    """Stocks between integers that something sets."""
    stocks = {effect.stock for effect, _ in effects(model) if isinstance(effect, SetStock)}
    return {name for name in stocks if not model.stocks[name].whole}


def _blurred(model: ScenarioModel) -> set[str]:
    """Stocks that a shock, a chance event or a blurred stock has a hand in."""
    still = {s.name for s in model.play if isinstance(s, Shock) and isinstance(s.sd, Number) and s.sd.value == 0}
    blurred: set[str] = set()
    reads: list[tuple[str, frozenset[tuple[Kind, str]]]] = []
    for effect, by_chance in effects(model):
        if isinstance(effect, SetStock):
            reads.append((effect.stock, read_by(effect.expression, model)))
            if by_chance:
                blurred.add(effect.stock)
    grown = True
    while grown:
        grown = False
        for stock, read in reads:
            if stock not in blurred and any(
                variable[0] is Kind.EVENT
                or (variable[0] is Kind.SHOCK and variable[1] not in still)
                or _stock(variable) in blurred
                for variable in read
            ):
                blurred.add(stock)
                grown = True
    return blurred
