"""What claims and proposals take actors to do: options that exist, at times that can be, without contradiction."""

from collections.abc import Sequence
from itertools import combinations

from offramp.core.spans import Span
from offramp.scenario.claims.claim_ground import Ground
from offramp.scenario.claims.claim_tree import Committed, Condition, Forced, Moment, Pledge
from offramp.scenario.claims.moments import moment
from offramp.scenario.claims.raw_claim import RawMoment, RawPledge, RawWord
from offramp.scenario.expressions.scope import suggest


def pledges(raw: Sequence[RawPledge], ground: Ground) -> tuple[Condition, ...] | None:
    """The typed conditions; None, with diagnostics, where one has a fault or two contradict each other."""
    found = [_condition(one, ground) for one in raw]
    known = tuple(one for one in found if one is not None)
    if len(known) < len(found):
        return None
    for one, other in combinations(known, 2):
        if contradict(one.pledge, other.pledge, ground):
            message = f"this leaves {other.pledge.actor} no option that the condition before it allows"
            ground.log.error("E349", message, other.span, "drop one of the two, or let them hold at different times")
            return None
    return known


def contradict(one: Pledge, other: Pledge, ground: Ground) -> bool:
    """Whether no option of one actor satisfies both at some time."""
    if one.actor != other.actor or (allowed(one, ground) & allowed(other, ground)):
        return False
    (a, b), (c, d) = _times(one, ground), _times(other, ground)
    return max(a, c) < min(b, d)


def allowed(pledge: Pledge, ground: Ground) -> frozenset[str]:
    """The options that `pledge` leaves to its actor."""
    listed = frozenset(pledge.options)
    return frozenset(ground.options[pledge.actor]) - listed if pledge.how == "never" else listed


def checked_pledge(pledge: Pledge, span: Span, ground: Ground) -> bool:
    """Whether `pledge` leaves its actor something, takes something away, and lasts; otherwise the log says so."""
    log, actor = ground.log, pledge.actor
    if pledge.since is not None and pledge.until is not None and pledge.since.t >= pledge.until.t:
        message = f"from {pledge.since.text} until {pledge.until.text} there is no period"
        log.error("E349", message, span, "let `until` be later than `from`; the period that it names is not counted")
        return False
    left = allowed(pledge, ground)
    if not left:
        message = f"this rules out every option of {actor} ({', '.join(ground.options[actor])})"
        log.error("E349", message, span, "leave it one at least")
        return False
    if left == frozenset(ground.options[actor]):
        message = f"this leaves {actor} every option that it has ({', '.join(ground.options[actor])})"
        log.error("E349", message, span, "name fewer options")
        return False
    return True


def known_actor(raw: RawWord, ground: Ground) -> str | None:
    """An actor that there is; None where there is none, which the log then says."""
    if raw.text in ground.actors:
        return raw.text
    remedy = suggest(raw.text, ground.actors) or "declare it under `actors`"
    ground.log.error("E253", f"there is no actor `{raw.text}`", raw.span, remedy)
    return None


def known_option(raw: RawWord, actor: str, ground: Ground) -> str | None:
    """An option of `actor`; None where it has none such, which the log then says."""
    options = ground.options.get(actor, ())
    if raw.text in options:
        return raw.text
    if not options:
        message, remedy = f"{actor} makes no move, so it has no options", "give it a `move` in `play`"
    else:
        message, remedy = f"{actor} has no option `{raw.text}`", suggest(raw.text, options)
        remedy = remedy or "its options are: " + ", ".join(options)
    ground.log.error("E253", message, raw.span, remedy)
    return None


def bounds(
    since: RawMoment | None, until: RawMoment | None, ground: Ground
) -> tuple[Moment | None, Moment | None] | None:
    """`from` and `until`; None where one of them has a fault."""
    first = None if since is None else moment(since, "from", ground.calendar, ground.log)
    last = None if until is None else moment(until, "until", ground.calendar, ground.log)
    if (since is not None and first is None) or (until is not None and last is None):
        return None
    return first, last


def _condition(raw: RawPledge, ground: Ground) -> Condition | None:
    actor = known_actor(raw.actor, ground)
    options = () if actor is None else tuple(known_option(option, actor, ground) for option in raw.options)
    times = bounds(raw.since, raw.until, ground)
    if raw.how.text == "first" and (raw.since is not None or raw.until is not None):
        message = "`first` is the first move at the start of the game and has no other time"
        ground.log.error("E345", message, raw.span, "write `always` with `from` and `until`, or leave the time out")
        return None
    known = tuple(option for option in options if option is not None)
    if actor is None or len(known) < len(raw.options) or times is None:
        return None
    for i, option in enumerate(known):
        if option in known[:i]:
            ground.log.error("E254", f"option `{option}` is listed twice", raw.options[i].span, "remove one")
            return None
    pledge = Pledge(actor, raw.how.text, known, *times)
    if not checked_pledge(pledge, raw.span, ground):
        return None
    return Committed(pledge, raw.span) if raw.commits else Forced(pledge, raw.span)


def _times(pledge: Pledge, ground: Ground) -> tuple[int, int]:
    """The periods in which `pledge` holds: the first, and the first after the last."""
    if pledge.how == "first":
        return 0, 1
    since = 0 if pledge.since is None else pledge.since.t
    return since, ground.calendar.periods if pledge.until is None else pledge.until.t
