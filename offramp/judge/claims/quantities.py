"""Every quantity of a claim, measured in one solved game."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from offramp.core.diagnostics import ScenarioError
from offramp.judge.claims.courses import Course, Courses
from offramp.judge.claims.event_chances import UNSUPPORTED, Query, read
from offramp.judge.claims.measured import Measured, State, not_judged, number, one_of, vacuous
from offramp.judge.claims.played_paths import PlayedPaths
from offramp.judge.claims.standings import option_standing, standing, turns
from offramp.scenario.claims.claim_tree import (
    Chance,
    Condition,
    Given,
    Mean,
    Moment,
    OptionStanding,
    Quantity,
    Standing,
    Timing,
    Turn,
)
from offramp.solve.solution import Solution

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


@dataclass
class Measuring:
    """courses: the solved game and what claims suppose of it. level: of a way out. paths, seed: where paths must be
    played for an event."""

    courses: Courses
    level: float
    paths: int
    seed: int
    _played: dict[int, PlayedPaths] = field(default_factory=dict)  # by the solution, all of which `courses` keeps

    def of(self, quantity: Quantity) -> Measured:
        """What a quantity is."""
        try:
            match quantity:
                case Timing():
                    return self._timing(quantity)
                case Chance():
                    given = quantity.given.event if quantity.given else None
                    return self._read(Query(quantity.event, given), quantity.given, quantity.conditions)
                case Mean():
                    given = quantity.given.event if quantity.given else None
                    query = Query(None, given, quantity.number, quantity.when)
                    return self._read(query, quantity.given, quantity.conditions)
                case Standing() if quantity.given is not None:
                    actor = self.courses.base.game.actors.index(quantity.actor)
                    query = Query(None, quantity.given.event, payoff=actor)
                    return self._read(query, quantity.given, quantity.conditions)
                case Standing():
                    return self._in(quantity.conditions, lambda s: standing(s, quantity, self.level))
                case OptionStanding():
                    return self._in(quantity.conditions, lambda s: option_standing(s, quantity, self.level))
        except ScenarioError as fault:
            return not_judged("a rule or an expression breaks", fault.diagnostics)

    def _in(self, conditions: tuple[Condition, ...], measure: Callable[[Solution], Measured]) -> Measured:
        """Measure in the course of the game on some conditions."""
        course = self.courses.of(conditions)
        return nowhere_in(course) or measure(_solution(course))

    def _read(self, query: Query, given: Given | None, conditions: tuple[Condition, ...]) -> Measured:
        def measure(solution: Solution) -> Measured:
            found = read(query, self._paths_of(solution))
            if given is None:
                return number(found.value, found.error, found.how)
            if found.mass == 0.0 and found.how != "paths":
                return vacuous("what is given never happens")
            if found.mass < UNSUPPORTED or math.isnan(found.value):
                reason = f"what is given happens in {found.mass:.2g} of the play"
                return Measured(None, state=State.UNSUPPORTED, reason=reason, mass=found.mass, how=found.how)
            return number(found.value, found.error, found.how, found.mass)

        return self._in(conditions, measure)

    def _paths_of(self, solution: Solution) -> PlayedPaths:
        return self._played.setdefault(id(solution), PlayedPaths(solution, self.paths, self.seed))

    def _timing(self, timing: Timing) -> Measured:
        first = self.courses.of(timing.turn.conditions)
        if (nowhere := nowhere_in(first)) is not None:
            return nowhere
        when, may_be = turns(_solution(first), timing.turn, self.level)
        to, others = math.inf, {math.inf}
        if isinstance(timing.to, Turn):
            second = self.courses.of(timing.to.conditions)
            if (nowhere := nowhere_in(second)) is not None:
                return nowhere
            to, others = turns(_solution(second), timing.to, self.level)
        elif isinstance(timing.to, Moment):
            to, others = float(timing.to.t), {float(timing.to.t)}
        found = compared(timing.operator, (when, may_be), (to, others))
        calendar = self.courses.base.game.model.calendar
        said = [f"{turn.what} {_label(calendar.label, t)}" for turn, t in _told(timing, when, to)]
        return Measured(found.value, may_be=found.may_be, reason="; ".join(said))


Turned = tuple[float, set[float]]  # a period, infinity for never, and all that it may be within the error


def compared(operator: str, when: Turned, to: Turned) -> Measured:
    """What a comparison of two times is, by how they compare within their errors."""
    compare = _COMPARE[operator]
    return one_of(compare(when[0], to[0]), {compare(a, b) for a in when[1] for b in to[1]})


def _told(timing: Timing, when: float, to: float) -> list[tuple[Turn, float]]:
    """The openings and closings that a comparison is about, with their periods."""
    second = [(timing.to, to)] if isinstance(timing.to, Turn) else []
    return [(timing.turn, when), *second]


def _label(label: Callable[[int], str], t: float) -> str:
    return "never" if math.isinf(t) else f"at {label(int(t))}"


def nowhere_in(course: Course) -> Measured | None:
    """Why nothing can be measured in a course; None where it can."""
    if course.solution is None:
        return not_judged(course.impossible or "the game on this condition can't be solved", course.faults)
    return vacuous(course.impossible) if course.impossible else None


def _solution(course: Course) -> Solution:
    assert course.solution is not None
    return course.solution
