"""Rows of shares of worlds: verdicts, answers, claims, and options that are open, period by period."""

import numpy as np

from offramp.explore.conclusions import HALF
from offramp.explore.figure_rows.counting import Row, shares
from offramp.explore.figure_rows.view_columns import VERDICTS, ViewColumns
from offramp.judge.claims.claim_truth import Judgement

COUNTED = tuple(one for one in Judgement if one is not Judgement.NOT_FORMALISED)


def verdict_shares(columns: ViewColumns) -> list[Row]:
    """`view, actor, verdict, count, of, share, low, high`: in how many worlds each actor has each verdict.

    All of VERDICTS for each actor, counts of 0 too. of: all worlds, those too close to call among them.
    """
    counted = [
        (actor, verdict, int((code_w == k).sum()))
        for actor, code_w in columns.verdict_w.items()
        for k, verdict in enumerate(VERDICTS)
    ]
    rows = [{"view": columns.view, "actor": a, "verdict": v, "count": n, "of": columns.worlds} for a, v, n in counted]
    return _with_shares(rows)


def answer_shares(columns: ViewColumns) -> list[Row]:
    """`view, group, count, of, share, low, high`: in how many worlds each group of endings is the likeliest.

    A group leads where its chance exceeds the next one's by more than both errors; else the world counts as
    `too_close`, the last group. Without a question every ending is a group.
    """
    rows = [
        {"view": columns.view, "group": group, "count": int((columns.answer_w == g).sum()), "of": columns.worlds}
        for g, group in enumerate(columns.answers)
    ]
    return _with_shares(rows)


def claim_shares(columns: ViewColumns) -> list[Row]:
    """`view, claim`, a count for each of COUNTED (`holds, fails, too_close, vacuous, unsupported, not_judged`), `of,
    share, low, high`: in how many worlds each claim holds.

    Claims that aren't formalised are left out. of: all worlds, to which the counts come together. share: of `holds`.
    """
    claims, rows = columns.claims, []
    for c, claim in enumerate(claims.names if claims else ()):
        counts = {one.value: int(claims.of(one)[c].sum()) for one in COUNTED} if claims else {}
        if claims and not claims.of(Judgement.NOT_FORMALISED)[c].all():
            rows.append({"view": columns.view, "claim": claim, **counts, "of": columns.worlds})
    return _with_shares(rows, "holds")


def exits(columns: ViewColumns) -> list[Row]:
    """`view, actor, option, t, label, open, seen, share`: where each option is open in each period.

    seen: worlds in which play comes to the option in that period. open: those of them in which at least half of the
    live play has it open, by the number as it is, whatever its error. share: open of seen, None where that is 0. There
    are rows for all periods of every option that some world of the view has.
    """
    open_wkt = columns.open_wkt
    seen_kt = np.isfinite(open_wkt).sum(axis=0).tolist()
    open_kt = (open_wkt >= HALF).sum(axis=0).tolist()  # no comparison holds of NaN
    return [
        {
            "view": columns.view,
            "actor": actor,
            "option": option,
            "t": t,
            "label": columns.label(t),
            "open": found,
            "seen": seen,
            "share": found / seen if seen else None,
        }
        for (actor, option), open_t, seen_t in zip(columns.pairs, open_kt, seen_kt, strict=True)
        for t, (found, seen) in enumerate(zip(open_t, seen_t, strict=True))
    ]


def _with_shares(rows: list[Row], counted: str = "count") -> list[Row]:
    count_n = np.array([row[counted] for row in rows], dtype=np.int64)
    of_n = np.array([row["of"] for row in rows], dtype=np.int64)
    return [row | share for row, share in zip(rows, shares(count_n, of_n), strict=True)]
