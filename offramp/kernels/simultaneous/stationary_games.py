"""A game that goes on for ever: in each of finitely many states a stage game, which state follows depends on what is
picked, and all periods are alike.

Axes: i an actor, s a state, a one axis of options for each actor, p a state and a profile (numbered in C order), t the
next state.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, issparse

from offramp.kernels.simultaneous.stage_games import StageGames

Floats = NDArray[np.float64]

LEFT = 1e-9  # a chance to go on that falls short of 1 by more is a chance to end


@dataclass(frozen=True)
class StationaryGame:
    """stages: what a period pays in each state, as a batch of stage games. onward_pt: chances of the next state, dense
    or sparse; what is missing to 1 is the chance that the game ends, which pays nothing more. discount_i: below 1.
    """

    stages: StageGames
    onward_pt: "Floats | csr_array"
    discount_i: Floats

    @classmethod
    def of(
        cls,
        payoffs: Sequence[ArrayLike],
        onward: "ArrayLike | csr_array",
        discount: ArrayLike,
        rationality: Sequence[ArrayLike],
        available: Sequence[ArrayLike] | None = None,
        habits: Sequence[ArrayLike | None] | None = None,
    ) -> "StationaryGame":
        """Checked: payoffs, rationality, available and habits as in `StageGames.of`, a state a stage.

        onward: shape (states, m_1, …, m_n, states), or sparse with a row for each state and profile. discount: one for
        all, or one for each actor. Raises ValueError where shapes disagree, chances are negative or add up to more than
        1, a discount isn't in [0, 1), or a rationality is infinite.
        """
        stages = StageGames.of(payoffs, rationality, available, habits)
        rows = int(np.prod(stages.payoffs[0].shape))
        matrix = csr_array(onward) if issparse(onward) else np.asarray(onward, dtype=np.float64).reshape(rows, -1)
        if matrix.shape != (rows, stages.size):
            raise ValueError(f"chances of the next state have the shape {matrix.shape}; expected {(rows, stages.size)}")
        discount_i = np.broadcast_to(np.asarray(discount, dtype=np.float64), len(stages.payoffs)).copy()
        if not ((discount_i >= 0.0) & (discount_i < 1.0)).all():
            raise ValueError("discounts must be at least 0 and below 1")
        if not all(np.isfinite(rate).all() for rate in stages.rationality):
            raise ValueError("rationality must be finite")
        entries = matrix.data if issparse(matrix) else matrix
        if not (np.asarray(entries) >= 0.0).all() or not (_sums(matrix) <= 1.0 + LEFT).all():
            raise ValueError("chances of the next state must be at least 0 and add up to 1 at most")
        return cls(stages, matrix, discount_i)

    @property
    def size(self) -> int:
        """How many states."""
        return self.stages.size

    @property
    def actors(self) -> int:
        """How many actors."""
        return len(self.discount_i)

    @cached_property
    def _paid_isa(self) -> Floats:
        return np.stack(self.stages.payoffs)

    @cached_property
    def ends(self) -> bool:
        """Whether it may end."""
        sums = _sums(self.onward_pt).reshape(self.stages.payoffs[0].shape)
        for i, there in enumerate(self.stages.available):
            shape = [1] * self.actors
            shape[i] = there.shape[1]
            sums = np.where(there.reshape(len(there), *shape), sums, 1.0)
        return bool((sums < 1.0 - LEFT).any())

    def payoff_isa(self, values_si: Floats) -> Floats:
        """What picks pay with what follows: u_i(s, a) + δ_i Σ_t P(t | s, a) v_i(t), by actor, state and profile."""
        ahead_ip = (self.onward_pt @ (values_si * self.discount_i)).T
        found: Floats = self._paid_isa + ahead_ip.reshape(self._paid_isa.shape)
        return found

    def with_values(self, payoff_isa: Floats) -> StageGames:
        """The stage games with other payoffs."""
        return replace(self.stages, payoffs=tuple(payoff_isa))

    def onto_sixt(self, weight_sixa: Floats) -> Floats:
        """Σ_a w_x(s, a) P(t | s, a): state × … × next state, x any axes between."""
        states, between = self.size, weight_sixa.shape[1 : weight_sixa.ndim - self.actors]
        weight_sxa = weight_sixa.reshape(states, int(np.prod(between)), -1)
        if isinstance(self.onward_pt, np.ndarray):
            found = np.matmul(weight_sxa, self.onward_pt.reshape(states, -1, states))
        else:
            profiles = weight_sxa.shape[2]
            starts, row = np.arange(0, states * profiles + 1, profiles), np.arange(states * profiles)
            shape = (states, states * profiles)
            found = np.stack(
                [
                    (csr_array((weight.ravel(), row, starts), shape=shape) @ self.onward_pt).toarray()
                    for weight in weight_sxa.transpose(1, 0, 2)
                ],
                axis=1,
            )
        result: Floats = found.reshape(states, *between, states)
        return result


def _sums(matrix: "Floats | csr_array") -> Floats:
    return np.asarray(matrix.sum(axis=1)).ravel()
