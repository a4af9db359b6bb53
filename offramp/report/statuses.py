"""An option's status beside its numbers: the one is what it mostly is, the others are means, and they may part."""

from collections.abc import Mapping
from typing import Any

from offramp.core.numbers import is_number, share

Data = Mapping[str, Any]

SITUATIONS = (
    "“in … of situations”: what an option is can depend on what was picked and drawn earlier in the period. "
    "The word is what it is most often, and the numbers are means over all these situations."
)
_ALL = 1 - 1e-9


def in_how_many(option: Data, level: float, error: float | None) -> str:
    """` in 62% of situations` where the numbers beside an option's status seem to say something else; or nothing."""
    often = option.get("status_share")
    if not is_number(often) or often >= _ALL or not _at_odds(option, level):
        return ""
    return f" in {share(often, error)} of situations"


def _at_odds(option: Data, level: float) -> bool:
    reach, price, status = option.get("reach"), option.get("price"), option.get("status")
    if not is_number(reach) or not is_number(price):
        return False
    if (reach < level) != (status == "closed"):
        return True
    return status != "closed" and (price > 0) != (status == "priced_out")
