"""What leads to what in a scenario, read off its rules: from options by stocks and chances to endings."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from offramp.scenario.expressions.expression_tree import Expression, Is, Kind, Same, Variable, children
from offramp.scenario.model import Chance, Effect, Move, ScenarioModel, SetStock, Update

Node = tuple[str, str]  # its column (or "mode", which isn't shown) and its key
OPTION, STOCK, CHANCE, ENDING, MODE = "option", "stock", "chance", "ending", "mode"
COLUMNS = (OPTION, STOCK, CHANCE, ENDING)


def play_map(model: ScenarioModel) -> dict[str, Any]:
    """The nodes of each column, and edges between them.

    `options`: by actor, each with `key` (as results call it) and `means`; `stocks`, `chances`, `endings` with the same;
    `edges`: pairs of `column:key`, from left to right. An option leads to what its own effects set, and to what rules
    read that ask whether it was picked; a stock to what reads it; modes lie between and aren't shown, and neither are
    the moves by which one option makes way for another. What a mode starts as leads nowhere: everything happens in it.
    """
    found = _Links(model)
    options = {
        actor: [
            {"key": move.group(option), "means": option.means}
            for move in _moves(model)
            if move.actor == actor
            for option in move.written
        ]
        for actor in model.actors
    }
    chances = [outcome for step in model.play if isinstance(step, Chance) for outcome in step.outcomes]
    return {
        "options": {actor: _once(its) for actor, its in options.items() if its},
        "stocks": [{"key": name, "means": stock.means} for name, stock in model.stocks.items()],
        "chances": _once({"key": one.name, "means": ""} for one in chances if one.weight is not None),
        "endings": [{"key": name, "means": one.means} for name, one in model.endings.items()],
        "edges": sorted({(f"{a[0]}:{a[1]}", f"{b[0]}:{b[1]}") for a, b in found.shown()}),
    }


@dataclass
class _Links:
    """What each node leads to directly."""

    model: ScenarioModel
    follows: dict[Node, set[Node]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for step in self.model.play:
            match step:
                case Move():
                    self._move(step)
                case Chance():
                    for outcome in step.outcomes:
                        if outcome.weight is not None:
                            self._link(self._reads([outcome.weight, step.when]), (CHANCE, outcome.name))
                        self._effects(outcome.then, [(CHANCE, outcome.name)] if outcome.weight is not None else [])
                case Update():
                    self._effects(step.effects, [])
        for name, ending in self.model.endings.items():
            if ending.when is not None:
                self._link(self._reads([ending.when]), (ENDING, name))

    def shown(self) -> Iterator[tuple[Node, Node]]:
        """Every edge between nodes of different columns, by whatever isn't shown between them."""
        for node in list(self.follows):
            if node[0] != MODE:
                for other in self._later(node):
                    yield node, other

    def _later(self, node: Node) -> set[Node]:
        """The nodes of later columns that this one leads to: by modes, and by others of the same or earlier columns
        unless they are stocks, which everything moves."""
        column, found, seen, open_nodes = COLUMNS.index(node[0]), set(), {node}, [node]
        while open_nodes:
            for other in self.follows.get(open_nodes.pop(), ()):
                if other in seen:
                    continue
                seen.add(other)
                if other[0] != MODE and COLUMNS.index(other[0]) > column:
                    found.add(other)
                elif other[0] != STOCK:
                    open_nodes.append(other)
        return found

    def _move(self, move: Move) -> None:
        for option in move.written:
            node = (OPTION, f"{move.actor}:{move.group(option)}")
            self._effects(option.then, [node])
            # What makes a move possible leads to its options, as a mode leads to what can be done in it.
            self._link((one for one in self._reads([move.when, option.when]) if one[0] == MODE), node)

    def _effects(self, effects: Iterable[Effect], by: Iterable[Node]) -> None:
        for effect in effects:
            if isinstance(effect, SetStock):
                self._link([*by, *self._reads([effect.expression])], (STOCK, effect.stock))
                continue
            for condition, label in effect.cases:
                if label and label != self.model.modes[effect.mode].start:
                    self._link([*by, *self._reads([condition])], (MODE, f"{effect.mode}:{label}"))

    def _link(self, sources: Iterable[Node], target: Node) -> None:
        for source in sources:
            if source != target:
                self.follows.setdefault(source, set()).add(target)

    def _reads(self, expressions: Iterable[Expression | None]) -> set[Node]:
        """What these ask about."""
        found: set[Node] = set()
        open_nodes = [one for one in expressions if one is not None]
        looked: set[str] = set()
        while open_nodes:
            node = open_nodes.pop()
            match node:
                case Is():
                    found |= self._labelled(node.kind, node.name, node.label)
                case Same():
                    for kind, name in (node.left, node.right):
                        found |= self._labelled(kind, name, None)
                case Variable(kind=Kind.DEFINE, name=name) if name not in looked:
                    looked.add(name)
                    open_nodes.append(self.model.defines[name].expression)
                case Variable(kind=Kind.STOCK | Kind.PREVIOUS, name=name):
                    stock = name if name in self.model.stocks else name.partition("(")[2].rstrip(")").split(",")[0]
                    found |= {(STOCK, stock)} if stock in self.model.stocks else set()
                case Variable(kind=Kind.EVENT, name=name):
                    found.add((CHANCE, name))
                case Variable(kind=Kind.PICKED | Kind.CHOICE, name=name):
                    found |= self._labelled(Kind.PICKED, name.rpartition(".")[2], None)
            open_nodes.extend(children(node))
        return found

    def _labelled(self, kind: Kind, name: str, label: str | None) -> set[Node]:
        """The nodes of a label of a mode or choice; of all its labels where None is named."""
        if kind is Kind.MODE:
            mode = self.model.modes[name]
            return {(MODE, f"{name}:{one}") for one in mode.labels if one != mode.start and label in (None, one)}
        if kind not in (Kind.CHOICE, Kind.PICKED):
            return set()
        return {
            (OPTION, f"{move.actor}:{move.group(option)}")
            for move in _moves(self.model)
            for option in move.written
            if (kind is Kind.PICKED and name in (option.label, move.choice))
            or (kind is Kind.CHOICE and name == move.choice and label in (None, option.name, option.label))
        }


def _moves(model: ScenarioModel) -> list[Move]:
    return [step for step in model.play if isinstance(step, Move)]


def _once(entries: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Each key once, with the first meaning that is given."""
    found: dict[str, dict[str, str]] = {}
    for one in entries:
        found.setdefault(one["key"], dict(one))
    return list(found.values())
