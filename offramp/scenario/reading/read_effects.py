"""Effects: what `then:` and `update:` assign to stocks and modes."""

from offramp.core.spans import Span
from offramp.scenario.expressions.expression_resolver import resolve_labels
from offramp.scenario.expressions.expression_tree import Kind, ValueType
from offramp.scenario.expressions.scope import KIND_NAMES, Scope, suggest
from offramp.scenario.expressions.unit_checker import check_units
from offramp.scenario.model import Effect, SetMode, SetStock
from offramp.scenario.reading import fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node


def read_effects(node: Node | None, what: str, scope: Scope, reading: Reading) -> tuple[Effect, ...]:
    """The assignments of one step or outcome; all of them read the values from before it."""
    found = None if node is None else fields.mapping(node, what, reading.log, "then: {phase: war}")
    return () if found is None else effects_of(found, what, scope, reading)


def effects_of(
    node: Mapping, what: str, scope: Scope, reading: Reading, skip: tuple[str, ...] = ()
) -> tuple[Effect, ...]:
    """The assignments in a mapping, but for the keys in `skip`."""
    effects = []
    for key, value in node.items():
        if key.text in skip:
            continue
        effect = _effect(key.text, key.span, value, what, scope, reading)
        if effect is not None:
            effects.append(effect)
    return tuple(effects)


def _effect(name: str, span: Span, value: Node, what: str, scope: Scope, reading: Reading) -> Effect | None:
    symbol = scope.symbols.get(name)
    if symbol is None or symbol.kind not in (Kind.STOCK, Kind.MODE):
        settable = [n for n, s in scope.symbols.items() if s.kind in (Kind.STOCK, Kind.MODE)]
        if symbol is not None or name in scope.actors:
            kind = KIND_NAMES[symbol.kind][0] if symbol is not None and symbol.kind is not Kind.CHOICE else "an actor"
            reading.log.error(
                "E255",
                f"`{name}` is {kind}; {what} can set stocks and modes only",
                span,
                "move it to `state`, or set something else",
            )
        else:
            reading.log.error(
                "E253",
                f"there is no stock or mode `{name}`",
                span,
                suggest(name, settable) or "declare it under `state`",
            )
        return None
    if symbol.kind is Kind.STOCK:
        found = reading.expression(value, scope, ValueType.NUMBER, f"the new value of {name}", symbol.unit)
        return None if found is None else SetStock(name, found, span)
    raw = reading.raw(value, f"the new label of {name}")
    cases = None if raw is None else resolve_labels(raw, scope, name, reading.log)
    if cases is None:
        return None
    for condition, _ in cases:
        if condition is not None:
            check_units(condition, scope, None, f"the new label of {name}", reading.log)
    return SetMode(name, cases, span)
