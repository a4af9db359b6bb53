"""Comparisons with labels: a bare label takes its meaning from the other side of `==`."""

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.spans import Span
from offramp.scenario.expressions.expression_tree import Expression, Is, Kind, Not, Same, ValueType
from offramp.scenario.expressions.name_resolver import picks_number, tell_not_asked, usable
from offramp.scenario.expressions.raw_expression import (
    RawBoolean,
    RawDotted,
    RawExpression,
    RawIfElse,
    RawName,
    RawNumber,
)
from offramp.scenario.expressions.scope import KIND_NAMES, TIME_NAME, Scope, Symbol, suggest
from offramp.scenario.model import NONE

# What has labels, with what they are called.
_NOUNS = {
    Kind.MODE: ("a mode with the labels", "label"),
    Kind.SWITCH: ("a switch with the cases", "case"),
    Kind.QUANTITY: ("one of", "label"),
}
_OPTIONS = ("an actor with the options", "option")


def is_label(raw: RawExpression, scope: Scope) -> bool:
    """Whether `raw` stands for a label: a mode, an actor, a qualified label, or a word that is a label only."""
    if isinstance(raw, RawDotted):
        return not picks_number(raw, scope)
    if not isinstance(raw, RawName):
        return False
    symbol = scope.symbols.get(raw.name)
    if symbol is None:
        return raw.name != TIME_NAME and bool(scope.owners_of(raw.name))
    return symbol.type is ValueType.LABEL


def compare_labels(
    left: RawExpression, operator: str, right: RawExpression, span: Span, scope: Scope, log: DiagnosticLog
) -> Expression | None:
    """`phase == war`, `war != phase`, `west == east`, where one side at least stands for a label."""
    if operator not in ("==", "!="):
        names = [raw.name for raw in (left, right) if isinstance(raw, RawName) and scope.owner(raw.name)]
        message = f"`{operator}` puts numbers in order, and labels have no order"
        example = f" (`{names[0]} == {scope.symbols[names[0]].example}`)" if names else ""
        log.error("E305", message, span, f"compare labels with `==` or `!=`{example}")
        return None
    equal = _equal(left, right, span, scope, log)
    return Not(equal, span) if equal is not None and operator == "!=" else equal


def _equal(
    left: RawExpression, right: RawExpression, span: Span, scope: Scope, log: DiagnosticLog
) -> Expression | None:
    if isinstance(left, RawName) and isinstance(right, RawName) and scope.owner(left.name) and scope.owner(right.name):
        return _same(left, right, span, scope, log)
    if _is_owner(right, scope):
        left, right = right, left
    if isinstance(left, RawName) and _is_owner(left, scope):
        if not usable(left.name, left.span, scope, log):
            return None
        label = find_label(right, left.name, scope, log)
        return None if label is None else Is(scope.symbols[left.name].kind, left.name, label, span)
    _no_owner(left, right, span, scope, log)
    return None


def _is_owner(raw: RawExpression, scope: Scope) -> bool:
    return isinstance(raw, RawName) and scope.owner(raw.name) is not None


def _same(left: RawName, right: RawName, span: Span, scope: Scope, log: DiagnosticLog) -> Expression | None:
    one, other = scope.symbols[left.name], scope.symbols[right.name]
    for owner, name in ((left, right), (right, left)):
        if name.name in scope.symbols[owner.name].all_labels():
            verb = "picked the same" if one.kind is other.kind is Kind.CHOICE else "are the same"
            log.error(
                "E204",
                f"`{name.name}` is a label of `{owner.name}` and a name of its own, so this could ask whether "
                f"`{owner.name}` is `{name.name}`, or whether both {verb}",
                span,
                f"write `{owner.name} == {owner.name}.{name.name}` for the label, or rename one of the two",
            )
            return None
    known = [usable(raw.name, raw.span, scope, log) for raw in (left, right)]
    if not all(known):
        return None
    if left.name == right.name:
        log.error("E306", f"`{left.name}` is compared with itself", span, "compare it with one of its labels")
        return None
    if not set(one.labels) & set(other.labels):
        message = (
            f"`{left.name}` ({', '.join(one.labels)}) and `{right.name}` ({', '.join(other.labels)}) "
            "have no label in common"
        )
        log.error("E306", message, span, "compare each with a label of its own")
        return None
    return Same((one.kind, left.name), (other.kind, right.name), span)


def find_label(raw: RawExpression, owner: str, scope: Scope, log: DiagnosticLog) -> str | None:
    """The label of `owner` that `raw` names; None, with a diagnostic, where it names none."""
    symbol = scope.symbols[owner]
    if isinstance(raw, RawName):
        if raw.name in symbol.all_labels():
            return raw.name
        _wrong_label(raw, owner, scope, log)
    elif isinstance(raw, RawDotted):
        if raw.owner == owner and raw.label in symbol.all_labels():
            return raw.label
        _wrong_qualified(raw, owner, scope, log)
    else:
        _not_a_label(raw, owner, scope, log)
    return None


def _labels_of(owner: str, scope: Scope) -> str:
    symbol = scope.symbols[owner]
    noun = "a move with the options" if symbol.actor else _NOUNS.get(symbol.kind, _OPTIONS)[0]
    return f"`{owner}` is {noun} " + ", ".join(symbol.labels)


def _noun(symbol: Symbol) -> str:
    return _NOUNS.get(symbol.kind, _OPTIONS)[1]


def _wrong_label(raw: RawName, owner: str, scope: Scope, log: DiagnosticLog) -> None:
    name, symbol = raw.name, scope.symbols[owner]
    named = scope.symbols.get(name)
    if name.casefold() == NONE:
        if symbol.kind is Kind.CHOICE:
            log.error("E203", f"`{name}` is spelled `none`", raw.span, "write `none`")
        else:
            message = f"{KIND_NAMES[symbol.kind][0]} always has a {_noun(symbol)}, so `{owner}` is never `{name}`"
            log.error("E203", message, raw.span, scope.suggest_label(name, owner))
    elif named is not None or name == TIME_NAME:
        what = "the period" if named is None else KIND_NAMES[named.kind][0]
        kind = "number" if named is None else named.type.value
        message = f"{_labels_of(owner, scope)}; it can't be compared with `{name}`, which is {what} ({kind})"
        log.error("E304", message, raw.span, f"compare it with one of its labels: `{owner} == {symbol.example}`")
    else:
        others = [other for other in scope.owners_of(name) if other != owner]
        message = f"`{owner}` has no {_noun(symbol)} `{name}`"
        if others:
            message += f"; `{name}` belongs to `{others[0]}`"
        log.error("E203", message, raw.span, scope.suggest_label(name, owner))


def _wrong_qualified(raw: RawDotted, owner: str, scope: Scope, log: DiagnosticLog) -> None:
    if not known_qualified(raw, scope, log):
        return
    message = f"`{raw.owner}.{raw.label}` is a label of `{raw.owner}`, and is compared with `{owner}`"
    shared = raw.label in scope.symbols[owner].all_labels()
    remedy = f"write `{owner}.{raw.label}`" if shared else scope.suggest_label(raw.label, owner)
    log.error("E203", message, raw.span, remedy)


def known_qualified(raw: RawDotted, scope: Scope, log: DiagnosticLog) -> bool:
    """Whether `raw` names a label that there is; otherwise say which part of it is wrong."""
    symbol = scope.symbols.get(raw.owner)
    if symbol is None:
        owners = [name for name, s in scope.symbols.items() if s.type is ValueType.LABEL]
        message = f"there is no mode or actor `{raw.owner}`"
        log.error("E201", message, raw.span, _likely_owner(raw, owners, scope))
    elif symbol.type is not ValueType.LABEL:
        message = f"`{raw.owner}` is {KIND_NAMES[symbol.kind][0]} and has no labels"
        log.error("E203", message, raw.span, f"write `{raw.owner}`")
    elif raw.label not in symbol.all_labels():
        message = f"`{raw.owner}` has no {_noun(symbol)} `{raw.label}`"
        log.error("E203", message, raw.span, scope.suggest_label(raw.label, raw.owner))
    else:
        return True
    return False


def _likely_owner(raw: RawDotted, owners: list[str], scope: Scope) -> str:
    """A remedy for an unknown owner: the one spelled alike, or the one that has the label."""
    known = suggest(raw.owner, owners) or "declare a mode under `state`, or an actor under `actors`"
    having = scope.owners_of(raw.label)
    return f"write `{having[0]}.{raw.label}`" if having and not known.startswith("did you mean") else known


def _not_a_label(raw: RawExpression, owner: str, scope: Scope, log: DiagnosticLog) -> None:
    remedy = f"compare it with one of its labels: `{owner} == {scope.symbols[owner].example}`"
    match raw:
        case RawNumber():
            what = "a number"
            picked = [n for n, s in scope.symbols.items() if s.kind is Kind.PICKED and owner in s.labels]
            if picked:
                remedy = f"for the number that it picked write `{owner}.{picked[0]} == {raw.value:g}`"
        case RawBoolean():
            what = "a yes/no"
            remedy = f"write `{owner} == {scope.symbols[owner].example}` for the condition itself"
        case RawIfElse():
            what = "a choice between values"
            remedy = f"write `({owner} == a) if condition else ({owner} == b)`"
        case _:
            what = "the result of a calculation"
    log.error("E304", f"{_labels_of(owner, scope)}; it can't be compared with {what}", raw.span, remedy)


def _no_owner(left: RawExpression, right: RawExpression, span: Span, scope: Scope, log: DiagnosticLog) -> None:
    """Neither side is a mode or an actor, and one at least is a label."""
    for raw in (left, right):
        if isinstance(raw, RawDotted):
            if known_qualified(raw, scope, log):
                message = f"`{raw.owner}.{raw.label}` is a label and is compared with something that has none"
                log.error("E304", message, span, f"write `{raw.owner} == {raw.label}`")
            return
    for raw in (left, right):
        if isinstance(raw, RawName) and raw.name in scope.actors and raw.name not in scope.symbols:
            tell_not_asked(raw, scope, log)
            return
        if isinstance(raw, RawName) and raw.name != TIME_NAME and not _known(raw.name, scope):
            modes_and_actors = [name for name, symbol in scope.symbols.items() if symbol.type is ValueType.LABEL]
            remedy = suggest(raw.name, modes_and_actors) or "declare a mode under `state`, or an actor under `actors`"
            log.error("E201", f"there is no mode or actor `{raw.name}`", raw.span, remedy)
            return
    labels = [raw for raw in (left, right) if isinstance(raw, RawName) and is_label(raw, scope)]
    label = labels[0]
    owners = scope.owners_of(label.name)
    if len(labels) == 2:
        message = f"`{label.name}` and `{labels[1].name}` are both labels, so this never changes"
    else:
        belongs = " and ".join(f"`{o}`" for o in owners)
        message = f"`{label.name}` is a label of {belongs}, and the other side of the comparison has no labels"
    log.error("E304", message, span, "write " + " or ".join(f"`{o} == {label.name}`" for o in owners[:3]))


def _known(name: str, scope: Scope) -> bool:
    return name in scope.symbols or bool(scope.owners_of(name))
