"""What calls mean: the functions of numbers, named tables, and `table`, `initial`, `at_end` and `previous`."""

from collections.abc import Callable
from itertools import pairwise
from typing import Final

from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.expressions.expression_tree import Call, Expression, Kind, Table, ValueType, Variable, lagged
from offramp.scenario.expressions.functions import FUNCTIONS
from offramp.scenario.expressions.name_resolver import SPECIAL_FUNCTIONS
from offramp.scenario.expressions.raw_expression import RawCall, RawExpression, RawList, RawName, RawNumber, RawUnary
from offramp.scenario.expressions.scope import KIND_NAMES, Scope, suggest
from offramp.scenario.vocabulary.limits import MOST_LAGS

Resolve = Callable[[RawExpression, str], Expression | None]  # a number, and the words for what needs it

# What other languages call things: the remedy for each.
_CALLED_OTHERWISE: Final[dict[str, str]] = {
    "ln": "write `log(x)`: it is the natural logarithm",
    "log10": "write `log(x) / log(10)`",
    "log2": "write `log(x) / log(2)`",
    "pow": "write `x ** y`",
    "power": "write `x ** y`",
    "sigmoid": "write `logistic(x)`",
    "expit": "write `logistic(x)`",
    "logit": "write `log(p / (1 - p))`",
    "clamp": "write `clip(x, low, high)`",
    "limit": "write `clip(x, low, high)`",
    "mod": "write `x % y`",
    "maximum": "write `max(x, y)`",
    "minimum": "write `min(x, y)`",
    "fabs": "write `abs(x)`",
    "sum": "add with `+`",
    "mean": "write `(x + y) / 2`",
    "ifelse": "write `x if condition else y`",
    "iif": "write `x if condition else y`",
    "where": "write `x if condition else y`",
    "floor": "nothing rounds: keep a `whole: true` stock for what is counted",
    "ceil": "nothing rounds: keep a `whole: true` stock for what is counted",
    "round": "nothing rounds: keep a `whole: true` stock for what is counted",
    "int": "nothing rounds: keep a `whole: true` stock for what is counted",
    "random": "draw with a `chance` or a `shock` in `play`",
    "rand": "draw with a `chance` or a `shock` in `play`",
    "normal": "draw with a `shock` in `play`",
    "interp": "write `table(x, [x0, x1, …], [y0, y1, …])`",
    "lookup": "write `table(x, [x0, x1, …], [y0, y1, …])`",
    "tanh": "write `2 * logistic(2 * x) - 1`",
}


def resolve_call(raw: RawCall, scope: Scope, number: Resolve, log: DiagnosticLog) -> Expression | None:
    """The typed call that `raw` stands for; None, with a diagnostic, where it stands for none."""
    match raw.function:
        case "table":
            return _table(raw, number, log)
        case "initial":
            return _initial(raw, scope, log)
        case "at_end":
            return _at_end(raw, scope, log)
        case "previous":
            return _previous(raw, scope, log)
    if raw.function in scope.tables:
        return _named_table(raw, scope, number, log)
    function = FUNCTIONS.get(raw.function)
    if function is None:
        _unknown(raw, scope, log)
        return None
    fewest, most = function.arity
    given = len(raw.arguments)
    if given < fewest or (most is not None and given > most):
        wanted = f"{fewest}" if most == fewest else f"{fewest} or more" if most is None else f"{fewest} to {most}"
        plural = "" if wanted == "1" else "s"
        remedy = f"`{raw.function}`: {function.means}"
        if raw.function == "log" and given == 2:
            remedy = "write `log(x) / log(base)` for another base"
        elif raw.function in ("min", "max") and given == 1:
            remedy = f"`{raw.function}(x)` is `x`: add what it is compared with"
        are_given = f"{given or 'none'} {'is' if given < 2 else 'are'} given"
        message = f"`{raw.function}` takes {wanted} argument{plural}, and {are_given}"
        log.error("E308", message, raw.span, remedy)
        return None
    arguments = [_argument(raw, argument, number, log) for argument in raw.arguments]
    found = tuple(argument for argument in arguments if argument is not None)
    return Call(raw.function, found, raw.span) if len(found) == given else None


def _argument(raw: RawCall, argument: RawExpression, number: Resolve, log: DiagnosticLog) -> Expression | None:
    if isinstance(argument, RawList):
        message = f"`{raw.function}` takes numbers, not a list"
        log.error("E231", message, argument.span, f"write `{raw.function}(x, y)`, without `[ ]`")
        return None
    return number(argument, f"`{raw.function}`")


def _unknown(raw: RawCall, scope: Scope, log: DiagnosticLog) -> None:
    name = raw.function
    symbol = scope.symbols.get(name)
    if symbol is not None:
        message = f"`{name}` is {KIND_NAMES[symbol.kind][0]}, not a function"
        log.error("E206", message, raw.function_span, f"write `{name} * (…)` to multiply, or `{name}` alone")
        return
    remedy = _CALLED_OTHERWISE.get(name.casefold())
    if remedy is None:
        known = [*FUNCTIONS, *SPECIAL_FUNCTIONS, *scope.tables]
        remedy = suggest(name, known) or "the functions are: " + ", ".join(sorted(known))
    log.error("E205", f"there is no function `{name}`", raw.function_span, remedy)


def _table(raw: RawCall, number: Resolve, log: DiagnosticLog) -> Expression | None:
    form = f"write `{SPECIAL_FUNCTIONS['table']}`"
    if len(raw.arguments) != 3:
        message = f"`table` takes a value and two lists, and {len(raw.arguments) or 'no'} arguments are given"
        log.error("E308", message, raw.span, form)
        return None
    value, *lists = raw.arguments
    argument = None
    if isinstance(value, RawList):
        log.error("E309", "the first argument of `table` is the value that is looked up, not a list", value.span, form)
    else:
        argument = number(value, "`table`")
    xs, ys = (_numbers(items, log) for items in lists)
    if xs is None or ys is None:
        return None
    if len(xs) != len(ys):
        message = f"this table has {len(xs)} x and {len(ys)} y"
        log.error("E309", message, lists[1].span, "give one y for each x")
        return None
    if len(xs) < 2:
        log.error("E309", "a table needs two points at least", lists[0].span, "add points, or write the value itself")
        return None
    assert isinstance(lists[0], RawList)
    for item, (before, after) in zip(lists[0].items[1:], pairwise(xs), strict=True):
        if after <= before:
            message = f"the x of a table rise from one to the next, and {after:g} comes after {before:g}"
            log.error("E309", message, item.span, "sort the points by x, with each x once")
            return None
    return Table(argument, xs, ys, raw.span) if argument is not None else None


def _named_table(raw: RawCall, scope: Scope, number: Resolve, log: DiagnosticLog) -> Expression | None:
    curve = scope.tables[raw.function]
    if len(raw.arguments) != 1:
        message = f"the table `{curve.name}` takes one value, and {len(raw.arguments) or 'none'} are given"
        log.error("E308", message, raw.span, f"write `{curve.name}(x)`")
        return None
    argument = _argument(raw, raw.arguments[0], number, log)
    return None if argument is None else Table(argument, curve.xs, curve.ys, raw.span, curve.name)


def _numbers(raw: RawExpression, log: DiagnosticLog) -> tuple[float, ...] | None:
    """The numbers of a list of numbers that are written out."""
    if not isinstance(raw, RawList):
        message = "`table` needs two lists in square brackets after the value that is looked up"
        log.error("E309", message, raw.span, f"write `{SPECIAL_FUNCTIONS['table']}`")
        return None
    found: list[float] = []
    for item in raw.items:
        match item:
            case RawNumber():
                found.append(item.value)
            case RawUnary(operator="-", operand=RawNumber(value=value)):
                found.append(-value)
            case _:
                message = "the lists of a table hold numbers that are written out"
                log.error("E309", message, item.span, "write a number; multiply the whole table to scale it")
                return None
    return tuple(found)


def _initial(raw: RawCall, scope: Scope, log: DiagnosticLog) -> Expression | None:
    if len(raw.arguments) != 1:
        log.error("E308", "`initial` takes the name of one stock", raw.span, "write `initial(stock)`")
        return None
    stock = _stock(raw, "is the value of a stock at the start of the game", scope, log)
    if stock is None or not _allowed(raw, Kind.INITIAL, scope, log):
        return None
    return Variable(Kind.INITIAL, stock, ValueType.NUMBER, raw.span)


def _previous(raw: RawCall, scope: Scope, log: DiagnosticLog) -> Expression | None:
    if not 1 <= len(raw.arguments) <= 2:
        message = "`previous` takes the name of one stock, and how many periods back"
        log.error("E308", message, raw.span, "write `previous(stock)`, or `previous(stock, 2)` for two periods back")
        return None
    periods = 1
    if len(raw.arguments) == 2:
        written = raw.arguments[1]
        if not isinstance(written, RawNumber) or written.value != int(written.value) or written.value < 1:
            message = "how many periods back `previous` looks is a whole number from 1 on that is written out"
            log.error("E308", message, written.span, "write `previous(stock, 2)` for two periods back")
            return None
        periods = int(written.value)
    stock = _stock(raw, "is the value of a stock in an earlier period", scope, log)
    if stock is None or not _allowed(raw, Kind.PREVIOUS, scope, log):
        return None
    kept = scope.symbols[stock].lags
    if periods > kept:
        counted = "no earlier value is" if kept == 0 else f"{kept} earlier value{'s are' if kept > 1 else ' is'}"
        back = f"{periods} period{'s' if periods > 1 else ''} back"
        message = f"`{shown_call(stock, periods)}` looks {back}, and {counted} kept of {stock}"
        remedy = f"write `lags: {periods}` beside the range of {stock}"
        log.error("E454", message, raw.span, remedy if periods <= MOST_LAGS else f"look at most {MOST_LAGS} back")
        return None
    return Variable(Kind.PREVIOUS, lagged(stock, periods), ValueType.NUMBER, raw.span)


def shown_call(stock: str, periods: int) -> str:
    """`previous(…)` as it is written."""
    return f"previous({lagged(stock, periods)})"


def _stock(raw: RawCall, means: str, scope: Scope, log: DiagnosticLog) -> str | None:
    """The stock that the first argument names; None, with a diagnostic, where it names none."""
    name, argument = raw.function, raw.arguments[0]
    stocks = [known for known, symbol in scope.symbols.items() if symbol.kind is Kind.STOCK]
    if not isinstance(argument, RawName):
        message = f"`{name}` takes the name of a stock, not a calculation"
        log.error("E208", message, argument.span, f"write `{name}(stock)`")
        return None
    symbol = scope.symbols.get(argument.name)
    if symbol is None or symbol.kind is not Kind.STOCK:
        what = (
            f"`{argument.name}` is {KIND_NAMES[symbol.kind][0]}" if symbol else f"there is no stock `{argument.name}`"
        )
        remedy = suggest(argument.name, stocks) or f"`{name}` {means}"
        log.error("E208", what + (f", and `{name}` takes a stock" if symbol else ""), argument.span, remedy)
        return None
    return argument.name


def _allowed(raw: RawCall, kind: Kind, scope: Scope, log: DiagnosticLog) -> bool:
    """Whether values of `kind` are known where the call stands; otherwise the log says so."""
    if kind in scope.allowed:
        return True
    argument = raw.arguments[0]
    shown = argument.name if isinstance(argument, RawName) else "…"
    message = f"`{raw.function}({shown})` can't be used here: {scope.where} can use only {scope.describe_allowed()}"
    log.error("E202", message, raw.span, "write the assumption that the stock starts from")
    return False


def _at_end(raw: RawCall, scope: Scope, log: DiagnosticLog) -> Expression | None:
    actors = scope.actors or frozenset(name for name, s in scope.symbols.items() if s.kind is Kind.CHOICE)
    argument = raw.arguments[0] if len(raw.arguments) == 1 else None
    if not isinstance(argument, RawName):
        log.error("E308", "`at_end` takes the name of one actor", raw.span, "write `at_end(actor)`")
        return None
    if argument.name not in actors:
        message = f"`at_end` takes an actor, and `{argument.name}` isn't one"
        log.error("E207", message, argument.span, suggest(argument.name, actors) or "name an actor of the scenario")
        return None
    if Kind.AT_END not in scope.allowed:
        message = (
            f"`at_end({argument.name})` is what the actor is paid once the game has ended; {scope.where} comes before"
        )
        log.error("E202", message, raw.span, "use it in the weights under `tolerable`")
        return None
    return Variable(Kind.AT_END, argument.name, ValueType.NUMBER, raw.span)
