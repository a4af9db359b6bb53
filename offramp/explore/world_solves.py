"""One world solved once: the numbers that verdicts and answers are read from, or the fault that it met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.explore.quantities import NOTHING_MORE, OF_PROCESSES, Further, Quantity, chance
from offramp.game.game import Game
from offramp.judge.verdicts import LEVEL, REACHES
from offramp.scenario.model import ScenarioModel
from offramp.simulate.paths import simulate
from offramp.simulate.policies import Uniform
from offramp.solve.allotment import Allotment
from offramp.solve.columns import Columns
from offramp.solve.exact_play import as_played
from offramp.solve.options import within_cap
from offramp.solve.solution import Solution
from offramp.solve.solver import NODES, Effort, solve
from offramp.solve.start import Start

Floats = NDArray[np.float64]

# Enough for one grid: more paths make larger boxes, and so coarser cells, for states that play hardly comes to.
WORLD_TUBE_PATHS = 4_096
AUDIT_PATHS = 64  # by which a grid's numbers are put right; they share their luck from world to world
AUDIT_SEED = 1
PROCESS_PATHS = 2_000  # paths a world of a process in which nobody chooses; each world has its own luck

# What one solve costs, in seconds of a core of 2026: fitted once, so that the default number of worlds depends on
# the game and on what solves it, and never on a clock.
SECONDS_AT_LEAST = 0.03  # whatever the grid
NUMPY_SECONDS = 1.4e-9  # a corner of a transition and a column
NATIVE_SECONDS = 1e-10
SECONDS_PER_PATH_STEP = 2e-7


@dataclass(frozen=True)
class Numbers:
    """The numbers of one world, in this order: each ending, each group of endings, each actor's four `REACHES`, which
    are what verdicts and answers are read from; then what else a run asks for."""

    endings: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    actors: tuple[str, ...]
    further: Further = NOTHING_MORE

    @staticmethod
    def of(
        model: ScenarioModel,
        actors: Sequence[str],
        further: Sequence[str] = (),
        level: float = LEVEL,
        cases: Sequence[Mapping[str, str]] = (),
    ) -> "Numbers":
        """The numbers of a scenario in which these actors are judged; without a question each ending is a group.

        further: names of `quantities.PARTS`, read at this level. Where no actor is judged, those of processes.
        cases: of switches that will be looked at beside those of the views.
        """
        further = further if actors else [part for part in further if part in OF_PROCESSES]
        groups = model.question.groups if model.question else {e: (e,) for e in model.endings}
        more = Further.of(model, actors, further, level, cases) if further else NOTHING_MORE
        return Numbers(tuple(model.endings), groups, tuple(actors), more)

    @property
    def count(self) -> int:
        """How many there are that verdicts and answers are read from."""
        return self.first_reach + len(self.actors) * len(REACHES)

    @property
    def all(self) -> int:
        """How many there are, with what else was asked for."""
        return self.count + len(self.further.quantities)

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """All of them, with their names."""
        endings = [chance(f"chance({e})") for e in self.endings]
        groups = [chance(f"chance(group.{g})") for g in self.groups]
        reaches = [chance(f"{name}({actor})") for actor in self.actors for name in REACHES]
        return (*endings, *groups, *reaches, *self.further.quantities)

    @property
    def kept_m(self) -> NDArray[np.bool_]:
        """Which of them stay as each world's own grid has them."""
        return np.array([not quantity.kind.carried for quantity in self.quantities], dtype=np.bool_)

    def ending(self, name: str) -> int:
        """The place of an ending's chance."""
        return self.endings.index(name)

    def group(self, name: str) -> int:
        """The place of a group's chance."""
        return len(self.endings) + list(self.groups).index(name)

    @property
    def first_reach(self) -> int:
        """Where the actors' reaches begin."""
        return len(self.endings) + len(self.groups)

    def reach(self, actor: str) -> slice:
        """The places of an actor's reaches."""
        first = self.first_reach + self.actors.index(actor) * len(REACHES)
        return slice(first, first + len(REACHES))

    def put_together(self, ending_e: Floats, reach_ir: Floats) -> Floats:
        """What verdicts and answers are read from, of the endings' chances and the actors' reaches."""
        group_g = [sum(float(ending_e[self.endings.index(e)]) for e in members) for members in self.groups.values()]
        return np.concatenate([ending_e, group_g, reach_ir.reshape(-1)])


@dataclass(frozen=True)
class World:
    """One solve of one world. `value_m`: its `Numbers`; empty where it failed, and then `faults` says why.

    error: numerical error of each number that this solve knows of. seconds: what it cost beyond what any solve
    costs, by the book. nodes: quadrature nodes a shock that it took. allotment: where it put its points.

    Of the numbers that are put right by the play on the exact dynamics, if they are: gap_m is by how much, noise_m the
    standard error of that.
    """

    number: int
    value_m: Floats
    error: float = 0.0
    exact: bool = False
    sampled: bool = False
    seconds: float = 0.0
    faults: tuple[Diagnostic, ...] = ()
    nodes: int = NODES
    allotment: Allotment | None = None
    gap_m: Floats = field(default_factory=lambda: np.zeros(0))
    noise_m: Floats = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True)
class Grids:
    """points: about how many states a period. nodes: quadrature nodes a shock, as they are or, where `checked`, as a
    first guess that each world sees for itself whether it will do. allotment: where the points go (None: everywhere
    alike); learns: whether the world finds that out for itself.

    audited: whether verdicts' and answers' numbers are put right by the play on the exact dynamics, where states are
    interpolated and the game has a last period; ahead: the quadrature nodes of that, where they aren't the grid's.
    """

    points: int
    nodes: int = NODES
    checked: bool = True
    allotment: Allotment | None = None
    learns: bool = False
    audited: bool = False
    ahead: int | None = None

    @property
    def effort(self) -> Effort:
        """One solution on such grids."""
        return Effort(
            points=self.points,
            refine=False,
            nodes=self.nodes,
            check_shocks=self.checked,
            allotment=self.allotment,
            learns=self.learns,
            follow=False,
            tube_paths=WORLD_TUBE_PATHS,
        )


def solve_world(
    model: ScenarioModel,
    numbers: Numbers,
    view: str | None,
    number: int,
    changes: Mapping[str, float | str],
    grids: Grids,
) -> World:
    """The game with `changes` to its baseline, assumptions and cases of switches, on one tube grid a period."""
    try:
        game = Game.bind(numbers.further.solvable(model), view, changes)
        if not game.has_moves and not game.exact:
            return _simulated(game, numbers, number)
        return _read_off(solve(game, Start(), grids.effort), numbers, number, grids)
    except ScenarioError as fault:
        return World(number, np.zeros(0), faults=fault.diagnostics)


def _simulated(game: Game, numbers: Numbers, number: int) -> World:
    found = simulate(Start().block(game, PROCESS_PATHS), Uniform(), seed=1, world=number + 1)
    ending_e = np.bincount(found.ended_n, minlength=len(numbers.endings)) / PROCESS_PATHS
    reach_ir = np.zeros((len(numbers.actors), len(REACHES)))
    sampling = 2 * float(np.sqrt(0.25 / PROCESS_PATHS))
    seconds = SECONDS_PER_PATH_STEP * PROCESS_PATHS * game.periods
    value_m = numbers.put_together(ending_e, reach_ir)
    value_m = np.concatenate([value_m, numbers.further.of_process(game)])
    return World(number, value_m, sampling, sampled=True, seconds=seconds)


def _read_off(solution: Solution, numbers: Numbers, number: int, grids: Grids) -> World:
    solved, certificate = solution.backward, solution.certificate
    value_m = _read_from(numbers, solved.columns, solution.values)
    gap_m = noise_m = np.zeros(len(value_m))
    # Paths of an open game go on after the last period that is followed, with what they have still to come unseen.
    if grids.audited and not solution.game.exact and not solution.game.open:
        played = as_played(solved, solution.start, AUDIT_PATHS, AUDIT_SEED, grids.ahead or solved.nodes)
        right_m = _read_from(numbers, solved.columns, played.values)
        gap_m, value_m = right_m - value_m, right_m
        noise_m = numbers.put_together(*_noise(numbers, solved.columns, played.noise_q))
    if numbers.further.parts:
        value_m = np.concatenate([value_m, numbers.further.values(solution)])
    return World(
        number,
        value_m,
        certificate.quadrature_change or 0.0,
        solution.game.exact,
        seconds=_seconds(solution),
        nodes=solved.nodes,
        allotment=solution.allotment,
        gap_m=gap_m,
        noise_m=noise_m,
    )


def _read_from(numbers: Numbers, columns: Columns, here: Floats) -> Floats:
    """What verdicts and answers are read from, of the values of all columns at the start: shape (1, columns)."""
    game = columns.game
    ending_e = here[0, [columns.at("ending", -1, e) for e in numbers.endings]]
    reach_ir = np.zeros((len(numbers.actors), len(REACHES)))
    for i, actor in enumerate(numbers.actors):
        a = game.actors.index(actor)
        reach_ir[i, :2] = here[0, [columns.at(name, a) for name in REACHES[:2]]]
        reach_ir[i, 2:] = [float(within_cap(columns, a, name, here)[0]) for name in REACHES[2:]]
    return numbers.put_together(ending_e, reach_ir)


def _noise(numbers: Numbers, columns: Columns, noise_q: Floats) -> tuple[Floats, Floats]:
    """Standard errors of the endings and of the actors' reaches; those of a group's endings, which add up to more than
    its own, are taken for it."""
    ending_e = noise_q[[columns.at("ending", -1, e) for e in numbers.endings]]
    actors = [columns.game.actors.index(actor) for actor in numbers.actors]
    reach_ir = noise_q[[[columns.at(name, a) for name in REACHES] for a in actors]]
    return ending_e, reach_ir.reshape(len(actors), len(REACHES))


def _seconds(solution: Solution) -> float:
    """What the solve cost, by the book: from how many transitions it looked at, never from a clock."""
    solved = solution.backward
    believing = sum(bool(actor.believes) for actor in solution.game.model.actors.values())
    # An actor that believes in another game has that game solved too, and looked into at each of its moves.
    native = solved.by_lane is not None
    per_entry, belief = (NATIVE_SECONDS, 0.4) if native else (NUMPY_SECONDS, 2.0)
    return per_entry * solved.entries * solved.columns.count * (1 + belief * believing)


def published(view_result: Mapping[str, Any], numbers: Numbers) -> tuple[Floats, Floats]:
    """The numbers of a view's own result that verdicts and answers are read from, and their errors: what worlds are
    held against."""
    value_m, error_m = np.zeros(numbers.count), np.zeros(numbers.count)
    for e in numbers.endings:
        value_m[numbers.ending(e)], error_m[numbers.ending(e)] = (
            view_result["endings"][e],
            view_result["ending_errors"][e],
        )
    for g in numbers.groups:
        group = view_result["answer"]["groups"][g]
        value_m[numbers.group(g)], error_m[numbers.group(g)] = group["probability"], group["error"]
    within_cap_names = ("would", "best_reply_would", "reach_within_cap", "helped_within_cap")
    for actor in numbers.actors:
        found = view_result["actors"][actor]
        value_m[numbers.reach(actor)] = [found[name] for name in within_cap_names]
        error_m[numbers.reach(actor)] = [found["errors"][name] for name in REACHES]
    return value_m, error_m
