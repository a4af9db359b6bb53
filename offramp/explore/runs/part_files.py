"""Blocks of solved worlds as Parquet: one file a block."""

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from offramp.explore.quantities import Quantity
from offramp.explore.solved_worlds import FailedWorld, SolvedWorlds

if TYPE_CHECKING:
    import polars as pl

WORLD, ERROR, EXACT, FAULTS = "world #", "error", "exact", "faults as JSON"  # no assumption can have the first and last


def to_bytes(frame: "pl.DataFrame") -> bytes:
    """A table as the bytes of a Parquet file."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", statistics=False)
    return buffer.getvalue()


def part_frame(worlds: SolvedWorlds, quantities: tuple[Quantity, ...]) -> "pl.DataFrame":
    """The worlds of a block: those that were solved, then those that failed with every diagnostic as JSON."""
    import polars as pl

    failed = len(worlds.failed)
    number_w = np.concatenate([worlds.number_w, [world.number for world in worlds.failed]]).astype(np.int64)
    columns = {
        WORLD: pl.Series(number_w),
        ERROR: pl.Series(np.concatenate([worlds.error_w, np.zeros(failed)])),
        EXACT: pl.Series(np.concatenate([worlds.exact_w, np.zeros(failed, dtype=np.bool_)])),
        FAULTS: pl.Series(
            [None] * len(worlds.number_w) + [json.dumps(world.faults) for world in worlds.failed], dtype=pl.String
        ),
    }
    nothing = np.full(failed, np.nan)
    for m, quantity in enumerate(quantities):
        columns[quantity.name] = pl.Series(np.concatenate([worlds.value_wm[:, m], nothing]))
    return pl.DataFrame(columns)


def read_part(path: Path, quantities: tuple[Quantity, ...], most: int) -> SolvedWorlds | None:
    """The worlds of a block; None where the file isn't a block of these quantities with `most` worlds at most."""
    import polars as pl
    from polars.exceptions import PolarsError

    numbers = [quantity.name for quantity in quantities]
    wanted = {WORLD: pl.Int64, ERROR: pl.Float64, EXACT: pl.Boolean, FAULTS: pl.String}
    wanted |= dict.fromkeys(numbers, pl.Float64)
    try:
        lazy = pl.scan_parquet(path, glob=False)
        if dict(lazy.collect_schema()) != wanted or lazy.select(pl.len()).collect().item() > most:
            return None
        frame = lazy.collect()
        failed = frame.filter(pl.col(FAULTS).is_not_null())
        good = frame.filter(pl.col(FAULTS).is_null())
        return SolvedWorlds(
            good[WORLD].to_numpy().astype(np.int64),
            good.select(numbers).to_numpy().astype(np.float64).reshape(len(good), len(numbers)),
            good[ERROR].to_numpy().astype(np.float64),
            good[EXACT].to_numpy().astype(np.bool_),
            tuple(
                FailedWorld(number, tuple(json.loads(text)))
                for number, text in zip(failed[WORLD], failed[FAULTS], strict=True)
            ),
        )
    except (OSError, ValueError, TypeError, PolarsError):
        return None
