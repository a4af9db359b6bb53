"""From a raw tree to a typed one: every name gets its meaning, every label its owner, every value its type."""

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.spans import Span
from offramp.scenario.expressions.call_resolver import resolve_call
from offramp.scenario.expressions.expression_printer import shown
from offramp.scenario.expressions.expression_tree import (
    Arithmetic,
    Boolean,
    Call,
    Compare,
    Expression,
    IfElse,
    Logical,
    Negate,
    Not,
    Number,
    Table,
    ValueType,
    Variable,
)
from offramp.scenario.expressions.label_resolver import compare_labels, find_label, is_label, known_qualified
from offramp.scenario.expressions.name_resolver import hyphenated, picks_number, resolve_name, resolve_number, usable
from offramp.scenario.expressions.raw_expression import (
    RawBinary,
    RawBoolean,
    RawCall,
    RawComparison,
    RawDotted,
    RawExpression,
    RawIfElse,
    RawList,
    RawName,
    RawNumber,
    RawUnary,
)
from offramp.scenario.expressions.scope import Scope

Cases = tuple[tuple[Expression | None, str], ...]


def resolve(raw: RawExpression, scope: Scope, wanted: ValueType | None, log: DiagnosticLog) -> Expression | None:
    """The typed tree of `raw`; None, with diagnostics, where it has none.

    `wanted` is NUMBER or BOOLEAN; None takes either. For labels see `resolve_labels`.
    """
    if wanted is ValueType.LABEL:
        raise ValueError("an expression is a number or a yes/no; resolve_labels finds labels")
    resolver = _Resolver(scope, log)
    if wanted is ValueType.NUMBER:
        return resolver.number(raw, scope.where)
    if wanted is ValueType.BOOLEAN:
        return resolver.condition(raw, scope.where)
    return resolver.value(raw)


def resolve_labels(raw: RawExpression, scope: Scope, mode: str, log: DiagnosticLog) -> Cases | None:
    """The cases of `war if tension > 1 else talks`, what the mode (or actor) `mode` is set to.

    Each is (condition, label), to be tried in order; the last has no condition. The label is empty where the
    mode keeps the one that it has (`war if tension > 1 else phase`).
    """
    return _Resolver(scope, log).cases(raw, mode)


def coerce_weight(expression: Expression) -> Expression:
    """`expression` as a number: a yes/no becomes `1 if … else 0`."""
    if type_of(expression) is ValueType.NUMBER:
        return expression
    span = expression.span
    return IfElse(expression, Number(1.0, span), Number(0.0, span), span)


def type_of(expression: Expression) -> ValueType:
    """Whether `expression` is a number or a yes/no."""
    while isinstance(expression, IfElse):
        expression = expression.then
    match expression:
        case Variable():
            return expression.type
        case Number() | Negate() | Arithmetic() | Call() | Table():
            return ValueType.NUMBER
        case _:
            return ValueType.BOOLEAN


class _Resolver:
    """Resolves one expression; every part of it is looked at, so that all its faults are found at once."""

    def __init__(self, scope: Scope, log: DiagnosticLog) -> None:
        self.scope = scope
        self.log = log

    def value(self, raw: RawExpression) -> Expression | None:
        """A number or a yes/no."""
        match raw:
            case RawNumber():
                return Number(raw.value, raw.span)
            case RawBoolean():
                return Boolean(raw.value, raw.span)
            case RawName():
                return resolve_name(raw, self.scope, self.log)
            case RawDotted() if picks_number(raw, self.scope):
                return resolve_number(raw, self.scope, self.log)
            case RawDotted():
                self.lone_label(raw)
                return None
            case RawUnary(operator="not"):
                operand = self.condition(raw.operand, "`not`")
                return None if operand is None else Not(operand, raw.span)
            case RawUnary():
                operand = self.number(raw.operand, "`-`")
                return None if operand is None else Negate(operand, raw.span)
            case RawBinary():
                return self.binary(raw)
            case RawComparison():
                return self.comparison(raw)
            case RawIfElse():
                return self.choice(raw)
            case RawCall():
                return resolve_call(raw, self.scope, self.number, self.log)
            case RawList():
                remedy = "lists belong to `table(x, [..], [..])`"
                self.log.error("E231", "a list can't stand here", raw.span, remedy)
                return None

    def number(self, raw: RawExpression, needs: str) -> Expression | None:
        """A number, which `needs` (an operator, a function, the place of the expression) asks for."""
        found = self.value(raw)
        if found is None or type_of(found) is ValueType.NUMBER:
            return found
        remedy = f"write `1 if {shown(found)} else 0`"
        if isinstance(found, Boolean):
            remedy = f"write `{int(found.value)}`"
        elif needs.startswith("`"):
            remedy = f"write `(1 if {shown(found)} else 0)`"
        self.log.error("E301", f"{needs} needs a number, and `{shown(found)}` is a yes/no", raw.span, remedy)
        return None

    def condition(self, raw: RawExpression, needs: str) -> Expression | None:
        """A yes/no, which `needs` asks for."""
        found = self.value(raw)
        if found is None or type_of(found) is ValueType.BOOLEAN:
            return found
        remedy = f"compare it: `{shown(found)} > 0`"
        if isinstance(found, Number):
            remedy = f"write `{'true' if found.value else 'false'}`"
        elif isinstance(found, IfElse) and {getattr(b, "value", None) for b in (found.then, found.otherwise)} == {0, 1}:
            negation = "" if getattr(found.then, "value", None) == 1 else "not "
            remedy = f"write the condition itself: `{negation}{shown(found.condition)}`"
        self.log.error("E302", f"{needs} needs a yes/no, and `{shown(found)}` is a number", raw.span, remedy)
        return None

    def lone_label(self, raw: RawDotted) -> None:
        if known_qualified(raw, self.scope, self.log):
            message = f"`{raw.owner}.{raw.label}` is a label, where a number or a yes/no is needed"
            self.log.error("E303", message, raw.span, f"write `{raw.owner} == {raw.label}`")

    def binary(self, raw: RawBinary) -> Expression | None:
        operator = raw.operator
        if meant := hyphenated(raw, self.scope):
            message = "a hyphen is read as a minus sign, and not all of these names are known"
            self.log.error("E201", message, meant[1], f"did you mean {meant[0]}?")
            return None
        needed = self.condition if operator in ("and", "or") else self.number
        left = needed(raw.left, f"`{operator}`")
        right = needed(raw.right, f"`{operator}`")
        if left is None or right is None:
            return None
        if operator in ("and", "or"):
            return Logical(operator, left, right, raw.span)
        return Arithmetic(operator, left, right, raw.span)

    def comparison(self, raw: RawComparison) -> Expression | None:
        values: dict[int, Expression | None] = {}

        def value(i: int) -> Expression | None:
            if i not in values:
                values[i] = self.value(raw.operands[i])
            return values[i]

        pairs: list[Expression | None] = []
        for i, operator in enumerate(raw.operators):
            left, right = raw.operands[i], raw.operands[i + 1]
            span = raw.span if len(raw.operators) == 1 else _over(left.span, right.span)
            if is_label(left, self.scope) or is_label(right, self.scope):
                pairs.append(compare_labels(left, operator, right, span, self.scope, self.log))
            else:
                pairs.append(self.compare(value(i), operator, value(i + 1), span, len(raw.operators) > 1))
        result = pairs[0]
        for pair in pairs[1:]:
            result = None if result is None or pair is None else Logical("and", result, pair, raw.span)
        return result

    def compare(
        self, left: Expression | None, operator: str, right: Expression | None, span: Span, chained: bool
    ) -> Expression | None:
        if left is None or right is None:
            return None
        types = {type_of(left), type_of(right)}
        if types == {ValueType.NUMBER} or (types == {ValueType.BOOLEAN} and operator in ("==", "!=")):
            return Compare(operator, left, right, span)
        if len(types) == 1:
            message = f"`{operator}` puts numbers in order, and `{shown(left)}` and `{shown(right)}` are yes/no"
            self.log.error("E311", message, span, "compare them with `==` or `!=`, or join them with `and` or `or`")
            return None
        condition, number = (left, right) if type_of(left) is ValueType.BOOLEAN else (right, left)
        message = f"`{shown(condition)}` is a yes/no and `{shown(number)}` is a number, so they can't be compared"
        remedy = f"write `(1 if {shown(condition)} else 0)` to make it a number"
        if isinstance(number, Number) and number.value in (0, 1) and operator in ("==", "!="):
            yes = (number.value == 1) == (operator == "==")
            remedy = f"write `{shown(condition) if yes else f'not ({shown(condition)})'}`"
            if not yes and isinstance(condition, Variable):
                remedy = f"write `not {shown(condition)}`"
        if chained:
            remedy = "comparisons in a row mean `a < b and b < c`: put one of them in parentheses"
        self.log.error("E311", message, span, remedy)
        return None

    def choice(self, raw: RawIfElse) -> Expression | None:
        condition = self.condition(raw.condition, "`if`")
        then, otherwise = self.value(raw.then), self.value(raw.otherwise)
        if condition is None or then is None or otherwise is None:
            return None
        if type_of(then) is not type_of(otherwise):
            one, other = type_of(then).value, type_of(otherwise).value
            message = (
                f"the two values of this choice differ: `{shown(then)}` is a {one}, `{shown(otherwise)}` a {other}"
            )
            yes_no = then if type_of(then) is ValueType.BOOLEAN else otherwise
            remedy = (
                f"write `{int(yes_no.value)}`" if isinstance(yes_no, Boolean) else "make both numbers or both yes/no"
            )
            if isinstance(otherwise, Number) and otherwise.value in (0, 1):
                remedy = f"write `{'true' if otherwise.value else 'false'}` after `else`"
            self.log.error("E307", message, raw.span, remedy)
            return None
        return IfElse(condition, then, otherwise, raw.span)

    def cases(self, raw: RawExpression, mode: str) -> Cases | None:
        """(condition, label) pairs for what `mode` is set to."""
        if isinstance(raw, RawIfElse):
            condition = self.condition(raw.condition, "`if`")
            then, otherwise = self.cases(raw.then, mode), self.cases(raw.otherwise, mode)
            if condition is None or then is None or otherwise is None:
                return None
            inner = tuple((_both(condition, case), label) for case, label in then)
            return inner + otherwise
        if isinstance(raw, RawName) and raw.name == mode and mode not in self.scope.symbols[mode].labels:
            return ((None, ""),) if usable(mode, raw.span, self.scope, self.log) else None
        if not isinstance(raw, RawName | RawDotted):
            labels = ", ".join(self.scope.symbols[mode].labels)
            message = f"`{mode}` is set to one of its labels ({labels}), and this isn't one"
            self.log.error("E310", message, raw.span, "write a label, or `label if condition else label`")
            return None
        label = find_label(raw, mode, self.scope, self.log)
        return None if label is None else ((None, label),)


def _both(outer: Expression, inner: Expression | None) -> Expression:
    return outer if inner is None else Logical("and", outer, inner, inner.span)


def _over(first: Span, last: Span) -> Span:
    return first.up_to(last) if first.path == last.path else first
