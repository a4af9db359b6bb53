"""Series of evidence in CSV files beside the scenario: two named columns, bounded in size."""

import csv
import io
import math
from pathlib import Path
from typing import Final

from offramp.core.dates import FORMS, parse_date
from offramp.core.spans import Span
from offramp.scenario.expressions.scope import suggest
from offramp.scenario.folder_files import leads_outside, read_bounded
from offramp.scenario.reading import fields
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.reading.scalars import number_of
from offramp.scenario.vocabulary import keys
from offramp.scenario.yaml_text.yaml_nodes import Scalar

MOST_BYTES: Final = 1_000_000
MOST_ROWS: Final = 10_000
MOST_COLUMNS: Final = 200
_EXAMPLE: Final = "columns: {date: month, value: support}"

Row = tuple[str, Span, float, str]  # date, place, value, and where in the table it stands


def read_table(entry: Fields, what: str, folder: Path, reading: Reading) -> list[Row]:
    """The dated values of the file that `entry` names; none where it has faults, which the log then says."""
    log = reading.log
    named, listed = entry.get("file"), entry.require("columns", _EXAMPLE)
    shown = None if named is None else fields.text(named, f"`file` of {what}", log)
    columns = None if listed is None else fields.mapping(listed, f"`columns` of {what}", log, _EXAMPLE)
    if named is None or not shown or columns is None:
        return []
    span = fields.head(named)
    headings = Fields(columns, f"`columns` of {what}", log, keys("columns"))
    wanted = [headings.require(key, f"{key}: the column's name") for key in ("date", "value")]
    if leads_outside(shown, folder):
        message = f"the file of {what} lies outside the scenario's folder"
        log.error("E111", message, span, "put the file beside the scenario and name it by its relative path")
        return []
    rows = _rows(folder / shown, shown, span, reading)
    if rows is None or not all(isinstance(node, Scalar) for node in wanted):
        return []
    places = [_column(node, rows[0], shown, reading) for node in wanted if isinstance(node, Scalar)]
    date, value = places
    return [] if date is None or value is None else _values(rows, date, value, shown, span, reading)


def _rows(path: Path, shown: str, span: Span, reading: Reading) -> list[list[str]] | None:
    """The rows of a table, its heading first; None where it is none."""
    raw = read_bounded(path, MOST_BYTES)
    fault = raw if isinstance(raw, str) else ""
    if isinstance(raw, bytes) and len(raw) > MOST_BYTES:
        fault = f"it is larger than {MOST_BYTES // 1_000_000} MB"
    rows: list[list[str]] = []
    if not fault and isinstance(raw, bytes):
        try:
            text = raw.decode("utf-8-sig")
            for row in csv.reader(io.StringIO(text, newline=""), strict=True):
                if any(cell.strip() for cell in row):
                    rows.append([cell.strip() for cell in row])
                if len(rows) > MOST_ROWS + 1 or len(row) > MOST_COLUMNS:
                    fault = f"it has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns"
                    break
        except UnicodeDecodeError:
            fault = "it isn't text in UTF-8"
        except csv.Error as problem:
            fault = f"it isn't a table of comma-separated values ({problem})"
    if not fault and len(rows) < 2:
        fault = "it has no row below its heading"
    if fault:
        remedy = "name a table of comma-separated values in UTF-8, with the names of its columns in the first row"
        reading.log.error("E482", f"{shown} can't be used: {fault}", span, remedy)
        return None
    return rows


def _column(node: Scalar, heading: list[str], shown: str, reading: Reading) -> int | None:
    name = node.text.strip()
    if heading.count(name) == 1:
        return heading.index(name)
    if name in heading:
        message = f"{shown} has {heading.count(name)} columns called `{name}`"
        reading.log.error("E482", message, node.span, "give each column a name of its own")
        return None
    remedy = suggest(name, [column for column in heading if column][:MOST_COLUMNS]) or "write the name in its first row"
    reading.log.error("E482", f"{shown} has no column `{fields.shorten(name)}`", node.span, remedy)
    return None


def _values(rows: list[list[str]], date: int, value: int, shown: str, span: Span, reading: Reading) -> list[Row]:
    found: list[Row] = []
    for number, row in enumerate(rows[1:], start=2):
        cells = [row[place] if place < len(row) else "" for place in (date, value)]
        if not cells[1]:
            continue  # a date without a value: nothing was observed
        if parse_date(cells[0]) is None and not cells[0].isdecimal():
            message = f"row {number} of {shown} has `{fields.shorten(cells[0])}` where a date is needed"
            reading.log.error("E482", message, span, f"write dates like {FORMS}")
            return []
        read = number_of(cells[1])
        if read is None or math.isinf(read):
            message = f"row {number} of {shown} has `{fields.shorten(cells[1])}` where a number is needed"
            reading.log.error("E482", message, span, "write numbers like 0.5, with a decimal point")
            return []
        found.append((cells[0], span, read, f" (row {number} of {shown})"))
    if not found:
        reading.log.error("E482", f"{shown} has no values in that column", span, "name another column")
    return found
