"""How much memory a solution may take, and the refusal of one that would take more."""

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.game.game import Game

MEMORY_BYTES = 2 * 2**30


def too_large(game: Game, states: int, size_bytes: int) -> ScenarioError:
    """The refusal of a grid that would not fit, before its memory is taken."""
    whole = [f"{s} ({stock.high - stock.low + 1:,.0f})" for s, stock in game.model.stocks.items() if stock.whole]
    remedy = "ask for fewer `--points`"
    if whole:
        remedy = "narrow the ranges of the whole stocks (" + ", ".join(whole) + "), or let them be plain stocks"
    stocks = sorted(game.model.stocks.values(), key=lambda stock: (not stock.whole, stock.low - stock.high))
    first = stocks[0] if stocks else None
    message = (
        f"the grid would have at least {states:,} states a period and take about {size_bytes / 2**30:,.1f} GiB; "
        f"expected at most {MEMORY_BYTES / 2**30:g} GiB"
    )
    span = first.span if first is not None else game.model.calendar.span
    return ScenarioError([Diagnostic("E607", message, span, remedy)], game.model.source)
