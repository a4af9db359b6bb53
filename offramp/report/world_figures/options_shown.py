"""Which of an actor's options a figure has room for: of numeric ones with many numbers, a few stand for all."""

from collections.abc import Sequence

from offramp.report.numeric_lines import MOST_LISTED
from offramp.report.wording import Data


def shown_options(view: Data, actor: str, options: Sequence[str]) -> list[str]:
    """Options in their order; of each numeric one the lowest and the highest number and some between.

    view: its own result, which says which options are numbers of one.
    """
    known: Data = ((view.get("actors") or {}).get(actor) or {}).get("options") or {}
    families: dict[tuple[str, str], list[str]] = {}
    for option in options:
        data: Data = known.get(option) or {}
        family = str(data.get("family") or "")
        families.setdefault((str(data.get("move") or ""), family or option), []).append(option)
    kept = {option for its in families.values() for option in _spread(its, known)}
    return [option for option in options if option in kept]


def _spread(options: Sequence[str], known: Data) -> list[str]:
    if len(options) <= MOST_LISTED:
        return list(options)
    ordered = sorted(options, key=lambda option: float((known.get(option) or {}).get("number") or 0.0))
    last = len(ordered) - 1
    return [ordered[round(k * last / (MOST_LISTED - 1))] for k in range(MOST_LISTED)]
