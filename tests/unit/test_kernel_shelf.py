"""Kernels at hand: made once for each scenario and use, and only the last ones kept."""

from dataclasses import dataclass
from functools import partial

import pytest

from offramp.kernels.kernel_shelf import MOST_KERNELS, KernelShelf


@dataclass(eq=False)
class Scenario:
    """Stands for a scenario: only its identity counts."""


def test_a_kernel_is_made_once() -> None:
    shelf: KernelShelf[list[str]] = KernelShelf()
    first, second = Scenario(), Scenario()
    made = shelf.kernel(first, "hawks", lambda: ["first"])
    assert shelf.kernel(first, "hawks", lambda: ["again"]) is made
    assert shelf.kernel(first, "doves", lambda: ["another view"]) == ["another view"]
    assert shelf.kernel(second, "hawks", lambda: ["second"]) == ["second"]


def test_what_was_used_last_stays() -> None:
    shelf: KernelShelf[int] = KernelShelf()
    scenario = Scenario()
    for k in range(MOST_KERNELS):
        shelf.kernel(scenario, k, partial(int, k))
    assert shelf.kernel(scenario, 0, lambda: -1) == 0
    shelf.kernel(scenario, "one more", lambda: 0)
    assert shelf.kernel(scenario, 0, lambda: -1) == 0
    assert shelf.kernel(scenario, 1, lambda: -1) == -1  # the one that was used longest ago


def test_a_scenario_on_the_shelf_stays_alive() -> None:
    """Else another one could be given its identity, and with it its kernel."""
    shelf: KernelShelf[int] = KernelShelf()
    identities = set()
    for k in range(MOST_KERNELS):
        scenario = Scenario()
        identities.add(id(scenario))
        assert shelf.kernel(scenario, None, partial(int, k)) == k
        del scenario
    assert len(identities) == MOST_KERNELS


def test_a_fault_leaves_nothing_behind() -> None:
    shelf: KernelShelf[int] = KernelShelf()
    scenario = Scenario()

    def fail() -> int:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        shelf.kernel(scenario, None, fail)
    assert shelf.kernel(scenario, None, lambda: 1) == 1
