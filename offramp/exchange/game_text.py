"""The text of a game file, or why it has none: too large, binary, in another encoding."""

import codecs
from pathlib import Path

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.places import Places
from offramp.core.spans import SourceText, Span

MAX_BYTES = 16_000_000


def load(path: Path, log: DiagnosticLog) -> SourceText | None:
    """Read the file at `path`; None where that can't be done, with the reason in `log` (E001, E003, E004, E802)."""
    shown = str(path)
    try:
        if not path.exists():
            log.error("E001", f"there is no file {shown}", None, "check the path")
            return None
        if not path.is_file():
            what = "a folder" if path.is_dir() else "not an ordinary file"
            log.error("E001", f"{shown} is {what}", None, "name a Gambit file, ending in .efg or .nfg")
            return None
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)  # the size on disk may be a lie, and memory is taken by what is read
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        log.error("E001", f"{shown} can't be read: {reason}", None, "check the path and its permissions")
        return None
    return decode(raw, shown, log)


def decode(raw: bytes, path: str, log: DiagnosticLog) -> SourceText | None:
    """The bytes of a game file as text; a byte order mark of UTF-8 is dropped."""
    start = Span(path, 1, 1, 1, 2)
    if len(raw) > MAX_BYTES:
        said = f"the file is larger than {MAX_BYTES // 1_000_000} MB, the most that is read"
        log.error("E802", said, start, "cut the game down, such as to one of its subgames")
        return None
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        log.error("E004", "the file is in UTF-16; game files are UTF-8", start, "save it again with encoding UTF-8")
        return None
    if (nul := raw.find(0)) >= 0:
        place = _place(raw[:nul], path)
        log.error("E003", "the file has a NUL byte, so it isn't text", place, "name a Gambit file, saved as UTF-8")
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        log.error(
            "E004",
            f"byte {raw[fault.start]:#04x} is not valid UTF-8",
            _place(raw[: fault.start], path),
            "save the file again with encoding UTF-8 (it may be in Latin-1 or Windows-1252)",
        )
        return None
    return SourceText(path, text, raw.startswith(codecs.BOM_UTF8))


def _place(before: bytes, path: str) -> Span:
    text = before.decode("utf-8-sig", errors="replace")
    line, column = Places(text + " ", path).position(len(text))
    return Span(path, line, column, line, column + 1)
