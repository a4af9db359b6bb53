"""All rows that were asked for, family by family; whatever goes wrong with one is an outcome too."""

from collections.abc import Iterator, Mapping

from bench.outcomes import Missing, Outcome
from bench.rows import FAMILIES, Family
from bench.setting import Setting
from bench.workers import Unavailable


def outcomes(setting: Setting, families: Mapping[str, Family] = FAMILIES) -> Iterator[Outcome]:
    """One outcome for every row that was asked for: none is left out in silence."""
    for family in families.values():
        left = [name for name in family.names if setting.wants(name)]
        if not left:
            continue
        why = "its family ended without it"
        try:
            for outcome in family.measure(setting):
                left.remove(outcome.name)
                yield outcome
        except Unavailable as fault:
            why = str(fault)
        yield from (Missing(name, why) for name in left)
