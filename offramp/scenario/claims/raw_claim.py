"""Claims as they were written, before any name has a meaning: what the claim parser hands to the claim resolver.

What an expression doesn't have (a quantity of the solved game, a time beside a condition) is a phrase. In the raw
tree a name stands for it, which is the phrase's own text, and `phrases` has what the name stands for.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from offramp.core.spans import Span
from offramp.scenario.expressions.raw_expression import RawExpression


@dataclass(frozen=True, slots=True)
class RawMoment:
    """A date, or the number of a period."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class RawWord:
    """The name of an actor or an option, or a word of the language."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class RawWithin:
    """`within 4 periods`, `within 12 months after bloc == intervene`."""

    count: RawMoment
    unit: RawWord
    after: RawExpression | None


@dataclass(frozen=True, slots=True)
class RawTimed:
    """A condition with a time; `word` is ever, never, always, by, at, end (for `at end`) or within."""

    condition: RawExpression
    word: RawWord
    time: RawMoment | RawWithin | None
    span: Span


@dataclass(frozen=True, slots=True)
class RawPledge:
    """What stands after `if`."""

    actor: RawWord
    commits: bool
    how: RawWord
    options: tuple[RawWord, ...]
    since: RawMoment | None
    until: RawMoment | None
    span: Span


@dataclass(frozen=True, slots=True)
class RawQuantity:
    """A quantity with its arguments; those that its kind doesn't have are None, or empty."""

    what: RawWord
    subject: RawExpression | None  # of chance and mean
    actor: RawWord | None
    option: RawWord | None
    which: RawWord | None  # first or last, of opens and closes
    at: RawTimed | RawMoment | None
    given: RawExpression | None
    given_span: Span | None
    pledges: tuple[RawPledge, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class RawTiming:
    """A comparison of an opening or a closing; `to` is a RawWord for `never`."""

    turn: RawQuantity
    operator: str
    to: "RawMoment | RawWord | RawQuantity"
    span: Span


Phrase = RawTimed | RawQuantity | RawTiming


@dataclass(frozen=True, slots=True)
class RawClaim:
    """The tree of a claim; or of a happening, with what stands after it."""

    tree: RawExpression
    phrases: dict[str, Phrase]
    given: RawExpression | None
    given_span: Span | None
    pledges: tuple[RawPledge, ...]


def trees(claim: RawClaim) -> Iterator[RawExpression]:
    """Every tree in `claim`."""
    yield claim.tree
    if claim.given is not None:
        yield claim.given
    for phrase in claim.phrases.values():
        if isinstance(phrase, RawTimed):
            yield phrase.condition
            if isinstance(phrase.time, RawWithin) and phrase.time.after is not None:
                yield phrase.time.after
        elif isinstance(phrase, RawQuantity):
            yield from (tree for tree in (phrase.subject, phrase.given) if tree is not None)
