"""Where each column of a solution stands in a native kernel's row of lanes, and what is done with it there."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.kernels import lane_plan
from offramp.kernels.lane_plan import VECTOR, Lane, LanePlan, Outlook, Picks
from offramp.solve.columns import Column, Columns, Rule, Target

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_TARGETS = {
    Target.PAYOFF: lane_plan.Target.PAYOFF,
    Target.WEIGHT: lane_plan.Target.WEIGHT,
    Target.RUIN: lane_plan.Target.RUIN,
    Target.ENDING: lane_plan.Target.ENDING,
}
_OWN = (Rule.MAX_OWN, Rule.REPEAT, Rule.PENALISED, Rule.HELPED, Rule.PENALISED_HELPED)
_HELPED = (Rule.HELPED, Rule.PENALISED_HELPED)


@dataclass(frozen=True)
class LaneOrder:
    """A lane plan and its relation to columns. place_q: the lane of column q. column_l: the column of lane l, −1 for
    padding."""

    plan: LanePlan
    place_q: Ints
    column_l: Ints

    def to_columns(self, values_sl: NDArray[Any]) -> NDArray[Any]:
        """Values by lane as values by column."""
        return np.ascontiguousarray(values_sl[:, self.place_q])

    def spread(self, by_column_q: Floats) -> Floats:
        """One number a column as one a lane, 0 in the padding."""
        return np.where(self.column_l >= 0, by_column_q[self.column_l], 0.0)


def lane_order(columns: Columns, suffix: str) -> LaneOrder:
    """The lanes of a set of columns."""
    listed = columns.columns
    builder = _Builder(columns)
    # The values of all actors stand in the first vector: the stakes are read off there.
    builder.section([q for q, c in enumerate(listed) if c.rule is Rule.SOLVED])
    along = [q for q, c in enumerate(listed) if c.name == "could_ruin"]
    builder.section([q for q, c in enumerate(listed) if c.rule in (Rule.POSSIBLE, Rule.GUARANTEED)] + along)
    picks = []
    for i in range(len(columns.game.actors)):
        own = [q for q, c in enumerate(listed) if c.actor == i and c.rule in _OWN]
        if not own:
            continue
        riders = [next((r for r in columns.riders[q] if r not in along), -1) for q in own]
        reach = builder.section(own)
        rider = builder.section(riders)
        could = builder.lane_of[columns.at("could", i)] if columns.has("could", i) else -1
        ruin = builder.lane_of.get(columns.at("could_ruin", i), -1) if columns.has("could_ruin", i) else -1
        vectors = -(-len(own) // VECTOR)
        picks.append(Picks(i, reach // VECTOR, rider // VECTOR, vectors, could, ruin))
    value = tuple(builder.lane_of[columns.at("value", i)] for i in range(len(columns.game.actors)))
    outlooks = [_outlook(columns, builder.lane_of, picked.owner) for picked in picks if columns.with_options]
    plan = LanePlan(suffix, tuple(builder.lanes), value, tuple(picks), tuple(outlooks))
    place_q = np.array([builder.lane_of[q] for q in range(columns.count)], dtype=np.int64)
    return LaneOrder(plan, place_q, np.array(builder.column_l, dtype=np.int64))


def _outlook(columns: Columns, lane_of: dict[int, int], i: int) -> Outlook:
    """The lanes of what an option is worth to actor i."""

    def lane(name: str, option: str = "") -> int:
        return lane_of[columns.at(name, i, option)] if columns.has(name, i, option) else -1

    keys = [c.option for c in columns.columns if c.name == "capped" and c.actor == i]
    groups = [c.option for c in columns.columns if c.name == "repeat" and c.actor == i]
    return Outlook(
        i,
        lane("would"),
        lane("could"),
        lane("plan"),
        lane("would_ruin"),
        lane("could_ruin"),
        tuple((lane("capped", key), lane("capped_ruin", key)) for key in keys),
        {group: (lane("repeat", group), lane("repeat_ruin", group)) for group in groups},
    )


class _Builder:
    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.lanes: list[Lane] = []
        self.column_l: list[int] = []
        self.lane_of: dict[int, int] = {}

    def section(self, members: list[int]) -> int:
        """Lanes for these columns (−1: an empty one), padded to whole vectors; the first of them."""
        first = len(self.lanes)
        for q in members:
            if q >= 0:
                self.lane_of[q] = len(self.lanes)
            self.lanes.append(_lane(self.columns, q) if q >= 0 else Lane())
            self.column_l.append(q)
        while len(self.lanes) % VECTOR:
            self.lanes.append(Lane())
            self.column_l.append(-1)
        return first


def _lane(columns: Columns, q: int) -> Lane:
    column = columns.columns[q]
    target, number = _TARGETS[column.target], column.ending if column.target is Target.ENDING else column.actor
    return Lane(
        target,
        number,
        _rule(column),
        column.actor,
        _second(columns, q),
        column.option if column.rule is Rule.REPEAT else "",
        column.name == "best_reply" and columns.game.actors[column.actor] not in columns.game.model.payoffs,
    )


def _rule(column: Column) -> lane_plan.Rule:
    if column.rule is Rule.POSSIBLE:
        return lane_plan.Rule.LARGEST
    if column.rule is Rule.GUARANTEED:
        return lane_plan.Rule.GUARANTEED
    if column.rule in _HELPED:
        return lane_plan.Rule.HELPED
    if column.rule in _OWN:
        return lane_plan.Rule.BEST
    if column.name == "could_ruin":
        return lane_plan.Rule.ALONG
    return lane_plan.Rule.RIDER if column.rule is Rule.CARRIED else lane_plan.Rule.SOLVED


def _second(columns: Columns, q: int) -> int:
    """How equals are told apart (`decision_rules._best` and `_repeat`)."""
    column, riders = columns.columns[q], columns.riders[q]
    if column.rule is Rule.REPEAT:
        return -1 if riders else 0
    named = bool(riders) and columns.columns[riders[0]].name in ("plan", "best_reply_would")
    return 1 if column.rule in (Rule.MAX_OWN, Rule.HELPED) and named else 0
