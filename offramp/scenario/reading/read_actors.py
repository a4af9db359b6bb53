"""Who chooses: each actor with its rationality and whatever else is keyed by actor."""

from offramp.core.identifiers import is_name
from offramp.core.spans import Span
from offramp.core.units import PURE, UTILITY, Unit
from offramp.scenario.expressions.expression_lexer import RESERVED
from offramp.scenario.expressions.expression_tree import Arithmetic, Call, Expression, Kind, Negate, Number, ValueType
from offramp.scenario.expressions.scope import Scope
from offramp.scenario.model import HORIZON, Actor
from offramp.scenario.reading import fields
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.reading.read_habits import check_habit
from offramp.scenario.reading.read_moves import read_ties
from offramp.scenario.vocabulary import keys
from offramp.scenario.vocabulary.limits import MOST_ACTORS
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar

# Each may stand in the actor's own mapping, or at the top level in a mapping of all actors.
KEYED_BY_ACTOR = tuple(key for key in keys("actor") if key in keys("scenario"))


def read_actors(node: Node | None, top: Fields, reading: Reading) -> dict[str, Actor]:
    """Every actor, in the order of the file."""
    log = reading.log
    example = "actors: {west: {name: The western power, rationality: 4}}"
    found = None if node is None else fields.mapping(node, "`actors`", log, example)
    keyed = {key: by_actor(top.get(key), f"`{key}`", reading) for key in KEYED_BY_ACTOR if key != "ties"}
    keyed["ties"] = _ties_of_all(top.get("ties"), reading)
    actors: dict[str, Actor] = {}
    for name, key, value in fields.keys(found, "an actor", log) if found else ():
        entry = fields.mapping(value, f"actor {name}", log, f"{name}: {{name: …, rationality: 4}}")
        if entry is not None:
            actors[name] = _actor(name, key.span, entry, {k: v[name] for k, v in keyed.items() if name in v}, reading)
    if found is not None and len(actors) > MOST_ACTORS:
        log.error(
            "E509",
            f"{len(actors)} actors; the most is {MOST_ACTORS}",
            found.key_span(list(actors)[MOST_ACTORS]),
            "let actors that act alike be one, or describe some by chances",
        )
    return actors


def by_actor(node: Node | None, what: str, reading: Reading, skip: str = "") -> dict[str, Node]:
    """The entries of a mapping whose keys must be actors, but for the key `skip`."""
    found = None if node is None else fields.mapping(node, what, reading.log, f"{what.strip('`')}: {{actor: …}}")
    entries = {}
    for key, value in found.items() if found else ():
        if key.text != skip and reading.known(key.text, key.span, "actor", reading.names.actors):
            entries[key.text] = value
    return entries


def _actor(name: str, span: Span, node: Mapping, keyed: dict[str, Node], reading: Reading) -> Actor:
    log, what = reading.log, f"actor {name}"
    entry = Fields(node, what, log, keys("actor"))
    own: dict[str, Node] = dict(keyed)
    for key in KEYED_BY_ACTOR:
        value = entry.get(key)
        if value is None:
            continue
        if key in keyed:
            log.error(
                "E112",
                f"`{key}` of {name} is given here and at the top level ({keyed[key].span.in_words})",
                node.key_span(key),
                "keep one of the two",
            )
        own[key] = value

    def number(key: str, unit: Unit) -> Expression | None:
        what = f"`{key}` of {name}"
        return reading.expression(own.get(key), reading.assumptions(), ValueType.NUMBER, what, unit)

    ruin, cap = _ruin(own.get("ruin"), name, reading)
    habit = check_habit(own["habit"], name, reading) if "habit" in own else None
    if habit is not None:
        reading.habits[name] = habit
    if "ties" in own:
        reading.ties[name] = read_ties(own["ties"], name, reading)
    return Actor(
        name=name,
        title=entry.text("name", name),
        rationality=_rationality(entry.get("rationality"), name, span, "habit" in own, reading),
        discount=number("discount", PURE),
        aspiration=number("aspiration", UTILITY),
        ruin=ruin,
        ruin_cap=cap,
        helped=number("helped", UTILITY),
        believes=_believes(own.get("believes"), name, reading),
        span=span,
    )


def _ties_of_all(node: Node | None, reading: Reading) -> dict[str, Node]:
    """`ties` at the top level: a mapping of actors, or one word for all of them."""
    if isinstance(node, Scalar):
        return dict.fromkeys(reading.names.actors, node)
    return by_actor(node, "`ties`", reading)


def _rationality(node: Node | None, actor: str, span: Span, habitual: bool, reading: Reading) -> Expression:
    """λ; where it can't be read, or isn't needed because the actor never weighs its options, it is inf."""
    what = f"the rationality of {actor}"
    scope = reading.assumptions()
    found: Expression | None
    if isinstance(node, Mapping):
        found = _odds(node, actor, reading)
    elif isinstance(node, Scalar) and _only_a_word(node.text.strip(), scope):
        reading.log.error(
            "E201",
            f"`{node.text.strip()}` says nothing about {what} that could be computed",
            node.span,
            "write `{odds: 3, per: 0.5}` (3 times as often for 0.5 more), a number, or `inf` (always the best option)",
        )
        found = None
    else:
        found = reading.expression(node, scope, ValueType.NUMBER, what)
    if node is not None and (habitual or actor in reading.names.movers - reading.names.weighing):
        reading.log.warning(
            "W440",
            f"{what} has no effect: it has a habit for every move, which doesn't weigh options",
            fields.head(node),
            "remove one of the two; to compare both, keep two files",
        )
    if node is None and not habitual and actor in reading.names.weighing:
        reading.log.error(
            "E508",
            f"actor {actor} moves and has no rationality",
            span,
            "add `rationality: inf` (always the best option) or, say, `rationality: {odds: 3, per: 0.5}`; or a `habit`",
        )
    return found or Number(float("inf"), span)


def _only_a_word(text: str, scope: Scope) -> bool:
    """Whether `text` is a word such as `high`, and no name that was declared or meant."""
    if not is_name(text) or text in scope.symbols or text in RESERVED:
        return False
    return not scope.suggest_name(text).startswith("did you mean")


def _odds(node: Mapping, actor: str, reading: Reading) -> Expression | None:
    """`{odds: 3, per: 0.5}`: an option worth 0.5 more is picked 3 times as often, so λ = log(3) / 0.5."""
    what = f"the rationality of {actor}"
    entry = Fields(node, what, reading.log, keys("odds"))
    scope = reading.assumptions()
    odds = reading.expression(entry.require("odds", "odds: 3"), scope, ValueType.NUMBER, f"`odds` of {what}", PURE)
    per = reading.expression(entry.require("per", "per: 0.5"), scope, ValueType.NUMBER, f"`per` of {what}", UTILITY)
    if odds is None or per is None:
        return None
    low, short = _plain_number(odds), _plain_number(per)
    if low is not None and low < 1:
        message = f"`odds` of {what} must be 1 or more; this is {low:g}"
        remedy = "write how many times as often the better option is picked, such as 3; 1 picks by chance"
        reading.log.error("E403", message, odds.span, remedy)
    if short is not None and short <= 0:
        message = f"`per` of {what} must be above 0; this is {short:g}"
        remedy = "write by how much the better option is worth more, such as 0.5"
        reading.log.error("E403", message, per.span, remedy)
    if (low is not None and low < 1) or (short is not None and short <= 0):
        return None
    span = fields.head(node)
    return Arithmetic("/", Call("log", (odds,), span), per, span)


def _plain_number(expression: Expression) -> float | None:
    """The number that is written out; None where it takes computing."""
    if isinstance(expression, Negate):
        inner = _plain_number(expression.operand)
        return None if inner is None else -inner
    return expression.value if isinstance(expression, Number) else None


def _ruin(node: Node | None, actor: str, reading: Reading) -> tuple[tuple[str, ...], Expression | None]:
    """The endings that an actor can't survive, and what chance of them it may take."""
    if node is None:
        return (), None
    what = f"`ruin` of {actor}"
    listed: Node | None = node
    cap = None
    if isinstance(node, Mapping):
        entry = Fields(node, what, reading.log, keys("ruin"))
        listed = entry.require("endings", "endings: [war]")
        scope = reading.assumptions()
        cap = reading.expression(entry.get("cap"), scope, ValueType.NUMBER, f"the cap of {what}", PURE)
    return tuple(ending_names(listed, what, reading)), cap


def ending_names(node: Node | None, what: str, reading: Reading) -> dict[str, Span]:
    """A list of endings, each once."""
    known = [*reading.names.endings, HORIZON]
    found: dict[str, Span] = {}
    for item in fields.names(node, what, reading.log) if node is not None else ():
        if not reading.known(item.text, item.span, "ending", known):
            continue
        if item.text in found:
            reading.log.error("E254", f"ending `{item.text}` is listed twice in {what}", item.span, "remove one")
        found[item.text] = item.span
    return found


def _believes(node: Node | None, actor: str, reading: Reading) -> dict[str, Expression]:
    """What an actor takes assumptions to be."""
    what = f"`believes` of {actor}"
    found = None if node is None else fields.mapping(node, what, reading.log, "believes: {west: {slip: 0.5 * slip}}")
    believes = {}
    known = reading.names.of_kind(Kind.ASSUMPTION)
    for key, value in found.items() if found else ():
        if not reading.known(key.text, key.span, "assumption", known):
            continue
        place = f"what {actor} takes {key.text} to be"
        unit = reading.names.symbols[key.text].unit
        belief = reading.expression(value, reading.assumptions(), ValueType.NUMBER, place, unit)
        if belief is not None:
            believes[key.text] = belief
    return believes
