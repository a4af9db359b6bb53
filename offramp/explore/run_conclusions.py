"""What can be asked of every world of a run by yes and no: each verdict, answer, closing and claim."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from offramp.explore.conclusions import NEVER
from offramp.explore.runs.run_reader import ViewRun
from offramp.explore.world_claims import WorldClaims, world_claims
from offramp.explore.world_results import TOO_CLOSE, leading
from offramp.explore.world_solves import Numbers
from offramp.judge.claims.claim_truth import Judgement
from offramp.judge.verdicts import ORDER

Floats = NDArray[np.float64]

Kind = Literal["verdict", "answer", "closing", "claim"]


@dataclass(frozen=True)
class Conclusion:
    """One of them. holds_w: 1 where it holds, 0 where it doesn't, NaN where that is too close to call.

    what: the verdict, the group of endings that is likeliest, the option that closes, or the claim. there_w: the worlds
    that it can be asked of; an option that play never comes to can't close, and a claim may suppose what can't be.
    """

    kind: Kind
    actor: str | None
    what: str
    holds_w: Floats
    there_w: NDArray[np.bool_]

    @property
    def key(self) -> tuple[str, str | None, str]:
        """What tells it from the others of a view."""
        return self.kind, self.actor, self.what


def conclusions(view: ViewRun, claims: WorldClaims | None = None) -> list[Conclusion]:
    """All conclusions that hold surely in some world of a view. Raises ScenarioError as reading the run does.

    claims: what becomes of each claim in its worlds, where that is known already; judging them takes longest.
    """
    numbers = view.run.numbers
    found = [*_verdicts(view, numbers), *_answers(view, numbers), *_closings(view, numbers)]
    if "claims" in numbers.further.parts:
        found += claim_conclusions(view, claims or world_claims(view))
    return [one for one in found if (one.holds_w[one.there_w] == 1).any()]


def _verdicts(view: ViewRun, numbers: Numbers) -> list[Conclusion]:
    found = []
    for actor in numbers.actors:
        word_w = np.array(view.verdicts(actor))
        close_w = word_w == TOO_CLOSE
        for verdict in ORDER:
            holds_w = np.where(close_w, np.nan, (word_w == verdict.value).astype(float))
            found.append(Conclusion("verdict", actor, verdict.value, holds_w, np.ones(len(word_w), dtype=bool)))
    return found


def _answers(view: ViewRun, numbers: Numbers) -> list[Conclusion]:
    """Which group of endings is the likeliest, by more than the errors of the two that lead."""
    groups = list(numbers.groups)
    if len(groups) < 2:
        return []
    names = [numbers.quantities[numbers.group(group)].name for group in groups]
    first, led = leading(view.values(names), view.errors(names))
    everywhere = np.ones(len(first), dtype=bool)
    return [
        Conclusion("answer", None, group, np.where(led, (first == g).astype(float), np.nan), everywhere)
        for g, group in enumerate(groups)
    ]


def _closings(view: ViewRun, numbers: Numbers) -> list[Conclusion]:
    if "closings" not in numbers.further.parts:
        return []
    found, pairs = [], numbers.further.asked.pairs
    for (actor, option), when in zip(pairs, view.closings(pairs), strict=True):
        holds_w = np.where(when.close_w, np.nan, (when.closes_w != NEVER).astype(float))
        found.append(Conclusion("closing", actor, option, holds_w, when.seen_w))
    return found


def claim_conclusions(view: ViewRun, found: WorldClaims) -> list[Conclusion]:
    """Every claim that is formalised. found: what becomes of it in the worlds of the view."""
    holds_cw, close_cw = found.of(Judgement.HOLDS), found.of(Judgement.TOO_CLOSE)
    there_cw = holds_cw | close_cw | found.of(Judgement.FAILS)
    number_cw = np.where(close_cw, np.nan, holds_cw.astype(np.float64))
    return [
        Conclusion("claim", None, name, number_cw[c], there_cw[c])
        for c, name in enumerate(found.names)
        if view.run.model.claims[name].holds is not None
    ]
