"""What the worlds of a run are worlds of: a view, and beside it the same view with another case of one switch.

Cases are structure, which nobody can draw from: each is solved on the same draws as the view itself, and no number is
ever averaged over them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from offramp.core.identifiers import is_name
from offramp.judge.requests import AS_WRITTEN
from offramp.scenario.model import ScenarioModel

EVERY = "all"


@dataclass(frozen=True)
class Branch:
    """A view (None: as written), where `cases` of switches take the place of the view's own."""

    view: str | None = None
    cases: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """What results call it: `hawk`, or `hawk.doctrine.bold`."""
        return ".".join([self.view or AS_WRITTEN, *(part for case in self.cases for part in case)])

    @property
    def own(self) -> "Branch":
        """The view with its own cases."""
        return Branch(self.view)

    @staticmethod
    def named(text: str) -> "Branch":
        """The branch that has this name. Raises ValueError for what can't be one."""
        view, *rest = text.split(".")
        if len(rest) % 2 or not all(is_name(part) for part in (view, *rest)):
            raise ValueError(f"{text[:40]} is no name of a view")
        cases = tuple(zip(rest[::2], rest[1::2], strict=True))
        return Branch(None if view == AS_WRITTEN else view, cases)


def branches(model: ScenarioModel, views: Sequence[str], switches: Sequence[str]) -> dict[str, Branch]:
    """The views, by their names in results, and after each its own with every other case of these switches, one switch
    at a time."""
    found = []
    for name in views:
        own = Branch.named(name)
        found.append(own)
        for switch in switches:
            usual = model.switches[switch].baseline(own.view)
            found += [Branch(own.view, ((switch, case),)) for case in model.switches[switch].cases if case != usual]
    return {branch.name: branch for branch in found}
