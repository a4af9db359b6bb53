"""What every section's reader shares: the log, the declared names, and reading one expression."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.spans import Span
from offramp.core.units import Unit
from offramp.scenario.expressions.expression_parser import parse
from offramp.scenario.expressions.expression_resolver import coerce_weight, resolve
from offramp.scenario.expressions.expression_tree import Expression, ValueType
from offramp.scenario.expressions.raw_expression import RawExpression
from offramp.scenario.expressions.scope import ASSUMPTIONS_ONLY, AT_THE_END, EVERYWHERE, WITH_SHOCKS, Scope, suggest
from offramp.scenario.expressions.unit_checker import check_units
from offramp.scenario.model import Calendar, Curve, Ties
from offramp.scenario.reading.declarations import Declarations
from offramp.scenario.reading.fields import head
from offramp.scenario.yaml_text.yaml_nodes import Mapping as MappingNode
from offramp.scenario.yaml_text.yaml_nodes import Node, Scalar, Sequence


@dataclass
class Reading:
    """One file being read. `everywhere` is the scope of guards, payoffs and endings; the others are its relatives."""

    log: DiagnosticLog
    names: Declarations
    everywhere: Scope = field(init=False)
    # Defines that read a shock: nothing but a step of `play` may use them. Filled as defines are read.
    reads_shock: dict[str, str] = field(default_factory=dict)
    tables: dict[str, Curve] = field(default_factory=dict)  # filled by `read_tables`, before any expression is read
    whole: set[str] = field(default_factory=set)  # whole stocks, filled by `read_state`
    calendar: Calendar | None = None  # what dates in the play refer to: that of the longest case
    habits: dict[str, MappingNode] = field(default_factory=dict)  # of actors: filled by `read_actors`, as is `ties`
    ties: dict[str, Ties] = field(default_factory=dict)
    move_scopes: dict[Span, Scope] = field(default_factory=dict)  # what each move can mention: filled by `read_move`
    shocks_behind: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.everywhere = Scope(
            symbols=self.names.symbols,
            allowed=EVERYWHERE,
            where="this expression",
            actors=frozenset(self.names.actors),
            hidden=self.reads_shock,
            period=self.names.period,
            tables=self.tables,
        )

    def assumptions(self) -> Scope:
        """The scope of numbers that are fixed before the game begins."""
        return self.everywhere.narrowed(ASSUMPTIONS_ONLY, "this")

    def weights(self) -> Scope:
        """The scope of weights of tolerable endings."""
        return self.everywhere.narrowed(AT_THE_END, "a weight of a tolerable ending")

    def play(self, undrawn: Mapping[str, str]) -> Scope:
        """The scope of a step of `play`; `undrawn` are the names that wait for a later draw, with the reason."""
        scope = self.everywhere.narrowed(WITH_SHOCKS, "a step of `play`")
        return replace(scope, hidden={**undrawn})

    def raw(self, node: Node, what: str) -> RawExpression | None:
        """The form of an expression; None where it has none, which the log then says."""
        if isinstance(node, Scalar) and node.cut:
            return None
        if isinstance(node, Scalar):
            return parse(node.text, node.locate, self.log)
        shown = "a mapping" if isinstance(node, MappingNode) else "a list"
        self.log.error(
            "E103",
            f"{what} must be an expression; this is {shown}",
            head(node),
            "put an expression that begins with a bracket in quotes",
        )
        return None

    def expression(
        self,
        node: Node | None,
        scope: Scope,
        wanted: ValueType | None,
        what: str,
        unit: Unit | None = None,
    ) -> Expression | None:
        """A typed expression whose units fit; None where it isn't one, which the log then says."""
        raw = None if node is None else self.raw(node, what)
        if raw is None:
            return None
        found = resolve(raw, replace(scope, where=what), wanted, self.log)
        if found is not None:
            check_units(found, scope, unit, what, self.log)
        return found

    def condition(self, node: Node | None, scope: Scope, what: str) -> Expression | None:
        """A yes/no."""
        return self.expression(node, scope, ValueType.BOOLEAN, what)

    def weight(self, node: Node, scope: Scope, what: str, unit: Unit | None) -> Expression | None:
        """A number, or a yes/no that counts as 1 or 0."""
        raw = self.raw(node, what)
        found = None if raw is None else resolve(raw, replace(scope, where=what), None, self.log)
        if found is None:
            return None
        weight = coerce_weight(found)
        check_units(weight, scope, unit, what, self.log)
        return weight

    def known(self, shown: str, span: Span, kind: str, there: Iterable[str]) -> bool:
        """Whether `shown` is among the names `there`; otherwise the log says so. `kind`: "actor", "ending", …"""
        there = list(there)
        if shown in there:
            return True
        remedy = suggest(shown, tuple(there)) or f"declare the {kind} first"
        self.log.error("E253", f"there is no {kind} `{shown}`", span, remedy)
        return False


def entry_list(node: Node) -> list[Node]:
    """The entries of a list, or the one value that stands in its place."""
    return node.items if isinstance(node, Sequence) else [node]
