"""A typed tree as text, with no more parentheses than reading it back needs."""

from collections.abc import Collection

from offramp.scenario.expressions.expression_tree import (
    Arithmetic,
    Boolean,
    Call,
    Compare,
    Expression,
    IfElse,
    Is,
    Kind,
    Logical,
    Negate,
    Not,
    Number,
    Same,
    Table,
    Variable,
)

# How tightly each form binds; the parser has the same order.
_IF, _OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _NEGATION, _POWER, _ATOM = range(1, 11)
_ARITHMETIC = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "%": _PRODUCT}


def to_text(expression: Expression, names: Collection[str] = (), operand: bool = False) -> str:
    """`expression` as it may be written in a scenario file; parsing it gives the same tree.

    `names` are the modes and actors: a label that is also one of them is qualified (`west == west.east`). As an
    `operand` it stands in parentheses where it binds less tightly than a comparison.
    """
    return _Printer(names).text(expression, _COMPARISON if operand else _IF)


def shown(expression: Expression, most: int = 60) -> str:
    """`expression` for a message, cut where it is long."""
    text = to_text(expression)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def number_text(value: float) -> str:
    """`value` as the shortest number that reads back as the same one."""
    if value == int(value) if abs(value) < 1e16 else False:
        return "-0.0" if str(value) == "-0.0" else str(int(value))
    return repr(float(value))


class _Printer:
    def __init__(self, names: Collection[str]) -> None:
        self.names = names

    def text(self, node: Expression, lowest: int) -> str:
        """`node`, in parentheses where it binds less tightly than `lowest`."""
        text, level = self.form(node)
        return f"({text})" if level < lowest else text

    def form(self, node: Expression) -> tuple[str, int]:
        """The text of `node` without parentheses around it, and how tightly it binds."""
        match node:
            case Number(value=value):
                text = number_text(value)
                return text, _NEGATION if text.startswith("-") else _ATOM
            case Boolean(value=value):
                return ("true" if value else "false"), _ATOM
            case Variable():
                return _variable(node), _ATOM
            case Is():
                return self.label_comparison(node, "=="), _COMPARISON
            case Same():
                return f"{node.left[1]} == {node.right[1]}", _COMPARISON
            case Not(operand=Is() as inner):
                return self.label_comparison(inner, "!="), _COMPARISON
            case Not(operand=Same() as inner):
                return f"{inner.left[1]} != {inner.right[1]}", _COMPARISON
            case Not():
                return f"not {self.text(node.operand, _NOT)}", _NOT
            case Negate():
                return f"-{self.text(node.operand, _NEGATION)}", _NEGATION
            case Arithmetic(operator="**"):
                return f"{self.text(node.left, _ATOM)} ** {self.text(node.right, _NEGATION)}", _POWER
            case Arithmetic():
                level = _ARITHMETIC[node.operator]
                return self.joined(node, level), level
            case Compare():
                return f"{self.text(node.left, _SUM)} {node.operator} {self.text(node.right, _SUM)}", _COMPARISON
            case Logical():
                level = _AND if node.operator == "and" else _OR
                return self.joined(node, level), level
            case IfElse():
                then, condition = self.text(node.then, _OR), self.text(node.condition, _OR)
                return f"{then} if {condition} else {self.text(node.otherwise, _IF)}", _IF
            case Call():
                return f"{node.function}({', '.join(self.text(a, _IF) for a in node.arguments)})", _ATOM
            case Table(name=name) if name:
                return f"{name}({self.text(node.argument, _IF)})", _ATOM
            case Table():
                xs, ys = (", ".join(map(number_text, numbers)) for numbers in (node.xs, node.ys))
                return f"table({self.text(node.argument, _IF)}, [{xs}], [{ys}])", _ATOM

    def joined(self, node: Arithmetic | Logical, level: int) -> str:
        """Operators of one level are read from left to right."""
        return f"{self.text(node.left, level)} {node.operator} {self.text(node.right, level + 1)}"

    def label_comparison(self, node: Is, operator: str) -> str:
        label = f"{node.name}.{node.label}" if node.label in self.names else node.label
        return f"{node.name} {operator} {label}"


def _variable(node: Variable) -> str:
    match node.kind:
        case Kind.INITIAL:
            return f"initial({node.name})"
        case Kind.PREVIOUS:
            return f"previous({node.name})"
        case Kind.AT_END:
            return f"at_end({node.name})"
        case Kind.ASPIRATION:
            return f"aspiration_{node.name}"
        case _:
            return node.name
