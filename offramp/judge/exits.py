"""When each way out closes: shares of live play in which an option is still a way out, period by period."""

from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from offramp.judge.verdicts import SLACK
from offramp.scenario.model import Move, Option
from offramp.solve.forward_pass import Visit
from offramp.solve.options import OptionRecord
from offramp.solve.solution import Solution

Floats = NDArray[np.float64]
DRAWN = 0.001  # below this mass nothing is said
PRICE_SLACK = 1e-9


class Status(Enum):
    """What an option is at a level p."""

    WAY_OUT = "way_out"  # reach ≥ p even if it is repeated whenever it is available
    KEEPS_OPEN = "keeps_open"  # reach ≥ p, but not by this option alone
    PRICED_OUT = "priced_out"  # reach ≥ p, but it costs the actor more than its best option
    CLOSED = "closed"  # reach < p


STATUSES = tuple(Status)


def statuses(record: OptionRecord, level: float) -> NDArray[np.int64]:
    """The status of each child of a move, as a place in `STATUSES`."""
    place = {status: k for k, status in enumerate(STATUSES)}
    result = np.where(record.repeat_c >= level - SLACK, place[Status.WAY_OUT], place[Status.KEEPS_OPEN])
    result = np.where(record.price_c > PRICE_SLACK, place[Status.PRICED_OUT], result)
    return np.where(record.reach_c < level - SLACK, place[Status.CLOSED], result)


@dataclass
class Cell:
    """One option in one period. `available`: chance that the game is live and the option there; `share_s`: shares
    of that in each status; `reach`: mean reach."""

    t: int
    live: float
    available: float
    share_s: Floats
    reach: float

    @property
    def open_share(self) -> float:
        """Share in which the option leads out and costs nothing."""
        return float(self.share_s[0] + self.share_s[1])


@dataclass
class Exit:
    """One option of one actor over time. It counts as closed in a period where it leads out at no price (alone, or
    by keeping a way open) in less than half of the live play that has it; priced out is closed in this sense."""

    actor: str
    option: str  # its key in results
    move: str
    family: str
    number: float | None
    cells: list[Cell] = field(default_factory=list)

    def closings(self) -> list[int]:
        """The periods in which the option closes: open the period before (or the first seen), closed now."""
        found, was_open = [], True
        for cell in self.cells:
            if cell.available < DRAWN:
                continue
            is_open = cell.open_share >= 0.5
            if was_open and not is_open:
                found.append(cell.t)
            was_open = is_open
        return found


def exits(solution: Solution, visits: list[Visit], level: float) -> dict[tuple[str, str], Exit]:
    """Every option of every actor, over all periods of the play as solved."""
    game = solution.game
    found: dict[tuple[str, str], Exit] = {}
    for visit in visits:
        sums: dict[tuple[str, str], tuple[Move, Option, Floats]] = {}
        for move, mass_c in visit.moves:
            step = game.model.play[move.decision.step]
            assert isinstance(step, Move)
            assert move.record is not None
            decision = move.decision
            node = np.add.reduceat(mass_c, decision.starts)
            weight = np.repeat(node, decision.counts)
            place = decision.column * len(STATUSES) + statuses(move.record, level)
            size = (1 + len(step.options)) * len(STATUSES)
            share_os = np.bincount(place, weights=weight, minlength=size).reshape(-1, len(STATUSES))
            reach_o = np.bincount(
                decision.column, weights=weight * move.record.reach_c, minlength=1 + len(step.options)
            )
            for column, option in enumerate(step.options, 1):
                if share_os[column].any():
                    key = (step.actor, step.key(option))
                    empty = np.zeros(len(STATUSES) + 1)
                    sums.setdefault(key, (step, option, empty))[2][:] += (*share_os[column], reach_o[column])
        for key, (step, option, row) in sums.items():
            share, mass = row[:-1], float(row[:-1].sum())
            exit_ = found.setdefault(key, Exit(*key, step.name, option.family, option.number))
            exit_.cells.append(Cell(visit.t, visit.live, mass, share / mass, float(row[-1]) / mass))
    return found
