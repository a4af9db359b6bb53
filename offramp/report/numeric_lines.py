"""Numeric options on few lines: results list every number of one, people read where they differ."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from offramp.report.catalogue import Catalogue, catalogue
from offramp.report.closings import closing

Data = Mapping[str, Any]
MOST_LISTED = 6  # numbers of one option that are still shown one by one


def fold_options(options: Mapping[str, Data], said: Catalogue | None = None) -> dict[str, Data]:
    """An actor's options, each numeric one with many numbers as one line.

    The line has what is true of the number that is picked most often, which is under `mostly` (None where none is ever
    picked); only `chosen` is that of all numbers together.
    """
    found: dict[str, Data] = {}
    for keys in _families(options):
        if len(keys) <= MOST_LISTED:
            found.update((key, options[key]) for key in keys)
            continue
        chosen = {key: float(options[key].get("chosen") or 0.0) for key in keys}
        best = max(keys, key=lambda key: chosen[key])
        mostly = options[best]["number"] if chosen[best] > 0 else None
        found[_span(keys, said)] = {**options[best], "chosen": sum(chosen.values()), "mostly": mostly}
    return found


def exits_of(view: Data, said: Catalogue | None = None) -> dict[str, dict[str, Data]]:
    """The exits of every actor in a view, on few lines."""
    begins = next((int(moment["t"]) for moment in view.get("timeline") or ()), 0)
    return {actor: fold_exits(options, begins, said) for actor, options in (view.get("exits") or {}).items()}


def fold_exits(options: Mapping[str, Data], begins: int = 0, said: Catalogue | None = None) -> dict[str, Data]:
    """The exits of an actor, numbers that follow each other and fare alike as one line.

    Where they fare in too many ways, a few numbers stand for all, the lowest and the highest among them.
    """
    found: dict[str, Data] = {}
    for keys in _families(options):
        if len(keys) <= MOST_LISTED:
            found.update((key, options[key]) for key in keys)
            continue
        runs = [list(run) for _, run in groupby(keys, key=lambda key: closing(options[key], begins))]
        if len(runs) <= MOST_LISTED:
            found.update((_span(run, said), options[run[0]]) for run in runs)
        else:
            last = len(keys) - 1
            spread = [keys[round(k * last / (MOST_LISTED - 1))] for k in range(MOST_LISTED)]
            found.update((key, options[key]) for key in spread)
    return found


def fold_names(named: Iterable[str], options: Mapping[str, Data], said: Catalogue | None = None) -> list[str]:
    """Keys of options for a sentence: of a numeric option with many numbers, the range or how many of them."""
    wanted = list(dict.fromkeys(named))
    found: list[str] = []
    for keys in _families(options):
        these = [key for key in keys if key in wanted]
        if len(keys) <= MOST_LISTED or len(these) <= 2:
            found += these
        elif keys[keys.index(these[0]) : keys.index(these[-1]) + 1] == these:
            found.append(_span(these, said))
        else:
            name = _name(these[0], options)
            found.append((said or catalogue()).say("numbers.some", name=name, some=len(these), count=len(keys)))
    return [*found, *(key for key in wanted if key not in options)]


def _families(options: Mapping[str, Data]) -> Iterator[list[str]]:
    """The keys that belong together: all numbers of a numeric option, any other option alone."""
    for (_, family, _), keys in groupby(options, key=lambda key: _group(key, options[key])):
        listed = list(keys)
        # The play may come to numbers of an option in any order.
        yield sorted(listed, key=lambda key: float(options[key]["number"])) if family else listed


def _group(key: str, data: Data) -> tuple[str, str, str]:
    family = data.get("family") or ""
    return data.get("move") or "", family, "" if family else key


def _name(key: str, options: Mapping[str, Data]) -> str:
    """`reply.demand` of `reply.demand 0.25`."""
    data = options[key]
    return f"{data['move']}.{data['family']}" if data.get("move") else str(data["family"])


def _span(keys: list[str], said: Catalogue | None) -> str:
    """`demand 0.25` or `demand 0 to 0.4`, with the numbers as the keys write them."""
    if len(keys) == 1:
        return keys[0]
    return (said or catalogue()).say("numbers.span", first=keys[0], last=keys[-1].rpartition(" ")[2])
