"""How the logit equilibria of a batch of stage games answer to small changes of their payoffs.

With x_j = λ_j Q_j, the weights of actor j's options, an equilibrium is a zero of F(x) = x − λ Q(σ(x)). The chances
answer by dσ_j = J_j dx_j, J_j = diag(σ_j) − σ_j σ_jᵀ, what each actor's options bring by the others' chances, and so
dx = M⁻¹ λ dQ with M = I − λ (∂Q / ∂σ) J, where dQ is what the payoffs alone change. Expected payoffs change by

    dv_i = Σ_a σ(a) dU_i(a) + Σ_j λ_j z_ij · dQ_j,    z_i = M⁻ᵀ J ∂v_i / ∂σ.

Axes: i, j, k an actor, s a stage, o and p an option of any actor (those of the first actor come first), a one axis of
options for each actor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def blocks(counts: Sequence[int]) -> list[slice]:
    """Where each actor's options are among those of all."""
    ends = np.cumsum(counts)
    return [slice(int(end) - count, int(end)) for end, count in zip(ends, counts, strict=True)]


@dataclass(frozen=True)
class Responses:
    """Stage games at profiles that are equilibria, or nearly so.

    profile[j]: σ_j, shape (stages, m_j). rate_js: λ, 0 for who has a habit. worth_so: what each option brings its
    actor. value_si: expected payoffs. inverse_sop: M⁻¹, which turns a fault of F into Newton's step. answer_soi: z.
    """

    profile: list[Floats]
    rate_js: Floats
    worth_so: Floats
    value_si: Floats
    inverse_sop: Floats
    answer_soi: Floats

    @classmethod
    def of(cls, payoff_isa: Floats, profile: list[Floats], rate_js: Floats) -> "Responses":
        """Raises numpy.linalg.LinAlgError where an equilibrium has no smooth answer."""
        actors, stages = len(payoff_isa), payoff_isa.shape[1]
        places = blocks(payoff_isa.shape[2:])
        options = places[-1].stop
        rate_so = np.concatenate(
            [np.broadcast_to(rate_js[j, :, None], chance.shape) for j, chance in enumerate(profile)], axis=1
        )
        reach_iso = np.empty((actors, stages, options))
        effect_sop = np.zeros((stages, options, options))
        if actors == 1:
            reach_iso[:] = payoff_isa
        for j, k in combinations(range(actors), 2):
            pair_isab = _averaged(payoff_isa, profile, (j, k))
            effect_sop[:, places[j], places[k]] = pair_isab[j]
            effect_sop[:, places[k], places[j]] = pair_isab[k].transpose(0, 2, 1)
            if k == j + 1:
                reach_iso[..., places[j]] = np.matmul(pair_isab, profile[k][:, :, None])[..., 0]
            if k == actors - 1 and j == k - 1:
                reach_iso[..., places[k]] = np.matmul(profile[j][:, None], pair_isab)[..., 0, :]
        matrix = effect_sop * -rate_so[:, :, None]
        _shift_by_chances(matrix.transpose(0, 2, 1), profile, places)
        matrix[:, np.arange(options), np.arange(options)] += 1.0
        inverse = np.linalg.inv(matrix)
        pull_soi = reach_iso.transpose(1, 2, 0).copy(order="C")
        value_si = np.matmul(profile[0][:, None], pull_soi[:, places[0]])[:, 0]
        _shift_by_chances(pull_soi, profile, places)
        answer_soi = np.matmul(inverse.transpose(0, 2, 1), pull_soi)
        worth_so = np.concatenate([reach_iso[j][:, place] for j, place in enumerate(places)], axis=1)
        return cls(profile, rate_js, worth_so, value_si, inverse, answer_soi)

    def step(self, fault_so: Floats) -> Floats:
        """Newton's step in x where λ Q(σ(x)) − x is the fault."""
        found: Floats = np.matmul(self.inverse_sop, fault_so[:, :, None])[:, :, 0]
        return found

    def value_after(self, fault_so: Floats) -> Floats:
        """Expected payoffs after that step, but for squares of it: shape (stages, actors)."""
        found: Floats = self.value_si + np.matmul(fault_so[:, None], self.answer_soi)[:, 0]
        return found

    def weight_sija(self) -> Floats:
        """∂v_i / ∂U_j(a): how much the expected payoff of i changes with what a profile pays j."""
        actors, stages = len(self.profile), len(self.value_si)
        shape = [len(chance[0]) for chance in self.profile]
        found = np.empty((stages, actors, actors, *shape))
        everyone = _product(self.profile, None)
        for j, place in enumerate(blocks(shape)):
            own = [1] * actors
            own[j] = shape[j]
            answer_sio = (self.rate_js[j, :, None, None] * self.answer_soi[:, place]).transpose(0, 2, 1)
            found[:, :, j] = answer_sio.reshape(stages, actors, *own) * _product(self.profile, j)[:, None]
            found[:, j, j] += everyone
        return found


def _averaged(payoff_isa: Floats, profile: Sequence[Floats], kept: tuple[int, int]) -> Floats:
    """Means over what all but two actors do: actor × stage × option of the one × option of the other."""
    found = payoff_isa
    for j in reversed(range(len(profile))):
        if j not in kept:
            found = np.einsum("is...o,so->is...", np.moveaxis(found, j + 2, -1), profile[j])
    return found


def _shift_by_chances(numbers_sox: Floats, profile: Sequence[Floats], places: Sequence[slice]) -> None:
    """Multiply by J from the left, in place."""
    for chance, place in zip(profile, places, strict=True):
        part = numbers_sox[:, place]
        part -= np.matmul(chance[:, None], part)
        part *= chance[:, :, None]


def _product(profile: Sequence[Floats], missing: int | None) -> Floats:
    """Chances of what all, or all but one actor, do: stage × one axis for each actor, of length 1 for the missing."""
    found = np.ones((len(profile[0]), *[1] * len(profile)))
    for j, chance in enumerate(profile):
        if j != missing:
            shape = [1] * len(profile)
            shape[j] = chance.shape[1]
            found = found * chance.reshape(len(chance), *shape)
    return found
