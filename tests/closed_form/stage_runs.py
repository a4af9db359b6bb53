"""One stage game written as nested lists, and the equilibria of it that the kernels find."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from offramp.kernels.simultaneous.equilibria import Equilibria
from offramp.kernels.simultaneous.equilibrium_search import AllFound, all_equilibria
from offramp.kernels.simultaneous.principal_branch import principal_equilibria
from offramp.kernels.simultaneous.stage_games import StageGames


def one_stage(payoffs: Sequence[ArrayLike], *rationality: float) -> StageGames:
    """A batch of one. One rationality stands for all actors."""
    rates = rationality * len(payoffs) if len(rationality) == 1 else rationality
    return StageGames.of([np.asarray(payoff, dtype=float)[None] for payoff in payoffs], rates)


def principal(payoffs: Sequence[ArrayLike], *rationality: float) -> Equilibria:
    return principal_equilibria(one_stage(payoffs, *rationality))


def everything(payoffs: Sequence[ArrayLike], *rationality: float) -> AllFound:
    return all_equilibria(one_stage(payoffs, *rationality))


def first_chances(found: Equilibria) -> list[float]:
    """Each actor's chance of its first option."""
    return [float(chance[0, 0]) for chance in found.profile]
