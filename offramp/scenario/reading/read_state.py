"""What the game remembers from period to period: modes (labels) and stocks (bounded numbers)."""

from offramp.core.spans import Span
from offramp.scenario.expressions.expression_lexer import RESERVED
from offramp.scenario.expressions.expression_tree import ValueType
from offramp.scenario.expressions.scope import suggest
from offramp.scenario.model import NONE, Mode, Stock
from offramp.scenario.reading import fields, scalars
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.vocabulary import keys
from offramp.scenario.vocabulary.limits import MOST_LAGS
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar, Sequence

_STOCK = "{range: [0, 1], start: 0.2}"


def read_state(node: Node | None, reading: Reading) -> tuple[dict[str, Mode], dict[str, Stock]]:
    """Modes and stocks, each in the order of the file."""
    modes: dict[str, Mode] = {}
    stocks: dict[str, Stock] = {}
    example = "state: {phase: {modes: [talks, war], start: talks}}"
    found = None if node is None else fields.mapping(node, "`state`", reading.log, example)
    for name, key, value in fields.keys(found, "a stock or a mode", reading.log) if found else ():
        entry = fields.mapping(value, f"`{name}` of `state`", reading.log, f"{name}: {_STOCK}")
        if entry is None:
            continue
        if "modes" in entry.entries:
            mode = _mode(name, key.span, entry, reading)
            if mode is not None:
                modes[name] = mode
        else:
            stock = _stock(name, key.span, entry, reading)
            if stock is not None:
                stocks[name] = stock
    return modes, stocks


def _mode(name: str, span: Span, node: Mapping, reading: Reading) -> Mode | None:
    log = reading.log
    entry = Fields(node, f"mode {name}", log, keys("mode"))
    listed = entry.get("modes")
    if listed is None:
        return None
    labels: dict[str, Scalar] = {}
    for item in fields.names(listed, f"`modes` of {name}", log):
        if fields.name(item, "a label", log) is None:
            continue
        if item.text in RESERVED or item.text == NONE:
            why = "what an actor equals that hasn't moved" if item.text == NONE else "a word of expressions"
            log.error("E251", f"`{item.text}` can't be a label: it is {why}", item.span, "choose another word")
        elif item.text in labels:
            log.error("E254", f"label `{item.text}` is listed twice", item.span, "remove one")
        else:
            labels[item.text] = item
    started = entry.require("start", f"start: {next(iter(labels), 'label')}", span)
    start = "" if started is None else fields.text(started, f"`start` of mode {name}", log) or ""
    if isinstance(listed, Sequence) and not listed.items:
        log.error("E106", f"mode {name} has no labels", fields.head(listed), "list at least one: `modes: [talks, war]`")
    elif started is not None and start and labels and start not in labels:
        log.error(
            "E203",
            f"mode {name} has no label `{start}` to start from",
            fields.head(started),
            suggest(start, tuple(labels)) or "start from one of the labels in `modes`",
        )
    if not labels or start not in labels:
        return None
    return Mode(name, entry.text("means"), tuple(labels), start, span)


def _stock(name: str, span: Span, node: Mapping, reading: Reading) -> Stock | None:
    log, what = reading.log, f"stock {name}"
    entry = Fields(node, what, log, keys("stock"))
    ranged = entry.require("range", "range: [0, 1]", span)
    bounds = None if ranged is None else scalars.interval(ranged, f"`range` of {what}", log)
    flag = entry.get("whole")
    whole = bool(scalars.yes_no(flag, f"`whole` of {what}", log)) if flag is not None else False
    if whole:
        reading.whole.add(name)
    if bounds is not None and ranged is not None:
        if whole and any(bound != round(bound) for bound in bounds):
            log.error(
                "E402",
                f"{what} is whole, and its range [{bounds[0]:g}, {bounds[1]:g}] isn't",
                ranged.span,
                "use integers for the range, or drop `whole: true`",
            )
        elif bounds[0] == bounds[1]:
            log.error(
                "E410",
                f"the range of {what} leaves it no room to move",
                ranged.span,
                "widen it, or make it an assumption",
            )
    started = entry.require("start", "start: 0.5", span)
    scope = reading.assumptions()
    symbol = reading.names.symbols.get(name)
    start = reading.expression(
        started, scope, ValueType.NUMBER, f"the start of {what}", symbol.unit if symbol else None
    )
    if bounds is None or start is None:
        return None
    return Stock(
        name, entry.text("means"), entry.text("unit"), *bounds, start, whole, span, _lags(entry, what, reading)
    )


def _lags(entry: Fields, what: str, reading: Reading) -> int:
    node = entry.get("lags")
    count = scalars.whole_number(node, f"`lags` of {what}", reading.log) if node is not None else None
    if node is None or count is None:
        return 0
    if not 0 <= count <= MOST_LAGS:
        message = f"a stock keeps up to {MOST_LAGS} earlier values, and `lags` of {what} is {count}"
        remedy = "look back over fewer periods, or keep what is needed in a stock that is updated every period"
        reading.log.error("E455", message, fields.head(node), remedy)
        return 0
    return count
