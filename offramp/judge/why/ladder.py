"""How far a verdict is from turning: the numbers that it is made of, against the level."""

from dataclasses import dataclass

from offramp.judge.verdicts import ORDER, REACHES, verdicts
from offramp.solve.options import within_cap
from offramp.solve.solution import Solution


@dataclass(frozen=True)
class Ladder:
    """verdict: its place in `ORDER`. rungs: by name; `could` and `helped` by plans under the actor's cap on ruin.
    margin: how far the number that decides is from the level; it is 0 where the verdict turns. decides: its name.
    """

    verdict: str
    rungs: dict[str, float]
    margin: float
    decides: str


def ladder(solution: Solution, actor: str, level: float, held: str | None = None) -> Ladder:
    """The verdict at the start with its margin; `held`: the margin of that verdict, below 0 where it doesn't hold."""
    columns, i = solution.backward.columns, solution.game.actors.index(actor)
    values = solution.values
    rungs = {
        name: float(
            within_cap(columns, i, name, values)[0] if name in ("could", "helped") else values[0, columns.at(name, i)]
        )
        for name in REACHES
    }
    verdict = ORDER[int(verdicts(columns, i, values, level)[0])].value
    place = [one.value for one in ORDER].index(held or verdict)
    # The verdict's own number must reach the level, and none before it may.
    margins = {name: level - rungs[name] for name in REACHES[:place]}
    if place < len(REACHES):
        margins[REACHES[place]] = rungs[REACHES[place]] - level
    decides = min(reversed(margins), key=lambda name: margins[name])  # of equal ones the last, which the others imply
    return Ladder(verdict, rungs, margins[decides], decides)
