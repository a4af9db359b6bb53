"""What is expected of an actor where several move at the same time: `focal: {west: push, east: give_in}`."""

from offramp.scenario.expressions.expression_resolver import resolve_labels
from offramp.scenario.expressions.expression_tree import Expression
from offramp.scenario.expressions.scope import Scope
from offramp.scenario.expressions.unit_checker import check_units
from offramp.scenario.model import NONE, Move
from offramp.scenario.reading import fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.yaml_text.yaml_nodes import Node

Cases = tuple[tuple[Expression | None, str], ...]


def read_focal(node: Node | None, move: Move, scope: Scope, reading: Reading) -> Cases:
    """The option that all expect of one actor, as cases; empty where nothing was written, or what was is wrong."""
    if node is None:
        return ()
    log, what = reading.log, f"what is expected of {move.actor}"
    labels = [option.label for option in move.written]
    if move.habit is not None:
        message = f"{move.actor} has a habit here, so that nothing that is expected of it changes what it does"
        log.error("E513", message, fields.head(node), f"leave {move.actor} out, or take its habit away")
        return ()
    raw = reading.raw(node, what)
    # A mover that nothing declares was told of where it stands; its options can't be looked up.
    known = raw is not None and move.choice in scope.symbols
    cases = resolve_labels(raw, scope, move.choice, log) if raw is not None and known else None
    if cases is None:
        return ()
    for condition, label in cases:
        if condition is not None:
            check_units(condition, scope, None, what, log)
        message = ""
        if not label:
            message = f"{what} is one of its options, and not what it has picked"
        elif label in move.families:
            message = f"`{label}` is a number, and {what} is one option"
        elif label not in (*labels, NONE):
            message = f"`{label}` is an option of {move.actor}, and not in this move"
        if message:
            plain = [name for name in labels if name not in move.families]
            log.error("E513", message, fields.head(node), f"write one of {', '.join([*plain, NONE])}")
            return ()
    return cases
