"""Solve a small game of two stocks whose size can be chosen along several sides."""

from bench.games import game_of, headlines, states
from bench.runs import Run, Side, timed
from offramp.solve.solution import Solution
from offramp.solve.solver import Effort, solve
from offramp.solve.start import Start

SCENARIO = """offramp: 1
title: Two sides push
calendar: {{periods: {periods}}}
actors: {{west: {{rationality: 4}}, east: {{rationality: 4}}}}
state:
  phase: {{modes: [crisis, war], start: crisis}}
  tension: {{range: [0, 1], start: 0.3}}
  supply: {{range: [0, 1], start: 0.6}}
play:
  - {{move: west, options: {{press: {{from: 0, to: 0.2, steps: {options}}}}}}}
  - {{move: east, options: [hold, answer]}}
  - chance: slip
    probability: 0.1 * tension if east == answer else 0.02 * tension
    then: {{phase: war}}
  - {{shock: nerves, sd: 0.05}}
  - update:
      tension: tension + press + (0.1 if east == answer else -0.05) - 0.1 * tension + nerves
      supply: supply + 0.05 * (1 - supply) - 0.5 * press * supply
payoffs:
  west: {{each_period: press - 0.3 * tension, at_end: {{war: -3, horizon: supply}}}}
  east: {{each_period: -0.5 * tension, at_end: {{war: -3, horizon: 1 - tension}}}}
endings: {{war: {{when: phase == war}}}}
tolerable: {{west: [horizon], east: [horizon]}}
"""


def prepare(options: int, periods: int, points: int) -> Side:
    """A unit of work is one solve. facts: `states` of all periods."""
    game = game_of(SCENARIO.format(options=options, periods=periods))
    found: list[Solution] = []

    def work() -> tuple[float, ...]:
        found[:] = [solve(game, Start(), Effort(points=points, refine=False))]
        return headlines(found[0])

    def run() -> Run:
        timing = timed(work)
        return Run(timing.spent, 1.0, timing.answer, {"states": states(found[0].backward)})

    return run
