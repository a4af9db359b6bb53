"""A scenario in which actors can be made to keep what a claim supposes: guards on options, and nothing else changes.

`never O` takes O away wherever something else can be picked; `always O` takes everything else away wherever O can be
picked; `first O` is `always O` at the actor's first move of period 0.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from offramp.core.distributions import Uniform
from offramp.core.spans import Span
from offramp.scenario.claims.claim_tree import Moment, Pledge, pledges_of
from offramp.scenario.claims.questions import StatedClaim
from offramp.scenario.expressions.expression_tree import (
    Compare,
    Expression,
    Is,
    Kind,
    Logical,
    Not,
    Number,
    ValueType,
    Variable,
    variables,
)
from offramp.scenario.model import NONE, Assumption, Move, Option, ScenarioModel

Guard = Expression | None  # None: always
NEVER = 1e9  # a period that no game comes to
PledgeKey = tuple[object, ...]


@dataclass(frozen=True)
class Armed:
    """A scenario that can be told which of several pledges are kept: each has an assumption that is 0, or 1 where it
    is. So all games that claims suppose differ in numbers only, and one kernel serves them.

    dated: each assumption is the first period in which its pledge is kept instead, so that pledges can be told to begin
    later than they say.
    """

    model: ScenarioModel
    flags: dict[PledgeKey, str]
    dated: bool = False

    def told(self, pledges: Sequence[Pledge], first: int = 0) -> dict[str, float]:
        """The numbers of all flags where these pledges are kept; where they are dated, from period `first` on."""
        kept = {self.flags[key_of(pledge)] for pledge in pledges}
        yes, no = (float(first), NEVER) if self.dated else (1.0, 0.0)
        return {flag: yes if flag in kept else no for flag in self.flags.values()}


def key_of(pledge: Pledge) -> PledgeKey:
    """What two pledges have in common that mean the same."""
    times = tuple(None if moment is None else moment.t for moment in (pledge.since, pledge.until))
    return pledge.actor, pledge.how, pledge.options, *times


def armed(model: ScenarioModel, pledges: Iterable[Pledge], dated: bool = False) -> Armed:
    """The scenario with guards for each of the pledges. Its moves have the same options. dated: see `Armed`."""
    flags: dict[PledgeKey, str] = {}
    assumptions = dict(model.assumptions)
    guards: dict[tuple[int, str], list[Expression]] = {}
    for pledge in pledges:
        if key_of(pledge) in flags:
            continue
        flag = flags[key_of(pledge)] = f"pledge {len(flags)}"  # no name that a scenario could have
        assumptions[flag] = _flag(flag, model)
        choices = list(dict.fromkeys(s.choice for s in model.play if isinstance(s, Move) and s.actor == pledge.actor))
        for number, step in enumerate(model.play):
            if isinstance(step, Move) and step.actor == pledge.actor:
                for label, forbidden in _forbidden(step, pledge, _kept(flag, step.span, dated), choices):
                    guards.setdefault((number, label), []).append(forbidden)
    play = tuple(
        replace(step, options=tuple(_guarded(o, guards.get((number, o.label), ())) for o in step.options))
        if isinstance(step, Move)
        else step
        for number, step in enumerate(model.play)
    )
    return Armed(replace(model, play=play, assumptions=assumptions), flags, dated)


def pledges_in(claims: Iterable[StatedClaim]) -> Iterator[Pledge]:
    """All that claims take actors to do."""
    for claim in claims:
        if claim.holds is not None:
            for quantity in claim.holds.quantities.values():
                yield from (condition.pledge for condition in pledges_of(quantity))


def bound(move: Move, pledge: Pledge) -> frozenset[str]:
    """The labels of a move's options that a pledge rules out; empty where it has no say."""
    labels = {option.label for option in move.options}
    named = labels & set(pledge.options)
    if pledge.how == "never":
        return frozenset(named)
    return frozenset(labels - named) if named else frozenset()


def may_be_broken(model: ScenarioModel, pledge: Pledge) -> bool:
    """Whether there may be nothing else to pick at some time than what a pledge rules out: at some move each of the
    options that it leaves has a guard."""
    for step in model.play:
        if isinstance(step, Move) and step.actor == pledge.actor and (out := bound(step, pledge)):
            left = [option for option in step.written if option.label not in out]
            if all(option.when is not None for option in left):
                return True
    return False


def holds_in(pledge: Pledge, t: int) -> bool:
    """Whether a pledge binds its actor in period `t`."""
    if pledge.how == "first":
        return t == 0
    since = 0 if pledge.since is None else pledge.since.t
    return since <= t and (pledge.until is None or t < pledge.until.t)


def _active(pledge: Pledge, move: Move, choices: Sequence[str]) -> list[Expression]:
    """When a pledge binds its actor at a move: all of these hold."""
    if pledge.how == "first":
        earlier = [c for c in choices if c != move.choice]
        none = [Is(Kind.CHOICE, choice, NONE, move.span) for choice in earlier]
        return [_compared("<", 1, move.span), *none]
    found = []
    for operator, moment in ((">=", pledge.since), ("<", pledge.until)):
        if isinstance(moment, Moment):
            found.append(_compared(operator, moment.t, move.span))
    return found


def _compared(operator: str, t: int, span: Span) -> Expression:
    return Compare(operator, Variable(Kind.TIME, "t", ValueType.NUMBER, span), Number(float(t), span), span)


def _kept(flag: str, span: Span, dated: bool) -> Expression:
    """That a flag says so."""
    told = Variable(Kind.ASSUMPTION, flag, ValueType.NUMBER, span)
    if dated:
        return Compare(">=", Variable(Kind.TIME, "t", ValueType.NUMBER, span), told, span)
    return Compare(">", told, Number(0.5, span), span)


def _forbidden(move: Move, pledge: Pledge, said: Expression, choices: Sequence[str]) -> list[tuple[str, Expression]]:
    """The options of a move that a pledge takes away, and when: where it binds and another one can be picked. said:
    that it is kept."""
    out = bound(move, pledge)
    left = [option for option in move.written if option.label not in out]
    if not out or not left:
        return []  # with nothing else to pick the pledge can't be kept, which is found in the play
    parts: list[Expression] = [said, *_active(pledge, move, choices)]
    others = [_own_guard(option) for option in left]
    if all(guard is not None for guard in others):
        parts.append(_joined("or", [guard for guard in others if guard is not None], move.span))
    return [(label, _joined("and", parts, move.span)) for label in sorted(out)]


def _guarded(option: Option, forbidden: Sequence[Expression]) -> Option:
    """An option that is there only where nothing forbids it."""
    if not forbidden:
        return option
    allowed: list[Expression] = [Not(one, option.span) for one in forbidden]
    if option.when is not None:
        allowed.insert(0, option.when)
    return replace(option, when=_joined("and", allowed, option.span))


def _own_guard(option: Option) -> Guard:
    """When an option is there; one whose guard reads its own number counts as there."""
    if option.when is None or any(kind is Kind.PICKED for kind, _ in variables(option.when)):
        return None
    return option.when


def _joined(operator: str, parts: Sequence[Expression], span: Span) -> Expression:
    return reduce(lambda left, right: Logical(operator, left, right, span), parts)


def _flag(name: str, model: ScenarioModel) -> Assumption:
    span = next(iter(model.actors.values())).span
    return Assumption(name, "Whether a pledge is kept", "", 0.0, Uniform(0.0, 1.0), {}, (), span)
