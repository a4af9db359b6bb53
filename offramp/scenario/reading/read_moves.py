"""Moves: who picks, from which options, and what an exact player does with equals."""

from dataclasses import replace

from offramp.scenario.expressions.expression_lexer import RESERVED
from offramp.scenario.expressions.scope import Scope
from offramp.scenario.model import NONE, Move, Option, Ties
from offramp.scenario.reading import fields
from offramp.scenario.reading.declarations import is_numeric
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.reading.read_dates import read_when
from offramp.scenario.reading.read_effects import read_effects
from offramp.scenario.reading.read_focal import read_focal
from offramp.scenario.reading.read_habits import read_habit
from offramp.scenario.reading.read_numeric_options import read_numeric_option
from offramp.scenario.reading.simultaneous_moves import EXAMPLE, moves_of
from offramp.scenario.vocabulary import keys
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar, Sequence


def read_moves(node: Mapping, scope: Scope, reading: Reading) -> list[Move]:
    """The move of one actor, or those of several that move at once."""
    moves: list[Move] = []
    for part in moves_of(node, reading.log):
        told = len(reading.log.found)
        move = _move(part, scope, reading)
        moves += [] if move is None else [move]
        # What all of them share is read again for each: what is wrong with it is told once.
        fields.once(reading.log, told)
    if node.get("focal") is not None:
        _check_focal(node, moves, reading)
    if len(moves) < 2:
        return moves
    return [replace(move, beside=tuple(m.choice for m in moves if m is not move)) for move in moves]


def _check_focal(node: Mapping, moves: list[Move], reading: Reading) -> None:
    """A focal profile belongs to several moves, and has an option of everybody who chooses."""
    named = node.get("focal")
    if not isinstance(node.get("move"), Sequence):
        reading.log.error(
            "E513",
            "`focal` stands where several actors move at the same time, and here one moves alone",
            node.key_span("focal"),
            f"leave it out, or list all who move: `{EXAMPLE}`",
        )
    elif isinstance(named, Mapping):
        missing = [m.actor for m in moves if m.habit is None and named.get(m.actor) is None]
        if missing:
            reading.log.error(
                "E513",
                f"`focal` expects nothing of {' and '.join(missing)}, and a profile has an option of everybody",
                node.key_span("focal"),
                f"add `{missing[0]}: …` with one of its options",
            )


def _move(node: Mapping, scope: Scope, reading: Reading) -> Move | None:
    """One move; None where nobody can be said to make it."""
    log = reading.log
    entry = Fields(node, "a move", log, keys("move"))
    written, named = entry.get("move"), entry.get("as")
    actor = fields.name(written, "an actor", log) if written is not None else None
    if actor is None or written is None or not reading.known(actor, written.span, "actor", reading.names.actors):
        actor = None
    name = fields.name(named, "a move", log) if named is not None else ""
    what = f"the move {name}" if name else f"the move of {actor or 'this actor'}"
    when = read_when(entry, scope, what, reading)
    span = node.key_span("move")
    scope = replace(scope, own=name or actor or "")
    reading.move_scopes[span] = scope
    listed = entry.require("options", "options: {push: {}, give_in: {then: {phase: over}}}", span)
    options = () if listed is None else _options(listed, actor or "this actor", scope, reading)
    if actor is None:
        return None
    ties = entry.get("ties")
    rule = reading.ties.get(actor, Ties.UNIFORM) if ties is None else read_ties(ties, what, reading)
    move = Move(actor, when, options, span, name or "", rule)
    move = replace(move, habit=read_habit(entry.get("habit"), move, scope, reading))
    # What one who moves alone has there isn't read: it is told that nothing belongs there.
    written = entry.get("focal")
    return replace(move, focal=read_focal(written if isinstance(written, Scalar) else None, move, scope, reading))


def read_ties(node: Node, what: str, reading: Reading) -> Ties:
    """What an exact player does with equals; `uniform` where it can't be read."""
    word = node.text.strip() if isinstance(node, Scalar) else ""
    known = {rule.value: rule for rule in Ties}
    if word not in known:
        reading.log.error(
            "E106",
            f"`ties` of {what} can't be {fields.found_in(node)}",
            fields.head(node),
            "write `uniform` (all that are equally good, alike) or `first` (the first of them in the file)",
        )
    return known.get(word, Ties.UNIFORM)


def _options(node: Node, actor: str, scope: Scope, reading: Reading) -> tuple[Option, ...]:
    log, what = reading.log, f"`options` of {actor}"
    entries: list[tuple[Scalar, Node | None]]
    if isinstance(node, Sequence):
        entries = [(item, None) for item in fields.names(node, what, log)]
    else:
        found = fields.mapping(node, what, log, "options: {push: {}, give_in: {}}")
        if found is None:
            return ()
        if {"from", "to"} <= found.entries.keys():
            log.error(
                "E440",
                f"{what} are numbers without a name",
                found.key_span("from"),
                "give them one: `options: {demand: {from: 0, to: 1, steps: 11}}`",
            )
            return ()
        entries = list(found.items())
    if not entries:
        log.error("E504", f"{actor} moves and has no options", fields.head(node), "list at least one option")
    options: dict[str, tuple[Option, ...]] = {}
    for key, value in entries:
        if fields.name(key, "an option", log) is None:
            continue
        if key.text in RESERVED or key.text == NONE:
            why = "what an actor equals that hasn't moved" if key.text == NONE else "a word of expressions"
            log.error("E251", f"`{key.text}` can't be an option: it is {why}", key.span, "choose another word")
        elif key.text in options:
            log.error("E254", f"option `{key.text}` is listed twice", key.span, "remove one")
        else:
            options[key.text] = read_option(key, value, scope, reading)
    return tuple(option for group in options.values() for option in group)


def read_option(key: Scalar, value: Node | None, scope: Scope, reading: Reading) -> tuple[Option, ...]:
    """The option; of a numeric one, each of its numbers."""
    log, what = reading.log, f"option {key.text}"
    if isinstance(value, Mapping) and is_numeric(value):
        return read_numeric_option(key, value, scope, reading)
    nothing = (Option(key.text, "", None, (), key.span),)
    if value is None or (isinstance(value, Scalar) and value.empty):
        return nothing
    found = fields.mapping(value, what, log, f"{key.text}: {{then: {{phase: war}}}}")
    if found is None:
        return nothing
    entry = Fields(found, what, log, keys("option"))
    when = read_when(entry, scope, what, reading)
    then = read_effects(entry.get("then"), what, scope, reading)
    return (Option(key.text, entry.text("means"), when, then, key.span),)
