"""What things are called on the page: the scenario's display names, and the tool's own words for its terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import bidirectional

from offramp.core.numbers import is_number
from offramp.report.catalogue import Catalogue, catalogue
from offramp.report.markup import clean

Data = Mapping[str, Any]

AS_WRITTEN = "as_written"

VERDICTS = ("free", "unsteady", "unwilling", "dependent", "trapped")
STATUSES = ("way_out", "keeps_open", "priced_out", "closed")


def gloss(verdict: str, habitual: bool = False, said: Catalogue | None = None) -> str | None:
    """A verdict in short; None of what is none. habitual: a habit keeps the actor in, and not its mistakes."""
    say = (said or catalogue()).say
    if verdict not in VERDICTS:
        return None
    return say("verdict.habit") if verdict == "unsteady" and habitual else say(f"verdict.gloss.{verdict}")


def habitual(actor: Data) -> bool:
    """Whether an actor only has a habit: no payoff of its own makes it choose."""
    return bool(actor.get("habit")) and actor.get("rationality") is None


def spoken(name: str) -> str:
    """An identifier as words: `wind_down` is `wind down`."""
    return clean(name).replace("_", " ").strip() or "(unnamed)"


def capital(text: str) -> str:
    """`text` with its first letter as a capital, the rest untouched."""
    return text[:1].upper() + text[1:]


def isolated(name: str) -> str:
    """`name`, set apart by Unicode isolates where it runs right to left, so that the sentence around it doesn't."""
    return f"\u2068{name}\u2069" if any(bidirectional(c) in ("R", "AL") for c in name) else name


def listed(items: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`, in English."""
    return catalogue().listed(items)


def mid_sentence(name: str) -> str:
    """A name as it stands inside a sentence: `The crown` is `the crown`."""
    return f"the {name[4:]}" if name.startswith("The ") else name


def known_error(view: Data, error: float | None) -> float | None:
    """The error of a number: as stated, none at all in an exact game, otherwise unknown."""
    exact = bool((view.get("certificate") or {}).get("exact"))
    return 0.0 if error is None and exact else error


def worth(actor: Data) -> tuple[object, ...]:
    """What an actor has to gain or lose, which says how small an amount is too small to read."""
    prices = [option.get("price") for option in (actor.get("options") or {}).values()]
    return (actor.get("value"), actor.get("best_reply_value"), actor.get("price"), *prices)


def shut_from_start(exit_: Data) -> bool:
    """Whether an option's last closing is the first period in which it can be seen: it was never open."""
    seen = [item["t"] for item in exit_.get("periods") or [] if item and item.get("way_out") is not None]
    return bool(seen) and exit_.get("last_closing") == seen[0]


def is_open(data: Data) -> bool:
    """Whether a view's game has no last period."""
    return is_number((data.get("certificate") or {}).get("stationary_residual"))


@dataclass(frozen=True)
class Wording:
    """Display names of one analysis. `names` is the scenario's own dictionary of meanings, where it has one."""

    views: Mapping[str, Data]
    names: Data = field(default_factory=dict)
    said: Catalogue = field(default_factory=catalogue)  # the tool's own words

    @staticmethod
    def of(analysis: Data, said: Catalogue | None = None) -> "Wording":
        """The wording of an `analyse` result, in English where nothing else is said."""
        scenario: Data = analysis.get("scenario") or {}
        return Wording(analysis.get("views") or {}, scenario.get("names") or {}, said or catalogue())

    def say(self, key: str, /, **values: object) -> str:
        """One of the tool's own texts, as Catalogue.say has it."""
        return self.said.say(key, **values)

    def listed(self, items: Sequence[str]) -> str:
        """`a`, `a and b`, `a, b and c`."""
        return self.said.listed(items)

    def term(self, name: str) -> str:
        """The name of a number that the glossary explains: `would`, `reach`."""
        return self.say(f"report.glossary.entry.{name}.term")

    def verdict(self, verdict: object) -> str:
        """A verdict's name; what is none stays as it is."""
        return self.say(f"verdict.name.{verdict}") if verdict in VERDICTS else clean(verdict)

    def view(self, view: str) -> str:
        """A view's heading; with other cases of its switches `Hawk, doctrine: bold` (in results hawk.doctrine.bold)."""
        own, *parts = view.split(".")
        cases = [f", {spoken(switch)}: {spoken(case)}" for switch, case in zip(parts[::2], parts[1::2], strict=False)]
        name = self.say("view.as_written") if own == AS_WRITTEN else spoken(own)
        return isolated(capital(name) + "".join(cases))

    def view_means(self, view: str) -> str:
        """What a view stands for, in its author's words; empty where nothing was said."""
        own = (self.names.get("views") or {}).get(view) or {}
        return clean(own.get("means") or self.views[view].get("view_means") or "")

    def view_stance(self, view: str) -> str:
        """The stance that a view declares; empty where none is."""
        return clean(((self.names.get("views") or {}).get(view) or {}).get("stance") or "")

    def actor(self, actor: str) -> str:
        """An actor's display name."""
        for data in self.views.values():
            name = ((data.get("actors") or {}).get(actor) or {}).get("name")
            if name:
                return isolated(clean(name))
        return isolated(clean((self.names.get("actors") or {}).get(actor) or capital(spoken(actor))))

    def option(self, option: str) -> str:
        """An option's label: `accept (reply)` for the one of a named move."""
        move, dot, plain = option.partition(".")
        # A number may have a point as well, but a name of its own stands before it.
        if dot and move.isidentifier():
            return isolated(f"{spoken(plain)} ({spoken(move)})")
        return isolated(spoken(option))

    def option_means(self, actor: str, option: str) -> str:
        """What an option is, in its author's words."""
        known: Data = (self.names.get("options") or {}).get(actor) or {}
        # A numeric option means the same whatever its number is.
        return clean(known.get(option) or known.get(option.partition(" ")[0]) or "")

    def ending(self, ending: str) -> str:
        """An ending's label; `horizon` in words, which is never where a game has no last period."""
        if ending == "horizon":
            endless = any(map(is_open, self.views.values()))
            return self.say("ending.never") if endless else self.say("ending.horizon")
        return isolated(spoken(ending))

    def ending_means(self, ending: str) -> str:
        """What an ending is, in its author's words."""
        return clean((self.names.get("endings") or {}).get(ending) or "")

    def group(self, group: str) -> str:
        """The label of a group of endings that the question asks about; without a question each ending is one."""
        if group == "horizon":
            return self.ending(group)
        return isolated(spoken(group))

    def group_endings(self, group: str) -> list[str]:
        """The endings in a group, where the result names them."""
        return list((self.names.get("groups") or {}).get(group) or [])

    def stock(self, stock: str) -> str:
        """A stock's label."""
        return isolated(spoken(stock))

    def quantity(self, name: str) -> str:
        """A defined quantity's label."""
        return isolated(spoken(name))

    def stock_means(self, stock: str) -> str:
        """What a stock measures, with its unit."""
        own = (self.names.get("stocks") or {}).get(stock) or {}
        means, unit = clean(own.get("means") or ""), clean(own.get("unit") or "")
        return f"{means} ({unit})" if means and unit else means or unit

    def stock_range(self, stock: str) -> tuple[float, float] | None:
        """A stock's declared range."""
        own = ((self.names.get("stocks") or {}).get(stock) or {}).get("range")
        return (float(own[0]), float(own[1])) if own else None

    def assumption_means(self, name: str) -> str:
        """What an assumption means, with its unit."""
        own = (self.names.get("assumptions") or {}).get(name) or {}
        means, unit = clean(own.get("means") or ""), clean(own.get("unit") or "")
        return f"{means} ({unit})" if means and unit else means

    def actors(self) -> list[str]:
        """Every actor of any view, in the scenario's order."""
        return list(dict.fromkeys(a for data in self.views.values() for a in data.get("actors") or {}))

    def endings(self) -> list[str]:
        """Every ending of any view, in the scenario's order."""
        return list(dict.fromkeys(e for data in self.views.values() for e in data.get("endings") or {}))
