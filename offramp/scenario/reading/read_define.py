"""Defined quantities: names for expressions, put in an order in which each needs only those before it."""

from collections.abc import Mapping

from offramp.core.spans import Span
from offramp.scenario.expressions.expression_resolver import resolve, type_of
from offramp.scenario.expressions.expression_tree import Kind, ValueType, variables
from offramp.scenario.expressions.raw_expression import (
    RawBinary,
    RawComparison,
    RawExpression,
    RawName,
    RawUnary,
    raw_children,
)
from offramp.scenario.expressions.scope import WITH_SHOCKS, Symbol
from offramp.scenario.expressions.unit_checker import check_units, infer_unit
from offramp.scenario.model import Define
from offramp.scenario.reading import fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.yaml_text.yaml_nodes import Node


def read_defines(node: Node | None, reading: Reading) -> dict[str, Define]:
    """Every defined quantity, sorted by what it depends on; their names are known to expressions afterwards."""
    found = None if node is None else fields.mapping(node, "`define`", reading.log, "define: {both: west == push}")
    raws: dict[str, tuple[Span, RawExpression | None]] = {}
    for name, key, value in fields.keys(found, "a defined quantity", reading.log) if found else ():
        if name in reading.names.defines:
            raws[name] = (key.span, reading.raw(value, f"`{name}`"))
    needs = {name: _mentioned(raw, raws) for name, (_, raw) in raws.items()}
    order, cycles = _sorted(needs)
    for cycle in cycles:
        shown = " → ".join([*cycle, cycle[0]])
        message = f"`{cycle[0]}` needs itself: {shown}" if len(cycle) > 1 else f"`{cycle[0]}` is defined by itself"
        reading.log.error(
            "E501",
            message,
            raws[cycle[0]][0],
            "a quantity that depends on its own past is a stock: move it to `state` and `update` it",
        )
    in_cycle = {name for cycle in cycles for name in cycle}
    defines = {}
    for name in order:
        define = None if name in in_cycle else _define(name, *raws[name], reading)
        if define is not None:
            defines[name] = define
        else:
            # Whoever mentions a faulty define isn't at fault: let the name be known, of the type that it looks like.
            symbol = Symbol(Kind.DEFINE, _guess(raws[name][1]), (), None, raws[name][0])
            reading.names.symbols.setdefault(name, symbol)
    return defines


def _define(name: str, span: Span, raw: RawExpression | None, reading: Reading) -> Define | None:
    scope = reading.everywhere.narrowed(WITH_SHOCKS, f"`{name}`")
    found = None if raw is None else resolve(raw, scope, None, reading.log)
    if found is None:
        return None
    check_units(found, scope, None, f"`{name}`", reading.log)
    unit = infer_unit(found, scope) if type_of(found) is ValueType.NUMBER else None
    reading.names.symbols[name] = Symbol(Kind.DEFINE, type_of(found), (), unit, span)
    for kind, read in variables(found):
        if kind is Kind.SHOCK:
            reading.reads_shock[name] = f"it reads the shock {read}, which only steps of `play` can use"
            reading.shocks_behind[name] = reading.shocks_behind.get(name, frozenset()) | {read}
        elif kind is Kind.DEFINE and read in reading.reads_shock:
            reading.reads_shock[name] = reading.reads_shock[read]
            reading.shocks_behind[name] = reading.shocks_behind.get(name, frozenset()) | reading.shocks_behind[read]
    return Define(name, type_of(found), found, span)


def _mentioned(raw: RawExpression | None, names: Mapping[str, object]) -> list[str]:
    """The defines that an expression mentions, in the order of its text."""
    found: dict[str, None] = {}
    stack = [raw] if raw is not None else []
    while stack:
        node = stack.pop()
        if isinstance(node, RawName) and node.name in names:
            found[node.name] = None
        stack.extend(reversed(raw_children(node)))
    return list(found)


def _sorted(needs: Mapping[str, list[str]]) -> tuple[list[str], list[list[str]]]:
    """Names so that each comes after what it needs, and the cycles that make this impossible.

    Depth first without recursion: a chain of defines may be longer than Python's stack.
    """
    order: list[str] = []
    cycles: list[list[str]] = []
    done: set[str] = set()
    for first in needs:
        path: list[str] = []
        open_: list[tuple[str, int]] = [(first, 0)] if first not in done else []
        while open_:
            name, at = open_.pop()
            if at == 0:
                path.append(name)
            if at < len(needs[name]):
                open_.append((name, at + 1))
                following = needs[name][at]
                if following in path:
                    cycle = path[path.index(following) :]
                    if not any(set(cycle) & set(known) for known in cycles):
                        cycles.append(cycle)
                elif following not in done:
                    open_.append((following, 0))
            else:
                path.pop()
                done.add(name)
                order.append(name)
    return order, cycles


def _guess(raw: RawExpression | None) -> ValueType:
    match raw:
        case RawComparison() | RawUnary(operator="not") | RawBinary(operator="and" | "or"):
            return ValueType.BOOLEAN
        case _:
            return ValueType.NUMBER
