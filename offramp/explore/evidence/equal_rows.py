"""A policy asked once for all paths that are in one state: where states are few, that is what looking ahead costs."""

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.simulate.play import Policy

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class OncePerState:
    """Chooses as `policy` does, whose choice must depend on nothing but state, period and what happened in it."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._start: Block | None = None

    def start(self, block: Block) -> None:
        """Told the rows at the start of each period; the policy is told once it is known which of them differ."""
        self._start = block

    def choose(self, block: Block, step: int, available: NDArray[np.bool_], paths: Ints) -> Floats:
        """Probabilities of each option, as the policy has them."""
        assert self._start is not None
        own = block.game.carried_over(block).own
        state_nk = np.column_stack([np.asarray(values, dtype=np.float64) for values in own.values()])
        _, first, of_n = np.unique(state_nk, axis=0, return_index=True, return_inverse=True)
        self.policy.start(self._start.child({}, first))
        chosen = self.policy.choose(block.child({}, first), step, available[first], paths[first])
        return chosen[of_n.reshape(-1)]
