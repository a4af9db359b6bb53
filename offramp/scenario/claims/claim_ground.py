"""What the names in claims mean: actors with their options, endings and groups, the calendar, and two scopes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.claims.claim_tree import EVENT, GROUP
from offramp.scenario.expressions.expression_tree import Kind, ValueType
from offramp.scenario.expressions.scope import EVERYWHERE, Scope, Symbol
from offramp.scenario.model import HORIZON, Calendar, Move, ScenarioModel
from offramp.scenario.reading.file_reading import Reading

ENDING = "ending."  # written before an ending that is called like a stock, a mode, an actor, …
_OF_THE_CLAIM = frozenset({Kind.ASSUMPTION, Kind.SWITCH, Kind.INITIAL, Kind.ASPIRATION, Kind.QUANTITY})


@dataclass(frozen=True)
class Ground:
    """One scenario as claims see it. `options` are what each actor that moves can pick; `groups` those of endings.

    `events` is the scope of conditions inside an event, `outside` that of the claim around the quantities.
    """

    log: DiagnosticLog
    calendar: Calendar
    options: Mapping[str, tuple[str, ...]]
    actors: tuple[str, ...]
    endings: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    events: Scope
    outside: Scope


@dataclass(frozen=True)
class Names:
    """What a printer has to know to write a claim that reads back: which labels and events need to be qualified."""

    owners: tuple[str, ...] = ()  # modes, actors and switches
    endings: tuple[str, ...] = ()  # and groups of endings


def names_of(model: ScenarioModel) -> Names:
    """What a printer of the claims of `model` has to know."""
    choices = dict.fromkeys(step.choice for step in model.play if isinstance(step, Move))
    groups = model.question.groups if model.question else {}
    return Names((*model.modes, *model.actors, *choices, *model.switches), (*model.endings, *groups))


def ground(
    reading: Reading, calendar: Calendar, options: Mapping[str, tuple[str, ...]], groups: Mapping[str, tuple[str, ...]]
) -> Ground:
    """What claims of the scenario being read can mention."""
    endings = (*reading.names.endings, HORIZON)
    events = replace(
        reading.everywhere.narrowed(EVERYWHERE | {Kind.ENDING}, "an event"),
        symbols=_with_endings(reading.names.symbols, endings, tuple(groups)),
    )
    return Ground(
        log=reading.log,
        calendar=calendar,
        options=options,
        actors=tuple(reading.names.actors),
        endings=endings,
        groups=groups,
        events=events,
        outside=reading.everywhere.narrowed(_OF_THE_CLAIM, "a claim"),
    )


def _with_endings(
    symbols: Mapping[str, Symbol], endings: tuple[str, ...], groups: tuple[str, ...]
) -> dict[str, Symbol]:
    """The names of an event. A bare name is a number or a label that there is, else an ending, else a group."""
    ending = Symbol(Kind.ENDING, ValueType.BOOLEAN)
    found = dict(symbols)
    for name, symbol in symbols.items():
        if symbol.kind is Kind.EVENT:
            found[EVENT + name] = symbol
    for name in (*groups, *endings):
        if name not in symbols or symbols[name].type is ValueType.BOOLEAN:
            found[name] = ending
    found |= {ENDING + name: ending for name in endings}
    return found | {GROUP + name: ending for name in groups}


def canonical(kind: Kind, name: str, ground: Ground) -> str:
    """The name in a resolved tree of what was written as `name`: one for each ending, group and chance event."""
    if kind is Kind.EVENT:
        return name.removeprefix(EVENT)
    if kind is not Kind.ENDING:
        return name
    plain = name.removeprefix(ENDING)
    if plain in ground.groups and plain not in ground.endings:
        return GROUP + plain
    known = ground.events.symbols.get(plain)
    return plain if known is not None and known.kind is Kind.ENDING else ENDING + plain


def endings_of(name: str, groups: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """The endings that a variable of kind ENDING stands for."""
    if name.startswith(GROUP):
        return frozenset(groups[name.removeprefix(GROUP)])
    return frozenset({name.removeprefix(ENDING)})
