"""Typed access to marked nodes: this is a mapping with these keys, that is a name; otherwise the log says why."""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AnyMapping

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.identifiers import is_name, name_like
from offramp.core.spans import Span
from offramp.scenario.expressions.scope import suggest
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar, Sequence


class Fields:
    """The entries of one mapping. Keys that `known` doesn't have are reported when it is made.

    `what` names the mapping in messages: "actor west", "the calendar". `instead` has remedies of its own for keys
    that people expect here.
    """

    def __init__(
        self,
        node: Mapping,
        what: str,
        log: DiagnosticLog,
        known: Iterable[str],
        instead: AnyMapping[str, str] | None = None,
    ) -> None:
        self.node = node
        self.what = what
        self.log = log
        self._told: set[str] = set()
        known = tuple(known)
        for key, (scalar, value) in node.entries.items():
            if key in known:
                continue
            if node.flow and isinstance(value, Scalar) and value.empty and value.plain and scalar.plain:
                # `{means: one thing, and another}`: what follows the comma is no key, but the rest of a text.
                log.error(
                    "E014",
                    f"`{shorten(key)}` has no value: inside {{}} a comma begins the next entry",
                    scalar.span,
                    "put the text before and after the comma in quotes, all in one",
                )
            else:
                remedy = (instead or {}).get(key) or suggest(key, known) or "remove it"
                log.error("E101", f"`{key}` is no key of {what}", scalar.span, remedy)

    @property
    def span(self) -> Span:
        """Where the mapping stands."""
        return self.node.span

    def get(self, key: str) -> Node | None:
        """The value under `key`; None where it is absent, or empty (which the log then says)."""
        found = self.node.entries.get(key)
        if found is None:
            return None
        scalar, value = found
        if isinstance(value, Scalar) and value.empty:
            if key in self._told:
                return None
            self._told.add(key)
            self.log.error(
                "E107",
                f"`{key}` of {self.what} has no value",
                scalar.span,
                "write one after the colon, or indent what follows further than the key",
            )
            return None
        return value

    def require(self, key: str, example: str, at: Span | None = None) -> Node | None:
        """The value under `key`; None where it is absent or empty, which the log then says."""
        if key not in self.node.entries:
            self.log.error("E102", f"{self.what} lacks `{key}`", at or self._start(), f"add `{example}`")
        return self.get(key)

    def text(self, key: str, default: str = "") -> str:
        """The text under `key`."""
        node = self.get(key)
        return (text(node, f"`{key}` of {self.what}", self.log) if node is not None else None) or default

    def _start(self) -> Span:
        """The mapping's first line: a span over all of it would say less."""
        return self.node.span.first


def found_in(node: Node) -> str:
    """What a node is, in a message about what it should have been."""
    match node:
        case Mapping():
            return "a mapping"
        case Sequence():
            return "a list"
        case _:
            return f"`{shorten(node.text)}`"


def shorten(shown: str, most: int = 40) -> str:
    """One line of at most `most` characters."""
    shown = " ".join(shown.split())
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def head(node: Node) -> Span:
    """The first character of a node, for messages about the whole of it; all of a scalar on one line."""
    span = node.span
    if isinstance(node, Scalar) and span.line == span.end_line:
        return span
    return span.first


def mapping(node: Node, what: str, log: DiagnosticLog, example: str) -> Mapping | None:
    """`node` where it is a mapping; otherwise None, and the log says so."""
    if isinstance(node, Mapping):
        return node
    log.error("E103", f"{what} must be a mapping; this is {found_in(node)}", head(node), f"write it like `{example}`")
    return None


def sequence(node: Node, what: str, log: DiagnosticLog, example: str) -> Sequence | None:
    """`node` where it is a list; otherwise None, and the log says so."""
    if isinstance(node, Sequence):
        return node
    log.error("E103", f"{what} must be a list; this is {found_in(node)}", head(node), f"write it like `{example}`")
    return None


def text(node: Node, what: str, log: DiagnosticLog) -> str | None:
    """The text of a scalar; otherwise None, and the log says so."""
    if isinstance(node, Scalar):
        return node.text.strip()
    remedy = "put it in quotes if it begins with a bracket, or has `: ` in it"
    log.error("E103", f"{what} must be text; this is {found_in(node)}", head(node), remedy)
    return None


def name(node: Node, what: str, log: DiagnosticLog) -> str | None:
    """A scalar that can be a name; otherwise None, and the log says so."""
    if not isinstance(node, Scalar):
        log.error("E103", f"{what} must be a name; this is {found_in(node)}", head(node), "write one name")
        return None
    if not is_name(node.text):
        _bad_name(node, what, log)
        return None
    return node.text


def _bad_name(node: Scalar, what: str, log: DiagnosticLog) -> None:
    better = name_like(node.text)
    better = f"_{better}" if better and not is_name(better) else better
    log.error(
        "E250",
        f"{what} can't be called `{shorten(node.text)}`: a name has letters, digits and underscores, and "
        "begins with no digit",
        node.span,
        f"write `{better}`" if better else "write a name",
    )


def keys(node: Mapping, what: str, log: DiagnosticLog) -> Iterator[tuple[str, Scalar, Node]]:
    """The entries of a mapping whose keys are names; the others are reported and left out."""
    for key, value in node.items():
        if is_name(key.text):
            yield key.text, key, value
        else:
            _bad_name(key, what, log)


def names(node: Node, what: str, log: DiagnosticLog) -> list[Scalar]:
    """The entries of a list of names, or one name standing alone."""
    if isinstance(node, Mapping):
        log.error("E103", f"{what} must be a list of names; this is a mapping", head(node), "write `[first, second]`")
        return []
    found = node.items if isinstance(node, Sequence) else [node]
    for item in found:
        if not isinstance(item, Scalar):
            log.error(
                "E103", f"{what} must be a list of names; in it is {found_in(item)}", head(item), "write names only"
            )
    return [item for item in found if isinstance(item, Scalar)]


def once(log: DiagnosticLog, start: int) -> None:
    """Forget what was told from `start` on of the same places as before: the same words were read again."""
    known = {(d.code, d.span) for d in log.found[:start]}
    log.found[start:] = [d for d in log.found[start:] if (d.code, d.span) not in known]
