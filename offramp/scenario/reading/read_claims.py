"""Claims: sentences of documents, as expressions over the solved game."""

from offramp.core.spans import Span
from offramp.scenario.claims.claim_ground import Ground
from offramp.scenario.claims.claim_parser import parse_claim
from offramp.scenario.claims.claim_resolver import resolve_claim
from offramp.scenario.claims.claim_tree import Claim
from offramp.scenario.claims.questions import StatedClaim
from offramp.scenario.claims.raw_claim import RawClaim
from offramp.scenario.model import Anchor
from offramp.scenario.reading import fields
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.reading.read_anchors import read_because, read_quote
from offramp.scenario.vocabulary import keys
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar

_EXAMPLE = 'claims: {no_exit: {means: …, source: name, holds: "verdict(west) != free"}}'
_INSTEAD = {
    "happens": "a claim says what `holds`; what happens by a date belongs under `forecasts`",
    "by": "a sentence about what happens by a date belongs under `forecasts`",
    "formalized": "write `formalised`",
}


def read_claims(node: Node | None, ground: Ground, reading: Reading) -> dict[str, StatedClaim]:
    """Every claim; one whose expression has faults is left out, and the log says why."""
    found = None if node is None else fields.mapping(node, "`claims`", reading.log, _EXAMPLE)
    read = {}
    for name, key, value in fields.keys(found, "a claim", reading.log) if found else ():
        entry = fields.mapping(value, f"claim {name}", reading.log, _EXAMPLE)
        claim = None if entry is None else _claim(name, key.span, entry, ground, reading)
        if claim is not None:
            read[name] = claim
    return read


def _claim(name: str, span: Span, node: Mapping, ground: Ground, reading: Reading) -> StatedClaim | None:
    what = f"claim {name}"
    entry = Fields(node, what, reading.log, keys("claim"), instead=_INSTEAD)
    entry.require("means", "means: What the document says, in your own words", span)
    quote = read_quote(entry, what, reading)
    because = read_because(entry.get("because"), what, reading, plain=True)
    formal = is_formal(entry, "holds", because, span, reading)
    holds: Claim | None = None
    if formal:
        written = entry.get("holds")
        raw = None if written is None else raw_claim(written, f"`holds` of {what}", reading)
        holds = None if raw is None else resolve_claim(raw, ground, what)
        if holds is None:
            return None
    return None if formal is None else StatedClaim(name, entry.text("means"), holds, quote, because, span)


def raw_claim(node: Node, what: str, reading: Reading) -> RawClaim | None:
    """The raw form of a claim; None where it has none, which the log then says."""
    text = expression_text(node, what, reading)
    return None if text is None else parse_claim(text.text, text.locate, reading.log, reading.names.tables)


def expression_text(node: Node, what: str, reading: Reading) -> Scalar | None:
    """The scalar that holds an expression; otherwise None, and the log says so."""
    if isinstance(node, Scalar):
        return None if node.cut else node
    shown = "a mapping" if isinstance(node, Mapping) else "a list"
    remedy = "put an expression that begins with a bracket in quotes"
    reading.log.error("E103", f"{what} must be an expression; this is {shown}", fields.head(node), remedy)
    return None


def is_formal(entry: Fields, key: str, because: tuple[Anchor, ...], span: Span, reading: Reading) -> bool | None:
    """Whether the sentence has an expression under `key`; None where the entry says both or neither.

    One that can't be formalised says so, and why.
    """
    log, what = reading.log, entry.what
    written = entry.get("formalised")
    said = None if written is None else yes_no(written, f"`formalised` of {what}", reading)
    if written is not None and said is None:
        return None
    if key in entry.node.entries:
        if said is False:
            message = f"{what} has `{key}`, and says that it isn't formalised"
            log.error("E473", message, fields.head(written) if written is not None else span, "remove one of the two")
            return None
        return True
    if said is None or said:
        log.error(
            "E473",
            f"{what} lacks `{key}`",
            span,
            f"add `{key}: …`, or `formalised: no` and `because: why it can't be put into numbers`",
        )
        return None
    if not any(anchor.note for anchor in because):
        remedy = "add `because: It is about motives, which the game doesn't have`, say"
        log.error("E474", f"{what} isn't formalised and doesn't say why", span, remedy)
        return None
    return False


def yes_no(node: Node, what: str, reading: Reading) -> bool | None:
    """`yes` or `no`, also written true or false; otherwise None, and the log says so."""
    shown = node.text.strip().casefold() if isinstance(node, Scalar) else ""
    if shown in ("yes", "true"):
        return True
    if shown in ("no", "false"):
        return False
    message = f"{what} must be yes or no; this is {fields.found_in(node)}"
    reading.log.error("E106", message, fields.head(node), "write `yes` or `no`")
    return None
