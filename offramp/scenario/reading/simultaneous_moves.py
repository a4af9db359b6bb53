"""A move of several actors at once, read as a move of each: `move: [west, east]`.

What is written once holds for all of them; under `options`, `as`, `habit` and `ties` each may have its own, and
`focal` names an option for each.
"""

from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar, Sequence

_OWN = ("as", "options", "habit", "ties", "focal")
FOCAL_EXAMPLE = "focal: {west: push, east: give_in}"
EXAMPLE = "move: [west, east]"


def moves_of(step: Mapping, log: DiagnosticLog | None = None) -> list[Mapping]:
    """The moves that a step of `play` holds: itself, or one for each of the actors that it names.

    log: where to tell what is wrong with the list of actors, and with parts for actors that aren't in it.
    """
    who = step.get("move")
    if not isinstance(who, Sequence):
        return [step] if who is not None else []
    movers = _movers(who, log)
    if not movers:
        return []
    names = {mover.text for mover in movers}
    own = {key: _by_actor(key, step.get(key), names) for key in _OWN}
    if log is not None:
        _check(step, own, movers, log)
    options = own["options"]
    return [_of(step, mover, own) for mover in movers if options is None or mover.text in options]


def _movers(who: Sequence, log: DiagnosticLog | None) -> list[Scalar]:
    found: dict[str, Scalar] = {}
    for item in who.items:
        if not isinstance(item, Scalar) or item.empty:
            if log is not None:
                log.error("E511", "`move` lists something that is no actor", item.span, f"write it like `{EXAMPLE}`")
            return []
        if item.text in found and log is not None:
            log.error("E511", f"{item.text} would move twice at once", item.span, "list each actor once")
        found.setdefault(item.text, item)
    if len(found) < 2 and log is not None:
        log.error(
            "E511",
            "a move of several actors at once needs two of them or more",
            who.span,
            f"write `{EXAMPLE}`, or `move: west` for one that moves alone",
        )
    return list(found.values())


def _by_actor(key: str, node: Node | None, names: set[str]) -> dict[str, tuple[Scalar, Node]] | None:
    """What each actor has of its own under `key`; None where what is written holds for all of them."""
    if not isinstance(node, Mapping) or not node.entries:
        return None
    if key in ("as", "ties", "focal") or node.entries.keys() & names:
        return node.entries
    return None


def _check(
    step: Mapping, own: dict[str, dict[str, tuple[Scalar, Node]] | None], movers: list[Scalar], log: DiagnosticLog
) -> None:
    names = [mover.text for mover in movers]
    for key, entries in own.items():
        if entries is None:
            if key == "focal" and step.get(key) is not None:
                log.error(
                    "E513",
                    f"`focal` says what is expected of each of {' and '.join(names)}",
                    step.key_span(key),
                    f"write it like `{FOCAL_EXAMPLE}`",
                )
            if key == "as" and step.get(key) is not None:
                log.error(
                    "E511",
                    f"`as` is one name for the moves of {' and '.join(names)}",
                    step.key_span(key),
                    f"name each: `as: {{{', '.join(f'{name}: {name}_reply' for name in names)}}}`",
                )
            continue
        for name, (written, _) in entries.items():
            if name not in names:
                log.error(
                    "E511",
                    f"`{key}` has something for {name}, which doesn't move here",
                    written.span,
                    f"write it for one of {', '.join(names)}, or add {name} to `move`",
                )
        missing = [name for name in names if name not in entries]
        if key == "options" and missing:
            log.error(
                "E511",
                f"`options` has none for {' and '.join(missing)}",
                step.key_span(key),
                f"add `{missing[0]}: {{…}}` beside the others, or list options that all of them have",
            )


def _of(step: Mapping, mover: Scalar, own: dict[str, dict[str, tuple[Scalar, Node]] | None]) -> Mapping:
    entries: dict[str, tuple[Scalar, Node]] = {}
    for key, (written, node) in step.entries.items():
        mine = own.get(key)
        if key == "move":
            # Each move is known by the place of its actor.
            entries[key] = (mover, mover)
        elif mine is not None:
            if mover.text in mine:
                entries[key] = (written, mine[mover.text][1])
        elif key not in ("as", "focal"):
            entries[key] = (written, node)
    return Mapping(entries, step.start, step.end, step.places, step.flow)
