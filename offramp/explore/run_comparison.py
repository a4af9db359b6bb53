"""Two runs side by side: what each says of the same conclusions, and which worlds changed their mind."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.explore.run_conclusions import Conclusion, conclusions
from offramp.explore.runs.run_reader import Run, ViewRun
from offramp.explore.sampling import Sampling
from offramp.explore.shares import FEWEST_FOR_SHARE, Share

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NORMAL_95 = 1.959963984540054


def compare_runs(first: Run, second: Run) -> dict[str, Any]:
    """Every conclusion of the views that both runs explored, as `compare --json` documents it.

    Raises ScenarioError as reading the runs does.
    """
    shared = [view for view in first.views if view in second.views]
    return {
        "schema": "offramp/compare/1",
        "runs": [_facts(run) for run in (first, second)],
        "only_in_first": [view for view in first.views if view not in second.views],
        "only_in_second": [view for view in second.views if view not in first.views],
        "views": {view: compare_views(first.view(view), second.view(view)) for view in shared},
    }


def _facts(run: Run) -> dict[str, Any]:
    asked = run.manifest.asked
    return {
        "run": str(run.path),
        "offramp": run.manifest.versions["offramp"],
        "scenario": run.own_result(run.views[0])["scenario"],
        "worlds": asked.worlds,
        "seed": asked.seed,
        "level": asked.level,
        "design": asked.design,
    }


def compare_views(first: ViewRun, second: ViewRun) -> dict[str, Any]:
    """Every conclusion of two views, or of a view in two runs. Raises ScenarioError as reading them does."""
    same = _same_draws(first, second)
    found = [{one.key: one for one in conclusions(view)} for view in (first, second)]
    keys = list(dict.fromkeys([*found[0], *found[1]]))
    return {
        "worlds": [first.worlds, second.worlds],
        "failed": [len(first.failed), len(second.failed)],
        "varied_only_in_first": [name for name in first.names if name not in second.names],
        "varied_only_in_second": [name for name in second.names if name not in first.names],
        "same_draws": same,
        "conclusions": [_both(key, first, second, found, same) for key in keys],
    }


def _same_draws(first: ViewRun, second: ViewRun) -> bool:
    """Whether world number n is the same world in both runs, for each n: what varies in both was drawn alike, and
    nothing varies in one alone."""
    if first.names != second.names:
        return False
    (value_wa, _), (other_wa, _) = first.drawn(), second.drawn()
    return value_wa.shape == other_wa.shape and bool(np.array_equal(value_wa, other_wa))


def _both(
    key: tuple[str, str | None, str],
    first: ViewRun,
    second: ViewRun,
    found: list[dict[tuple[Any, ...], Conclusion]],
    same: bool,
) -> dict[str, Any]:
    kind, actor, what = key
    sides = [_Side.of(view, listed.get(key)) for view, listed in zip((first, second), found, strict=True)]
    one, other = sides
    changed = _changed(one, other) if same else None
    low, high = one.paired(other) if same else difference(one.share, other.share)
    return {
        "kind": kind,
        "actor": actor,
        "what": what,
        "holds": [side.share.to_json() for side in sides],
        "asked_of": [side.asked_of for side in sides],
        "too_close": [side.too_close for side in sides],
        "difference_low": low,
        "difference_high": high,
        "changed": changed,
    }


@dataclass(frozen=True)
class _Side:
    """A conclusion in one run. number_w: the worlds that it could be asked of; holds_w: as in `Conclusion`."""

    number_w: Ints
    holds_w: Floats
    sampling: Sampling

    @classmethod
    def of(cls, view: ViewRun, conclusion: Conclusion | None) -> "_Side":
        """A conclusion that surely holds in none of a run's worlds isn't listed there: it is counted as failing."""
        if conclusion is None:
            return cls(view.number_w, np.zeros(len(view.number_w)), view.sampling)
        return cls(view.number_w[conclusion.there_w], conclusion.holds_w[conclusion.there_w], view.sampling)

    @property
    def share(self) -> Share:
        """In how many of the worlds that it could be asked of it surely holds."""
        return self.sampling.share(self.number_w[self.holds_w == 1], self.number_w)

    @property
    def too_close(self) -> int:
        """In how many that is too close to call."""
        return int(np.isnan(self.holds_w).sum())

    @property
    def asked_of(self) -> int:
        """Of how many it could be asked."""
        return len(self.holds_w)

    def paired(self, other: "_Side") -> tuple[float | None, float | None]:
        """The 95% interval of the other side's share less this one's, where both drew the same worlds."""
        changed = _changed(self, other)
        if not self.sampling.clusters or changed["in_both"] < FEWEST_FOR_SHARE:
            return paired_difference(changed["gained"], changed["lost"], changed["in_both"])
        number, here, there = _common(self, other)
        moved_n = (other.holds_w[there] == 1).astype(float) - (self.holds_w[here] == 1)
        return self.sampling.mean_ends(moved_n, number)


def _common(one: _Side, other: _Side) -> tuple[Ints, Ints, Ints]:
    """The numbers of the worlds that both sides solved, with their places in each."""
    found: tuple[Ints, Ints, Ints] = np.intersect1d(
        one.number_w, other.number_w, assume_unique=True, return_indices=True
    )
    return found


def _changed(one: _Side, other: _Side) -> Mapping[str, int]:
    """In how many worlds that both runs solved it holds in the second run only, and in the first only."""
    _, here, there = _common(one, other)
    before, after = one.holds_w[here], other.holds_w[there]
    return {
        "gained": int(((before == 0) & (after == 1)).sum()),
        "lost": int(((before == 1) & (after == 0)).sum()),
        "in_both": len(here),
    }


def difference(first: Share, second: Share) -> tuple[float | None, float | None]:
    """The 95% interval of the second share less the first, of separate draws: Newcombe (1998), method 10, which puts
    the intervals of the two together.

    None below 200 worlds on either side.
    """
    if first.interval is None or second.interval is None:
        return None, None
    p, q = first.count / first.of, second.count / second.of
    (p_low, p_high), (q_low, q_high) = first.interval, second.interval
    moved = q - p
    low = moved - math.hypot(q - q_low, p_high - p)
    return max(-1.0, low), min(1.0, moved + math.hypot(q_high - q, p - p_low))


def paired_difference(gained: int, lost: int, worlds: int) -> tuple[float | None, float | None]:
    """The same where both runs drew the same worlds, of which so many changed: Agresti & Min (2005), one half added
    to each cell of the table. None below 200 worlds."""
    if worlds < FEWEST_FOR_SHARE:
        return None, None
    size, moved = worlds + 2, gained - lost
    spread = NORMAL_95 * math.sqrt(gained + lost + 1 - moved**2 / size)
    return max(-1.0, (moved - spread) / size), min(1.0, (moved + spread) / size)
