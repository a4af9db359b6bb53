"""What a name that stands for a value means, and what to say about one that means nothing here."""

from typing import Final

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.spans import Span
from offramp.scenario.expressions.expression_lexer import RESERVED
from offramp.scenario.expressions.expression_tree import Expression, Kind, ValueType, Variable
from offramp.scenario.expressions.functions import FUNCTIONS
from offramp.scenario.expressions.raw_expression import RawBinary, RawDotted, RawExpression, RawName
from offramp.scenario.expressions.scope import KIND_NAMES, TIME_NAME, Scope, suggest
from offramp.scenario.model import NONE

SPECIAL_FUNCTIONS: Final = {
    "table": "table(x, [x0, x1, …], [y0, y1, …])",
    "initial": "initial(stock)",
    "at_end": "at_end(actor)",
    "previous": "previous(stock)",
}
RESERVED_NAMES: Final = RESERVED | frozenset(FUNCTIONS) | frozenset(SPECIAL_FUNCTIONS) | {TIME_NAME, NONE}
"""Names that a scenario can't give to things of its own."""

ASPIRATION_PREFIX: Final = "aspiration_"
_YES_NO: Final = {"yes": "true", "Yes": "true", "YES": "true", "no": "false", "No": "false", "NO": "false"}
_HIDDEN_REMEDY: Final = "use a name whose value is known at this point, or move what needs it to a later step"
_CONSTANTS: Final = {"pi": "3.141592653589793", "e": "exp(1)", "nan": "0", "infinity": "inf"}


def resolve_name(raw: RawName, scope: Scope, log: DiagnosticLog) -> Expression | None:
    """The variable that `raw` names; None, with a diagnostic, where it names no number and no yes/no."""
    symbol = scope.symbols.get(raw.name)
    if symbol is None:
        if raw.name == TIME_NAME:
            return _time(raw, scope, log)
        _unknown(raw, scope, log)
        return None
    if not usable(raw.name, raw.span, scope, log):
        return None
    if symbol.type is ValueType.LABEL:
        log.error(
            "E303",
            f"`{raw.name}` is {KIND_NAMES[symbol.kind][0]}: a label, where a number or a yes/no is needed",
            raw.span,
            f"compare it with one of its labels: `{raw.name} == {symbol.example}`",
        )
        return None
    if symbol.kind is Kind.PICKED and len(symbol.labels) > 1 and scope.own in symbol.labels:
        return Variable(symbol.kind, f"{scope.own}.{raw.name}", symbol.type, raw.span)
    if symbol.kind is Kind.PICKED and len(symbol.labels) > 1:
        written = [f"`{owner}.{raw.name}`" for owner in symbol.labels]
        message = f"`{raw.name}` may be the number of {_and([f'`{owner}`' for owner in symbol.labels])}"
        log.error("E443", message, raw.span, f"write {' or '.join(written)}")
        return None
    name = raw.name.removeprefix(ASPIRATION_PREFIX) if symbol.kind is Kind.ASPIRATION else raw.name
    return Variable(symbol.kind, name, symbol.type, raw.span)


def picks_number(raw: RawDotted, scope: Scope) -> bool:
    """Whether `raw` is the number that an actor or a named move picked: `west.demand`."""
    symbol = scope.symbols.get(raw.label)
    return symbol is not None and symbol.kind is Kind.PICKED and raw.owner in symbol.labels


def resolve_number(raw: RawDotted, scope: Scope, log: DiagnosticLog) -> Expression | None:
    """The number that `raw` (see `picks_number`) stands for; without its owner where only one has such an option."""
    if not usable(raw.label, raw.span, scope, log):
        return None
    symbol = scope.symbols[raw.label]
    name = raw.label if len(symbol.labels) == 1 else f"{raw.owner}.{raw.label}"
    return Variable(Kind.PICKED, name, ValueType.NUMBER, raw.span)


def usable(name: str, span: Span, scope: Scope, log: DiagnosticLog) -> bool:
    """Whether the value of the known name `name` is known where the expression stands; otherwise say why not."""
    symbol = scope.symbols[name]
    if name in scope.hidden:
        log.error("E202", f"`{name}` can't be used in {scope.where}: {scope.hidden[name]}", span, _HIDDEN_REMEDY)
        return False
    if symbol.kind in scope.allowed:
        return True
    kind, kinds = KIND_NAMES[symbol.kind]
    few = len(scope.allowed) <= 4
    limit = f"can use only {scope.describe_allowed()}" if few else f"can't use {kinds}"
    message = f"`{name}` is {kind}, and {scope.where} {limit}"
    names = [n for n in scope.usable() if n != TIME_NAME]
    remedy = "declare an assumption for it" if Kind.ASSUMPTION in scope.allowed else "write a number"
    if few and names and len(names) <= 12:
        remedy += ", or use one of: " + ", ".join(sorted(names))
    if symbol.kind is Kind.SHOCK:
        remedy = "keep its effect in a stock: shocks are drawn for updates"
    log.error("E202", message, span, remedy)
    return False


def hyphenated(raw: RawBinary, scope: Scope) -> tuple[str, Span] | None:
    """The known name that `front-loss` was meant to be, and where it stands, unless all its parts are known."""
    first = raw.right
    while isinstance(first, RawBinary):
        first = first.left
    if raw.operator != "-" or not isinstance(first, RawName):
        return None
    names = [*_last_names(raw.left), first]
    for start in range(len(names) - 1):
        joined = "_".join(name.name for name in names[start:])
        if joined in scope.symbols and any(name.name not in scope.symbols for name in names[start:]):
            return joined, names[start].span.up_to(first.span)
    return None


def _last_names(raw: RawExpression) -> list[RawName]:
    """The names with hyphens between them that `raw` ends with."""
    names: list[RawName] = []
    while isinstance(raw, RawBinary):
        if raw.operator != "-":
            raw = raw.right
        elif isinstance(raw.right, RawName):
            names.append(raw.right)
            raw = raw.left
        else:
            return []
    if isinstance(raw, RawName):
        names.append(raw)
    return names[::-1]


def _time(raw: RawName, scope: Scope, log: DiagnosticLog) -> Expression | None:
    if Kind.TIME in scope.allowed:
        return Variable(Kind.TIME, TIME_NAME, ValueType.NUMBER, raw.span)
    message = f"`t` is the period; {scope.where} can use only {scope.describe_allowed()}"
    log.error("E202", message, raw.span, "write a number or an assumption instead")
    return None


def _unknown(raw: RawName, scope: Scope, log: DiagnosticLog) -> None:
    name, span = raw.name, raw.span
    if name in scope.tables:
        message = f"`{name}` is a table and needs the value that is looked up"
        log.error("E206", message, span, f"write `{name}(x)`")
    elif name in FUNCTIONS or name in SPECIAL_FUNCTIONS:
        call = SPECIAL_FUNCTIONS.get(name, f"{name}(…)")
        log.error("E206", f"`{name}` is a function and needs its arguments", span, f"write `{call}`")
    elif owners := scope.owners_of(name):
        owner = scope.symbols[owners[0]]
        message = f"`{name}` is a label of {_and([f'`{o}`' for o in owners])}, where a number or a yes/no is needed"
        message = "`none` means that an actor hasn't moved in this period" if name == NONE else message
        remedy = " or ".join(f"`{o} == {name}`" for o in owners[:3])
        log.error("E303", message, span, f"write {remedy}" if owner.labels else "compare an actor with it")
    elif name in scope.actors:
        tell_not_asked(raw, scope, log)
    elif name in _YES_NO:
        log.error("E201", f"`{name}` is a name like any other, and nothing has it", span, f"write `{_YES_NO[name]}`")
    elif name.startswith(ASPIRATION_PREFIX) and name.removeprefix(ASPIRATION_PREFIX) in scope.actors:
        actor = name.removeprefix(ASPIRATION_PREFIX)
        log.error("E201", f"the actor `{actor}` has no aspiration", span, f"give `{actor}` one under `aspiration`")
    elif name in _CONSTANTS:
        log.error("E201", f"there is no `{name}`", span, f"write `{_CONSTANTS[name]}`")
    else:
        known = suggest(name, [*scope.usable(), *(s for s in scope.symbols), *FUNCTIONS])
        if not known.startswith("did you mean"):
            known = scope.suggest_name(name)
        if not known.startswith("did you mean") and (prefixed := scope.prefixed(name)):
            known = f"did you mean {prefixed[0]}? What a mechanism brings in has its prefix before its name"
        remedy = known or "correct the spelling, or declare it under `assumptions`, `state` or `define`"
        log.error("E201", f"there is no `{name}`", span, remedy)


def tell_not_asked(raw: RawName, scope: Scope, log: DiagnosticLog) -> None:
    """Say why an actor that is no symbol can't be asked what it picked: its moves have names, or it has none."""
    moves = [other for other, symbol in scope.symbols.items() if symbol.actor == raw.name]
    if moves:
        message = f"every move of the actor `{raw.name}` has a name of its own"
        log.error("E202", message, raw.span, f"ask for one of them: {', '.join(f'`{m}`' for m in moves)}")
        return
    message = f"the actor `{raw.name}` makes no move, so there is nothing that it picked"
    log.error("E202", message, raw.span, "use another actor, or give it a `move` in `play`")


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
