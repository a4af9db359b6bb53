"""How a game ends, what each end pays, and how far each actor could live with it."""

from offramp.core.spans import Span
from offramp.core.units import PURE, UTILITY
from offramp.scenario.expressions.expression_tree import Boolean, Expression, Number, ValueType
from offramp.scenario.model import HORIZON, Ending, Payoff
from offramp.scenario.reading import fields
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.reading.read_actors import by_actor, ending_names
from offramp.scenario.vocabulary import keys
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar

Weights = dict[str, Expression]


def read_endings(node: Node | None, at: Span, reading: Reading) -> dict[str, Ending]:
    """Every ending in the order in which they are looked at; `horizon` is always the last."""
    log = reading.log
    found = None if node is None else fields.mapping(node, "`endings`", log, "endings: {war: {when: phase == war}}")
    endings: dict[str, Ending] = {}
    horizon = Ending(HORIZON, "", None, at)
    for name, key, value in fields.keys(found, "an ending", log) if found else ():
        if name in ("otherwise", "views"):
            log.error(
                "E251", f"`{name}` can't be an ending: it has a meaning of its own", key.span, "choose another word"
            )
        elif name == HORIZON:
            horizon = _horizon(key.span, value, reading)
        else:
            endings[name] = _ending(name, key.span, value, reading)
    return {**endings, HORIZON: horizon}


def _ending(name: str, span: Span, node: Node, reading: Reading) -> Ending:
    what = f"ending {name}"
    scope = reading.everywhere
    if isinstance(node, Scalar) and not node.empty:
        return Ending(name, "", reading.condition(node, scope, f"`when` of {what}") or Boolean(True, span), span)
    entry_node = fields.mapping(node, what, reading.log, f"{name}: {{when: phase == {name}}}")
    if entry_node is None:
        return Ending(name, "", Boolean(True, span), span)
    entry = Fields(entry_node, what, reading.log, keys("ending"))
    when = reading.condition(entry.require("when", "when: phase == war", span), scope, f"`when` of {what}")
    return Ending(name, entry.text("means"), when or Boolean(True, span), span)


def _horizon(span: Span, node: Node, reading: Reading) -> Ending:
    entry_node = fields.mapping(node, "ending horizon", reading.log, "horizon: {means: The war goes on}")
    if entry_node is None:
        return Ending(HORIZON, "", None, span)
    if "when" in entry_node.entries:
        reading.log.error(
            "E101",
            "`horizon` has no `when`: it is what is left when the periods are over",
            entry_node.key_span("when"),
            "remove `when`, or call the ending otherwise",
        )
    entry = Fields(entry_node, "ending horizon", reading.log, (*keys("horizon"), "when"))
    return Ending(HORIZON, entry.text("means"), None, span)


def read_payoffs(node: Node | None, reading: Reading) -> dict[str, Payoff]:
    """What each actor gains, in its own utility."""
    payoffs = {}
    for actor, value in by_actor(node, "`payoffs`", reading).items():
        what = f"the payoffs of {actor}"
        found = fields.mapping(value, what, reading.log, f"{actor}: {{at_end: {{war: -8, otherwise: 0}}}}")
        if found is None:
            continue
        entry = Fields(found, what, reading.log, keys("payoff"))
        span = fields.head(found)
        if not found.entries:
            reading.log.error("E102", f"{what} lack both `each_period` and `at_end`", span, "give at least one of them")
        payoffs[actor] = Payoff(
            actor, _each_period(entry.get("each_period"), actor, reading), _at_end(entry, actor, reading), span
        )
    return payoffs


def _each_period(node: Node | None, actor: str, reading: Reading) -> tuple[tuple[str, Expression], ...]:
    """One expression, or several with names; a payoff is their sum."""
    what = f"the payoff of {actor} in each period"
    scope = reading.everywhere
    terms: list[tuple[str, Node]] = []
    if isinstance(node, Mapping):
        terms = [(name, value) for name, _, value in fields.keys(node, f"a term of {what}", reading.log)]
    elif node is not None:
        terms = [("", node)]
    found = []
    for name, value in terms:
        place = f"`{name}` of {what}" if name else what
        term = reading.expression(value, scope, ValueType.NUMBER, place, UTILITY)
        if term is not None:
            found.append((name, term))
    return tuple(found)


def _at_end(entry: Fields, actor: str, reading: Reading) -> dict[str, Expression]:
    """What each ending pays; every one is named, or covered by `otherwise`."""
    log = reading.log
    known = [*reading.names.endings, HORIZON]
    node = entry.get("at_end")
    if node is None:
        if entry.node.entries and "at_end" not in entry.node.entries and reading.names.endings:
            log.warning(
                "W509",
                f"the payoffs of {actor} have no `at_end`, so every ending pays it 0",
                fields.head(entry.node),
                "say what each ending pays, or, if it is meant, `at_end: {otherwise: 0}`",
            )
        return {ending: Number(0.0, entry.span) for ending in known}
    what = f"`at_end` of {actor}"
    found = fields.mapping(node, what, log, "at_end: {war: -8, horizon: 0} or {otherwise: 0}")
    if found is None:
        return {}
    paid: dict[str, Expression] = {}
    rest: Expression | None = None
    for key, value in found.items():
        if key.text != "otherwise" and not reading.known(key.text, key.span, "ending", [*known, "otherwise"]):
            continue
        place = f"the payoff of {actor} at {key.text}"
        scope = reading.everywhere
        amount = reading.expression(value, scope, ValueType.NUMBER, place, UTILITY)
        amount = amount or Number(0.0, key.span)
        if key.text == "otherwise":
            rest = amount
        else:
            paid[key.text] = amount
    calendar = reading.calendar
    # What never ends pays nothing at its end.
    never = {HORIZON} if calendar is not None and calendar.open else set()
    missing = [ending for ending in known if ending not in paid and ending not in never]
    if missing and rest is None:
        log.error(
            "E505",
            f"{what} leaves out {', '.join(missing)}",
            found.places.span(found.start, found.start + 1),
            f"add `{missing[0]}: …`, or `otherwise: 0` for all that isn't named",
        )
    return {ending: paid.get(ending) or rest or Number(0.0, entry.span) for ending in known}


def read_tolerable(node: Node | None, reading: Reading) -> tuple[dict[str, Weights], dict[str, dict[str, Weights]]]:
    """How far each actor could live with each ending; and the same for the views that see it otherwise."""
    weights = {
        actor: _weights(value, actor, reading)
        for actor, value in by_actor(node, "`tolerable`", reading, skip="views").items()
    }
    in_views: dict[str, dict[str, Weights]] = {}
    views = node.get("views") if isinstance(node, Mapping) else None
    example = "views: {critic: {west: [truce]}}"
    found = None if views is None else fields.mapping(views, "`views` of `tolerable`", reading.log, example)
    for key, value in found.items() if found else ():
        if reading.known(key.text, key.span, "view", reading.names.views):
            what = f"`tolerable` of view {key.text}"
            in_views[key.text] = {
                actor: _weights(weighed, actor, reading) for actor, weighed in by_actor(value, what, reading).items()
            }
    return weights, in_views


def _weights(node: Node, actor: str, reading: Reading) -> Weights:
    what = f"`tolerable` of {actor}"
    if not isinstance(node, Mapping):
        return {ending: Number(1.0, span) for ending, span in ending_names(node, what, reading).items()}
    weights = {}
    for key, value in node.items():
        if reading.known(key.text, key.span, "ending", [*reading.names.endings, HORIZON]):
            place = f"how far {actor} could live with {key.text}"
            weight = reading.weight(value, reading.weights(), place, PURE)
            if weight is not None:
                weights[key.text] = weight
    return weights
