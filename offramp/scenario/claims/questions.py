"""What a scenario is asked beside its main question: proposals, claims, forecasts, and the evidence that there is.

All of it is read and checked here; whether a claim holds, and what a proposal changes, is judged elsewhere.
"""

from dataclasses import dataclass
from datetime import date

from offramp.core.distributions import Distribution
from offramp.core.spans import Span
from offramp.scenario.claims.claim_tree import Claim, Committed, Happening, Moment
from offramp.scenario.expressions.expression_tree import Expression
from offramp.scenario.model import Anchor, Option


@dataclass(frozen=True, slots=True)
class AddedOption:
    """Options (several, where it is numeric) that a proposal gives an actor in the move called `choice`."""

    actor: str
    choice: str
    options: tuple[Option, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Proposal:
    """An off-ramp to try: all that it says happens together."""

    name: str
    means: str
    change: dict[str, float]  # assumption -> the value that it is moved to
    commit: tuple[Committed, ...]
    add: tuple[AddedOption, ...]
    because: tuple[Anchor, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class StatedClaim:
    """A sentence of a document. `holds` is None where it can't be formalised; `because` then says why.

    `quote` is where it stands; None where the claim is the author's own.
    """

    name: str
    means: str
    holds: Claim | None
    quote: Anchor | None
    because: tuple[Anchor, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Resolution:
    """What became of a forecast: True, False, or None where its condition never came about."""

    outcome: bool | None
    on: date | None  # the first day that its date leaves open
    on_text: str
    quote: Anchor
    span: Span


@dataclass(frozen=True, slots=True)
class Forecast:
    """A sentence about what happens by a date. `probability` is what the document's words or numbers say, if known;
    `says` are those words. base_rate: how often such a thing happens, None where nothing is said. `happens` is None
    where it can't be formalised."""

    name: str
    means: str
    happens: Happening | None
    by: Moment | None
    by_day: date | None  # the last day that counts
    says: str
    probability: tuple[float, float] | None
    resolved: Resolution | None
    quote: Anchor | None
    because: tuple[Anchor, ...]
    span: Span
    base_rate: float | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """What was observed of period `t`, at its end."""

    text: str
    t: int
    value: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """Observed values of a number of the game. Observed less true is drawn from `error`, or normal with spread `sd`;
    one of the two is None."""

    name: str
    means: str
    of: Expression
    unit: str
    observed: tuple[Observation, ...]
    sd: Expression | None
    error: Distribution | None
    file: str  # empty where the values are written out
    quote: Anchor | None
    because: tuple[Anchor, ...]
    span: Span
