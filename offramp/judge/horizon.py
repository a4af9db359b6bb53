"""Is a closing made by the story or by the calendar? Solve again with a longer horizon and see whether it moves."""

from offramp.game.game import Game
from offramp.judge.exits import exits
from offramp.solve.solver import Effort, Progress, solve
from offramp.solve.start import Start

POINTS = 200


def closings(
    game: Game, start: Start, effort: Effort, level: float, periods: int, progress: Progress
) -> dict[tuple[str, str], list[int]]:
    """The closings of every option when the game lasts `periods`, on one small grid."""
    quick = Effort(points=min(effort.points or POINTS, POINTS), refine=False, nodes=effort.nodes, seed=effort.seed)
    solution = solve(game.with_periods(periods), start, quick, progress)
    return {key: exit_.closings() for key, exit_ in exits(solution, solution.visits, level).items()}


def longer(periods: int) -> int:
    """The horizon that closings are compared with: a quarter longer, at least two periods."""
    return periods + max(2, round(periods / 4))
