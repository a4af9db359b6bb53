"""A scenario as data: what the reader makes of a file once names, types and units are checked.

Nothing here computes. Every part keeps the span that it was read from.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from offramp.core.diagnostics import Diagnostic
from offramp.core.distributions import Distribution
from offramp.core.spans import SourceText, Span
from offramp.scenario.expressions.expression_tree import Expression, ValueType

if TYPE_CHECKING:  # NumPy is imported where values are asked for
    from numpy.typing import ArrayLike

    from offramp.core.distributions import Floats

if TYPE_CHECKING:
    # Questions hold anchors and options, which are declared here.
    from offramp.scenario.claims.questions import Evidence, Forecast, Proposal, StatedClaim

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
class Curve:
    """A named table: piecewise linear through its points, flat outside. `unit` is of y, `x_unit` of what it takes."""

    name: str
    means: str
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    unit: str
    x_unit: str
    because: tuple[Anchor, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Calendar:
    """`periods` periods of one length; period t starts at `start` + t lengths (or has no date).

    open: there is no last period; `periods` then only bounds what dates can be meant.
    """

    periods: int
    period: str  # day, week, month, quarter, year, or empty for a unitless calendar
    start: date | None
    span: Span
    open: bool = False

    def label(self, t: int) -> str:
        """The name of period `t` for people: 2023Q4, 2023-10, 1962-10-16, 1998, or `t = 3`."""
        return _period_label(self, t)

    def begins(self, t: int) -> date:
        """The first day of period `t` of a calendar with dates."""
        assert self.start is not None
        if self.period in ("day", "week"):
            return self.start + timedelta(days=t * (7 if self.period == "week" else 1))
        months = {"month": 1, "quarter": 3, "year": 12}[self.period] * t + self.start.month - 1
        year, month = self.start.year + months // 12, months % 12 + 1
        return date(year, month, min(self.start.day, monthrange(year, month)[1]))

    def first_from(self, day: date) -> int:
        """The first period that begins on `day` or later, be it after the last one: games are also played longer."""
        assert self.start is not None
        low, high = 0, max(1, (day - self.start).days + 1)
        while low < high:
            middle = (low + high) // 2
            try:
                begun = self.begins(middle) >= day
            except (OverflowError, ValueError):  # past the year 9999
                begun = True
            low, high = (low, middle) if begun else (middle + 1, high)
        return low


@dataclass(frozen=True, slots=True)
class Assumption:
    """One uncertain number: its baseline `value` and how likely other values are.

    `views` maps a view's name to the distribution that it has there; a view's baseline is the median of that.
    """

    name: str
    means: str
    unit: str
    value: float
    distribution: Distribution
    views: dict[str, Distribution]
    because: tuple[Anchor, ...]
    span: Span

    def distribution_in(self, view: str | None) -> Distribution:
        """How likely each value is in `view` (None: as written)."""
        return self.distribution if view is None else self.views.get(view, self.distribution)

    def baseline(self, view: str | None) -> float:
        """The value used for this assumption in `view` (None: as written)."""
        return self.views[view].median if view is not None and view in self.views else self.value

    def bounds(self, view: str | None) -> tuple[float, float]:
        """The range explored in `view` (None: as written); an end without bound is cut off at one draw in 2,000."""
        return self.distribution_in(view).bounds

    def quantile(self, view: str | None, p: "ArrayLike") -> "Floats":
        """The values that it stays below with chances `p` in `view` (None: as written), in the shape of `p`."""
        return self.distribution_in(view).quantile(p)


@dataclass(frozen=True, slots=True)
class Correlation:
    """Two assumptions that move together: the correlation of their normal scores (a Gaussian copula), in every view."""

    first: str
    second: str
    value: float
    span: Span


@dataclass(frozen=True, slots=True)
class Case:
    """One way in which a structural question may be settled: what it fixes, beside the expressions that ask for it."""

    name: str
    means: str
    periods: int | None  # the calendar's where None
    set: dict[str, float]  # assumption -> its value in this case, whatever the view
    span: Span


@dataclass(frozen=True, slots=True)
class Switch:
    """A structural choice: its cases are looked at one by one and never averaged."""

    name: str
    means: str
    cases: dict[str, Case]
    value: str
    views: dict[str, str]
    because: tuple[Anchor, ...]
    span: Span

    def baseline(self, view: str | None) -> str:
        """The case that holds in `view` (None: as written)."""
        return self.value if view is None else self.views.get(view, self.value)


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
    lags: int = 0  # how many earlier values are kept: those that `previous(…)` reads


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


class Ties(Enum):
    """What an exact player does with options that are equally good."""

    UNIFORM = "uniform"
    FIRST = "first"  # in the order of the file


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to pick. A numeric option is one of these for each of its numbers, all of one `family`.

    Those of a family share `when` and `then`, which read the number by the family's name.
    """

    name: str
    means: str
    when: Expression | None
    then: tuple[Effect, ...]
    span: Span
    family: str = ""
    number: float | None = None

    @property
    def label(self) -> str:
        """What expressions and habits call it: its name, or that of all its family."""
        return self.family or self.name


@dataclass(frozen=True, slots=True)
class Move:
    """An actor picks. `name` is empty for its one unnamed move a period.

    habit: chance of each option, by its label (those of a numeric option together, unless it reads the number);
    None: the actor weighs its options. beside: what is picked in the moves that are made at the same time, which follow
    one another in `play`; none of them sees what the others pick. focal: the option that all expect here, as cases of
    (condition, label) that are tried in order, the last without a condition; the label `none` names no option.
    """

    actor: str
    when: Expression | None
    options: tuple[Option, ...]
    span: Span
    name: str = ""
    ties: Ties = Ties.UNIFORM
    habit: dict[str, Expression] | None = None
    beside: tuple[str, ...] = ()
    focal: tuple[tuple[Expression | None, str], ...] = ()

    @property
    def choice(self) -> str:
        """The name of the variable that holds what is picked here."""
        return self.name or self.actor

    @property
    def families(self) -> tuple[str, ...]:
        """Its numeric options."""
        return tuple(dict.fromkeys(option.family for option in self.options if option.family))

    @property
    def written(self) -> tuple[Option, ...]:
        """Its options as the file lists them: of a numeric one, the first number stands for all."""
        return tuple({option.label: option for option in reversed(self.options)}.values())[::-1]

    def key(self, option: Option) -> str:
        """What results call an option: `push`, `demand 0.25`, or `reply.accept` in a named move."""
        return f"{self.name}.{option.name}" if self.name else option.name

    def group(self, option: Option) -> str:
        """The same, with one key for all numbers of a numeric option: `demand`."""
        return f"{self.name}.{option.label}" if self.name else option.label


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
class Draw:
    """A family of `core.families` with parameters that may depend on the state, cut off at `low` and `high`."""

    family: str
    parameters: dict[str, Expression]
    low: float
    high: float
    span: Span


@dataclass(frozen=True, slots=True)
class Shock:
    """A draw: normal with mean 0 and the spread `sd`, or from `draw`; one of the two is None."""

    name: str
    sd: Expression | None
    when: Expression | None
    span: Span
    draw: Draw | None = None

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """The numbers that say how it is drawn."""
        return tuple(self.draw.parameters.values()) if self.draw is not None else (self.sd,) if self.sd else ()


class Method(Enum):
    """How an update gets from the start to the end of its period."""

    EULER = "euler"
    RK4 = "rk4"


@dataclass(frozen=True, slots=True)
class Update:
    """New values, all from those before it.

    Integrated where `method` is RK4 or there are several `substeps`: the right sides say where stocks would be after
    a period at today's rate, so that the rate is the right side less the stock, and it is looked at anew in each step.
    """

    when: Expression | None
    effects: tuple[Effect, ...]
    span: Span
    method: Method = Method.EULER
    substeps: int = 1

    @property
    def integrated(self) -> bool:
        """Whether the right sides are rates that are looked at more than once."""
        return self.method is not Method.EULER or self.substeps > 1


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
    correlations: tuple[Correlation, ...] = ()
    switches: dict[str, Switch] = field(default_factory=dict)
    tables: dict[str, Curve] = field(default_factory=dict)
    outputs: dict[str, Span] = field(default_factory=dict)  # defined quantities that results show
    offramps: dict[str, "Proposal"] = field(default_factory=dict)
    claims: dict[str, "StatedClaim"] = field(default_factory=dict)
    forecasts: dict[str, "Forecast"] = field(default_factory=dict)
    evidence: dict[str, "Evidence"] = field(default_factory=dict)
    warnings: tuple[Diagnostic, ...] = field(default=())

    def tolerable_in(self, view: str | None) -> dict[str, dict[str, Expression]]:
        """The weights of tolerable endings in `view`: an actor that the view names is replaced whole."""
        if view is None:
            return self.tolerable
        return {**self.tolerable, **self.view_tolerable.get(view, {})}

    def cases_in(self, view: str | None, asked: Mapping[str, object] | None = None) -> dict[str, str]:
        """The case of every switch in `view`, where `asked` doesn't name another."""
        return {name: str((asked or {}).get(name, switch.baseline(view))) for name, switch in self.switches.items()}

    def set_by_cases(self, cases: Mapping[str, str]) -> dict[str, float]:
        """The assumptions that the cases of switches fix, with their numbers."""
        return {
            name: value
            for switch, case in cases.items()
            for name, value in self.switches[switch].cases[case].set.items()
        }

    def periods_in(self, cases: Mapping[str, str]) -> int:
        """How many periods are played where the switches have these cases."""
        counts = (self.switches[switch].cases[case].periods for switch, case in cases.items())
        return next((count for count in counts if count is not None), self.calendar.periods)

    @property
    def most_periods(self) -> int:
        """The number of periods of the longest case."""
        return most_periods(self.calendar, self.switches)


def most_periods(calendar: Calendar, switches: Mapping[str, Switch]) -> int:
    """How many periods are played at most, whichever case each switch has."""
    cases = [case for switch in switches.values() for case in switch.cases.values()]
    return max([calendar.periods, *(case.periods for case in cases if case.periods is not None)])


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
