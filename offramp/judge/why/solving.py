"""The solutions behind an answer: the one that is shown, a rougher one that tells its error, and coarse ones in which
assumptions are moved."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from offramp.game.game import Game
from offramp.judge.requests import Progress, Request
from offramp.scenario.model import Assumption, ScenarioModel, Shock
from offramp.solve.solution import Solution
from offramp.solve.solver import Effort, solve
from offramp.solve.start import Start, read_start

POINTS = 2000  # states a period, where states are interpolated and nobody asks for others
ROUGHER = 3  # times fewer points to tell the error by, and again as many times fewer to move assumptions on
LEAST = 30
LEAST_SHARE_OF_RANGE = 1e-9


@dataclass
class Solving:
    """Solves one scenario in one view, with the request's changes and with others on top of them."""

    model: ScenarioModel
    request: Request
    moving: bool = True
    fine: Solution = field(init=False)
    points: int = field(init=False)

    def begin(self, tell: Progress) -> Solution:
        """The solution that is shown."""
        game = self._game({})
        self.points = 1 if game.exact else self.request.points or POINTS
        effort = Effort(self.points, refine=False, tolerance=self.request.tolerance, threads=self.request.threads)
        self.fine = solve(game, self.start(game), effort, tell)
        return self.fine

    @property
    def game(self) -> Game:
        """The game as it is shown."""
        return self.fine.game

    def start(self, game: Game) -> Start:
        """Where it starts. Raises ScenarioError E704–E706."""
        return read_start(game, self.request.at)

    def rougher(self) -> Solution | None:
        """The same game with fewer points, or with more nodes a shock where only these are approximate; None where the
        solution has no error but rounding."""
        nodes = self.fine.backward.nodes
        if not self.game.exact:
            return self._solved({}, self.points // ROUGHER, nodes)
        shocked = any(isinstance(step, Shock) for step in self.model.play)
        return self._solved({}, 1, 2 * nodes + 1) if shocked else None

    def coarse(self, changes: Mapping[str, float]) -> Solution:
        """The game with assumptions changed, on a coarse grid. Raises ScenarioError where it can't be solved."""
        return self._solved(changes, self.points // ROUGHER**2, self.fine.backward.nodes)

    def movable(self) -> list[tuple[Assumption, float, tuple[float, float]]]:
        """The assumptions that have a range in this view, with their values and the range; none if they are left."""
        if not self.moving:
            return []
        view, values = self.request.view, self.game.assumptions
        found = []
        for name, assumption in self.model.assumptions.items():
            low, high = assumption.bounds(view)
            if high - low > LEAST_SHARE_OF_RANGE * max(1.0, abs(low), abs(high)):
                found.append((assumption, values[name], (low, high)))
        return found

    def _game(self, changes: Mapping[str, float]) -> Game:
        return Game.bind(self.model, self.request.view, {**self.request.changes, **changes})

    def _solved(self, changes: Mapping[str, float], points: int, nodes: int) -> Solution:
        game = self._game(changes)
        effort = Effort(
            1 if game.exact else max(LEAST, points),
            refine=False,
            nodes=nodes,
            threads=self.request.threads,
            tolerance=self.request.tolerance,
            check_shocks=False,
        )
        return solve(game, self.start(game), effort)
