"""Habits: fixed chances of an actor's options, in place of weighing them up."""

from offramp.core.units import PURE
from offramp.scenario.expressions.expression_tree import Expression, Number, ValueType
from offramp.scenario.expressions.scope import Scope
from offramp.scenario.model import Move
from offramp.scenario.reading import fields
from offramp.scenario.reading.fields import shorten
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node

EXAMPLE = "habit: {push: 0.7, give_in: 0.3}"
SLACK = 1e-9


def read_habit(own: Node | None, move: Move, scope: Scope, reading: Reading) -> dict[str, Expression] | None:
    """The chance of each option that the habit names; None where the mover weighs its options.

    own: the habit that the move itself has; otherwise it is the actor's, which may name options of other moves too.
    """
    told = len(reading.log.found)
    if own is not None:
        found = fields.mapping(own, f"`habit` of {move.choice}", reading.log, EXAMPLE)
        if found is None:
            return None
        called = f"the move {move.name}" if move.name else move.actor
        if not _known_names(found, called, _labels(move), reading):
            return None
        return _weights(found, move, scope, reading)
    node = reading.habits.get(move.actor)
    if node is None:
        return None
    weights = _weights(node, move, scope, reading)
    # The same words are read again for each move of the actor: what is wrong with them is told once.
    fields.once(reading.log, told)
    return weights


def check_habit(node: Node, actor: str, reading: Reading) -> Mapping | None:
    """The mapping of an actor's habit, its keys looked at; None where it is none, or names what isn't there."""
    found = fields.mapping(node, f"`habit` of {actor}", reading.log, EXAMPLE)
    if found is not None:
        owners = [s for name, s in reading.names.symbols.items() if actor in (name, s.actor)]
        known = list(dict.fromkeys(label for symbol in owners for label in symbol.labels))
        return found if _known_names(found, actor, known, reading) else None
    return None


def _labels(move: Move) -> list[str]:
    return [option.label for option in move.written]


def _known_names(node: Mapping, what: str, known: list[str], reading: Reading) -> bool:
    """Whether every key is an option; the log says of each that isn't."""
    unknown = [key for key, _ in node.items() if not reading.known(key.text, key.span, f"option of {what}", known)]
    return not unknown


def _weights(node: Mapping, move: Move, scope: Scope, reading: Reading) -> dict[str, Expression]:
    log, labels = reading.log, _labels(move)
    weights: dict[str, Expression] = {}
    faults = len(log.found)
    for key, value in node.items():
        if key.text in labels:
            what = f"how often {move.actor} picks {key.text} by habit"
            weight = reading.expression(value, scope, ValueType.NUMBER, what, PURE)
            if weight is not None:
                weights[key.text] = weight
    if len(log.found) > faults or not labels:
        return weights
    if not weights:
        where = f"in the move {move.name}" if move.name else "in one of its moves"
        log.error(
            "E441",
            f"the habit of {move.actor} names none of the options that it has {where}: {', '.join(labels)}",
            fields.head(node),
            "give one of them a chance, or write a `habit` for that move alone",
        )
    written = [w.value for w in weights.values() if isinstance(w, Number)]
    # A numeric option has one chance for all its numbers, unless its expression reads the number.
    if len(written) == len(weights) > 0 and abs(sum(written) - 1) > SLACK * len(written):
        named = " + ".join(f"{value:g}" for value in written)
        shown = f"{named} = {sum(written):g}" if len(written) > 1 else named
        log.error(
            "E442",
            f"the chances in the habit of {move.actor} add up to {shorten(shown)}, and not to 1",
            fields.head(node),
            "make them shares of one whole, over the options of a move",
        )
    return weights
