"""A mechanism's text under the names of one scenario: its own names with a prefix, what it was given in their place."""

import re
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from typing import Final

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.places import Places
from offramp.scenario.expressions.expression_lexer import Token, tokens
from offramp.scenario.vocabulary import PARTS
from offramp.scenario.vocabulary.shapes import Either, Forms, ListOf, MappingOf, Part, PartOf, Plain, Row, Shape
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Piece, Scalar, Sequence, Woven

_EXPRESSIONS: Final = (Plain.EXPRESSION, Plain.CONDITION, Plain.VALUE)
_UNITS: Final = ("unit", "x_unit")
_NEEDS_NO_BRACKETS: Final = re.compile(r"\s*([^\W\d]\w*|[0-9.]+)\s*")


@dataclass
class Weaver:
    """Copies the nodes of one mechanism into one scenario.

    places: of the mechanism's file, with the place where the scenario brings it in. names: the new name of each of
    its own. given: what stands in the place of a name in expressions. units: base units under other names.
    edits: what becomes of the file's characters, filled as nodes are copied.
    """

    places: Places
    names: AnyMapping[str, str]
    given: AnyMapping[str, Scalar]
    units: AnyMapping[str, str]
    edits: list[tuple[int, int, str]] = field(default_factory=list)

    def copy(self, node: Node, shape: Shape) -> Node:
        """`node`, which has this shape, as it reads in the scenario."""
        match node, shape:
            case _, Either(of):
                return self.copy(node, _chosen(node, of))
            case Mapping(), PartOf(name):
                return self.part(node, PARTS[name])
            case Mapping(), MappingOf(_, of):
                entries = [(self.name(key), self.copy(value, of)) for key, value in node.items()]
                return self._mapping(node, entries)
            case Mapping(), Forms(_, of):
                return self._mapping(node, [(self._plain(key), self.copy(value, of)) for key, value in node.items()])
            case Sequence(), ListOf(of):
                return self._sequence(node, [self.copy(item, of) for item in node.items])
            case Sequence(), Row(of):
                copied = [self.copy(item, one) for item, one in zip(node.items, of, strict=True)]
                return self._sequence(node, copied)
            case Scalar(), Plain() if shape in _EXPRESSIONS:
                return self.expression(node)
            case Scalar(), Plain.NAME:
                return self.name(node)
            case Scalar(), _:
                return self._plain(node)
        raise AssertionError(f"{node.span} isn't {shape}")  # a mechanism's fault: the library's tests find it

    def part(self, node: Mapping, part: Part) -> Mapping:
        """A mapping with known keys."""
        known = {key.name: key.shape for key in part.keys}
        entries: list[tuple[Scalar, Node]] = []
        for key, value in node.items():
            if key.text in _UNITS and isinstance(value, Scalar):
                entries.append((self._plain(key), self.unit(value)))
            elif key.text in known:
                entries.append((self._plain(key), self.copy(value, known[key.text])))
            else:
                assert part.names is not None, f"{key.span} isn't a key of {part.name}"
                entries.append((self.name(key), self.copy(value, part.names)))
        return self._mapping(node, entries)

    def name(self, node: Scalar) -> Scalar:
        """A name, with the prefix where it is one of the mechanism's own."""
        meant = self.names.get(node.text)
        return self._plain(node) if meant is None else self._replaced(node, meant)

    def unit(self, node: Scalar) -> Scalar:
        """A unit with the scenario's names for base units."""
        meant = node.text
        for old, new in self.units.items():
            meant = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, meant)
        return self._plain(node) if meant == node.text else self._replaced(node, meant)

    def expression(self, node: Scalar) -> Scalar:
        """An expression with every name as it is in the scenario."""
        base = self._plain(node)
        found = tokens(node.text, base.locate, DiagnosticLog())
        assert found is not None, f"{node.span} can't be read"
        text, at, pieces = "", 0, list[Piece]()

        def take(new: str, origin: Scalar, first: int, last: int) -> None:
            nonlocal text
            pieces.append(Piece(len(text), len(text) + len(new), origin, first, last))
            text += new

        for token, before in zip(found, [None, *found], strict=False):
            parts = self._meant(token, before, alone=len(found) == 2)  # the token, and the end
            if parts is None:
                continue
            if token.start > at:
                take(node.text[at : token.start], base, at, token.start)
            for new, origin in parts:
                if origin is None:
                    take(new, base, token.start, token.end)
                else:
                    take(new, origin, 0, len(new))
            at = token.end
            self.edits.append((*base.stretch(token.start, token.end), "".join(new for new, _ in parts)))
        if not pieces:
            return base
        take(node.text[at:], base, at, len(node.text))
        return Woven(text, node.style, node.start, node.end, self.places, pieces=tuple(pieces))

    def _meant(self, token: Token, before: Token | None, alone: bool) -> list[tuple[str, Scalar | None]] | None:
        """What stands in the scenario for one token, each part with where it comes from (None: the token itself)."""
        if token.kind != "name" or (before is not None and before.text == "."):
            return None  # what follows a point is a label
        given = self.given.get(token.text)
        if given is not None:
            bare = alone or _NEEDS_NO_BRACKETS.fullmatch(given.text)
            return [(given.text, given)] if bare else [("(", None), (given.text, given), (")", None)]
        meant = self.names.get(token.text)
        return None if meant is None else [(meant, None)]

    def _replaced(self, node: Scalar, text: str) -> Scalar:
        base = self._plain(node)
        self.edits.append((node.start, node.end, text))
        whole = Piece(0, len(text), base, 0, len(node.text))
        return Woven(text, node.style, node.start, node.end, self.places, pieces=(whole,))

    def _plain(self, node: Scalar) -> Scalar:
        return Scalar(node.text, node.style, node.start, node.end, self.places)

    def _mapping(self, node: Mapping, entries: list[tuple[Scalar, Node]]) -> Mapping:
        return Mapping({key.text: (key, value) for key, value in entries}, node.start, node.end, self.places, node.flow)

    def _sequence(self, node: Sequence, items: list[Node]) -> Sequence:
        return Sequence(items, node.start, node.end, self.places, node.flow)


def both(first: Scalar, second: Scalar) -> Scalar:
    """The condition that both hold: the scenario's own, and that of a mechanism's step."""
    text, pieces = "", list[Piece]()
    for scalar, joint in ((first, " and "), (second, "")):
        bare = _NEEDS_NO_BRACKETS.fullmatch(scalar.text)
        left, right = ("", joint) if bare else ("(", f"){joint}")
        for word, origin in ((left, None), (scalar.text, scalar), (right, None)):
            if word:
                made_of = origin or second
                pieces.append(Piece(len(text), len(text) + len(word), made_of, 0, len(made_of.text)))
                text += word
    return Woven(text, "", second.start, second.end, second.places, pieces=tuple(pieces))


def _chosen(node: Node, of: tuple[Shape, ...]) -> Shape:
    """The one of several shapes that a node has."""
    if isinstance(node, Mapping):
        for shape in of:
            if isinstance(shape, PartOf):
                part = PARTS[shape.name]
                if part.names is not None or node.entries.keys() <= {key.name for key in part.keys}:
                    return shape
            elif isinstance(shape, MappingOf | Forms):
                return shape
    wanted = ListOf | Row if isinstance(node, Sequence) else Plain
    return next(shape for shape in of if isinstance(shape, wanted))
