"""A scenario as data: what the reader makes of a file once names, types and units are checked.

Nothing here computes. Every part keeps the span that it was read from.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from offramp.core.diagnostics import Diagnostic
from offramp.core.spans import SourceText, Span
from offramp.scenario.expression_tree import Expression, ValueType

HORIZON = "horizon"
NONE = "none"


@dataclass(frozen=True, slots=True)
class Source:
    """A document; `date` is the first day that its date leaves open (2023-09 is 2023-09-01), or None."""

    name: str
    title: str
    date: date | None
    date_text: str
    stance: str
    link: str
    file: str
    span: Span


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where an assumption was read: a W3C text quote in a source, or a place such as a table row.

    `source` is empty for a plain judgement, which then says why in `note`.
    """

    source: str
    phrase: str
    before: str
    after: str
    place: str
    note: str
    span: Span


@dataclass(frozen=True, slots=True)
class View:
    """A rival reading of the same situation."""

    name: str
    means: str
    stance: str
    span: Span


@dataclass(frozen=True, slots=True)
class Calendar:
    """`periods` periods of one length; period t starts at `start` + t lengths (or has no date)."""

    periods: int
    period: str  # day, week, month, quarter, year, or empty for a unitless calendar
    start: date | None
    span: Span

    def label(self, t: int) -> str:
        """The name of period `t` for people: 2023Q4, 2023-10, 1962-10-16, 1998, or `t = 3`."""
        return _period_label(self, t)


@dataclass(frozen=True, slots=True)
class Assumption:
    """One uncertain number. `low`, `high` are its range (equal to `value` where none is given).

    `views` maps a view's name to its own (low, high); a view's baseline is the middle of them.
    """

    name: str
    means: str
    unit: str
    value: float
    low: float
    high: float
    views: dict[str, tuple[float, float]]
    because: tuple[Anchor, ...]
    span: Span

    def baseline(self, view: str | None) -> float:
        """The value used for this assumption in `view` (None: as written)."""
        if view is not None and view in self.views:
            low, high = self.views[view]
            return 0.5 * (low + high)
        return self.value

    def bounds(self, view: str | None) -> tuple[float, float]:
        """The range explored for this assumption in `view` (None: as written)."""
        return self.views.get(view, (self.low, self.high)) if view is not None else (self.low, self.high)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who chooses. `rationality` (the logit precision λ) is an expression of assumptions, or inf."""

    name: str
    title: str
    rationality: Expression
    discount: Expression | None
    aspiration: Expression | None
    ruin: tuple[str, ...]  # endings that this actor can't survive
    ruin_cap: Expression | None  # None: the default of 0.05
    helped: Expression | None  # ε: what the actor would give up of its own value to do another a favour
    believes: dict[str, Expression]  # assumption -> what this actor takes it to be
    span: Span


@dataclass(frozen=True, slots=True)
class Mode:
    name: str
    means: str
    labels: tuple[str, ...]
    start: str
    span: Span


@dataclass(frozen=True, slots=True)
class Stock:
    name: str
    means: str
    unit: str
    low: float
    high: float
    start: Expression  # of assumptions
    whole: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Define:
    name: str
    type: ValueType
    expression: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class SetStock:
    """`front: front + 0.1`: the right side reads the values from before the step."""

    stock: str
    expression: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class SetMode:
    """`phase: war`, or a choice between labels: `cases` are tried in order, the last has no condition."""

    mode: str
    cases: tuple[tuple[Expression | None, str], ...]  # (condition, label); label "" keeps the mode as it is
    span: Span


Effect = SetStock | SetMode


@dataclass(frozen=True, slots=True)
class Option:
    name: str
    means: str
    when: Expression | None
    then: tuple[Effect, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Move:
    actor: str
    when: Expression | None
    options: tuple[Option, ...]
    span: Span


class ChanceKind(Enum):
    CHANCE = "chance"
    ONE_OF = "one_of"
    COMPETING = "competing"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`weight` is a probability (CHANCE, ONE_OF) or a rate per period (COMPETING); None for `otherwise`."""

    name: str
    weight: Expression | None
    then: tuple[Effect, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Chance:
    kind: ChanceKind
    when: Expression | None
    outcomes: tuple[Outcome, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Shock:
    """A normal draw with mean 0 and this spread."""

    name: str
    sd: Expression
    when: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class Update:
    when: Expression | None
    effects: tuple[Effect, ...]
    span: Span


Step = Move | Chance | Shock | Update


@dataclass(frozen=True, slots=True)
class Payoff:
    """`each_period` is a sum of named terms (the name is empty where one expression was written)."""

    actor: str
    each_period: tuple[tuple[str, Expression], ...]
    at_end: dict[str, Expression]  # every ending, `horizon` too
    span: Span


@dataclass(frozen=True, slots=True)
class Ending:
    """`when` is None for `horizon`, which is always the last one."""

    name: str
    means: str
    when: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class Question:
    ask: str
    groups: dict[str, tuple[str, ...]]
    span: Span


@dataclass(frozen=True)
class ScenarioModel:
    """A checked scenario. Mappings keep the file's order; `defines` are sorted by what they depend on."""

    source: SourceText
    title: str
    summary: str
    question: Question | None
    information_until: date | None
    calendar: Calendar
    sources: dict[str, Source]
    views: dict[str, View]
    actors: dict[str, Actor]
    assumptions: dict[str, Assumption]
    modes: dict[str, Mode]
    stocks: dict[str, Stock]
    defines: dict[str, Define]
    play: tuple[Step, ...]
    payoffs: dict[str, Payoff]
    endings: dict[str, Ending]
    tolerable: dict[str, dict[str, Expression]]  # actor -> ending -> weight; endings not named weigh 0
    view_tolerable: dict[str, dict[str, dict[str, Expression]]]  # view -> actor -> ending -> weight
    warnings: tuple[Diagnostic, ...] = field(default=())

    def tolerable_in(self, view: str | None) -> dict[str, dict[str, Expression]]:
        """The weights of tolerable endings in `view`: an actor that the view names is replaced whole."""
        if view is None:
            return self.tolerable
        return {**self.tolerable, **self.view_tolerable.get(view, {})}


def _period_label(calendar: Calendar, t: int) -> str:
    start = calendar.start
    if start is None:
        return f"t = {t}"
    if calendar.period in ("day", "week"):
        return (start + timedelta(days=t * (7 if calendar.period == "week" else 1))).isoformat()
    months = {"month": 1, "quarter": 3, "year": 12}[calendar.period] * t + start.month - 1
    year, month = start.year + months // 12, months % 12 + 1
    if calendar.period == "year":
        return str(year)
    return f"{year}-{month:02d}" if calendar.period == "month" else f"{year}Q{(month - 1) // 3 + 1}"
