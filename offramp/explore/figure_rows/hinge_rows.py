"""Rows of curves: the share of worlds in which a conclusion holds, against one assumption."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from offramp.explore.figure_rows.counting import Floats, Ints, Row, shares
from offramp.explore.figure_rows.view_columns import ViewColumns

BINS = 10
STEPS = 65536  # shares are cut to so many, so that a page that keeps them in 16 bits finds the same bins

Asked = tuple[str, str]  # a conclusion's key and an assumption


def conclusion_key(kind: str, actor: str | None, what: str) -> str:
    """What a conclusion is called in rows: `verdict:bloc:trapped`, `answer::neither`, `closing:bloc:sustain`,
    `claim::c1` (the fields `kind`, `actor`, `what` of `hinges --json`, an actor of none being empty)."""
    return f"{kind}:{actor or ''}:{what}"


def curves_of(hinges: Mapping[str, Any], view: str) -> list[Asked]:
    """Which curves a view has: each of its conclusions over every assumption that matters to it, as `hinges --json`
    lists them."""
    found = (hinges["views"].get(view) or {}).get("conclusions") or ()
    return [
        (conclusion_key(one["kind"], one["actor"], one["what"]), hinge["assumption"])
        for one in found
        for hinge in one["hinges"]
    ]


def bin_of(share_n: Floats) -> Ints:
    """The bin of each share in its distribution: q = floor(65536 share), at most 65535, then floor(10 q / 65536)."""
    step_n = np.minimum(np.floor(share_n * STEPS), STEPS - 1).astype(np.int64)
    found: Ints = step_n * BINS // STEPS
    return found


def hinge_curves(columns: ViewColumns, asked: Iterable[Asked]) -> list[Row]:
    """`view, conclusion, assumption, bin, low, high, of, count, share`: for each curve all BINS in order.

    The bins are as wide as each other in the assumption's distribution (`bin_of`); bin 3 holds its 30th to 40th
    percentile. of: the worlds of the bin that the conclusion can be asked of, those too close to call among them.
    count: those in which it surely holds. low, high: Wilson's 95% interval of the share. A conclusion that isn't among
    those of the view is left out.
    """
    known = {conclusion_key(*one.key): one for one in columns.conclusions}
    place = {name: a for a, name in enumerate(columns.names)}
    bins: dict[str, Ints] = {}
    rows: list[Row] = []
    for key, assumption in asked:
        if key not in known or assumption not in place:
            continue
        if assumption not in bins:
            bins[assumption] = bin_of(columns.share_wa[:, place[assumption]])
        there_w, holds_w = known[key].there_w, known[key].holds_w == 1
        of_b = np.bincount(bins[assumption][there_w], minlength=BINS)
        count_b = np.bincount(bins[assumption][there_w & holds_w], minlength=BINS)
        for b, share in enumerate(shares(count_b, of_b)):
            head = {"view": columns.view, "conclusion": key, "assumption": assumption, "bin": b}
            rows.append(head | {"of": int(of_b[b]), "count": int(count_b[b])} | share)
    return rows
