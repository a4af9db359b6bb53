"""A mechanism of the library: its file, read once, with what a scenario has to know of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.spans import SourceText
from offramp.scenario.expressions.expression_tree import ValueType
from offramp.scenario.library import LIBRARY, mechanism_files
from offramp.scenario.reading.declarations import declare
from offramp.scenario.yaml_text.yaml_composer import compose
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar


@dataclass(frozen=True, slots=True)
class Input:
    """What only the scenario can know. `default` is None where it must be given."""

    means: str
    unit: Scalar | None
    gives: ValueType
    default: Scalar | None


@dataclass(frozen=True, slots=True)
class Mechanism:
    """The file of a mechanism. `names` are those that get the prefix of whoever uses it; sources keep theirs."""

    name: str
    title: str
    summary: str
    equation: str
    derivation: str
    source: SourceText
    root: Mapping
    inputs: dict[str, Input]
    names: frozenset[str]

    def section(self, name: str) -> Iterator[tuple[Scalar, Node]]:
        """The entries of one of its sections."""
        found = self.root.get(name)
        if isinstance(found, Mapping):
            yield from found.items()

    def keys(self, section: str) -> list[str]:
        """The names in one of its sections."""
        return [key.text for key, _ in self.section(section)]

    @property
    def parameters(self) -> list[str]:
        """All that `with` may name."""
        return [*self.inputs, *(name for part in CHANGEABLE for name in self.keys(part))]

    @property
    def has_steps(self) -> bool:
        """Whether it has steps, for which a scenario must say where they are taken."""
        return "play" in self.root.entries


CHANGEABLE = ("assumptions", "switches", "state")


@cache
def mechanism(name: str) -> Mechanism:
    """The mechanism called so, which must be one of `mechanism_files()`."""
    path = mechanism_files()[name]
    # The same wherever Offramp is installed: it stands in messages.
    shown = path.relative_to(LIBRARY.parent.parent).as_posix()
    source = SourceText(shown, path.read_text(encoding="utf-8"))
    log = DiagnosticLog()
    root = compose(source.text, shown, log)
    assert isinstance(root, Mapping), list(log)
    declared = declare(root, log)
    assert not log.found, log.found
    return Mechanism(
        name,
        _text(root.get("mechanism")),
        _text(root.get("summary")),
        _text(root.get("equation")),
        _text(root.get("derivation")),
        source,
        root,
        {key.text: _input(value) for key, value in _entries(root.get("inputs"))},
        frozenset({*declared.symbols, *declared.defines, *declared.tables}),
    )


def _input(node: Node) -> Input:
    assert isinstance(node, Mapping)
    unit, default = node.get("unit"), node.get("default")
    gives = ValueType.BOOLEAN if _text(node.get("gives")) == "condition" else ValueType.NUMBER
    return Input(
        _text(node.get("means")),
        unit if isinstance(unit, Scalar) else None,
        gives,
        default if isinstance(default, Scalar) else None,
    )


def _entries(node: Node | None) -> Iterator[tuple[Scalar, Node]]:
    if isinstance(node, Mapping):
        yield from node.items()


def _text(node: Node | None) -> str:
    return node.text.strip() if isinstance(node, Scalar) else ""
