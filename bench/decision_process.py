"""A stock that one decider fills and chance empties: as a scenario, and as the arrays that other solvers take."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DEMAND = (0.2, 0.4, 0.3, 0.1)  # chances of 0, 1, 2 and 3
ORDERS = 4  # 0 to 3 can be ordered
ORDER_COST, HOLDING_COST, SHORTAGE_COST = 0.3, 0.02, 1.0


@dataclass(frozen=True)
class DecisionProcess:
    """capacity: the largest stock."""

    capacity: int
    periods: int

    @property
    def start(self) -> int:
        """Where the stock begins."""
        return 5

    def scenario(self) -> str:
        """The text of the scenario file."""
        events = "".join(
            f'\n      wants_{k}: {{probability: {p}, then: {{store: "max(0, store - {k})"}}}}'
            for k, p in enumerate(DEMAND[1:], 1)
        )
        return f"""offramp: 1
title: A store
calendar: {{periods: {self.periods}}}
actors: {{keeper: {{rationality: inf}}}}
state: {{store: {{range: [0, {self.capacity}], start: {self.start}, whole: true}}}}
play:
  - move: keeper
    options:
      order: {{from: 0, to: {ORDERS - 1}, steps: {ORDERS}, then: {{store: "min({self.capacity}, store + order)"}}}}
  - one_of:{events}
      otherwise: {{}}
payoffs:
  keeper:
    each_period: -{ORDER_COST} * order - {HOLDING_COST} * store - ({SHORTAGE_COST} if store == 0 else 0)
    at_end: {{horizon: 0}}
tolerable: {{keeper: [horizon]}}
"""

    def arrays(self) -> tuple[Floats, Floats]:
        """Expected rewards, state × action, and chances of the next state, state × action × state."""
        states = self.capacity + 1
        reward_sa, chance_sas = np.zeros((states, ORDERS)), np.zeros((states, ORDERS, states))
        after = np.arange(states)
        reward_s = -HOLDING_COST * after - SHORTAGE_COST * (after == 0)
        for s in range(states):
            for a in range(ORDERS):
                for k, p in enumerate(DEMAND):
                    chance_sas[s, a, max(0, min(self.capacity, s + a) - k)] += p
                reward_sa[s, a] = chance_sas[s, a] @ reward_s - ORDER_COST * a
        return reward_sa, chance_sas
