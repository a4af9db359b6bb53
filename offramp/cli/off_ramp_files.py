"""Files that `offramp offramps --json` printed, read again: somebody else's, so that all of it is checked."""

import json
from pathlib import Path
from typing import Any, Final, NoReturn

from offramp.cli.schemas import schema
from offramp.cli.schemas.fitting import misfits
from offramp.core.diagnostics import Diagnostic, ScenarioError

MOST_BYTES: Final = 20_000_000
_REMEDY: Final = "give a file that `offramp offramps SCENARIO --for ACTOR --json` printed"


def read_off_ramps(path: Path) -> dict[str, Any]:
    """The result in a file. Raises ScenarioError E782 where it isn't one, or can't be read."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        _refuse(f"{path} can't be read: {(error.strerror or type(error).__name__).lower()}")
    if len(content) > MOST_BYTES:
        _refuse(f"{path} has more than {MOST_BYTES // 1_000_000} million bytes, and no result of offramps has")
    try:
        found = json.loads(content, parse_constant=_no_number)
    except (ValueError, RecursionError):
        _refuse(f"{path} isn't JSON")
    given = found.get("schema") if isinstance(found, dict) else None
    if given != "offramp/offramps/1":
        _refuse(f"{path} holds {given if isinstance(given, str) else 'something else'}, not offramp/offramps/1")
    wrong = next(misfits(found, schema("offramps")), None)
    if wrong is not None:
        _refuse(f"{path} isn't as `offramps` prints it: {wrong}")
    result: dict[str, Any] = found
    return result


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _refuse(said: str) -> NoReturn:
    raise ScenarioError([Diagnostic("E782", said, None, _REMEDY)])
