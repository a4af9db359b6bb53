"""Bringing a scenario file into the house style, with proof that nothing but its looks has changed."""

from collections import Counter

from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.comparing.portrait import portrait
from offramp.scenario.editing.house_style import in_house_style
from offramp.scenario.editing.layout_tree import lay_out
from offramp.scenario.editing.outlines import outline, same
from offramp.scenario.model import ScenarioModel
from offramp.scenario.reader import read_text
from offramp.scenario.yaml_text.yaml_composer import compose


class ChangedMeaning(Exception):  # noqa: N818  (a fault of ours, never of the file: nothing has been written)
    """Formatting would have changed what the file says."""


def formatted(model: ScenarioModel) -> str:
    """The text of a scenario in the house style, line ends as its author's. Raises ChangedMeaning rather than err."""
    text, path = model.source.text, model.source.path
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    found = in_house_style(lay_out(plain))
    _same_document(plain, found, path)
    if portrait(read_text(found, path)) != portrait(model):
        raise ChangedMeaning(f"{path} reads as another scenario in the house style; it was left as it is")
    return found.replace("\n", line_end(text))


def line_end(text: str) -> str:
    """The line end that most lines have."""
    windows = text.count("\r\n")
    counts = {"\n": text.count("\n") - windows, "\r\n": windows, "\r": text.count("\r") - windows}
    return max(counts, key=lambda sign: counts[sign])


def _same_document(before: str, after: str, path: str) -> None:
    log = DiagnosticLog()
    old, new = compose(before, path, log), compose(after, path, log)
    if old is None or new is None or log.has_errors or not same(outline(old), outline(new)):
        raise ChangedMeaning(f"{path} has other values in the house style; it was left as it is")
    kept, written = (Counter(c.text for c in lay_out(text).comments) for text in (before, after))
    if kept != written:
        raise ChangedMeaning(f"{path} would lose a comment in the house style; it was left as it is")
