"""Assumptions that move together: `correlated: [[a, b, 0.6], …]`."""

from typing import Final

from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import Correlation
from offramp.scenario.reading import fields, scalars
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.yaml_text.yaml_nodes import Node, Scalar, Sequence

_EXAMPLE: Final = "correlated: [[cost, delay, 0.6]]"


def read_correlated(node: Node | None, reading: Reading) -> tuple[Correlation, ...]:
    """One triple of two assumptions and a number, or a list of triples; faults are in the log."""
    listed = None if node is None else fields.sequence(node, "`correlated`", reading.log, _EXAMPLE)
    if listed is None:
        return ()
    single = bool(listed.items) and not any(isinstance(item, Sequence) for item in listed.items)
    found: list[Correlation] = []
    for item in [listed] if single else listed.items:
        correlation = _correlation(item, reading)
        if correlation is None:
            continue
        pair = {correlation.first, correlation.second}
        if any(pair == {other.first, other.second} for other in found):
            reading.log.error(
                "E431",
                f"{correlation.first} and {correlation.second} are listed twice",
                correlation.span,
                "keep one of the two: a correlation has no direction",
            )
        else:
            found.append(correlation)
    return tuple(found)


def _correlation(node: Node, reading: Reading) -> Correlation | None:
    log = reading.log
    triple = fields.sequence(node, "an entry of `correlated`", log, _EXAMPLE)
    if triple is None:
        return None
    if len(triple.items) != 3:
        log.error(
            "E430",
            f"a correlation is two assumptions and a number; this has {len(triple.items)} entries",
            triple.span,
            f"write it like `{_EXAMPLE}`",
        )
        return None
    known = reading.names.of_kind(Kind.ASSUMPTION)
    names = [_assumption(item, known, reading) for item in triple.items[:2]]
    value = scalars.number(triple.items[2], "a correlation", log)
    first, second = names
    if first is None or second is None or value is None:
        return None
    if first == second:
        log.error("E431", f"{first} is correlated with itself", triple.span, "name two different assumptions")
        return None
    if not -1 < value < 1:
        log.error(
            "E430",
            f"a correlation of {value:g}; it lies between -1 and 1, both excluded",
            triple.items[2].span,
            "write a smaller number; two assumptions that always move together are one, and a `define` of it",
        )
        return None
    return Correlation(first, second, value, triple.span)


def _assumption(node: Node, known: list[str], reading: Reading) -> str | None:
    if not isinstance(node, Scalar):
        fields.name(node, "a correlated assumption", reading.log)
        return None
    return node.text if reading.known(node.text, node.span, "assumption", known) else None
