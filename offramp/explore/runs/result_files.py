"""The results of a run as Parquet: every world with its numbers, their errors, verdicts and closing times."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from offramp.explore.conclusions import Closing, closing, verdict_words
from offramp.explore.designs import Design
from offramp.explore.explorer import Carried
from offramp.explore.quantities import open_name
from offramp.explore.runs.part_files import FAULTS, WORLD
from offramp.explore.solved_worlds import FailedWorld
from offramp.explore.world_solves import Numbers

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
ROWS = 10_000  # worlds a file: what is in memory at once


def error_name(quantity: str) -> str:
    """The column of a quantity's numerical error."""
    return f"error {quantity}"


def share_name(assumption: str) -> str:
    """The column of where an assumption's draw lies in its distribution."""
    return f"share {assumption}"


def design_frame(drawn: Design) -> "pl.DataFrame":
    """The worlds of a view: each assumption's draw and its share."""
    import polars as pl

    columns = {WORLD: pl.Series(np.arange(len(drawn.share_wa)))}
    for a, name in enumerate(drawn.names):
        columns[name] = pl.Series(drawn.value_wa[:, a])
        columns[share_name(name)] = pl.Series(drawn.share_wa[:, a])
    return pl.DataFrame(columns)


def result_frames(found: Carried, numbers: Numbers, level: float) -> Iterator["pl.DataFrame"]:
    """The worlds that could be solved, some at a time."""
    import polars as pl

    quantities = numbers.quantities
    error_lm = found.error_lm(quantities, numbers, level)
    for first in range(0, max(1, len(found.number_w)), ROWS):
        rows = slice(first, first + ROWS)
        value_wm, error_wm = found.value_wm[rows], found.error_wm(error_lm, rows)
        columns = {WORLD: pl.Series(found.number_w[rows])}
        columns |= {q.name: pl.Series(value_wm[:, m]) for m, q in enumerate(quantities)}
        columns |= {error_name(q.name): pl.Series(error_wm[:, m]) for m, q in enumerate(quantities)}
        for actor in numbers.actors:
            places = numbers.reach(actor)
            words = verdict_words(value_wm[:, places], error_wm[:, places], level)
            columns[f"verdict({actor})"] = pl.Series(words, dtype=pl.String)
        for (actor, option), when in closings(value_wm, error_wm, numbers).items():
            which = f"({actor}, {option})"
            columns[f"closes{which}"] = pl.Series(when.closes_w)
            columns[f"reopens{which}"] = pl.Series(when.reopens_w)
            columns[f"closing is sure{which}"] = pl.Series(when.seen_w & ~when.close_w)
            columns[f"closing is seen{which}"] = pl.Series(when.seen_w)
        yield pl.DataFrame(columns)


def closings(value_wm: Floats, error_wm: Floats, numbers: Numbers) -> dict[tuple[str, str], Closing]:
    """When each option of each actor closes; empty where a run doesn't ask."""
    if "closings" not in numbers.further.parts:
        return {}
    asked = numbers.further.asked
    place = {quantity.name: m for m, quantity in enumerate(numbers.quantities)}
    found = {}
    for pair in asked.pairs:
        columns = [place[open_name(*pair, t)] for t in range(asked.periods)]
        found[pair] = closing(value_wm[:, columns], error_wm[:, columns])
    return found


def failed_frame(failed: tuple[FailedWorld, ...], drawn: Design) -> "pl.DataFrame":
    """The worlds that could not be solved: what was drawn in each, and every diagnostic as JSON."""
    import polars as pl

    ordered = sorted(failed, key=lambda world: world.number)
    numbers = np.array([world.number for world in ordered], dtype=np.int64)
    frame = design_frame(drawn)[numbers]
    return frame.with_columns(pl.Series(FAULTS, [json.dumps(world.faults) for world in ordered], dtype=pl.String))
