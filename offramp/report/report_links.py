"""Links within a report: from numbers to what they rest on, and on to assumptions and passages of documents."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from offramp.report.catalogue import Catalogue
from offramp.report.markup import Html, el, join, words
from offramp.report.wording import Data


@dataclass(frozen=True)
class Links:
    """The ids of all that can be linked to, by name. Names are the scenario's; ids are made here, so that any name
    will do."""

    said: Catalogue
    numbers: Mapping[str, str]
    sets: Mapping[str, str]
    assumptions: Mapping[str, str]
    claims: Mapping[str, str]
    forecasts: Mapping[str, str]
    passages: Mapping[str, str]
    documents: Mapping[str, str]

    @staticmethod
    def of(data: Data, said: Catalogue) -> "Links":
        """The ids of a report's data."""
        argument, rests = data["argument"], data["rests_on"]
        return Links(
            said,
            _ids(rests["numbers"], "number"),
            _ids(rests["sets"], "enters"),
            _ids(argument["assumptions"], "assumption"),
            _ids((data["claims"] or {}).get("claims", {}), "claim"),
            _ids((data["scores"] or {}).get("forecasts", {}), "forecast"),
            _ids(argument["passages"], "passage"),
            _ids(argument["documents"], "document"),
        )

    def rests_on(self, key: str) -> Html | None:
        """“rests on”, as a link from a number to the row that says so."""
        if key not in self.numbers:
            return None
        return el("a", self.said.say("report.rests_on"), href=f"#{self.numbers[key]}", class_="rests")

    def assumption(self, name: str) -> Html:
        """An assumption's name, as a link to its row."""
        return el("a", words(name), href=f"#{self.assumptions[name]}")

    def several(self, names: Iterable[str]) -> Html:
        """Assumptions one after the other."""
        return join(*[self.assumption(name) for name in names], by=", ")

    def part(self, kind: str, name: str) -> Html:
        """A part of the scenario: linked where the report has a row for it."""
        ids = {"assumption": self.assumptions, "claim": self.claims, "forecast": self.forecasts}.get(kind, {})
        return el("a", words(name), href=f"#{ids[name]}") if name in ids else join(kind, " ", words(name))


def _ids(names: Iterable[str], what: str) -> dict[str, str]:
    return {name: f"{what}-{number}" for number, name in enumerate(names, 1)}
