"""The parts that say what a scenario is about: title, question, calendar, views, sources."""

from datetime import date
from pathlib import Path

from offramp.core.spans import Span
from offramp.core.units import PERIODS
from offramp.scenario.expressions.scope import suggest
from offramp.scenario.folder_files import leads_outside
from offramp.scenario.model import HORIZON, Calendar, Question, Source, View
from offramp.scenario.reading import fields, scalars
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.vocabulary import keys
from offramp.scenario.vocabulary.limits import LANGUAGE, MOST_OPEN_PERIODS, MOST_PERIODS
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar


def check_language(top: Fields, reading: Reading) -> None:
    """`offramp: 1` names the language that the file is written in."""
    node = top.require("offramp", f"offramp: {LANGUAGE}")
    if node is not None and not (isinstance(node, Scalar) and node.text == str(LANGUAGE)):
        shown = f" `{fields.shorten(node.text)}`" if isinstance(node, Scalar) else " that isn't a number"
        reading.log.error(
            "E113",
            f"this version reads language {LANGUAGE}; the file asks for one{shown}",
            fields.head(node),
            f"write `offramp: {LANGUAGE}`, or use a version that knows the other",
        )


def read_question(node: Node | None, reading: Reading) -> Question | None:
    """What the scenario is to answer, with groups of endings as possible answers."""
    log = reading.log
    found = None if node is None else fields.mapping(node, "`question`", log, "question: {ask: …?, groups: {…}}")
    if found is None:
        return None
    entry = Fields(found, "the question", log, keys("question"))
    asked = entry.require("ask", "ask: Does it end in …, or in …?")
    ask = (fields.text(asked, "`ask` of the question", log) if asked is not None else None) or ""
    node = entry.require("groups", "groups: {one_answer: [ending], another: [horizon]}")
    grouped = (
        None if node is None else fields.mapping(node, "`groups`", log, "groups: {war: [war], neither: [horizon]}")
    )
    groups: dict[str, tuple[str, ...]] = {}
    owner: dict[str, str] = {}
    for name, _, members in fields.keys(grouped, "a group", log) if grouped else ():
        kept = []
        for member in fields.names(members, f"group {name}", log):
            ending = member.text
            if not reading.known(ending, member.span, "ending", [*reading.names.endings, HORIZON]):
                continue
            if ending in owner:
                log.error(
                    "E506",
                    f"ending `{ending}` is in group {name}, and in group {owner[ending]} already",
                    member.span,
                    "let each ending be in one group: their chances are added up",
                )
                continue
            owner[ending] = name
            kept.append(ending)
        groups[name] = tuple(kept)
    if grouped is not None and not groups and not grouped.entries:
        log.error("E106", "the question has no groups", grouped.span, "name at least one group of endings")
    return Question(ask, groups, found.span)


def read_calendar(node: Node | None, reading: Reading) -> Calendar | None:
    """How many periods there are, of which length, and when the first one starts."""
    log = reading.log
    found = (
        None
        if node is None
        else fields.mapping(node, "`calendar`", log, "calendar: {start: 2023Q4, period: quarter, periods: 12}")
    )
    if found is None:
        return None
    entry = Fields(found, "the calendar", log, keys("calendar"))
    period, start = "", None
    if (named := entry.get("period")) is not None:
        period = fields.text(named, "`period` of the calendar", log) or ""
        if period and period not in PERIODS:
            log.error(
                "E106",
                f"`{period}` is no length of a period",
                fields.head(named),
                suggest(period.removesuffix("s"), PERIODS),
            )
    if (dated := entry.get("start")) is not None:
        opened = scalars.open_date(dated, "`start` of the calendar", log)
        start = opened.first if opened else None
        if "period" not in found.entries:
            log.error(
                "E102",
                "a calendar with a `start` needs the length of a `period`",
                found.key_span("start"),
                "add `period: quarter` (day, week, month, quarter, year), or drop `start`",
            )
    written = entry.require("periods", "periods: 12")
    without_end = isinstance(written, Scalar) and written.text == "open"
    count = MOST_OPEN_PERIODS if without_end else _periods(written, reading)
    if period in PERIODS and count and not within_calendar(Calendar(count, period, start, found.span), count):
        log.error("E106", f"{count:,} periods from {start} go past the year 9999", found.span, "take fewer periods")
    return Calendar(count or 1, period, start, found.span, without_end)


def _periods(node: Node | None, reading: Reading) -> int | None:
    if node is None:
        return None
    count = scalars.whole_number(node, "`periods` of the calendar", reading.log)
    if count is not None and not 1 <= count <= MOST_PERIODS:
        reading.log.error(
            "E106",
            f"a calendar has 1 to {MOST_PERIODS:,} periods; this one has {count:,}",
            fields.head(node),
            "change the number, or take longer periods",
        )
        return None
    return count


def within_calendar(calendar: Calendar, periods: int) -> bool:
    """Whether `periods` periods from its start have dates that people count."""
    if calendar.start is None:
        return True
    days = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}.get(calendar.period, 0)
    return calendar.start.toordinal() + days * periods <= date.max.toordinal()


def read_views(node: Node | None, reading: Reading) -> dict[str, View]:
    """The rival readings, each with its meaning."""
    views: dict[str, View] = {}
    example = "views: {critic: {means: As its opponents read it, stance: partisan}}"
    found = None if node is None else fields.mapping(node, "`views`", reading.log, example)
    for name, key, value in fields.keys(found, "a view", reading.log) if found else ():
        entry = fields.mapping(value, f"view {name}", reading.log, f"{name}: {{means: As … read it}}")
        if entry is None:
            continue
        view = Fields(entry, f"view {name}", reading.log, keys("view"))
        view.require("means", "means: As … read it", key.span)
        views[name] = View(name, view.text("means"), view.text("stance"), key.span)
    return views


def read_information_until(node: Node | None, reading: Reading) -> date | None:
    """The last day whose documents the scenario may know."""
    opened = None if node is None else scalars.open_date(node, "`information_until`", reading.log)
    return opened.last if opened else None


def read_sources(node: Node | None, reading: Reading, folder: Path) -> dict[str, Source]:
    """The documents that assumptions were read from; their files lie in the scenario's `folder`."""
    sources: dict[str, Source] = {}
    example = "sources: {schelling: {title: The Strategy of Conflict, date: 1960}}"
    found = None if node is None else fields.mapping(node, "`sources`", reading.log, example)
    for name, key, value in fields.keys(found, "a source", reading.log) if found else ():
        entry = fields.mapping(value, f"source {name}", reading.log, f"{name}: {{title: …, date: 2023-09}}")
        if entry is None:
            continue
        source = Fields(entry, f"source {name}", reading.log, keys("source"))
        source.require("title", "title: …", key.span)
        dated = source.get("date")
        opened = None if dated is None else scalars.open_date(dated, f"`date` of source {name}", reading.log)
        sources[name] = Source(
            name=name,
            title=source.text("title"),
            date=opened.first if opened else None,
            date_text=dated.text if isinstance(dated, Scalar) else "",
            stance=source.text("stance"),
            link=source.text("link"),
            file=_inside(source, entry, folder, reading),
            span=key.span,
        )
    return sources


def _inside(source: Fields, entry: Mapping, folder: Path, reading: Reading) -> str:
    """The path under `file`, where it stays inside the scenario's folder."""
    shown = source.text("file")
    if not shown:
        return ""
    span: Span = fields.head(entry.entries["file"][1])
    if leads_outside(shown, folder):
        reading.log.error(
            "E111",
            f"the file of {source.what} lies outside the scenario's folder",
            span,
            "put the document beside the scenario and name it by its relative path, or use `link`",
        )
        return ""
    return shown


__all__ = [
    "MOST_PERIODS",
    "check_language",
    "read_calendar",
    "read_information_until",
    "read_question",
    "read_sources",
    "read_views",
    "within_calendar",
]
