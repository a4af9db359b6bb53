"""A scenario bound to numbers: one view, one set of assumptions, one horizon.

A `Game` is what the solver and the simulator see. It names arrays, numbers labels and knows what each
expression reads; how a period is played is in `steps.py`.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.core.spans import Span
from offramp.game.axes import Axis, axes_of, becomes, later
from offramp.game.blocks import ENDED, NO_CHOICE, Block, Key
from offramp.game.faults import evaluate_safely
from offramp.game.played_expressions import expressions
from offramp.game.substitution import substitute
from offramp.scenario.expressions.expression_tree import (
    Expression,
    Kind,
    Number,
    Variable,
    children,
    lagged,
    variables,
)
from offramp.scenario.model import HORIZON, NONE, Actor, Chance, Move, ScenarioModel, Shock
from offramp.scenario.vocabulary.limits import MOST_OPEN_PERIODS

DEFAULT_RUIN_CAP = 0.05
FOLLOWED = 40  # periods of an open game that is solved; its values count all that come after


@dataclass
class Game:
    """One parametric game, ready to be played. Build it with `Game.bind`.

    Axes: i = actors (in `actors` order), e = endings (in `endings` order, `horizon` last), d = the numbers of the
    state (in `axes` order: stocks, then their earlier values), m = modes.
    """

    model: ScenarioModel
    view: str | None
    assumptions: dict[str, float]
    cases: dict[str, str]
    periods: int
    actors: tuple[str, ...]
    stocks: tuple[str, ...]
    modes: tuple[str, ...]
    endings: tuple[str, ...]
    axes: tuple[Axis, ...] = ()
    choices: tuple[str, ...] = ()  # the variables that hold what was picked: actors and named moves
    numeric: dict[str, tuple[str, NDArray[np.float64]]] = field(default_factory=dict)
    members: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    start_stocks: dict[str, float] = field(default_factory=dict)
    aspirations: dict[str, float] = field(default_factory=dict)
    rationality_i: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    discount_i: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    helped_i: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    ruin_cap_i: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    tolerable: dict[str, dict[str, Expression]] = field(default_factory=dict)
    _codes: dict[str, int] = field(default_factory=dict)
    suspects: set[int] = field(default_factory=set)  # expressions whose evaluation misbehaved at least once
    _reads: dict[int, frozenset[Key]] = field(default_factory=dict)
    _passes: dict[int, frozenset[int]] = field(default_factory=dict)

    @staticmethod
    def bind(
        model: ScenarioModel,
        view: str | None = None,
        overrides: Mapping[str, float | str] | None = None,
        periods: int | None = None,
    ) -> "Game":
        """The game of `model` in `view`, with `overrides` on top of the view's baselines.

        overrides: numbers of assumptions, and cases of switches. What a case sets gives way to a number given here,
        and its periods to `periods`. Raises ScenarioError where a value that the file leaves to its assumptions
        comes out of bounds.
        """
        given = overrides or {}
        cases = model.cases_in(view, given)
        values = {name: a.baseline(view) for name, a in model.assumptions.items()}
        values.update(model.set_by_cases(cases))
        values.update({name: float(value) for name, value in given.items() if name not in cases})
        game = Game(
            model=model,
            view=view,
            assumptions=values,
            cases=cases,
            periods=periods or model.periods_in(cases),
            actors=tuple(model.actors),
            stocks=tuple(model.stocks),
            modes=tuple(model.modes),
            endings=tuple(model.endings),
            axes=tuple(axes_of(model)),
            choices=tuple(dict.fromkeys([*model.actors, *(move.choice for move in _moves(model))])),
        )
        for label in _labels(model):
            game._codes.setdefault(label, len(game._codes))
        game._bind_numeric_options()
        game._bind_numbers()
        if game.open and periods is None:
            game.periods = FOLLOWED if game.has_moves or game.exact else MOST_OPEN_PERIODS
        return game

    @property
    def open(self) -> bool:
        """Whether there is no last period; `periods` is how many are followed then."""
        switches = self.model.switches
        return self.model.calendar.open and all(switches[s].cases[c].periods is None for s, c in self.cases.items())

    def _bind_numeric_options(self) -> None:
        """Fill `numeric` and `members`, whose arrays are by the number of a label; the last entry is for NO_CHOICE.

        numeric: for the name of a numeric option in expressions, who picks it, and the number behind each label (NaN:
        another option). members: which labels are numbers of the option. A label may belong to several movers.
        """
        size = len(self._codes) + 1
        for move in _moves(self.model):
            for option in move.options:
                if option.number is None:
                    continue
                code = self.code(option.name)
                for name in (option.family, f"{move.choice}.{option.family}"):
                    _, numbers = self.numeric.setdefault(name, (move.choice, np.full(size, np.nan)))
                    numbers[code] = option.number
                self.members.setdefault(option.family, np.zeros(size, dtype=np.bool_))[code] = True
        for label, members in self.members.items():
            if label in self._codes:
                members[self._codes[label]] = True

    def _bind_numbers(self) -> None:
        model, actors = self.model, self.model.actors.values()
        self.start_stocks = {name: self.number(stock.start) for name, stock in model.stocks.items()}
        for name, stock in model.stocks.items():
            self._require(
                stock.low <= self.start_stocks[name] <= stock.high,
                "E401",
                f"stock {name} starts at "
                f"{self.start_stocks[name]:g}, outside its range [{stock.low:g}, {stock.high:g}]",
                stock.span,
                "change `start`, the assumptions that it reads, or the range",
            )
            self._require(
                not stock.whole or self.start_stocks[name] == round(self.start_stocks[name]),
                "E402",
                f"whole stock {name} starts at {self.start_stocks[name]:g}, which is not an integer",
                stock.span,
                "start it at an integer or drop `whole: true`",
            )
        self.aspirations = {a.name: self.number(a.aspiration) for a in actors if a.aspiration is not None}
        self.rationality_i = np.array([self.number(a.rationality, finite=False) for a in actors])
        self.discount_i = np.array([1.0 if a.discount is None else self.number(a.discount) for a in actors])
        self.helped_i = np.array([0.0 if a.helped is None else self.number(a.helped) for a in actors])
        self.ruin_cap_i = np.array(
            [DEFAULT_RUIN_CAP if a.ruin_cap is None else self.number(a.ruin_cap) for a in actors]
        )
        for actor, rationality, discount, favour in zip(
            actors, self.rationality_i, self.discount_i, self.helped_i, strict=True
        ):
            self._require(
                rationality >= 0,
                "E403",
                f"rationality of {actor.name} is {rationality:g}; it must be 0 or more (inf: exact best reply)",
                actor.span,
                "give a number ≥ 0 or inf",
            )
            self._require(
                0 <= discount <= 1,
                "E404",
                f"discount of {actor.name} is {discount:g}; it must lie in [0, 1]",
                actor.span,
                "write the factor by which a period's delay shrinks a payoff, such as 0.97",
            )
            self._require(
                not self.open or discount < 1 or actor.name not in model.payoffs,
                "E416",
                f"{actor.name} counts all periods of an open game alike, so that what it gets has no bound",
                actor.span,
                "give it a `discount` below 1, such as 0.97, or the calendar a number of periods",
            )
            self._require(
                favour >= 0,
                "E405",
                f"helped of {actor.name} is {favour:g}; it must be 0 or more",
                actor.span,
                "write how much of its own value the actor would give up as a favour",
            )
        self.tolerable = {
            actor: {ending: substitute(weight, self._paid_at(ending)) for ending, weight in weights.items()}
            for actor, weights in model.tolerable_in(self.view).items()
        }

    def _paid_at(self, ending: str) -> Callable[[str], Expression]:
        """What `at_end(actor)` stands for in the weight of `ending`."""
        actors, payoffs = self.model.actors, self.model.payoffs

        def paid(actor: str) -> Expression:
            return payoffs[actor].at_end[ending] if actor in payoffs else Number(0.0, actors[actor].span)

        return paid

    def _require(self, holds: bool, code: str, message: str, span: Span, remedy: str) -> None:
        if not holds:
            raise ScenarioError([Diagnostic(code, message, span, remedy)], self.model.source)

    def number(self, expression: Expression, finite: bool = True) -> float:
        """The value of an expression that reads assumptions only.

        Raises ScenarioError with the line and the values where it isn't a (finite) number.
        """
        if isinstance(expression, Number) and not finite:
            return expression.value
        block = Block(self, 0, 1, {})
        return float(np.asarray(evaluate_safely(block, expression, None)).reshape(-1)[0])

    def believed_by(self, actor: str) -> "Game | None":
        """The game that `actor` believes in and takes to be shared; None where it believes in this one."""
        believes = self.model.actors[actor].believes
        if not believes:
            return None
        values = {name: self.number(expression) for name, expression in believes.items()}
        if all(self.assumptions[name] == value for name, value in values.items()):
            return None
        return Game.bind(self.model, self.view, {**self.assumptions, **values, **self.cases}, self.periods)

    def with_periods(self, periods: int) -> "Game":
        """The same game with another horizon."""
        return replace(self, periods=periods, _codes=self._codes, _reads=self._reads)

    def code(self, label: str) -> int:
        """The number that stands for a label in arrays of modes and choices."""
        return NO_CHOICE if label == NONE else self._codes[label]

    @property
    def codes(self) -> dict[str, int]:
        """The numbers behind all labels."""
        return dict(self._codes)

    def label(self, code: int) -> str:
        """The label behind a number."""
        if code == NO_CHOICE:
            return NONE
        return next(label for label, c in self._codes.items() if c == code)

    def reads(self, expression: Expression) -> frozenset[Key]:
        """What an expression reads that can differ between rows, looking through `define`s."""
        found = self._reads.get(id(expression))
        if found is None:
            keys: set[Key] = set()
            for kind, name in variables(expression):
                if kind is Kind.DEFINE:
                    keys |= self.reads(self.model.defines[name].expression)
                elif kind is Kind.PICKED:
                    keys.add((kind, self.numeric[name][0]))
                elif kind in (Kind.STOCK, Kind.PREVIOUS, Kind.MODE, Kind.CHOICE, Kind.EVENT, Kind.SHOCK, Kind.ENDING):
                    keys.add((kind, name))
            found = frozenset(keys)
            self._reads[id(expression)] = found
        return found

    def passes_through(self, expression: Expression) -> frozenset[int]:
        """The expression itself and every `define` that it goes through, by identity."""
        found = self._passes.get(id(expression))
        if found is None:
            inside = {id(expression)}
            for kind, name in variables(expression):
                if kind is Kind.DEFINE:
                    inside |= self.passes_through(self.model.defines[name].expression)
            found = frozenset(inside)
            self._passes[id(expression)] = found
        return found

    @property
    def exact(self) -> bool:
        """Whether the states are finitely many (no stock, or whole ones only) and nothing is interpolated."""
        return all(axis.whole for axis in self.axes)

    @property
    def has_moves(self) -> bool:
        """Whether anyone chooses anything."""
        return any(isinstance(step, Move) for step in self.model.play)

    @cached_property
    def at_once(self) -> dict[int, tuple[int, ...]]:
        """For each step that is a move: the steps of the moves made at the same time, itself among them."""
        found: dict[int, tuple[int, ...]] = {}
        numbered = [(k, step) for k, step in enumerate(self.model.play) if isinstance(step, Move)]
        for number, step in numbered:
            if number not in found:
                # Others of the same names may move elsewhere in the period: these follow one another.
                together = tuple(range(number, number + 1 + len(step.beside)))
                found.update(dict.fromkeys(together, together))
        return found

    @property
    def simultaneous(self) -> bool:
        """Whether some actors move at the same time."""
        return any(len(together) > 1 for together in self.at_once.values())

    @cached_property
    def most_picks(self) -> int:
        """How many ways there are, at most, to pick options in one period."""
        most: dict[str, int] = {}
        for move in _moves(self.model):
            most[move.choice] = max(most.get(move.choice, 1), len(move.options))
        return math.prod(most.values())

    @cached_property
    def depends_on_time(self) -> bool:
        """Whether any expression of the play or the payoffs reads `t`."""
        defines = self.model.defines
        looked_at: set[str] = set()

        def reads_time(node: Expression) -> bool:
            if isinstance(node, Variable) and node.kind is Kind.DEFINE:
                if node.name in looked_at:
                    return False  # or it would have been found out
                looked_at.add(node.name)
                return reads_time(defines[node.name].expression)
            if isinstance(node, Variable) and node.kind is Kind.TIME:
                return True
            return any(reads_time(child) for child in children(node))

        return any(reads_time(e) for e in expressions(self.model, self.tolerable))

    def block(
        self, t: int, stocks: Mapping[str, NDArray[np.float64]], modes: Mapping[str, NDArray[np.int64]], size: int
    ) -> Block:
        """`size` states at the start of period `t`; what isn't given is as at the start of the game.

        stocks: values by the names of `axes`. An earlier value that isn't given is the one after it: nothing moved.
        """
        own: dict[Key, NDArray[np.float64] | NDArray[np.int64]] = {}
        for name in self.stocks:
            given = stocks.get(name)
            own[(Kind.STOCK, name)] = np.full(size, self.start_stocks[name]) if given is None else given
        for axis in self.axes[len(self.stocks) :]:
            # Its present value is kept too: that is what the next period calls the previous one.
            now = own.setdefault((Kind.PREVIOUS, lagged(axis.stock, 0)), own[(Kind.STOCK, axis.stock)])
            after = own.get((Kind.PREVIOUS, later(axis.key[1])), now)
            own[axis.key] = stocks.get(axis.name, after)
        for name, mode in self.model.modes.items():
            own[(Kind.MODE, name)] = modes.get(name, np.full(size, self.code(mode.start), dtype=np.int64))
        return Block(self, t, size, own)

    def next_period(self, end: Block, rows: NDArray[np.int64]) -> Block:
        """The states that `rows` of a period's last block start the next period in."""
        return self.block(
            end.t + 1,
            {axis.name: end.value(becomes(axis))[rows] for axis in self.axes},
            {m: end.value((Kind.MODE, m))[rows] for m in self.modes},
            len(rows),
        )

    def carried_over(self, block: Block) -> Block:
        """`block`'s rows as this game sees them: same state, choices and events, this game's assumptions."""
        keys: list[Key] = [axis.key for axis in self.axes] + [(Kind.MODE, m) for m in self.modes] + [ENDED]
        keys += [becomes(axis) for axis in self.axes[len(self.stocks) :]]
        keys += [(Kind.CHOICE, choice) for choice in self.choices]
        keys += [(Kind.PICKED, choice) for choice, _ in self.numeric.values()]
        for step in self.model.play:
            if isinstance(step, Chance):
                keys += [(Kind.EVENT, o.name) for o in step.outcomes]
            elif isinstance(step, Shock):
                keys.append((Kind.SHOCK, step.name))
        carried = Block(self, block.t, block.size, {key: block.value(key) for key in keys})
        carried.looked = block.looked
        return carried


def _moves(model: ScenarioModel) -> Iterator[Move]:
    yield from (step for step in model.play if isinstance(step, Move))


def _labels(model: ScenarioModel) -> Iterator[str]:
    for mode in model.modes.values():
        yield from mode.labels
    for switch in model.switches.values():
        yield from switch.cases
    for step in model.play:
        if isinstance(step, Move):
            yield from (option.name for option in step.options)


def rationality_in_words(actor: Actor, rationality: float, stakes: float) -> str:
    """What λ means for `actor`, whose payoffs span `stakes` of its own utility."""
    if math.isinf(rationality):
        return f"{actor.title} always picks its best option"
    if rationality == 0:
        return f"{actor.title} picks among its options by chance alone"
    # Odds past a million to one are "always" to any reader, and exp would overflow soon after.
    odds = math.exp(min(rationality * 0.1 * stakes, math.log(1e6)))
    times = "over a million" if odds >= 1e6 else f"{odds:.3g}"
    return f"{actor.title} picks an option worth 10% of the stakes more {times} times as often"


__all__ = ["DEFAULT_RUIN_CAP", "HORIZON", "Game", "rationality_in_words"]
