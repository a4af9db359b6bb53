"""What could reopen a way out: the scenario's proposals, commitments by every other actor, and pairs of these.

A commitment forces one option of an actor wherever it is there, or rules it out wherever something else can be picked.
Those that mean the same are one: of two options, to rule out one is to force the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from offramp.core.spans import Span
from offramp.judge.claims.pledged_games import bound
from offramp.scenario.claims.claim_tree import Pledge
from offramp.scenario.claims.claim_words import pledge_words
from offramp.scenario.claims.questions import AddedOption
from offramp.scenario.model import Move, ScenarioModel

Kind = Literal["proposal", "commitment", "pair"]
HOWS = ("always", "never")


@dataclass(frozen=True)
class Candidate:
    """An off-ramp to try. change: assumption -> value; add: options that are added. parts: of a pair, what its two are
    called. span: where a proposal, or its first commitment, stands in the file."""

    name: str
    kind: Kind
    pledges: tuple[Pledge, ...] = ()
    change: Mapping[str, float] = field(default_factory=dict)
    add: tuple[AddedOption, ...] = ()
    parts: tuple[str, ...] = ()
    span: Span | None = None

    @property
    def binders(self) -> tuple[str, ...]:
        """The actors that bind themselves."""
        return tuple(dict.fromkeys(pledge.actor for pledge in self.pledges))

    @property
    def timed(self) -> bool:
        """Whether a commitment holds for a time only."""
        return any(pledge.since is not None or pledge.until is not None for pledge in self.pledges)

    @property
    def movable(self) -> bool:
        """Whether it can begin later than it says: a changed assumption has no date."""
        return not self.change


def proposals(model: ScenarioModel) -> list[Candidate]:
    """Those that the scenario declares."""
    return [
        Candidate(
            one.name, "proposal", tuple(committed.pledge for committed in one.commit), one.change, one.add, (), one.span
        )
        for one in model.offramps.values()
    ]


def commitments(model: ScenarioModel, helped: str) -> list[Candidate]:
    """Every other actor's: each of its options forced, and ruled out. Numbers of a numeric option go together.

    Who picks by habit commits itself to nothing: its habit says what it does.
    """
    found: list[Candidate] = []
    for actor in model.actors:
        if actor == helped:
            continue
        moves = moves_of(model, actor)
        labels = dict.fromkeys(option.label for move in moves for option in move.written)
        known: set[tuple[frozenset[str], ...]] = set()
        for pledge in (Pledge(actor, how, (label,), None, None) for label in labels for how in HOWS):
            leaves_nothing = [len(bound(move, pledge)) == len(move.written) for move in moves]
            out = tuple(
                frozenset[str]() if nothing else bound(move, pledge)
                for move, nothing in zip(moves, leaves_nothing, strict=True)
            )
            habitual = any(rest and move.habit is not None for move, rest in zip(moves, out, strict=True))
            if any(out) and not habitual and out not in known:
                known.add(out)
                found.append(Candidate(f"{actor} {pledge.how} {pledge.options[0]}", "commitment", (pledge,)))
    return found


def pairs(model: ScenarioModel, singles: Sequence[Candidate]) -> list[Candidate]:
    """Every two of these that go together and say more than one of them."""
    found = (_pair(model, one, other) for k, one in enumerate(singles) for other in singles[k + 1 :])
    return [pair for pair in found if pair is not None]


def words(model: ScenarioModel, candidate: Candidate) -> str:
    """What is done, in words: `Moscow never picks strike`."""
    said = [
        f"{model.actors[pledge.actor].title} {pledge_words(pledge).replace(' where it can', '')}"
        for pledge in candidate.pledges
    ]
    said += [f"{name} becomes {value:.6g}" for name, value in candidate.change.items()]
    for added in candidate.add:
        options = " or ".join(dict.fromkeys(option.label.replace("_", " ") for option in added.options))
        said.append(f"{model.actors[added.actor].title} can also pick {options}")
    return "; ".join(said)


def moves_of(model: ScenarioModel, actor: str) -> list[Move]:
    """The moves of an actor, in the order of the play."""
    return [step for step in model.play if isinstance(step, Move) and step.actor == actor]


def _pair(model: ScenarioModel, one: Candidate, other: Candidate) -> Candidate | None:
    if any(other.change.get(name, value) != value for name, value in one.change.items()):
        return None
    names = [{(a.choice, option.label) for a in candidate.add for option in a.options} for candidate in (one, other)]
    if names[0] & names[1]:
        return None
    for first, second in ((one, other), (other, one)):
        # What the second rules out is ruled out by the first already, and it does nothing else.
        if not (second.change or second.add) and all(_says(model, first, pledge) for pledge in second.pledges):
            return None
    for pledge in one.pledges:
        if any(_contradict(model, pledge, held) for held in other.pledges if held.actor == pledge.actor):
            return None
    return Candidate(
        f"{one.name} and {other.name}",
        "pair",
        one.pledges + other.pledges,
        {**one.change, **other.change},
        one.add + other.add,
        (one.name, other.name),
    )


def _says(model: ScenarioModel, candidate: Candidate, pledge: Pledge) -> bool:
    """Whether a commitment of `candidate` has the actor do all that `pledge` says, at all times that it does."""
    moves = moves_of(model, pledge.actor)
    return any(
        held.actor == pledge.actor
        and (held.since is None or (pledge.since is not None and held.since.t <= pledge.since.t))
        and (held.until is None or (pledge.until is not None and held.until.t >= pledge.until.t))
        and all(bound(move, pledge) <= bound(move, held) for move in moves)
        for held in candidate.pledges
    )


def _contradict(model: ScenarioModel, one: Pledge, other: Pledge) -> bool:
    """Whether two commitments of an actor leave it nothing at some move."""
    return any(
        len(bound(move, one) | bound(move, other)) == len({option.label for option in move.options})
        and bool(bound(move, one) and bound(move, other))
        for move in moves_of(model, one.actor)
    )


def pledges_of(candidates: Sequence[Candidate]) -> Iterator[Pledge]:
    """All that these candidates have actors do."""
    for candidate in candidates:
        yield from candidate.pledges
