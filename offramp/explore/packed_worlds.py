"""The solved worlds of a run in little room, for a page that counts them anew where its reader narrows assumptions.

What figures show of worlds is counted from few columns (`figure_rows`). They are cut where the eye can't see it: where
a draw lies in its distribution to hundredths, numbers to a 4,095th of their range; verdicts, answers, open options,
conclusions and claims are kept whole, so counts are the run's own.
"""

import base64
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from gzip import GzipFile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.explore.conclusions import HALF
from offramp.explore.figure_rows.hinge_rows import BINS, Asked, conclusion_key
from offramp.explore.figure_rows.hinge_rows import STEPS as FINEST
from offramp.explore.figure_rows.view_columns import VERDICTS, ViewColumns
from offramp.explore.packed_matrices import LEVELS, Packing
from offramp.explore.run_conclusions import Conclusion
from offramp.explore.runs.run_reader import ViewRun
from offramp.explore.world_claims import JUDGEMENTS
from offramp.judge.claims.claim_truth import Judgement

Floats = NDArray[np.float64]
Codes = NDArray[np.uint8]

SCHEMA = "offramp/packed/1"
STEPS = 100  # of an assumption's distribution: what a slider moves by; whole bins of curves, so that these are exact
FEWEST_ASKED = 50  # worlds below which a page shows no numbers
MOST_TEXT = 2_500_000  # characters; above that a page opens slowly
UNSEEN, SHUT, OPEN = 0, 1, 2
NOT_ASKED, FAILS, HOLDS, UNSURE = 0, 1, 2, 3

assert STEPS % BINS == 0  # a bin is made of whole steps


@dataclass(frozen=True)
class Source:
    """What is packed of one view. curves: of conclusions over assumptions, as `curves_of` lists them."""

    view: ViewRun
    columns: ViewColumns
    curves: Sequence[Asked]


def packed_worlds(sources: Mapping[str, Source], most_text: int = MOST_TEXT) -> dict[str, Any]:
    """`schema`, `layout` (what lies where) and `text`: base64 of gzip of the bytes. The same worlds give the same text.

    Where all worlds would take more than `most_text` characters, so many are taken, evenly spread over the order in
    which they were drawn, that they don't; `carried` of a view says how many, beside how many were `solved`.
    """
    kept, found = 1.0, _packed(sources, 1.0)
    while len(found["text"]) > most_text and kept > 0.001:
        kept *= 0.97 * most_text / len(found["text"])
        found = _packed(sources, kept)
    return found


def steps_of(share_n: Floats) -> NDArray[np.int64]:
    """The step, 0 to STEPS - 1, that each share of a distribution lies in; cut as `bin_of` cuts them."""
    fine_n = np.minimum(np.floor(share_n * FINEST), FINEST - 1).astype(np.int64)
    found: NDArray[np.int64] = fine_n * STEPS // FINEST
    return found


def carried(solved: int, kept: float) -> NDArray[np.int64]:
    """The places of so large a part of the solved worlds, evenly spread."""
    count = min(solved, math.ceil(solved * kept))
    return np.arange(count, dtype=np.int64) * solved // max(1, count)


def _packed(sources: Mapping[str, Source], kept: float) -> dict[str, Any]:
    packing = Packing()
    views = {name: _view(source, kept, packing) for name, source in sources.items()}
    layout = {
        "steps": STEPS,
        "levels": LEVELS,
        "bins": BINS,
        "fewest": FEWEST_ASKED,
        "verdicts": list(VERDICTS),
        "judgements": [one.value for one in JUDGEMENTS],
        "views": views,
    }
    return {"schema": SCHEMA, "layout": layout, "text": _text(b"".join(packing.parts))}


def _text(content: bytes) -> str:
    """Compressed without clock and name, so that it depends on nothing but the content."""
    written = io.BytesIO()
    with GzipFile("", "wb", 6, written, mtime=0) as file:
        file.write(content)
    return base64.b64encode(written.getvalue()).decode("ascii")


def _view(source: Source, kept: float, packing: Packing) -> dict[str, Any]:
    """Adds the columns of one view; where they lie, and what they are called."""
    columns, view = source.columns, source.view
    some = columns.among(carried(columns.worlds, kept)) if kept < 1 else columns
    conclusions = {conclusion_key(*one.key): one for one in some.conclusions}
    curves = [(key, name) for key, name in source.curves if key in conclusions and name in some.names]
    asked = list(dict.fromkeys(key for key, _ in curves))
    value_at, value_ends = packing.numbers(some.value_wk)
    reach_at, reach_ends = packing.numbers(some.reach_wk)
    chance_at, chance_ends = packing.numbers(some.chance_we)
    open_wkt = _open(some.open_wkt)
    _, pairs, periods = open_wkt.shape
    return {
        "worlds": view.worlds,
        "solved": view.solved,
        "carried": some.worlds,
        "assumptions": [_assumption(view, name) for name in some.names],
        "actors": list(some.verdict_w),
        "answers": list(some.answers),
        "endings": list(some.endings),
        "options": [list(pair) for pair in some.pairs],
        "at_start": np.flatnonzero(some.at_start_k).tolist(),
        "periods": [some.label(t) for t in range(periods)],
        "claims": _claim_names(some),
        "conclusions": asked,
        "curves": [[asked.index(key), some.names.index(name)] for key, name in curves],
        "at": {
            "step": packing.codes(steps_of(some.share_wa)),
            "verdict": packing.codes(_stacked(list(some.verdict_w.values()), some.worlds)),
            "answer": packing.codes(some.answer_w[:, None]),
            "open": packing.codes(open_wkt.reshape(some.worlds, pairs * periods)),
            "conclusion": packing.codes(_stacked([_held(conclusions[key]) for key in asked], some.worlds)),
            "claim": packing.codes(_claims(some)),
            "value": value_at,
            "reach": reach_at,
            "chance": chance_at,
        },
        "ends": {"value": value_ends, "reach": reach_ends, "chance": chance_ends},
    }


def _stacked(columns: Sequence[NDArray[np.integer]], worlds: int) -> NDArray[np.integer]:
    return np.stack(columns, axis=1) if columns else np.zeros((worlds, 0), dtype=np.uint8)


def _open(open_wkt: Floats) -> Codes:
    """Whether play comes to each option, and whether at least half of the live play has it open."""
    # No comparison holds of NaN.
    found: Codes = np.where(np.isfinite(open_wkt), np.where(open_wkt >= HALF, OPEN, SHUT), UNSEEN).astype(np.uint8)
    return found


def _held(conclusion: Conclusion) -> Codes:
    held_w = np.where(np.isnan(conclusion.holds_w), UNSURE, np.where(conclusion.holds_w == 1, HOLDS, FAILS))
    found: Codes = np.where(conclusion.there_w, held_w, NOT_ASKED).astype(np.uint8)
    return found


def _formalised(columns: ViewColumns) -> list[int]:
    """The places of the claims that worlds can be asked for."""
    if columns.claims is None:
        return []
    never = columns.claims.of(Judgement.NOT_FORMALISED).all(axis=1)
    return np.flatnonzero(~never).tolist()


def _claim_names(columns: ViewColumns) -> list[str]:
    return [columns.claims.names[c] for c in _formalised(columns)] if columns.claims else []


def _claims(columns: ViewColumns) -> NDArray[np.integer]:
    if columns.claims is None:
        return np.zeros((columns.worlds, 0), dtype=np.uint8)
    return columns.claims.code_cw[_formalised(columns)].T


def _assumption(view: ViewRun, name: str) -> dict[str, Any]:
    """What a slider shows: `quantiles` at each step from 0 to STEPS, to a few hundredths of the range, with so many
    `decimals`; an end without a bound as `Assumption.bounds` cuts it."""
    model = view.run.model.assumptions[name]
    own = view.branch.view
    low, high = model.bounds(own)
    between = np.asarray(model.quantile(own, np.arange(1, STEPS) / STEPS), dtype=float)
    decimals = min(12, max(0, 2 - math.floor(math.log10(high - low)))) if high > low else 0
    quantiles = np.clip([low, *between, high], low, high)
    return {
        "name": name,
        "means": model.means,
        "unit": model.unit,
        "decimals": decimals,
        "quantiles": [round(float(value), decimals) for value in quantiles],
    }
