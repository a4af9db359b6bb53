"""What a profile of mixed choices brings: expected payoffs, the value of each own option, and regret.

Axes: s a stage (first), then one axis of options for each actor; i an actor.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def option_values(payoffs: Sequence[Floats], profile: Sequence[Floats]) -> tuple[Floats, ...]:
    """Q_i(a): what each option brings its actor while all others play their parts of the profile.

    payoffs: per actor, shape (size, m_1, …, m_n). profile: per actor, chances of the shape (size, m_i). The result has
    the shape of the profile, in each actor's own utility unit. Each Q_i is linear in the chances of each other actor.
    """
    return tuple(_own(tensor, profile, actor) for actor, tensor in enumerate(payoffs))


def _own(tensor: Floats, profile: Sequence[Floats], actor: int) -> Floats:
    for other in reversed(range(len(profile))):
        if other != actor:
            tensor = np.einsum("s...o,so->s...", np.moveaxis(tensor, other + 1, -1), profile[other])
    return tensor


def differences(payoffs: Sequence[Floats], available: Sequence[Bools]) -> tuple[Floats, ...]:
    """Payoffs less what the actor's worst option that is there brings against the same choices of the others.

    What an actor would choose depends on these alone, and they lose no digits where payoffs are large.
    """
    found = []
    for actor, (tensor, there) in enumerate(zip(payoffs, available, strict=True)):
        axis = actor + 1
        shape = (len(there), *(there.shape[1] if k == axis else 1 for k in range(1, tensor.ndim)))
        worst = np.where(there.reshape(shape), tensor, np.inf).min(axis=axis, keepdims=True)
        found.append(np.where(there.reshape(shape), tensor - worst, 0.0))
    return tuple(found)


def expected(values: Sequence[Floats], profile: Sequence[Floats]) -> Floats:
    """Σ_a σ_i(a) Q_i(a), shape (size, n)."""
    return np.stack([(x * chance).sum(axis=1) for x, chance in zip(values, profile, strict=True)], axis=1)


def regrets(values: Sequence[Floats], profile: Sequence[Floats], available: Sequence[Bools]) -> Floats:
    """What each actor's best reply would add to its payoff, shape (size, n), in its own utility unit.

    All are 0 at a Nash equilibrium and there alone.
    """
    best = [np.where(there, x, -np.inf).max(axis=1) for x, there in zip(values, available, strict=True)]
    return np.maximum(np.stack(best, axis=1) - expected(values, profile), 0.0)
