"""Defined quantities that results are to show, beside stocks and modes."""

from offramp.core.spans import Span
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.expressions.scope import KIND_NAMES, suggest
from offramp.scenario.reading import fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.yaml_text.yaml_nodes import Node


def read_output(node: Node | None, reading: Reading) -> dict[str, Span]:
    """The names under `output` that are defined quantities, in the file's order, each with its place."""
    log = reading.log
    found: dict[str, Span] = {}
    for item in fields.names(node, "`output`", log) if node is not None else ():
        name = item.text
        symbol = reading.names.symbols.get(name)
        if name in found:
            log.error("E254", f"`{name}` is listed twice under `output`", item.span, "remove one")
        elif name in reading.names.defines:
            found[name] = item.span
        elif symbol is not None and symbol.kind in (Kind.STOCK, Kind.MODE):
            message = f"`{name}` is {KIND_NAMES[symbol.kind][0]}, which results show anyway"
            log.error("E458", message, item.span, "remove it from `output`")
        elif symbol is not None:
            message = f"`{name}` is {KIND_NAMES[symbol.kind][0]}, and `output` takes defined quantities"
            log.error("E458", message, item.span, "give what is to be shown a name under `define`, and list that")
        else:
            remedy = suggest(name, reading.names.defines) or "give it a name under `define`, and list that"
            log.error("E458", f"there is no defined quantity `{name}`", item.span, remedy)
    return found
