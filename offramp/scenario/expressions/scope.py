"""What names mean where an expression stands: the symbols, and which kinds of them may be used there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from offramp.core.diagnostics import did_you_mean
from offramp.core.spans import Span
from offramp.core.units import Unit
from offramp.scenario.expressions.expression_tree import Kind, ValueType
from offramp.scenario.model import NONE, Curve

KIND_NAMES: dict[Kind, tuple[str, str]] = {
    Kind.ASSUMPTION: ("an assumption", "assumptions"),
    Kind.STOCK: ("a stock", "stocks"),
    Kind.MODE: ("a mode", "modes"),
    Kind.CHOICE: ("what an actor picks", "what actors pick"),
    Kind.PICKED: ("the number of an option", "numbers of options"),
    Kind.EVENT: ("a chance event", "chance events"),
    Kind.SHOCK: ("a shock", "shocks"),
    Kind.DEFINE: ("a defined quantity", "defined quantities"),
    Kind.TIME: ("the period", "the period `t`"),
    Kind.INITIAL: ("a starting value", "starting values"),
    Kind.PREVIOUS: ("an earlier value", "earlier values"),
    Kind.AT_END: ("an actor's payoff at the end", "`at_end(actor)`"),
    Kind.ASPIRATION: ("an aspiration", "aspirations"),
    Kind.ENDING: ("an ending", "endings"),
    Kind.QUANTITY: ("a quantity of the solved game", "quantities of the solved game"),
    Kind.SWITCH: ("a switch", "switches"),
}

# Any expression of play, payoffs and endings.
EVERYWHERE = frozenset(Kind) - {Kind.AT_END, Kind.SHOCK, Kind.ENDING, Kind.QUANTITY}
WITH_SHOCKS = EVERYWHERE | {Kind.SHOCK}  # updates
AT_THE_END = EVERYWHERE | {Kind.AT_END}  # weights of tolerable endings
ASSUMPTIONS_ONLY = frozenset({Kind.ASSUMPTION, Kind.SWITCH})  # starts, rationality, discounts, beliefs
TIME_NAME = "t"


@dataclass(frozen=True, slots=True)
class Symbol:
    """What one name stands for. `labels` are a mode's labels or an actor's options (without `none`).

    A named move has the `actor` whose move it is. The number of a numeric option has as `labels` the actors and named
    moves that have such an option.
    `unit` is None where it isn't known: such a value fits any unit. `lags`: how many earlier values a stock keeps.
    """

    kind: Kind
    type: ValueType
    labels: tuple[str, ...] = ()
    unit: Unit | None = None
    span: Span | None = None
    lags: int = 0
    actor: str = ""

    def all_labels(self) -> tuple[str, ...]:
        """The labels that this name may equal: an actor that hasn't moved in this period equals `none`."""
        return (*self.labels, NONE) if self.kind is Kind.CHOICE and NONE not in self.labels else self.labels

    @property
    def example(self) -> str:
        """A label to show in a remedy."""
        return self.labels[0] if self.labels else "label"


@dataclass(frozen=True)
class Scope:
    """The names known to one expression.

    `allowed` are the kinds whose values are known where the expression is evaluated; `where` names that place in
    messages ("a starting value"). `actors` are the names that `at_end(…)` takes; `hidden` maps a name that
    exists to the reason why it can't be used here; `period` is the calendar's period (month, quarter, …); `tables`
    are the named tables, which are called like functions; `own` is the actor or named move whose options are read:
    their numbers are meant where others have an option of the same name.
    """

    symbols: Mapping[str, Symbol]
    allowed: frozenset[Kind] = EVERYWHERE
    where: str = "this expression"
    actors: frozenset[str] = frozenset()
    hidden: Mapping[str, str] = field(default_factory=dict)
    period: str = ""
    tables: Mapping[str, Curve] = field(default_factory=dict)
    own: str = ""

    def narrowed(self, allowed: frozenset[Kind], where: str) -> "Scope":
        """The same names where only the kinds `allowed` are known."""
        return replace(self, allowed=allowed, where=where)

    def owner(self, name: str) -> Symbol | None:
        """The mode or actor called `name`."""
        symbol = self.symbols.get(name)
        return symbol if symbol is not None and symbol.type is ValueType.LABEL else None

    def owners_of(self, label: str) -> tuple[str, ...]:
        """The modes and actors that have `label`, in the order of the file."""
        return self._owners.get(label, ())

    def usable(self) -> Iterator[str]:
        """The names that may be used in this expression."""
        for name, symbol in self.symbols.items():
            if symbol.kind in self.allowed and name not in self.hidden:
                yield name
        if Kind.TIME in self.allowed and TIME_NAME not in self.symbols:
            yield TIME_NAME

    def suggest_name(self, name: str) -> str:
        """The usable name that `name` may have been meant to be, as a question; or the names there are."""
        return suggest(name, self.usable())

    def prefixed(self, name: str) -> list[str]:
        """The usable names that are `name` behind a prefix, as mechanisms bring them in."""
        return [known for known in self.usable() if known.endswith(f"_{name}")]

    def suggest_label(self, label: str, owner: str) -> str:
        """The label of `owner` that `label` may have been meant to be, as a question; or all its labels."""
        labels = self.symbols[owner].all_labels()
        close = suggest(label, labels)
        return close if close.startswith("did you mean") else f"the labels of `{owner}` are: " + ", ".join(labels)

    def describe_allowed(self) -> str:
        """What this expression may use, in words: `assumptions, stocks and modes`."""
        rare = {Kind.SWITCH, Kind.PICKED} - {symbol.kind for symbol in self.symbols.values()}
        names = [KIND_NAMES[kind][1] for kind in Kind if kind in self.allowed - rare]
        return " and ".join(([", ".join(names[:-1])] if names[:-1] else []) + names[-1:]) or "numbers"

    @cached_property
    def _owners(self) -> dict[str, tuple[str, ...]]:
        owners: dict[str, tuple[str, ...]] = {}
        for name, symbol in self.symbols.items():
            if symbol.type is ValueType.LABEL:
                for label in symbol.all_labels():
                    owners[label] = (*owners.get(label, ()), name)
        return owners


def suggest(name: str, known: Iterable[str]) -> str:
    """`did_you_mean`, that also sees through a hyphen, a blank or another case of letters."""
    names = list(known)
    folded = {n.casefold(): n for n in names}
    plain = name.casefold().replace("-", "_").replace(" ", "_")
    return f"did you mean {folded[plain]}?" if plain in folded else did_you_mean(name, names)
