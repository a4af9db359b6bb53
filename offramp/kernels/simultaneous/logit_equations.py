"""The logit equilibrium conditions of a batch of stage games along a homotopy, and their linearisation.

Actor i has the options 0 … m_i − 1. Unknown are the log odds x_ia = ln(σ_ia / σ_i0), a ≥ 1, and the level τ:

    F_ia(x, τ) = x_ia − ℓ_i(τ) D_ia(σ(x)),    ℓ_i(τ) = base_i + slope_i τ,

where D_ia is what option a brings actor i more than option 0 while the others play σ (Turocy 2005, Games and Economic
Behavior 51, uses log odds too: they stay apart where probabilities run out of digits). Options that aren't there have
D = 0 and probability 0. A bonus that fades as the level rises adds c_ia τ to F_ia, for τ from below 0 up to 0.

Axes: u an unknown, a and b options from 1 on, o options of an actor in the basis (1, σ_1, …, σ_{m−1}), s a stage, last.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from offramp.kernels.simultaneous import small_systems

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Linearisation:
    """At a point: `step_us` to the border, `direction_us` of the curve, both with τ last, and a determinant.

    The matrix is that of the derivatives of F with the border as its last row. The direction isn't normalised: its
    product with the border is 1.
    """

    step_us: Floats
    direction_us: Floats
    determinant_s: Floats


@dataclass(frozen=True)
class LogitEquations:
    """Two actors or more. The last one's log odds are eliminated by hand, so it should have the most options.

    gain_aos[i]: shape (m_i − 1, m_j for each j ≠ i in order, size), what D_i is linear in: along each other actor's
    axis, entry 0 is for its option 0 and entry b is for option b less that for option 0. there_as[i]: which of i's
    options from 1 on there are, None if all are everywhere. fading_us: c, shape (unknowns, size); None where there is
    no bonus.
    """

    gain_aos: tuple[Floats, ...]
    base_is: Floats
    slope_is: Floats
    there_as: tuple[Bools | None, ...]
    fading_us: Floats | None = None

    @property
    def size(self) -> int:
        """How many stages."""
        return len(self.base_is[0])

    @property
    def blocks(self) -> list[slice]:
        """Where each actor's log odds are among the unknowns."""
        ends = np.cumsum([len(gain) for gain in self.gain_aos])
        return [slice(int(end) - len(gain), int(end)) for end, gain in zip(ends, self.gain_aos, strict=True)]

    @property
    def unknowns(self) -> int:
        """How many log odds a stage has."""
        return sum(len(gain) for gain in self.gain_aos)

    def take(self, stages: Ints) -> "LogitEquations":
        """The same for some of the stages."""
        return replace(
            self,
            gain_aos=tuple(gain.take(stages, axis=-1) for gain in self.gain_aos),
            base_is=self.base_is.take(stages, axis=1),
            slope_is=self.slope_is.take(stages, axis=1),
            there_as=tuple(None if there is None else there.take(stages, axis=1) for there in self.there_as),
            fading_us=None if self.fading_us is None else self.fading_us.take(stages, axis=1),
        )

    def chances(self, odds_us: Floats) -> list[Floats]:
        """σ_ia for a ≥ 1 of each actor, shape (m_i − 1, size)."""
        found = []
        for block, there in zip(self.blocks, self.there_as, strict=True):
            odds = odds_us[block]
            top = np.maximum(odds.max(axis=0), 0.0)
            weight = np.exp(odds - top)
            if there is not None:
                weight *= there
            weight /= weight.sum(axis=0) + np.exp(-top)
            found.append(weight)
        return found

    def gains(self, chance_as: Sequence[Floats]) -> tuple[list[Floats], dict[tuple[int, int], Floats]]:
        """D_i, shape (m_i − 1, size), and ∂D_i / ∂σ_j for j ≠ i, shape (m_i − 1, m_j − 1, size)."""
        gain, slope = [], {}
        for i, tensor in enumerate(self.gain_aos):
            others = [j for j in range(len(self.gain_aos)) if j != i]
            left = dict(_all_but_one(tensor, others, others, chance_as))
            for j, matrix in left.items():
                slope[i, j] = matrix[:, 1:]
            j = others[0]
            gain.append(left[j][:, 0] + (slope[i, j] * chance_as[j]).sum(axis=1))
        return gain, slope

    def linearise(self, point_us: Floats, border_us: Floats, ahead_s: Floats | float) -> Linearisation:
        """Newton's step to where F = 0 and the border's product with the step is `ahead_s`.

        point_us: the log odds and τ, shape (unknowns + 1, size); border_us: the same shape.
        """
        fault, rise, effect = self._derivatives(point_us)
        return _bordered(self.blocks, effect, fault, rise, border_us, ahead_s)

    def refined(self, point_us: Floats) -> Floats:
        """One of Newton's steps at the same τ, of the whole system with pivots: it loses no digits where ℓ is large.

        `linearise` eliminates by hand, which costs some ℓ² units in the last place.
        """
        fault, _, _ = self._derivatives(point_us)
        matrix = self.jacobian(point_us)[:, :, :-1].transpose(1, 2, 0)
        step, _ = small_systems.solve(matrix, -fault[:, None])
        return np.concatenate((point_us[:-1] + step[:, 0], point_us[-1:]))

    def jacobian(self, point_us: Floats) -> Floats:
        """The derivatives of F by the log odds and by τ, shape (size, unknowns, unknowns + 1)."""
        _, rise, effect = self._derivatives(point_us)
        found = np.zeros((self.size, self.unknowns, self.unknowns + 1))
        found[:, np.arange(self.unknowns), np.arange(self.unknowns)] = 1.0
        found[:, :, -1] = -rise.T
        for (i, j), matrix in effect.items():
            found[:, self.blocks[i], self.blocks[j]] = -matrix.transpose(2, 0, 1)
        return found

    def _derivatives(self, point_us: Floats) -> tuple[Floats, Floats, dict[tuple[int, int], Floats]]:
        """F, −∂F / ∂τ, and ∂(ℓ_i D_i) / ∂x_j for each pair of actors."""
        odds, level = point_us[:-1], point_us[-1]
        chance = self.chances(odds)
        gain, slope = self.gains(chance)
        rate = self.base_is + self.slope_is * level
        fault, rise = np.empty_like(odds), np.empty_like(odds)
        for i, block in enumerate(self.blocks):
            np.subtract(odds[block], rate[i] * gain[i], out=fault[block])
            np.multiply(self.slope_is[i], gain[i], out=rise[block])
        if self.fading_us is not None:
            fault += self.fading_us * level
            rise -= self.fading_us
        effect = {}
        for (i, j), matrix in slope.items():
            by = matrix * chance[j]
            by -= by.sum(axis=1)[:, None] * chance[j]
            by *= rate[i]
            effect[i, j] = by
        return fault, rise, effect


def _bordered(
    blocks: Sequence[slice],
    effect: dict[tuple[int, int], Floats],
    fault: Floats,
    rise: Floats,
    border: Floats,
    ahead: Floats | float,
) -> Linearisation:
    """Solve dx − Σ_j effect_ij dx_j − rise dτ = −fault and border · (dx, dτ) = ahead, the last actor put in by hand.

    Its block of the matrix is the identity, so dx_e = −fault_e + rise_e dτ + Σ_j effect_ej dx_j, and the determinant
    stays the same.
    """
    *kept, gone = blocks
    k, e = gone.start, len(blocks) - 1
    onto = np.concatenate([effect[i, e] for i in range(e)]) if e > 1 else effect[0, e]
    back = np.concatenate([effect[e, j] for j in range(e)], axis=1) if e > 1 else effect[e, 0]
    matrix = np.empty((k + 1, k + 1, fault.shape[1]))
    core = matrix[:k, :k]
    np.multiply(onto[:, 0, None], back[0], out=core)
    for a in range(1, len(back)):
        core += onto[:, a, None] * back[a]
    for i, rows in enumerate(kept):
        for j, columns in enumerate(kept):
            if i != j:
                core[rows, columns] += effect[i, j]
    np.negative(core, out=core)
    core[np.arange(k), np.arange(k)] += 1.0
    matrix[:k, k] = -rise[:k] - (onto * rise[gone]).sum(axis=1)
    last = border[gone]
    matrix[k, :k] = border[:k] + (back * last[:, None]).sum(axis=0)
    matrix[k, k] = border[-1] + (last * rise[gone]).sum(axis=0)
    right = np.zeros((k + 1, 2, fault.shape[1]))
    right[:k, 0] = -fault[:k] - (onto * fault[gone]).sum(axis=1)
    right[k, 0] = ahead + (last * fault[gone]).sum(axis=0)
    right[k, 1] = 1.0
    found, determinant = small_systems.solve(matrix, right)
    whole = np.empty((2, len(border), fault.shape[1]))
    for number, out in enumerate(whole):
        out[:k] = found[:k, number]
        out[-1] = found[k, number]
        out[gone] = (back * out[:k]).sum(axis=1) + rise[gone] * out[-1]
    whole[0, gone] -= fault[gone]
    return Linearisation(whole[0], whole[1], determinant)


def _all_but_one(
    tensor: Floats, axes: Sequence[int], left: Sequence[int], chance: Sequence[Floats]
) -> list[tuple[int, Floats]]:
    """For each actor j of `left`: the tensor with all other actors of `left` averaged out.

    axes: whose axis each of the tensor's axes from 1 on is; those in `left` are the ones still there.
    """
    if len(left) == 1:
        return [(left[0], tensor)]
    found = []
    half = len(left) // 2
    for stays, goes in ((left[:half], left[half:]), (left[half:], left[:half])):
        rest, there = tensor, list(axes)
        for j in goes:
            rest = _averaged(rest, 1 + there.index(j), chance[j])
            there.remove(j)
        found += _all_but_one(rest, there, stays, chance)
    return found


def _averaged(tensor: Floats, axis: int, chance: Floats) -> Floats:
    """The tensor's mean along an actor's axis."""
    first, *rest = np.moveaxis(tensor, axis, 0)
    found: Floats = rest[0] * chance[0]
    for b in range(1, len(chance)):
        found += rest[b] * chance[b]
    found += first
    return found
