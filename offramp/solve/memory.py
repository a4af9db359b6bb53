"""How much memory a solution may take, and the refusal of one that would take more."""

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.game.game import Game
from offramp.scenario.model import Move

MEMORY_BYTES = 2 * 2**30
MOST_ROWS = 20_000_000  # rows that one move may make of the states that are worked on at once, every option a row
ROWS_AT_ONCE = 600_000


def states_at_once(game: Game, most: int) -> int:
    """How many states to play out together, at most `most`, when every pick of a period makes rows of its own."""
    return max(1, min(most, ROWS_AT_ONCE // game.most_picks))


def too_many_picks(game: Game, move: Move, rows: int) -> ScenarioError:
    """The refusal of a move whose options, after what was picked before, are too many."""
    message = (
        f"the {len(move.options):,} options of {move.actor}, after all that can be picked and happen before them in a "
        f"period, are {rows:,} cases; expected at most {MOST_ROWS:,}"
    )
    remedy = "take fewer numbers (`steps`) in this period's moves, or let fewer moves follow each other in a period"
    return ScenarioError([Diagnostic("E614", message, move.span, remedy)], game.model.source)


def too_large(game: Game, states: int, size_bytes: int) -> ScenarioError:
    """The refusal of a grid that would not fit, before its memory is taken."""
    whole = [f"{s} ({stock.high - stock.low + 1:,.0f})" for s, stock in game.model.stocks.items() if stock.whole]
    remedy = "ask for fewer `--points`"
    lagging = [s for s, stock in game.model.stocks.items() if stock.lags]
    if lagging:
        remedy = f"keep fewer earlier values (`lags` of {', '.join(lagging)}): each is one more number of the state"
    elif whole:
        remedy = "narrow the ranges of the whole stocks (" + ", ".join(whole) + "), or let them be plain stocks"
    stocks = sorted(game.model.stocks.values(), key=lambda stock: (not stock.whole, stock.low - stock.high))
    first = stocks[0] if stocks else None
    message = (
        f"the grid would have at least {states:,} states a period and take about {size_bytes / 2**30:,.1f} GiB; "
        f"expected at most {MEMORY_BYTES / 2**30:g} GiB"
    )
    span = first.span if first is not None else game.model.calendar.span
    return ScenarioError([Diagnostic("E607", message, span, remedy)], game.model.source)
