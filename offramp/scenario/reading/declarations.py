"""The names that a scenario declares, with what each is: found first, since any part may mention any other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.identifiers import is_name
from offramp.core.spans import Span
from offramp.core.units import PERIODS, Unit, parse_unit
from offramp.scenario.expressions.expression_tree import Kind, ValueType
from offramp.scenario.expressions.name_resolver import ASPIRATION_PREFIX, RESERVED_NAMES
from offramp.scenario.expressions.scope import KIND_NAMES, Symbol
from offramp.scenario.model import HORIZON, NONE
from offramp.scenario.reading.simultaneous_moves import moves_of
from offramp.scenario.vocabulary.limits import MOST_LAGS
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar, Sequence

# Words that mean something in every expression, so that no variable may be called like them.
TAKEN: dict[str, str] = {
    **dict.fromkeys(RESERVED_NAMES, "a word of the expression language"),
    "t": "the number of the period",
    NONE: "what an actor equals that hasn't moved",
    HORIZON: "the ending at the last period",
    "otherwise": "what happens in all other cases",
    "views": "the list of views",
}


@dataclass
class Declarations:
    """Every name, before anything is read in full. Faulty declarations are left out; the reader reports them.

    `symbols` has what expressions can mention, except for defines, which are added once their type is known.
    """

    symbols: dict[str, Symbol] = field(default_factory=dict)
    actors: dict[str, Span] = field(default_factory=dict)
    movers: set[str] = field(default_factory=set)
    weighing: set[str] = field(default_factory=set)  # actors that have a move without a habit of its own
    views: dict[str, Span] = field(default_factory=dict)
    sources: dict[str, Span] = field(default_factory=dict)
    endings: dict[str, Span] = field(default_factory=dict)
    defines: dict[str, Span] = field(default_factory=dict)
    tables: dict[str, Span] = field(default_factory=dict)
    period: str = ""
    units: dict[str, str] = field(default_factory=dict)  # of assumptions and stocks, as written

    def of_kind(self, kind: Kind) -> list[str]:
        """The names of one kind, in the order of the file."""
        return [name for name, symbol in self.symbols.items() if symbol.kind is kind]


def declare(root: Mapping, log: DiagnosticLog) -> Declarations:
    """Find every name in the file; names that are taken or declared twice are reported."""
    found = Declarations()
    found.views = _names(root.get("views"))
    found.sources = _names(root.get("sources"))
    found.endings = _names(root.get("endings"))
    calendar = root.get("calendar")
    period = calendar.get("period") if isinstance(calendar, Mapping) else None
    found.period = _meant_period(period.text) if isinstance(period, Scalar) else ""
    options = _options(root.get("play"))
    for section in ("assumptions", "state"):
        for name, _, node in _entries(root.get(section)):
            written = node.get("unit") if isinstance(node, Mapping) else None
            if isinstance(written, Scalar):
                found.units[name] = written.text
    for name, symbol in _variables(root, options, found, log):
        assert symbol.span is not None
        if _free(name, symbol, found, log):
            if symbol.kind is Kind.DEFINE:
                found.defines[name] = symbol.span
            elif symbol.kind is not Kind.CHOICE or symbol.labels:
                found.symbols[name] = symbol
    for step in _moves(root.get("play")):
        actor = step.get("move")
        assert isinstance(actor, Scalar)
        if not _option_names(step.get("options")):
            continue  # the move's own fault
        found.movers.add(actor.text)
        if "habit" not in step.entries:
            found.weighing.add(actor.text)
    for name, span in _names(root.get("tables")).items():
        # A table is called like a function; in messages it is a name like any other.
        if _free(name, Symbol(Kind.DEFINE, ValueType.NUMBER, (), None, span), found, log):
            found.tables[name] = span
    return found


def _free(name: str, symbol: Symbol, found: Declarations, log: DiagnosticLog) -> bool:
    if name in TAKEN:
        log.error("E251", f"`{name}` can't be a name: it is {TAKEN[name]}", symbol.span, f"call it `the_{name}`, say")
        return False
    first = found.symbols.get(name)
    first_span = first.span if first else found.defines.get(name)
    if first_span is None and (symbol.kind is not Kind.CHOICE or symbol.actor):
        first_span = found.actors.get(name)  # an actor without moves is no symbol
    if first_span is not None:
        kind = "a defined quantity" if name in found.defines else "an actor"
        if first and first.kind is not Kind.CHOICE:
            kind = KIND_NAMES[first.kind][0]
        elif first and first.actor:
            kind = f"a move of {first.actor}"
        log.error(
            "E252",
            f"`{name}` is already the name of {kind}, in {first_span.in_words}",
            symbol.span,
            "rename one of the two: in an expression nobody could tell them apart",
        )
        return False
    return True


def _variables(
    root: Mapping, options: dict[str, tuple[str, ...]], found: Declarations, log: DiagnosticLog
) -> Iterator[tuple[str, Symbol]]:
    """Everything that an expression can mention, in the order in which clashes are told."""
    for name, span in _names(root.get("actors")).items():
        found.actors[name] = span
        yield name, Symbol(Kind.CHOICE, ValueType.LABEL, options.get(name, ()), None, span)
    for name, span, node in _entries(root.get("assumptions")):
        yield name, Symbol(Kind.ASSUMPTION, ValueType.NUMBER, (), _unit(node, log), span)
    for name, span, node in _entries(root.get("switches")):
        cases = node.get("cases") if isinstance(node, Mapping) else None
        yield name, Symbol(Kind.SWITCH, ValueType.LABEL, tuple(_option_names(cases)), None, span)
    for name, span, node in _entries(root.get("state")):
        labels = node.get("modes") if isinstance(node, Mapping) else None
        if labels is not None:
            texts = tuple(i.text for i in labels.items if isinstance(i, Scalar)) if isinstance(labels, Sequence) else ()
            yield name, Symbol(Kind.MODE, ValueType.LABEL, texts, None, span)
        else:
            yield name, Symbol(Kind.STOCK, ValueType.NUMBER, (), _unit(node, log), span, _lags(node))
    yield from _drawn(root.get("play"))
    yield from _named_moves(root.get("play"), options)
    yield from _picked(root.get("play"), log)
    for name, span in _names(root.get("define")).items():
        yield name, Symbol(Kind.DEFINE, ValueType.NUMBER, (), None, span)
    for name, span in _aspirations(root).items():
        yield ASPIRATION_PREFIX + name, Symbol(Kind.ASPIRATION, ValueType.NUMBER, (), Unit.of({"utility": 1}), span)


def _drawn(play: Node | None) -> Iterator[tuple[str, Symbol]]:
    for step in _steps(play):
        chance, shock = step.get("chance"), step.get("shock")
        if isinstance(chance, Scalar) and is_name(chance.text):
            yield chance.text, Symbol(Kind.EVENT, ValueType.BOOLEAN, (), None, chance.span)
        if isinstance(shock, Scalar) and is_name(shock.text):
            yield shock.text, Symbol(Kind.SHOCK, ValueType.NUMBER, (), None, shock.span)
        for key in ("one_of", "competing"):
            for name, span, _ in _entries(step.get(key)):
                if name != "otherwise":
                    yield name, Symbol(Kind.EVENT, ValueType.BOOLEAN, (), None, span)


def _options(play: Node | None) -> dict[str, tuple[str, ...]]:
    """What can be picked: by each actor in its unnamed moves, and in each named move, in the order of the file."""
    found: dict[str, dict[str, None]] = {}
    for step in _moves(play):
        found.setdefault(_choice(step), {}).update(dict.fromkeys(_option_names(step.get("options"))))
    return {actor: tuple(names) for actor, names in found.items()}


def _moves(play: Node | None) -> Iterator[Mapping]:
    for step in _steps(play):
        yield from (move for move in moves_of(step) if isinstance(move.get("move"), Scalar))


def _choice(move: Mapping) -> str:
    """The name of what is picked: that of the move, or of its actor."""
    named, actor = move.get("as"), move.get("move")
    assert isinstance(actor, Scalar)
    return named.text if isinstance(named, Scalar) and is_name(named.text) else actor.text


def _named_moves(play: Node | None, options: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, Symbol]]:
    for step in _moves(play):
        name, actor = step.get("as"), step.get("move")
        if isinstance(name, Scalar) and isinstance(actor, Scalar) and is_name(name.text):
            labels = options.get(name.text, ())
            yield name.text, Symbol(Kind.CHOICE, ValueType.LABEL, labels, None, name.span, actor=actor.text)


def _picked(play: Node | None, log: DiagnosticLog) -> Iterator[tuple[str, Symbol]]:
    """The numbers of numeric options, each with all who may pick it; its unit is known where they agree on it."""
    found: dict[str, Symbol] = {}
    for step in _moves(play):
        choice = _choice(step)
        for name, span, node in _entries(step.get("options")):
            if not is_numeric(node):
                continue
            unit, known = _unit(node, log), found.get(name)
            owners = dict.fromkeys([*(known.labels if known else ()), choice])
            if known is not None and known.unit != unit:
                unit = None
            first = known.span if known else span
            found[name] = Symbol(Kind.PICKED, ValueType.NUMBER, tuple(owners), unit, first)
    yield from found.items()


def is_numeric(node: Node | None) -> bool:
    """Whether an option is written as a range of numbers; `from` alone is a date from which it is there."""
    return isinstance(node, Mapping) and bool({"to", "steps"} & node.entries.keys())


def _option_names(options: Node | None) -> list[str]:
    if isinstance(options, Mapping):
        return [key.text for key, _ in options.items()]
    return [item.text for item in options.items if isinstance(item, Scalar)] if isinstance(options, Sequence) else []


def _steps(play: Node | None) -> Iterator[Mapping]:
    if isinstance(play, Sequence):
        yield from (item for item in play.items if isinstance(item, Mapping))


def _aspirations(root: Mapping) -> dict[str, Span]:
    found = _names(root.get("aspiration"))
    for name, _, node in _entries(root.get("actors")):
        if isinstance(node, Mapping) and "aspiration" in node.entries:
            found[name] = node.key_span("aspiration")
    return found


def _entries(node: Node | None) -> Iterator[tuple[str, Span, Node]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if is_name(key.text):
                yield key.text, key.span, value


def _lags(node: Node) -> int:
    """How many earlier values a stock keeps; the reader of stocks reports what is no number."""
    written = node.get("lags") if isinstance(node, Mapping) else None
    shown = written.text if isinstance(written, Scalar) else ""
    # A faulty number isn't the fault of whoever mentions an earlier value.
    return MOST_LAGS if written is not None and not shown.isdecimal() else min(int(shown[:3] or 0), MOST_LAGS)


def _names(node: Node | None) -> dict[str, Span]:
    return {name: span for name, span, _ in _entries(node)}


def _meant_period(written: str) -> str:
    """`month` where `months` or `monthly` is written: one misspelling shouldn't make every rate a fault."""
    close = get_close_matches(written.strip().casefold(), PERIODS, n=1)
    return close[0] if close else written


def _unit(node: Node, log: DiagnosticLog) -> Unit | None:
    written = node.get("unit") if isinstance(node, Mapping) else None
    if not isinstance(written, Scalar) or written.empty:
        return None
    unit = parse_unit(written.text)
    if isinstance(unit, str):
        log.error(
            "E324",
            f"the unit `{written.text}` can't be read: {unit}",
            written.span,
            _meant_unit(written.text) or "write it like `EUR bn/month`, `persons per day` or `share`",
        )
        return None
    return unit


def _meant_unit(written: str) -> str:
    """`per year` leaves out what there is one of."""
    first, _, rest = written.strip().partition(" ")
    rate = f"1/{rest.strip()}"
    return f"write `{rate}`" if first.casefold() == "per" and not isinstance(parse_unit(rate), str) else ""
