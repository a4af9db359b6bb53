"""What figures are drawn from: a report's data, with its rows by table and view, and what things are called."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import floor
from typing import Any

from offramp.core.numbers import is_number
from offramp.report.catalogue import Catalogue, catalogue
from offramp.report.figures import ending_colours
from offramp.report.markup import clean
from offramp.report.wording import Data, Wording, capital, mid_sentence, spoken

WIDTH = 700.0
_SHORT = re.compile(r";| \(")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class FigureData:
    """A report's data (`offramp/report/1`), or as much of it as there is."""

    data: Data
    said: Catalogue = field(default_factory=catalogue)

    @cached_property
    def wording(self) -> Wording:
        """Display names."""
        return Wording.of(self.data, self.said)

    @property
    def views(self) -> list[str]:
        """The views with worlds or a baseline, in their order."""
        return list(self.data["views"])

    def rows(self, table: str, view: str | None = None) -> list[Row]:
        """The rows of a table, of one view or of all."""
        found: Sequence[Row] = (self.data.get("figure_rows") or {}).get(table) or ()
        return [row for row in found if view is None or row["view"] == view]

    def baseline(self, view: str) -> Data:
        """A view's own result."""
        found: Data = self.data["views"].get(view) or {}
        return found

    def worlds(self, view: str | None = None) -> int:
        """How many worlds a view has that could be solved, or the largest number of any."""
        return max((row["of"] for row in self.rows("answer_shares", view)), default=0)

    @cached_property
    def colours(self) -> dict[str, str]:
        """A colour for each ending, the same in every figure."""
        return ending_colours(self.wording.endings())

    @property
    def level(self) -> float:
        """The chance that counts as a way out."""
        value = self.data.get("level")
        return float(value) if is_number(value) else 0.5

    def actor(self, actor: str) -> str:
        """An actor's name inside a sentence."""
        return mid_sentence(self.wording.actor(actor))

    def heading(self, actor: str) -> str:
        """An actor's name above what is said of it."""
        return capital(self.wording.actor(actor))

    def group(self, group: str) -> str:
        """A group of endings, or what stands for none of them."""
        return self.wording.group(group)

    def assumption(self, name: str) -> Data:
        """Means and unit of an assumption."""
        found: Data = (self.wording.names.get("assumptions") or {}).get(name) or {}
        return found

    def assumption_means(self, name: str) -> str:
        """What an assumption means in short: without its unit and what follows a semicolon or stands in brackets; its
        name stands before it where another one means the same."""
        means = _SHORT.split(clean(self.assumption(name).get("means") or ""))[0].strip()
        every: Data = self.wording.names.get("assumptions") or {}
        alike = sum(_SHORT.split(clean((one or {}).get("means") or ""))[0].strip() == means for one in every.values())
        return spoken(name) if not means else f"{spoken(name)}: {means}" if alike > 1 else means

    def in_view(self, view: str, said: str) -> str:
        """A title that names its view where the run has several."""
        return f"{self.wording.view(view)}: {said}" if self.several_views else capital(said)

    @property
    def several_views(self) -> bool:
        """Whether the run has several."""
        run: Data = self.data.get("run") or {}
        return len(run.get("views") or self.views) > 1


def percent(share: float) -> str:
    """A share of worlds in whole per cent, never rounded to none or all."""
    if 0 < share < 0.01:
        return "under 1%"
    if 0.99 < share < 1:
        return "over 99%"
    return f"{floor(100 * share + 0.5)}%"  # rounded as in Vega


PERCENT = (
    "{0} > 0 && {0} < 0.01 ? 'under 1%' : {0} > 0.99 && {0} < 1 ? 'over 99%' : format({0}, '.0%')"  # `percent` in Vega
)
