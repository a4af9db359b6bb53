"""The mechanisms of `ukraine-2023`: how each is switched off, and what theory says that this does.

A row sets assumptions so that one mechanism is gone and names a quantity of the solution that must then rise or
fall. docs/ukraine-2023.md tells the same table in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

Quantity = tuple[str | int, ...]  # where the number stands in the solution as data (`to_json`)

LEAVES: Quantity = ("endings", "bloc_leaves")
COLLAPSE: Quantity = ("endings", "collapse")
DIRECT_WAR: Quantity = ("endings", "direct_war")
BREAKDOWN: Quantity = ("endings", "breakdown")
SETTLEMENT: Quantity = ("endings", "settlement")
LAST = 11  # the last of the twelve quarters


class Way(Enum):
    """Which way the quantity must move."""

    UP = 1
    DOWN = -1


@dataclass(frozen=True)
class SwitchedOff:
    """`off` replaces what is in the file and in `given`; `given` holds on both sides of the comparison."""

    mechanism: str
    off: Mapping[str, float]
    quantity: Quantity
    way: Way
    theory: str
    given: Mapping[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.mechanism}-{'-'.join(self.off)}-{'.'.join(str(part) for part in self.quantity)}"


def chosen(actor: str, option: str) -> Quantity:
    """How often `actor` picks `option` at its first move."""
    return ("actors", actor, "options", option, "chosen")


def mean(stock: str) -> Quantity:
    """Where `stock` stands on average in the last quarter, while the war goes on."""
    return ("timeline", LAST, "stocks", stock, "mean")


SOBER = {"spell_bloc": 0.0, "spell_kyiv": 0.0, "spell_moscow": 0.0}  # everyone plays the game that is played
SPELL = SOBER | {"spell_bloc": 0.8}

MECHANISMS = (
    SwitchedOff(
        "M1", {"stake_growth": 0}, chosen("bloc", "wind_down"), Way.UP, "what isn't sunk into it doesn't hold it back"
    ),
    SwitchedOff("M1", {"stake_growth": 0}, mean("stake"), Way.DOWN, "the stake grows with aid and pledges only"),
    SwitchedOff(
        "M2", {"collapse_rate": 0}, ("actors", "bloc", "would"), Way.UP, "without a collapse one of two horns is gone"
    ),
    SwitchedOff(
        "M2",
        {"clash_base": 0, "clash_surge": 0, "clash_troops": 0},
        chosen("bloc", "intervene"),
        Way.UP,
        "without a clash the other horn is gone, so escalating is tempting",
    ),
    SwitchedOff("M3", {"clash_surge": 0, "clash_troops": 0}, DIRECT_WAR, Way.DOWN, "escalation adds risk of war"),
    SwitchedOff("M3", {"spiral_climb": 0}, DIRECT_WAR, Way.DOWN, "a clash that is always contained is no war"),
    SwitchedOff("M4", {"attrition": 0}, COLLAPSE, Way.DOWN, "a force that isn't worn down doesn't collapse"),
    SwitchedOff("M5", {"credibility": 0}, LEAVES, Way.UP, "without a loss of prestige leaving is cheaper"),
    SwitchedOff("M6", {"sanctions_bite": 0}, BREAKDOWN, Way.DOWN, "sanctions wear Russia down"),
    SwitchedOff("M7", {"adaptation": 0}, BREAKDOWN, Way.UP, "a Russia that doesn't adapt runs out"),
    SwitchedOff("M7", {"adaptation": 0}, mean("endurance"), Way.DOWN, "a Russia that doesn't adapt runs out"),
    SwitchedOff("M8", {"delay": 0.01}, COLLAPSE, Way.DOWN, "aid that is there sooner keeps up a defence"),
    SwitchedOff("M9", {"prepared_cost": 0}, ("endings", "success"), Way.UP, "unprepared defences give way"),
    SwitchedOff("M10", {"rally": 0}, chosen("kyiv", "attack"), Way.DOWN, "an offensive that moves no donor pays less"),
    SwitchedOff("M11", {"fatigue": 0, "winter_cost": 0}, LEAVES, Way.DOWN, "publics that don't tire don't leave"),
    SwitchedOff("M11", {"fatigue": 0, "winter_cost": 0}, mean("will"), Way.UP, "publics that don't tire stay ready"),
    SwitchedOff("M12", {"blame_relief": 0}, LEAVES, Way.DOWN, "blame that relieves nobody makes leaving dearer"),
    SwitchedOff("M13", {"rival_salience": 0}, LEAVES, Way.DOWN, "without a rival there is nothing to turn to"),
    SwitchedOff("M14", {"sales": 0}, chosen("bloc", "surge"), Way.DOWN, "orders that earn nobody anything are fewer"),
    SwitchedOff("M15", {"conditionality": 0}, chosen("kyiv", "talk"), Way.DOWN, "unconditional aid can't restrain"),
    SwitchedOff("M15", {"talk_cost": 0}, SETTLEMENT, Way.UP, "talks that cost nothing at home are held"),
    SwitchedOff("M15", {"leak": 0}, COLLAPSE, Way.DOWN, "aid that isn't lost keeps up a defence"),
    SwitchedOff("M16", {"aid_effect": 0}, ("endings", "horizon"), Way.DOWN, "aid is what sustains a sustained war"),
    SwitchedOff(
        "M18", SOBER, chosen("bloc", "intervene"), Way.DOWN, "a bloc that sees the risk sends troops less", SPELL
    ),
    SwitchedOff("M18", SOBER, DIRECT_WAR, Way.DOWN, "and so slips into war less", SPELL),
)
