"""Kernels that a process has at hand: the next game that differs in numbers only needs none of its own."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

MOST_KERNELS = 32

K = TypeVar("K")


class KernelShelf(Generic[K]):
    """The kernels that were used last, at most `MOST_KERNELS`. Threads may share it."""

    def __init__(self) -> None:
        self._kernels: OrderedDict[tuple[int, Hashable], tuple[object, K]] = OrderedDict()
        self._lock = Lock()

    def kernel(self, model: object, what: Hashable, make: Callable[[], K]) -> K:
        """The kernel of a scenario, made where it isn't at hand. what: which of the scenario's kernels it is."""
        key = (id(model), what)
        with self._lock:
            known = self._kernels.get(key)
            if known is not None:
                self._kernels.move_to_end(key)
                return known[1]
        made = make()
        with self._lock:
            # The model is kept too, so that its identity can't be given to another one.
            self._kernels[key] = (model, made)
            while len(self._kernels) > MOST_KERNELS:
                self._kernels.popitem(last=False)
        return made
