"""A batch of normal-form stage games, and what is left of it once habits are put in and payoffs are scaled.

Axes: s a stage (first), then one axis of options for each actor; i an actor. In what is left the stage is the last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from offramp.kernels.simultaneous.logit_equations import LogitEquations

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
T = TypeVar("T", np.float64, np.bool_)


@dataclass(frozen=True)
class StageGames:
    """Stages that differ in payoffs, and in which options there are, but not in how many actors and options.

    payoffs[i]: what actor i gets, shape (size, m_1, …, m_n), in i's own utility unit; where an option isn't there it
    counts as 0 whatever it is. available[i]: shape (size, m_i). rationality[i]: λ_i in 1 / utility unit, shape (size,).
    habits[i]: i's fixed chances, shape (size, m_i), 0 where an option isn't there; None if i chooses.
    """

    payoffs: tuple[Floats, ...]
    available: tuple[Bools, ...]
    rationality: tuple[Floats, ...]
    habits: tuple[Floats | None, ...]

    @classmethod
    def of(
        cls,
        payoffs: Sequence[ArrayLike],
        rationality: Sequence[ArrayLike],
        available: Sequence[ArrayLike] | None = None,
        habits: Sequence[ArrayLike | None] | None = None,
    ) -> "StageGames":
        """Checked. One rationality may stand for all stages; habits are scaled to the options that are there.

        Raises ValueError where shapes disagree, a payoff that can be had isn't finite, a rationality is negative or not
        a number, or an actor has nothing to choose from or a habit of chances that don't add up to something positive.
        """
        tensors = [np.asarray(payoff, dtype=np.float64) for payoff in payoffs]
        actors = len(tensors)
        if not actors or any(tensor.shape != tensors[0].shape or tensor.ndim != actors + 1 for tensor in tensors):
            raise ValueError(f"{actors} actors need {actors} payoff arrays of one shape (size, m_1, …, m_{actors})")
        size, *counts = tensors[0].shape
        there = [np.ones((size, m), dtype=np.bool_) for m in counts]
        if available is not None:
            there = [_shaped(x, (size, m), "available", i).astype(np.bool_) for i, (x, m) in _pairs(available, counts)]
        rates = [np.broadcast_to(np.asarray(x, dtype=np.float64), size) for x in rationality]
        fixed: list[Floats | None] = [None] * actors
        if habits is not None:
            fixed = [_habit(x, there[i], i) for i, (x, _) in _pairs(habits, counts)]
        if len(rates) != actors or any(not (rate >= 0.0).all() for rate in rates):
            raise ValueError(f"there must be {actors} rationalities, each at least 0")
        if not all(mask.any(axis=1).all() for mask in there):
            raise ValueError("each actor needs an option in every stage")
        tensors = [_only_available(tensor, there) for tensor in tensors]
        if not all(np.isfinite(tensor).all() for tensor in tensors):
            raise ValueError("payoffs must be finite")
        return cls(tuple(tensors), tuple(there), tuple(rates), tuple(fixed))

    @property
    def size(self) -> int:
        """How many stages."""
        return len(self.rationality[0])

    @property
    def choosers(self) -> list[int]:
        """The actors who have a choice."""
        return [i for i, habit in enumerate(self.habits) if habit is None and self.available[i].shape[1] > 1]

    def take(self, stages: Ints) -> "StageGames":
        """The same for some of the stages."""
        return StageGames(
            tuple(x[stages] for x in self.payoffs),
            tuple(x[stages] for x in self.available),
            tuple(x[stages] for x in self.rationality),
            tuple(None if x is None else x[stages] for x in self.habits),
        )


def _pairs(given: Sequence[ArrayLike | None], counts: Sequence[int]) -> list[tuple[int, tuple[ArrayLike | None, int]]]:
    return list(enumerate(zip(given, counts, strict=True)))


def _shaped(given: ArrayLike | None, shape: tuple[int, int], what: str, actor: int) -> Floats:
    array = np.asarray(given, dtype=np.float64)
    if array.shape != shape:
        raise ValueError(f"{what}[{actor}] has the shape {array.shape}; expected {shape}")
    return array


def _habit(given: ArrayLike | None, there: Bools, actor: int) -> Floats | None:
    if given is None:
        return None
    chance = np.where(there, _shaped(given, (len(there), there.shape[1]), "habits", actor), 0.0)
    total: Floats = chance.sum(axis=1, keepdims=True)
    if not (chance >= 0.0).all() or not (np.isfinite(total) & (total > 0.0)).all():
        raise ValueError(f"habits[{actor}] must be chances of options that are there, not all 0")
    scaled: Floats = chance / total
    return scaled


def _only_available(tensor: Floats, there: Sequence[Bools]) -> Floats:
    """0 at profiles that can't be played."""
    for i, mask in enumerate(there):
        if not mask.all():
            shape = [len(mask)] + [1] * len(there)
            shape[i + 1] = mask.shape[1]
            tensor = np.where(mask.reshape(shape), tensor, 0.0)
    return tensor


@dataclass(frozen=True)
class Choosing:
    """What those who choose face, two at least.

    actors: who they are, the one with the most options last. gain_aos, there_as: as in `LogitEquations`, gains in units
    of `spread_is`, the most that an actor's choice can change for itself. order_so[k]: which option of actor k each of
    its options here is, None where they are as they were; the first one is there in every stage.
    """

    actors: tuple[int, ...]
    gain_aos: tuple[Floats, ...]
    there_as: tuple[Bools | None, ...]
    spread_is: Floats
    order_so: tuple[Ints | None, ...]

    def equations(self, base_is: Floats, slope_is: Floats) -> LogitEquations:
        """The equilibrium conditions where the scaled rationality is base + slope τ."""
        return LogitEquations(self.gain_aos, base_is, slope_is, self.there_as)

    def take(self, stages: Ints) -> "Choosing":
        """The same for some of the stages."""
        return Choosing(
            self.actors,
            tuple(gain.take(stages, axis=-1) for gain in self.gain_aos),
            tuple(None if there is None else there.take(stages, axis=1) for there in self.there_as),
            self.spread_is.take(stages, axis=1),
            tuple(None if order is None else order[stages] for order in self.order_so),
        )

    def log_chances(self, odds_us: Floats) -> list[Floats]:
        """ln σ from log odds, for each of `actors`: shape (size, m_i), the options in their own order."""
        found, first = [], 0
        for number, (gain, there) in enumerate(zip(self.gain_aos, self.there_as, strict=True)):
            odds = odds_us[first : first + len(gain)]
            first += len(gain)
            full = np.concatenate(
                (np.zeros((1, odds.shape[1])), odds if there is None else np.where(there, odds, -np.inf))
            )
            full -= full.max(axis=0)
            full -= np.log(np.exp(full).sum(axis=0))
            found.append(self.restored(number, full))
        return found

    def restored(self, number: int, value_os: Floats) -> Floats:
        """What is known of each option of the actor `actors[number]`, in the options' own order: shape (size, m_i)."""
        value_so, order = np.ascontiguousarray(value_os.T), self.order_so[number]
        if order is None:
            return value_so
        found = np.empty_like(value_so)
        np.put_along_axis(found, order, value_so, axis=1)
        return found


def choosing(games: StageGames, order: Mapping[int, Ints | None] | None = None) -> Choosing:
    """Put habits in, bring an option that is there to the front, and take differences to it.

    order: for each chooser a permutation of its options in each stage, those that are there in front. Not given, they
    stay as they are where that will do.
    """
    choosers = games.choosers
    actors = sorted(choosers, key=lambda i: games.available[i].shape[1])
    order = {i: _order(games.available[i]) for i in choosers} if order is None else order
    there = {i: _ordered(games.available[i], order[i], 1).T for i in choosers}
    found = []
    for i in actors:
        tensor = _habits_put_in(games.payoffs[i], games)
        for axis, j in enumerate(choosers, start=1):
            tensor = _ordered(tensor, order[j], axis)
        first = [i, *(j for j in actors if j != i)]
        tensor = tensor.transpose(*(1 + choosers.index(j) for j in first), 0)
        found.append(_gain(tensor, there[i]))
    return Choosing(
        tuple(actors),
        tuple(gain for gain, _ in found),
        tuple(None if there[i].all() else there[i][1:] for i in actors),
        np.array([spread for _, spread in found]),
        tuple(order[i] for i in actors),
    )


def _order(available: Bools) -> Ints | None:
    """The options of each stage with those that are there in front; None where the first is there in every stage."""
    return None if available[:, 0].all() else np.argsort(~available, axis=1, kind="stable")


def _ordered(tensor: NDArray[T], order: Ints | None, axis: int) -> NDArray[T]:
    if order is None:
        return tensor
    shape = [len(order)] + [1] * (tensor.ndim - 1)
    shape[axis] = order.shape[1]
    return np.take_along_axis(tensor, order.reshape(shape), axis=axis)


def _habits_put_in(tensor: Floats, games: StageGames) -> Floats:
    """The mean over what actors do who have no choice; their axes are gone."""
    for i in reversed(range(len(games.habits))):
        if i in games.choosers:
            continue
        habit = games.habits[i]
        if habit is None:
            tensor = np.moveaxis(tensor, i + 1, 0)[0]
        else:
            tensor = np.einsum("s...o,so->s...", np.moveaxis(tensor, i + 1, -1), habit)
    return tensor


def _gain(tensor_oos: Floats, there_os: Bools) -> tuple[Floats, Floats]:
    """The gains of `LogitEquations` from payoffs with the actor's own axis first and the stage last, and their unit."""
    inner = tuple(range(tensor_oos.ndim - 2))
    shape = (len(there_os), *(1 for _ in inner), there_os.shape[1])
    mask = there_os.reshape(shape)
    top = np.where(mask, tensor_oos, -np.inf).max(axis=0)
    own = top - np.where(mask, tensor_oos, np.inf).min(axis=0)
    spread: Floats = np.maximum.reduce(own.reshape(-1, own.shape[-1]), axis=0)
    gain = np.where(mask[1:], tensor_oos[1:] - tensor_oos[0], 0.0) / np.where(spread > 0.0, spread, 1.0)
    for axis in range(1, gain.ndim - 1):
        front = np.moveaxis(gain, axis, 0)
        front[1:] -= front[0]
    return np.ascontiguousarray(gain), spread
