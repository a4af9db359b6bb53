"""An option's status beside its numbers: the one is what it mostly is, the others are means, and they may part."""

from collections.abc import Mapping
from typing import Any

from offramp.core.numbers import is_number, share
from offramp.report.catalogue import Catalogue, catalogue

Data = Mapping[str, Any]

_ALL = 1 - 1e-9


def situations(said: Catalogue | None = None) -> str:
    """What `in … of situations` means."""
    return (said or catalogue()).say("status.situations")


def too_dear(said: Catalogue | None = None) -> str:
    """A price to an actor that is called unwilling."""
    return (said or catalogue()).say("status.too_dear")


def in_how_many(option: Data, level: float, error: float | None, said: Catalogue | None = None) -> str:
    """` in 62% of situations` where the numbers beside an option's status seem to say something else; or nothing."""
    often = option.get("status_share")
    if not is_number(often) or often >= _ALL or not _at_odds(option, level):
        return ""
    return " " + (said or catalogue()).say("status.often", share=share(often, error))


def _at_odds(option: Data, level: float) -> bool:
    reach, price, status = option.get("reach"), option.get("price"), option.get("status")
    if not is_number(reach) or not is_number(price):
        return False
    if (reach < level) != (status == "closed"):
        return True
    return status != "closed" and (price > 0) != (status == "priced_out")
