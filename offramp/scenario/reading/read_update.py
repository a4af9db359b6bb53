"""Updates: new values of stocks and modes, for the whole period at once or integrated through it."""

from typing import Final

from offramp.scenario.expressions.scope import Scope, suggest
from offramp.scenario.model import Effect, Method, SetMode, Update
from offramp.scenario.reading import fields, scalars
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.reading.read_dates import read_when
from offramp.scenario.reading.read_effects import effects_of
from offramp.scenario.vocabulary import keys
from offramp.scenario.vocabulary.limits import MOST_SUBSTEPS
from offramp.scenario.yaml_text.yaml_nodes import Mapping

_INTEGRATION: Final = ("method", "substeps")


def read_update(node: Mapping, _: str, scope: Scope, reading: Reading) -> Update | None:
    """The update that a step of `play` is; None where it is none, which the log then says."""
    log = reading.log
    entry = Fields(node, "an update", log, keys("update"))
    when = read_when(entry, scope, "an update", reading)
    method, substeps = _method(entry, reading), _substeps(entry, reading)
    listed = entry.get("update")
    found = None if listed is None else fields.mapping(listed, "`update`", log, "update: {tension: tension + 0.1}")
    if found is None:
        return None
    inside = [key for key in _INTEGRATION if key in found.entries and key not in scope.symbols]
    for key in inside:
        message = f"`{key}` stands among the stocks that the update sets"
        remedy = "write it beside `update:`, indented as far as `update` is"
        log.error("E452", message, found.key_span(key), remedy)
    if not found.entries:
        log.error("E504", "an update that changes nothing", fields.head(found), "write `name: new value`, or remove it")
    effects = effects_of(found, "an update", scope, reading, skip=tuple(inside))
    update = Update(when, effects, node.key_span("update"), method, substeps)
    if update.integrated:
        for effect in effects:
            _continuous(effect, update, reading)
    return update


def _method(entry: Fields, reading: Reading) -> Method:
    node = entry.get("method")
    shown = fields.text(node, "`method` of an update", reading.log) if node is not None else None
    if node is None or shown is None:
        return Method.EULER
    known = [method.value for method in Method]
    if shown not in known:
        meant = suggest(shown, known)
        remedy = meant if meant.startswith("did you mean") else f"write one of: {', '.join(known)}"
        reading.log.error("E452", f"there is no method `{shown}`", fields.head(node), remedy)
        return Method.EULER
    return Method(shown)


def _substeps(entry: Fields, reading: Reading) -> int:
    node = entry.get("substeps")
    count = scalars.whole_number(node, "`substeps` of an update", reading.log) if node is not None else None
    if node is None or count is None:
        return 1
    if not 1 <= count <= MOST_SUBSTEPS:
        message = f"an update goes through a period in 1 to {MOST_SUBSTEPS:,} substeps; these are {count:,}"
        reading.log.error("E452", message, fields.head(node), "change the number, or take shorter periods")
        return 1
    return count


def _continuous(effect: Effect, update: Update, reading: Reading) -> None:
    """Only plain stocks have a rate at which they change."""
    how = update.method.value if update.method is not Method.EULER else f"{update.substeps} substeps"
    if isinstance(effect, SetMode):
        message = f"`{effect.mode}` is a mode, and an update by {how} moves stocks bit by bit"
        reading.log.error("E453", message, effect.span, "set it in a step of its own: `- update: {…}`")
    elif effect.stock in reading.whole:
        message = f"{effect.stock} is a whole stock, and an update by {how} moves stocks bit by bit"
        reading.log.error("E453", message, effect.span, "drop `whole: true`, or set it in a step of its own")
