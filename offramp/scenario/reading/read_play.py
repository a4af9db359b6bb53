"""What happens inside one period, in order: moves, chances, shocks, updates."""

from offramp.core.spans import Span
from offramp.core.units import PER_PERIOD, PURE
from offramp.scenario.expressions.expression_tree import Expression, Kind, ValueType
from offramp.scenario.expressions.scope import Scope, suggest
from offramp.scenario.model import Chance, ChanceKind, Outcome, Step
from offramp.scenario.reading import fields
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.reading.read_dates import read_when
from offramp.scenario.reading.read_effects import read_effects
from offramp.scenario.reading.read_moves import read_moves
from offramp.scenario.reading.read_shock import read_shock
from offramp.scenario.reading.read_update import read_update
from offramp.scenario.vocabulary import STEPS, keys
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar

_EXAMPLE = "- chance: strike"
_STEPS = (
    "`- move: actor`, `- chance: name`, `- one_of: {…}`, `- competing: {…}`, `- shock: name`, `- update: {…}`, "
    "`- use: prefix`"
)


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
        if kind == "move":
            steps += read_moves(entry, scope, reading)
        else:
            step = _READERS[kind](entry, kind, scope, reading)
            steps += [] if step is None else [step]
        if kind == "shock" and isinstance(shock := entry.get("shock"), Scalar):
            undrawn.pop(shock.text, None)
            drawn.add(shock.text)
    return tuple(steps)


def _hidden(undrawn: dict[str, Span | None], reading: Reading) -> dict[str, str]:
    """Why a step can't use a shock that is drawn after it, or a define that reads one."""
    hidden = {}
    for name, span in undrawn.items():
        hidden[name] = f"it is drawn later, in {span.in_words if span else 'another line'}"
    for define, shocks in reading.shocks_behind.items():
        for shock in sorted(shocks & undrawn.keys()):
            hidden[define] = f"it reads the shock {shock}, which is drawn later"
    return hidden


def _kind(entry: Mapping, reading: Reading) -> str | None:
    kinds = [key for key in entry.entries if key in STEPS]
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
    else:
        first = next(iter(entry.entries), "")
        meant = suggest(first, STEPS)
        remedy = meant if meant.startswith("did you mean") else f"write one of: {_STEPS}"
        if first in HAZARDS:
            remedy = _COMPETING
        reading.log.error(
            "E108",
            f"a step of `play` must be one of {', '.join(STEPS)}; this "
            + (f"begins with `{first}`" if first else "is empty"),
            at,
            remedy,
        )
    return None


def _chance(node: Mapping, _: str, scope: Scope, reading: Reading) -> Chance | None:
    log = reading.log
    entry = Fields(node, "a chance", log, keys("chance"))
    named = entry.get("chance")
    name = fields.name(named, "a chance", log) if named is not None else None
    what = f"chance {name}"
    when = read_when(entry, scope, what, reading)
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
    entry = Fields(node, f"`{kind}`", log, keys(kind))
    when = read_when(entry, scope, f"`{kind}`", reading)
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
        keys("otherwise" if left_over else "outcome" if weighted == "probability" else "hazard"),
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


_READERS = {
    "chance": _chance,
    "one_of": _one_of_several,
    "competing": _one_of_several,
    "shock": read_shock,
    "update": read_update,
}


def weights(step: Chance) -> list[tuple[str, Expression]]:
    """The probabilities or rates that are written, each with its outcome's name."""
    return [(outcome.name, outcome.weight) for outcome in step.outcomes if outcome.weight is not None]
