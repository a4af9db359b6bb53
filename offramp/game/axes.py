"""The numbers of the state: stocks, and the earlier values of those that keep some."""

from collections.abc import Iterator
from dataclasses import dataclass

from offramp.core.spans import Span
from offramp.game.blocks import Key
from offramp.scenario.expressions.expression_tree import Kind, lagged, periods_back, stock_of
from offramp.scenario.model import ScenarioModel


@dataclass(frozen=True, slots=True)
class Axis:
    """One number of the state: a stock, or the value that it had some periods ago.

    `name` is what a request calls it (`front`, `previous(front, 2)`); `key` is where blocks keep it.
    """

    name: str
    stock: str
    key: Key
    low: float
    high: float
    whole: bool
    span: Span


def axes_of(model: ScenarioModel) -> Iterator[Axis]:
    """The numbers of the state: all stocks, then their earlier values."""
    stocks = model.stocks.values()
    for stock in stocks:
        yield Axis(stock.name, stock.name, (Kind.STOCK, stock.name), stock.low, stock.high, stock.whole, stock.span)
    for stock in stocks:
        for periods in range(1, stock.lags + 1):
            key = (Kind.PREVIOUS, lagged(stock.name, periods))
            name = f"previous({key[1]})"
            yield Axis(name, stock.name, key, stock.low, stock.high, stock.whole, stock.span)


def later(earlier: str) -> str:
    """The name of the value one period after the one that `previous(…)` calls `earlier`."""
    return lagged(stock_of(earlier), periods_back(earlier) - 1)


def becomes(axis: Axis) -> Key:
    """The variable whose value at the end of a period is the axis's at the start of the next."""
    return axis.key if axis.key[0] is Kind.STOCK else (Kind.PREVIOUS, later(axis.key[1]))
