"""What happens inside one period, in order: moves, chances, shocks, updates."""

from offramp.core.spans import Span
from offramp.core.units import PER_PERIOD, PURE
from offramp.scenario import fields, not_yet
from offramp.scenario.expression_lexer import RESERVED
from offramp.scenario.expression_tree import Expression, Kind, ValueType
from offramp.scenario.fields import Fields
from offramp.scenario.model import NONE, Chance, ChanceKind, Move, Option, Outcome, Shock, Step, Update
from offramp.scenario.read_effects import effects_of, read_effects
from offramp.scenario.reading import Reading
from offramp.scenario.scope import Scope, suggest
from offramp.scenario.yaml_nodes import Mapping, Node, Scalar, Sequence

KINDS = ("move", "chance", "one_of", "competing", "shock", "update")
_EXAMPLE = "- chance: strike"
_STEPS = "`- move: actor`, `- chance: name`, `- one_of: {…}`, `- competing: {…}`, `- shock: name`, `- update: {…}`"


HAZARDS = ("hazard", "hazards")
_COMPETING = "write `- competing: {name: {rate: 0.1, then: {…}}}`: events that race, each at a rate"


def read_play(node: Node | None, reading: Reading) -> tuple[Step, ...]:
    """The steps of a period."""
    log = reading.log
    found = None if node is None else fields.sequence(node, "`play`", log, _EXAMPLE)
    if found is None:
        return ()
    if not found.items:
        log.error("E503", "`play` has no steps, so nothing ever happens", found.span, f"add steps: {_STEPS}")
    undrawn = {name: reading.names.symbols[name].span for name in reading.names.of_kind(Kind.SHOCK)}
    steps: list[Step] = []
    drawn: set[str] = set()
    for item in found.items:
        entry = fields.mapping(item, "a step of `play`", log, _EXAMPLE)
        kind = None if entry is None else _kind(entry, reading)
        if entry is None or kind is None:
            continue
        scope = reading.play(_hidden(undrawn, reading))
        step = _READERS[kind](entry, kind, scope, reading)
        if step is not None:
            steps.append(step)
        if kind == "shock" and isinstance(shock := entry.get("shock"), Scalar):
            undrawn.pop(shock.text, None)
            drawn.add(shock.text)
    return tuple(steps)


def _hidden(undrawn: dict[str, Span | None], reading: Reading) -> dict[str, str]:
    """Why a step can't use a shock that is drawn after it, or a define that reads one."""
    hidden = {}
    for name, span in undrawn.items():
        hidden[name] = f"it is drawn later, in line {span.line if span else '?'}"
    for define, shocks in reading.shocks_behind.items():
        for shock in sorted(shocks & undrawn.keys()):
            hidden[define] = f"it reads the shock {shock}, which is drawn later"
    return hidden


def _kind(entry: Mapping, reading: Reading) -> str | None:
    kinds = [key for key in entry.entries if key in KINDS]
    if len(kinds) == 1:
        return kinds[0]
    at = fields.head(entry)
    if kinds:
        reading.log.error(
            "E108",
            f"one step of `play` is both `{kinds[0]}` and `{kinds[1]}`",
            entry.key_span(kinds[1]),
            "begin each step with a `-` of its own",
        )
    elif "use" in entry.entries:
        not_yet.tell(not_yet.TOP_LEVEL["use"], "use", entry.key_span("use"), reading.log)
    else:
        first = next(iter(entry.entries), "")
        meant = suggest(first, KINDS)
        remedy = meant if meant.startswith("did you mean") else f"write one of: {_STEPS}"
        if first in HAZARDS:
            remedy = _COMPETING
        reading.log.error(
            "E108",
            f"a step of `play` must be one of {', '.join(KINDS)}; this "
            + (f"begins with `{first}`" if first else "is empty"),
            at,
            remedy,
        )
    return None


def _move(node: Mapping, _: str, scope: Scope, reading: Reading) -> Move | None:
    log = reading.log
    who = node.get("move")
    if isinstance(who, Sequence):
        not_yet.tell(not_yet.SIMULTANEOUS, "move: […]", who.span, log)
        return None
    entry = Fields(node, "a move", log, ("move", "when", "options"), not_yet.MOVE)
    named = entry.get("move")
    actor = fields.name(named, "an actor", log) if named is not None else None
    if actor is not None and named is not None and not reading.known(actor, named.span, "actor", reading.names.actors):
        actor = None
    when = reading.condition(entry.get("when"), scope, f"`when` of the move of {actor or 'this actor'}")
    span = node.key_span("move")
    listed = entry.require("options", "options: {push: {}, give_in: {then: {phase: over}}}", span)
    options = () if listed is None else _options(listed, actor or "this actor", scope, reading)
    return Move(actor, when, options, span) if actor is not None else None


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
            not_yet.tell(not_yet.NUMERIC_OPTIONS, "from … to …", found.span, log)
            return ()
        entries = list(found.items())
    if not entries:
        log.error("E504", f"{actor} moves and has no options", fields.head(node), "list at least one option")
    options: dict[str, Option] = {}
    for key, value in entries:
        if fields.name(key, "an option", log) is None:
            continue
        if key.text in RESERVED or key.text == NONE:
            why = "what an actor equals that hasn't moved" if key.text == NONE else "a word of expressions"
            log.error("E251", f"`{key.text}` can't be an option: it is {why}", key.span, "choose another word")
        elif key.text in options:
            log.error("E254", f"option `{key.text}` is listed twice", key.span, "remove one")
        else:
            options[key.text] = _option(key, value, scope, reading)
    return tuple(options.values())


def _option(key: Scalar, value: Node | None, scope: Scope, reading: Reading) -> Option:
    log, what = reading.log, f"option {key.text}"
    if value is None or (isinstance(value, Scalar) and value.empty):
        return Option(key.text, "", None, (), key.span)
    if isinstance(value, Mapping) and {"from", "to"} <= value.entries.keys():
        not_yet.tell(not_yet.NUMERIC_OPTIONS, "from … to …", value.span, log)
        return Option(key.text, "", None, (), key.span)
    found = fields.mapping(value, what, log, f"{key.text}: {{then: {{phase: war}}}}")
    if found is None:
        return Option(key.text, "", None, (), key.span)
    entry = Fields(found, what, log, ("means", "when", "then"), not_yet.STEP)
    when = reading.condition(entry.get("when"), scope, f"`when` of {what}")
    return Option(key.text, entry.text("means"), when, read_effects(entry.get("then"), what, scope, reading), key.span)


def _chance(node: Mapping, _: str, scope: Scope, reading: Reading) -> Chance | None:
    log = reading.log
    entry = Fields(node, "a chance", log, ("chance", "means", "when", "probability", "then"), not_yet.STEP)
    named = entry.get("chance")
    name = fields.name(named, "a chance", log) if named is not None else None
    what = f"chance {name}"
    when = reading.condition(entry.get("when"), scope, f"`when` of {what}")
    span = node.key_span("chance")
    written = entry.require("probability", "probability: 0.1", span)
    weight = reading.expression(written, scope, ValueType.NUMBER, f"the probability of {name}", PURE)
    then = read_effects(entry.get("then"), what, scope, reading)
    if name is None or weight is None:
        return None
    return Chance(ChanceKind.CHANCE, when, (Outcome(name, weight, then, span),), span)


def _one_of_several(node: Mapping, kind: str, scope: Scope, reading: Reading) -> Chance | None:
    """`one_of` (probabilities) and `competing` (rates)."""
    log = reading.log
    entry = Fields(node, f"`{kind}`", log, (kind, "means", "when"), not_yet.STEP)
    when = reading.condition(entry.get("when"), scope, f"`when` of `{kind}`")
    weighted = "probability" if kind == "one_of" else "rate"
    example = f"{kind}: {{ceasefire: {{{weighted}: 0.1, then: {{phase: talks}}}}}}"
    listed = entry.get(kind)
    found = None if listed is None else fields.mapping(listed, f"`{kind}`", log, example)
    if found is None:
        return None
    outcomes = []
    for name, key, value in fields.keys(found, "an outcome", log):
        outcome = _outcome(name, key.span, value, weighted, scope, reading)
        if outcome is not None:
            outcomes.append(outcome)
    if not found.entries:
        log.error("E504", f"`{kind}` has no outcomes", fields.head(found), f"write it like `{example}`")
    # What is left over comes last, wherever it was written.
    outcomes.sort(key=lambda o: o.weight is None)
    return Chance(ChanceKind(kind), when, tuple(outcomes), node.key_span(kind)) if outcomes else None


def _outcome(name: str, span: Span, node: Node, weighted: str, scope: Scope, reading: Reading) -> Outcome | None:
    log, what = reading.log, f"outcome {name}"
    left_over = name == "otherwise"
    if left_over and weighted == "rate":
        log.error(
            "E101",
            "`competing` has no `otherwise`: rates leave over what doesn't strike",
            span,
            "remove it; put what happens then in a later step, `when: not (… or …)`",
        )
        return None
    if isinstance(node, Scalar) and node.empty and left_over:
        return Outcome(name, None, (), span)
    found = fields.mapping(node, what, log, f"{name}: {{{weighted}: 0.1, then: {{phase: talks}}}}")
    if found is None:
        return None
    hazard = next((key for key in HAZARDS if key in found.entries and weighted not in found.entries), None)
    if hazard is not None:
        remedy = "write `rate: …`" if weighted == "rate" else "write `probability: …`, or `competing` with a `rate`"
        log.error("E101", f"`{hazard}` is no key of {what}", found.key_span(hazard), remedy)
        return None
    other = {"probability": "rate", "rate": "probability"}[weighted]
    if other in found.entries and not left_over:
        needs = "`one_of` takes probabilities" if weighted == "probability" else "`competing` takes rates"
        log.error("E101", f"{what} has a {other}, and {needs}", found.key_span(other), f"write `{weighted}: …`")
        return None
    entry = Fields(
        found,
        what,
        log,
        ("means", "then") if left_over else ("means", weighted, "then"),
        instead={"when": _when_of_outcome(weighted)},
    )
    then = read_effects(entry.get("then"), what, scope, reading)
    if left_over:
        return Outcome(name, None, then, span)
    written = entry.require(weighted, f"{weighted}: 0.1", span)
    unit = PURE if weighted == "probability" else PER_PERIOD
    weight = reading.expression(written, scope, ValueType.NUMBER, f"the {weighted} of {name}", unit)
    return None if weight is None else Outcome(name, weight, then, span)


def _when_of_outcome(weighted: str) -> str:
    return f"put `when` on the step, or let the {weighted} be 0 where it can't happen: `x if condition else 0`"


def _shock(node: Mapping, _: str, scope: Scope, reading: Reading) -> Shock | None:
    log = reading.log
    entry = Fields(node, "a shock", log, ("shock", "means", "when", "sd"), not_yet.SHOCK)
    named = entry.get("shock")
    name = fields.name(named, "a shock", log) if named is not None else None
    when = reading.condition(entry.get("when"), scope, f"`when` of shock {name}")
    span = node.key_span("shock")
    sd = reading.expression(entry.require("sd", "sd: 0.05", span), scope, ValueType.NUMBER, f"the spread of {name}")
    return Shock(name, sd, when, span) if name is not None and sd is not None else None


def _update(node: Mapping, _: str, scope: Scope, reading: Reading) -> Update | None:
    log = reading.log
    entry = Fields(node, "an update", log, ("update", "means", "when"), not_yet.UPDATE)
    when = reading.condition(entry.get("when"), scope, "`when` of an update")
    listed = entry.get("update")
    found = None if listed is None else fields.mapping(listed, "`update`", log, "update: {tension: tension + 0.1}")
    if found is None:
        return None
    methods = [key for key in ("method", "substeps") if key in found.entries and key not in scope.symbols]
    for key in methods:
        not_yet.tell(not_yet.UPDATE[key], key, found.key_span(key), log)
    if not found.entries:
        log.error("E504", "an update that changes nothing", fields.head(found), "write `name: new value`, or remove it")
    effects = effects_of(found, "an update", scope, reading, skip=tuple(methods))
    return Update(when, effects, node.key_span("update"))


_READERS = {
    "move": _move,
    "chance": _chance,
    "one_of": _one_of_several,
    "competing": _one_of_several,
    "shock": _shock,
    "update": _update,
}


def weights(step: Chance) -> list[tuple[str, Expression]]:
    """The probabilities or rates that are written, each with its outcome's name."""
    return [(outcome.name, outcome.weight) for outcome in step.outcomes if outcome.weight is not None]
