"""What rows are counted from: the worlds of a view, read once, for as many subsets as anyone asks about."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from offramp.explore.figure_rows.counting import Floats
from offramp.explore.quantities import open_name
from offramp.explore.run_conclusions import Conclusion, conclusions
from offramp.explore.runs.run_reader import ViewRun
from offramp.explore.world_claims import WorldClaims, world_claims
from offramp.explore.world_results import TOO_CLOSE, leading
from offramp.judge.verdicts import ORDER

Codes = NDArray[np.int8]
Pair = tuple[str, str]  # actor and option
VERDICTS = (*(verdict.value for verdict in ORDER), TOO_CLOSE)


@dataclass(frozen=True)
class ViewColumns:
    """The solved worlds of one view. Axes: w worlds, a assumptions that vary, g groups of endings, e endings, k pairs
    of actor and option, t periods.

    verdict_w: by actor, places in VERDICTS. answer_w: places in `answers`, the last of which is `too_close`. pairs: the
    options that play comes to, or that are there at the start, in some world of the view (at_start_k).
    open_wkt: the share of live
    play in which each is open, NaN where play doesn't come to it; without periods where the run didn't follow it.
    conclusions: what can be asked by yes and no. label: a period's name.
    """

    view: str
    names: tuple[str, ...]
    share_wa: Floats
    verdict_w: dict[str, Codes]
    answers: tuple[str, ...]
    answer_w: Codes
    endings: tuple[str, ...]
    chance_we: Floats
    pairs: tuple[Pair, ...]
    value_wk: Floats
    reach_wk: Floats
    at_start_k: NDArray[np.bool_]
    open_wkt: Floats
    conclusions: tuple[Conclusion, ...]
    claims: WorldClaims | None
    label: Callable[[int], str]

    @property
    def worlds(self) -> int:
        """How many there are."""
        return len(self.answer_w)

    def among(self, worlds: NDArray[np.generic] | None) -> "ViewColumns":
        """The same of some of these worlds only: True or False for each, or their places. None: all."""
        if worlds is None:
            return self
        w = np.asarray(worlds)
        some = [replace(one, holds_w=one.holds_w[w], there_w=one.there_w[w]) for one in self.conclusions]
        return replace(
            self,
            share_wa=self.share_wa[w],
            verdict_w={actor: code_w[w] for actor, code_w in self.verdict_w.items()},
            answer_w=self.answer_w[w],
            chance_we=self.chance_we[w],
            value_wk=self.value_wk[w],
            reach_wk=self.reach_wk[w],
            open_wkt=self.open_wkt[w],
            conclusions=tuple(some),
            claims=self.claims and WorldClaims(self.claims.names, self.claims.code_cw[:, w]),
        )


def view_columns(view: ViewRun, claims: WorldClaims | None = None, judged: bool = True) -> ViewColumns:
    """The columns of a view. claims: what becomes of each claim in its worlds, where that is known already.

    judged: whether to judge claims and other conclusions at all, which takes longest; without, tables of them are
    empty. Raises ScenarioError as reading the run does.
    """
    numbers = view.run.numbers
    if not view.solved:
        return _nothing(view)
    if judged and claims is None and "claims" in numbers.further.parts:
        claims = world_claims(view)
    groups = tuple(numbers.groups)
    names = [numbers.quantities[numbers.group(group)].name for group in groups]
    first_w, led_w = leading(view.values(names), view.errors(names))
    value_wk, reach_wk, open_wkt = _options(view)
    start_k = _anywhere(value_wk)
    there_k = start_k | _anywhere(open_wkt).any(axis=1)
    return ViewColumns(
        view.view,
        view.names,
        view.share_wa,
        {actor: _codes(view.verdicts(actor)) for actor in numbers.actors},
        (*groups, TOO_CLOSE),
        np.where(led_w, first_w, len(groups)).astype(np.int8),
        numbers.endings,
        view.values([numbers.quantities[numbers.ending(ending)].name for ending in numbers.endings]),
        tuple(pair for pair, there in zip(numbers.further.asked.pairs, there_k, strict=True) if there),
        value_wk[:, there_k],
        reach_wk[:, there_k],
        start_k[there_k],
        open_wkt[:, there_k],
        tuple(conclusions(view, claims)) if judged else (),
        claims,
        view.run.model.calendar.label,
    )


def _nothing(view: ViewRun) -> ViewColumns:
    """Of a view without worlds that could be solved."""
    empty, label = np.zeros((0, 0)), view.run.model.calendar.label
    none, code_w, no_k = np.zeros((0, 0, 0)), np.zeros(0, dtype=np.int8), np.zeros(0, dtype=np.bool_)
    return ViewColumns(view.view, (), empty, {}, (), code_w, (), empty, (), empty, empty, no_k, none, (), None, label)


def _codes(words: list[str]) -> Codes:
    places = {word: k for k, word in enumerate(VERDICTS)}
    return np.array([places[word] for word in words], dtype=np.int8)


def _options(view: ViewRun) -> tuple[Floats, Floats, Floats]:
    """Value, reach and open share of every option that the run asked for; NaN where it didn't keep them."""
    further = view.run.numbers.further
    pairs, periods = further.asked.pairs, further.asked.periods if "closings" in further.parts else 0
    value_wk = reach_wk = np.full((view.solved, len(pairs)), np.nan)
    if "options" in further.parts and pairs:
        value_wk = view.values([f"value({actor}, {option})" for actor, option in pairs])
        reach_wk = view.values([f"reach({actor}, {option})" for actor, option in pairs])
    names = [open_name(*pair, t) for pair in pairs for t in range(periods)]
    open_wkt = view.values(names) if names else np.zeros((view.solved, 0))
    return value_wk, reach_wk, open_wkt.reshape(view.solved, len(pairs), periods)


def _anywhere(value_wk: Floats) -> NDArray[np.bool_]:
    """Which columns have a number in some world."""
    found: NDArray[np.bool_] = np.any(np.isfinite(value_wk), axis=0)
    return found
