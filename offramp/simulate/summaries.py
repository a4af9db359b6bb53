"""How the numbers of many paths become means, spreads and quantiles: one rule for both backends.

Few paths are held, and what is said of them is exact. Of many there are sums over blocks of `BLOCK` paths and
histograms, made by NumPy here and by native code in `kernels.path_records`. Sums are taken of differences from the
block's first number, and blocks put together in their order (Chan, Golub & LeVeque 1983, The American Statistician
37), so that neither rounding nor the number of threads shows. A histogram's range is that of the first block's
paths and a bit more; quantiles are read off it to the width of a bin, extremes from the sums.
Axes: b = blocks, t = periods, k = numbers (stocks, then outputs), n = paths.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.kernels.path_layout import BINS, BLOCK, FIRST, LEAST, MOST, SQUARES, SUM

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Counts = NDArray[np.int32]
Band = dict[str, float | None]

HELD_PATHS = 100_000
HELD_NUMBERS = 2**25
WIDER = 0.25  # on each side, of the range that the first block's paths have
QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}


def are_held(paths: int, periods: int, numbers: int) -> bool:
    """Whether the numbers of so many paths are kept, so that quantiles are exact."""
    return paths <= HELD_PATHS and paths * periods * numbers <= HELD_NUMBERS


@dataclass(frozen=True)
class Shown:
    """What a number of the paths is. whole: integers only; yes_no: 1 or 0. low, high: what it can't exceed."""

    name: str
    whole: bool = False
    yes_no: bool = False
    low: float = -np.inf
    high: float = np.inf


def mean_with_error(values: Floats, yes_no: bool = False) -> Band:
    """The mean of independent paths and how far it may be off, 95 times in 100 (None: one path says nothing of it).

    A share of yes/no may be off though all paths agree (Wilson 1927).
    """
    sd = float(values.std(ddof=1)) if len(values) > 1 else 0.0
    return _mean_with_error(len(values), float(values.mean()), sd, yes_no)


def _mean_with_error(count: int, mean: float, sd: float, yes_no: bool) -> Band:
    if yes_no:
        low, high = wilson(round(mean * count), count)
        return {"mean": mean, "error": max(high - mean, mean - low)}
    return {"mean": mean, "error": 1.96 * sd / float(np.sqrt(count)) if count > 1 else None}


def wilson(count: int, total: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """The 95% Wilson (1927) interval of a share."""
    share, z2 = count / total, z * z
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = z / (1 + z2 / total) * np.sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def band(values: Floats, yes_no: bool = False) -> Band:
    """Mean with its error, spread and quantiles of paths whose numbers are held."""
    count, mean = len(values), float(values.mean())
    sd = float(values.std(ddof=1)) if count > 1 else 0.0
    # Quantiles as `numpy.quantile` has them; sorting is faster than what it does.
    ordered = np.sort(values)
    place = np.array(list(QUANTILES.values())) * (count - 1)
    below = place.astype(np.int64)
    above = np.minimum(below + 1, count - 1)
    quantiles = ordered[below] + (ordered[above] - ordered[below]) * (place - below)
    named = {q: float(v) for q, v in zip(QUANTILES, quantiles, strict=True)}
    return {**_mean_with_error(count, mean, sd, yes_no), "sd": sd, **named}


# ---- histograms


@dataclass
class Bins:
    """Histograms of every period and number. low_tk: their low ends; scale_tk: bins per unit, 0 where there is but
    one bin; count_tkb: paths in each bin, and a last one for those that had ended."""

    low_tk: Floats
    scale_tk: Floats
    count_tkb: Counts

    @property
    def width_tk(self) -> Floats:
        """The widths of bins; 0 where there is but one."""
        found: Floats = np.divide(1.0, self.scale_tk, out=np.zeros_like(self.scale_tk), where=self.scale_tk > 0)
        return found

    def count(self, t: int, k: int, values: Floats) -> None:
        """Count the numbers of some paths."""
        with np.errstate(over="ignore", invalid="ignore"):
            along = (values - self.low_tk[t, k]) * self.scale_tk[t, k]
        index = np.clip(along, 0.0, BINS - 1).astype(np.int64)
        self.count_tkb[t, k, :BINS] += np.bincount(index, minlength=BINS).astype(np.int32)


def bins_for(shown: Sequence[Shown], least_tk: Floats, most_tk: Floats) -> Bins:
    """Empty histograms around ranges that were met; where nothing was (inf to −inf), around those of the period before.

    Something was met in the first of these periods.
    """
    periods = len(least_tk)
    low_tk, scale_tk = np.zeros_like(least_tk), np.zeros_like(least_tk)
    for k, number in enumerate(shown):
        met = np.maximum.accumulate(np.where(np.isfinite(least_tk[:, k]), np.arange(periods), 0))
        least, most = least_tk[met, k], most_tk[met, k]
        margin = WIDER * (most - least)
        least, most = np.maximum(least - margin, number.low), np.minimum(most + margin, number.high)
        if number.whole:
            # Each integer in the middle of a bin, if there is room for all.
            least, most = np.floor(least), np.ceil(most)
            apart = most - least < BINS
            low_tk[:, k] = np.where(apart, least - 0.5, least)
            scale_tk[:, k] = np.where(apart, 1.0, BINS / np.maximum(most - least, 1.0))
            continue
        width = (most - least) / BINS
        low_tk[:, k] = least
        scale_tk[:, k] = np.divide(1.0, width, out=np.zeros(periods), where=width > 1e-300)
    return Bins(low_tk, scale_tk, np.zeros((*low_tk.shape, BINS + 1), dtype=np.int32))


def _quantiles(bins: Bins, shown: Sequence[Shown], least_tk: Floats, most_tk: Floats) -> Floats:
    """Quantiles of what was counted: period × number × quantile; within a bin its paths lie evenly."""
    counts = bins.count_tkb[:, :, :BINS].astype(np.float64)
    reached = counts.cumsum(axis=2)
    total = reached[:, :, -1]
    width = bins.width_tk
    found = np.zeros((*total.shape, len(QUANTILES)))
    for q, share in enumerate(QUANTILES.values()):
        place = share * np.maximum(total - 1.0, 0.0)
        b = np.minimum((reached <= place[:, :, None]).sum(axis=2), BINS - 1)
        inside = np.take_along_axis(counts, b[:, :, None], axis=2)[:, :, 0]
        before = np.take_along_axis(reached, b[:, :, None], axis=2)[:, :, 0] - inside
        low, high = bins.low_tk + b * width, bins.low_tk + (b + 1) * width
        # The bins at both ends hold whatever lies beyond them, too.
        low = np.where(b == 0, np.minimum(low, least_tk), low)
        high = np.where((b == BINS - 1) | (width == 0), np.maximum(high, most_tk), high)
        low, high = np.maximum(low, least_tk), np.minimum(high, most_tk)
        found[:, :, q] = low + (high - low) * (place - before + 0.5) / np.maximum(inside, 1.0)
    for k, number in enumerate(shown):
        if number.whole:
            found[:, k] = np.rint(found[:, k])
    return found


# ---- sums


def sums_of(values: Floats, blocks: Ints, count: int) -> Floats:
    """Sums of paths' numbers by block, (count, 5): the first one, sums of differences from it and of their squares,
    the smallest and the largest. blocks: each path's, in rising order."""
    found = np.zeros((count, 5))
    found[:, LEAST], found[:, MOST] = np.inf, -np.inf
    if not len(values):
        return found
    starts = np.concatenate([[0], np.flatnonzero(blocks[1:] != blocks[:-1]) + 1])
    here = blocks[starts]
    found[here, FIRST] = values[starts]
    apart = values - np.repeat(values[starts], np.diff(np.append(starts, len(values))))
    found[here, SUM] = np.add.reduceat(apart, starts)
    found[here, SQUARES] = np.add.reduceat(apart * apart, starts)
    found[here, LEAST] = np.minimum.reduceat(values, starts)
    found[here, MOST] = np.maximum.reduceat(values, starts)
    return found


def live_by_period(periods_n: Ints, periods: int) -> Ints:
    """How many of some paths started each period."""
    ended = np.bincount(periods_n, minlength=periods + 1)
    return ended[::-1].cumsum()[::-1][1 : periods + 1]


class Moments:
    """Means, spreads and extremes of blocks that are added in their order: arrays t × k, counts of t.

    count_t: paths that started the period. mean_tk, squares_tk: their mean, and the sum of squared differences from it.
    """

    def __init__(self, periods: int, numbers: int) -> None:
        self.count_t = np.zeros(periods, dtype=np.int64)
        self.mean_tk, self.squares_tk = np.zeros((periods, numbers)), np.zeros((periods, numbers))
        self.least_tk, self.most_tk = np.full((periods, numbers), np.inf), np.full((periods, numbers), -np.inf)

    def add(self, sums_tkx: Floats, live_t: Ints) -> None:
        """One more block: its sums, and how many of its paths started each period."""
        mine = np.maximum(live_t, 1)[:, None].astype(np.float64)
        away = sums_tkx[..., SUM] / mine
        squares = np.maximum(sums_tkx[..., SQUARES] - sums_tkx[..., SUM] * away, 0.0)
        before = self.count_t[:, None].astype(np.float64)
        self.count_t += live_t
        share = live_t[:, None] / np.maximum(self.count_t, 1)[:, None]
        apart = np.where(live_t[:, None] > 0, sums_tkx[..., FIRST] + away - self.mean_tk, 0.0)
        self.mean_tk += apart * share
        self.squares_tk += squares + apart * apart * before * share
        self.least_tk = np.minimum(self.least_tk, sums_tkx[..., LEAST])
        self.most_tk = np.maximum(self.most_tk, sums_tkx[..., MOST])

    @property
    def sd_tk(self) -> Floats:
        """The spread of a sample; 0 of one path."""
        return np.asarray(np.sqrt(self.squares_tk / np.maximum(self.count_t - 1, 1)[:, None]))


def bands(shown: Sequence[Shown], found: Moments, bins: Bins) -> list[list[Band]]:
    """What is said of each period's numbers, as `band` says it of paths that are held."""
    periods = int((found.count_t > 0).sum())
    cut = Bins(bins.low_tk[:periods], bins.scale_tk[:periods], bins.count_tkb[:periods])
    quantiles = _quantiles(cut, shown, found.least_tk[:periods], found.most_tk[:periods])
    sd_tk = found.sd_tk
    rows = []
    for t in range(periods):
        row = []
        for k, number in enumerate(shown):
            mean, sd = float(found.mean_tk[t, k]), float(sd_tk[t, k])
            named = {q: float(v) for q, v in zip(QUANTILES, quantiles[t, k], strict=True)}
            row.append({**_mean_with_error(int(found.count_t[t]), mean, sd, number.yes_no), "sd": sd, **named})
        rows.append(row)
    return rows


class Summing:
    """Sums and histograms of paths that are played period by period with NumPy."""

    def __init__(self, shown: Sequence[Shown], paths: int) -> None:
        self.shown, self.blocks = shown, -(-paths // BLOCK)
        self.rows: list[list[Band]] = []
        self.width_k = np.zeros(len(shown))
        self._ranges: tuple[Floats, Floats] | None = None

    def add(self, values_kn: Sequence[Floats], numbers: Ints) -> None:
        """One more period: the numbers of the paths that started it, which are these."""
        first = int(np.searchsorted(numbers, BLOCK))
        if first or self._ranges is None:
            met = [values[: first or len(numbers)] for values in values_kn]
            self._ranges = np.array([[v.min() for v in met]]), np.array([[v.max() for v in met]])
        bins = bins_for(self.shown, *self._ranges)
        sums = np.zeros((self.blocks, 1, len(self.shown), 5))
        for k, values in enumerate(values_kn):
            sums[:, 0, k] = sums_of(values, numbers // BLOCK, self.blocks)
            bins.count(0, k, values)
        found = Moments(1, len(self.shown))
        for mine, live in zip(sums, np.bincount(numbers // BLOCK, minlength=self.blocks), strict=True):
            found.add(mine, np.array([live]))
        self.rows += bands(self.shown, found, bins)
        self.width_k = np.maximum(self.width_k, bins.width_tk[0])
