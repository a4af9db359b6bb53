"""Off-ramps to try: proposals that change an assumption, commit an actor, or add an option."""

from offramp.core.spans import Span
from offramp.scenario.claims.claim_ground import Ground
from offramp.scenario.claims.claim_tree import Committed, Pledge
from offramp.scenario.claims.pledges import bounds, checked_pledge, contradict, known_option
from offramp.scenario.claims.questions import AddedOption, Proposal
from offramp.scenario.claims.raw_claim import RawMoment, RawWord
from offramp.scenario.expressions.scope import suggest
from offramp.scenario.model import Assumption, Move, Option, ScenarioModel
from offramp.scenario.reading import fields, scalars
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading, entry_list
from offramp.scenario.reading.read_anchors import read_because
from offramp.scenario.reading.read_moves import read_option
from offramp.scenario.vocabulary import keys
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar

_EXAMPLE = "offramps: {face_saver: {means: …, change: {loss_east: 0.1}}}"
_COMMIT = "commit: {actor: east, avoid: give_in, until: 1962-11-01}"
_ADD = "add: {move: east, option: {accept: {then: {phase: deal}}}}"


def read_offramps(node: Node | None, model: ScenarioModel, ground: Ground, reading: Reading) -> dict[str, Proposal]:
    """Every proposal that can be tried; faults are in the log."""
    found = None if node is None else fields.mapping(node, "`offramps`", reading.log, _EXAMPLE)
    read = {}
    for name, key, value in fields.keys(found, "an off-ramp", reading.log) if found else ():
        entry = fields.mapping(value, f"off-ramp {name}", reading.log, _EXAMPLE)
        proposal = None if entry is None else _proposal(name, key.span, entry, model, ground, reading)
        if proposal is not None:
            read[name] = proposal
    return read


def _proposal(
    name: str, span: Span, node: Mapping, model: ScenarioModel, ground: Ground, reading: Reading
) -> Proposal | None:
    log, what = reading.log, f"off-ramp {name}"
    entry = Fields(node, what, log, keys("offramp"))
    entry.require("means", "means: What is offered, by whom", span)
    if not any(key in node.entries for key in ("change", "commit", "add")):
        log.error("E470", f"{what} changes nothing", span, f"say what it changes: `{_COMMIT}`, `change` or `add`")
        return None
    faults = len(log.found)
    change = _change(entry.get("change"), what, model, reading)
    commit = _commitments(entry.get("commit"), what, ground, reading)
    add = _additions(entry.get("add"), what, model, reading)
    proposal = Proposal(
        name, entry.text("means"), change, commit, add, read_because(entry.get("because"), what, reading), span
    )
    if not (change or commit or add):
        if len(log.found) == faults:
            log.error("E470", f"{what} changes nothing", span, f"say what it changes: `{_COMMIT}`, `change` or `add`")
        return None
    return proposal


def _change(node: Node | None, what: str, model: ScenarioModel, reading: Reading) -> dict[str, float]:
    log = reading.log
    found = None if node is None else fields.mapping(node, f"`change` of {what}", log, "change: {loss_east: 0.1}")
    change: dict[str, float] = {}
    for key, value in found.items() if found else ():
        if not reading.known(key.text, key.span, "assumption", list(model.assumptions)):
            continue
        number = scalars.number(value, f"the new value of {key.text}", log)
        if number is None:
            continue
        change[key.text] = number
        _moved(model.assumptions[key.text], number, fields.head(value), what, model, reading)
    return change


def _moved(
    assumption: Assumption, number: float, span: Span, what: str, model: ScenarioModel, reading: Reading
) -> None:
    """Whether the new value differs from the old one, and is one that was thought possible."""
    name = assumption.name
    views = [None, *model.views]
    if assumption.unit.casefold() == "probability" and not 0 <= number <= 1:
        message = f"assumption {name} is a probability, and {number:g} leaves [0, 1]"
        reading.log.error("E412", message, span, "write probabilities as shares of one (5% is 0.05)")
        return
    if all(assumption.baseline(view) == number for view in views):
        message = f"{what} moves {name} to {number:g}, which is its value already"
        reading.log.error("E470", message, span, "give it another value, or leave it out")
        return
    ranges = [assumption.bounds(view) for view in views]
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    if low < high and not low <= number <= high:
        reading.log.warning(
            "W471",
            f"{what} moves {name} to {number:g}, outside of what the file holds possible ({low:g} to {high:g})",
            span,
            "if the proposal can do that, all is well; otherwise stay inside the range",
        )


def _commitments(node: Node | None, what: str, ground: Ground, reading: Reading) -> tuple[Committed, ...]:
    read: list[Committed] = []
    for item in entry_list(node) if node is not None else ():
        found = fields.mapping(item, f"`commit` of {what}", reading.log, _COMMIT)
        committed = None if found is None else _commitment(found, what, ground, reading)
        if committed is None:
            continue
        if any(contradict(before.pledge, committed.pledge, ground) for before in read):
            message = f"this leaves {committed.pledge.actor} no option that the commitment before it allows"
            reading.log.error("E471", message, committed.span, "drop one, or let them hold at different times")
            continue
        read.append(committed)
    return tuple(read)


def _commitment(node: Mapping, what: str, ground: Ground, reading: Reading) -> Committed | None:
    log, place = reading.log, f"`commit` of {what}"
    entry = Fields(node, place, log, keys("commitment"))
    named = entry.require("actor", "actor: east")
    who = None if named is None else fields.text(named, f"`actor` of {place}", log)
    span = fields.head(named) if named is not None else fields.head(node)
    actor = who if who and reading.known(who, span, "actor", ground.actors) else None
    written = [key for key in ("force", "avoid") if key in node.entries]
    if len(written) != 1:
        message = f"{place} has both `force` and `avoid`" if written else f"{place} has neither `force` nor `avoid`"
        log.error("E471", message, span, f"write one of them: `{_COMMIT}`")
        return None
    listed = entry.get(written[0])
    options = [] if listed is None else fields.names(listed, f"`{written[0]}` of {place}", log)
    if listed is not None and not options and not isinstance(listed, Mapping):
        log.error("E471", f"`{written[0]}` of {place} names no option", fields.head(listed), "name one at least")
    times = bounds(_date(entry.get("from")), _date(entry.get("until")), ground)
    known = [known_option(RawWord(item.text, item.span), actor, ground) for item in options] if actor else []
    names = tuple(dict.fromkeys(option for option in known if option is not None))
    if actor is None or times is None or not options or None in known:
        return None
    pledge = Pledge(actor, "always" if written[0] == "force" else "never", names, *times)
    return Committed(pledge, node.span) if checked_pledge(pledge, node.key_span(written[0]), ground) else None


def _date(node: Node | None) -> RawMoment | None:
    """A date as written; anything else is told where it is looked up."""
    if node is None:
        return None
    return RawMoment(node.text.strip() if isinstance(node, Scalar) else fields.found_in(node), fields.head(node))


def _additions(node: Node | None, what: str, model: ScenarioModel, reading: Reading) -> tuple[AddedOption, ...]:
    read = []
    for item in entry_list(node) if node is not None else ():
        found = fields.mapping(item, f"`add` of {what}", reading.log, _ADD)
        added = None if found is None else _addition(found, what, model, reading)
        if added is not None:
            read.append(added)
    return tuple(read)


def _addition(node: Mapping, what: str, model: ScenarioModel, reading: Reading) -> AddedOption | None:
    log, place = reading.log, f"`add` of {what}"
    entry = Fields(node, place, log, keys("added_option"))
    named = entry.require("move", "move: east")
    choice = None if named is None else fields.text(named, f"`move` of {place}", log)
    listed = entry.require("option", "option: {accept: {then: {phase: deal}}}")
    found = None if listed is None else fields.mapping(listed, f"`option` of {place}", log, _ADD)
    if named is None or not choice or found is None:
        return None
    moves = [step for step in model.play if isinstance(step, Move)]
    asked = [move for move in moves if move.choice == choice]
    if len(asked) != 1:
        _no_such_move(choice, asked, moves, fields.head(named), reading)
        return None
    (move,) = asked
    options: list[Option] = []
    for name, key, value in fields.keys(found, "an option", log):
        if name in (option.label for option in move.options):
            message = f"{move.actor} has an option `{name}` already"
            log.error("E472", message, key.span, "call the new one otherwise, or `commit` to the one that there is")
            continue
        options += read_option(key, value, reading.move_scopes[move.span], reading)
    if not found.entries:
        log.error("E470", f"{place} names no option", fields.head(found), f"write it like `{_ADD}`")
    return AddedOption(move.actor, choice, tuple(options), node.span) if options else None


def _no_such_move(choice: str, asked: list[Move], moves: list[Move], span: Span, reading: Reading) -> None:
    known = list(dict.fromkeys(move.choice for move in moves))
    if asked:
        message = f"{choice} moves {len(asked)} times a period, so the new option could stand in each of them"
        remedy = "name the moves in `play` (`as: east_reply`), and add it to one"
    else:
        names = [move.name for move in moves if move.actor == choice and move.name]
        message = f"there is no move `{choice}`"
        remedy = f"name one of its moves: {', '.join(names)}" if names else suggest(choice, known)
    reading.log.error("E472", message, span, remedy or "add the move to `play` first")
