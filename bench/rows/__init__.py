"""The rows, one module a family: `NAMES`, and `measure`, which yields an outcome for each row that was asked for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.outcomes import Outcome
from bench.rows import growth, hinges, peers, simulator, solver, worlds
from bench.setting import Setting


@dataclass(frozen=True)
class Family:
    """Rows that are measured together."""

    names: tuple[str, ...]
    measure: Callable[[Setting], Iterator[Outcome]]


FAMILIES: dict[str, Family] = {
    name: Family(module.NAMES, module.measure)
    for name, module in {
        "solver": solver,
        "simulator": simulator,
        "worlds": worlds,
        "hinges": hinges,
        "peers": peers,
        "growth": growth,
    }.items()
}
ROW_NAMES = tuple(name for family in FAMILIES.values() for name in family.names)
