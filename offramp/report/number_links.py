"""Where a table's row leads on: to what its number rests on, in a page that says so."""

from collections.abc import Callable

from offramp.report.markup import Html, join

RestsOn = Callable[[str], Html | None]  # of a number, by its name in a report's data


def behind(number: str, rests_on: RestsOn | None) -> Html | None:
    """The link of a number, set off from what stands before it."""
    link = rests_on(number) if rests_on is not None else None
    return join(" ", link) if link is not None else None
