"""The text of a scenario file, or why it has none: too large, binary, in another encoding."""

import codecs
from pathlib import Path

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.places import Places
from offramp.core.spans import SourceText, Span

MAX_BYTES = 2_000_000

_TOO_LARGE = "a scenario is text that people write; keep data in other files"


def load(path: Path, log: DiagnosticLog) -> SourceText | None:
    """Read the file at `path`; None where that can't be done, with the reason in `log`."""
    shown = str(path)
    start = Span(shown, 1, 1, 1, 2)
    try:
        if not path.exists():
            log.error("E001", f"there is no file {shown}", None, "check the path, or run `offramp new` to begin one")
            return None
        if path.is_dir():
            log.error("E001", f"{shown} is a folder, not a scenario file", None, f"name the file in it: {shown}/….yaml")
            return None
        if not path.is_file():
            log.error("E001", f"{shown} is not an ordinary file", None, "name a scenario file")
            return None
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)  # the size on disk may be a lie, and memory is taken by what is read
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        log.error("E001", f"{shown} can't be read: {reason}", None, "check the path and its permissions")
        return None
    if len(raw) > MAX_BYTES:
        log.error("E002", f"the file is larger than {MAX_BYTES // 1_000_000} MB", start, _TOO_LARGE)
        return None
    return decode(raw, shown, log)


def decode(raw: bytes, path: str, log: DiagnosticLog) -> SourceText | None:
    """The bytes of a file as text; a byte order mark of UTF-8 is dropped."""
    start = Span(path, 1, 1, 1, 2)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_like_utf16(raw):
        log.error("E004", "the file is in UTF-16; scenarios are UTF-8", start, "save it again with encoding UTF-8")
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        before = raw[: fault.start].decode("utf-8", errors="replace")
        place = Places(before, path).span(len(before), len(before)) if before else start
        if raw[:512].count(0) or raw[:4] in (b"%PDF", b"PK\x03\x04", b"\x89PNG"):
            log.error("E003", "this is a binary file, not text", start, "name the scenario's .yaml file")
        else:
            log.error(
                "E004",
                f"byte {raw[fault.start]:#04x} is not valid UTF-8",
                place,
                "save the file again with encoding UTF-8 (it may be in Latin-1 or Windows-1252)",
            )
        return None
    found = checked(text, path, log)
    return found and SourceText(path, found.text, raw.startswith(codecs.BOM_UTF8))


def checked(text: str, path: str, log: DiagnosticLog) -> SourceText | None:
    """`text` as the text of a scenario; None where it is too large or not text at all."""
    text = text.removeprefix("\ufeff")
    start = Span(path, 1, 1, 1, 2)
    if len(text) > MAX_BYTES:
        log.error("E002", f"the text is longer than {MAX_BYTES // 1_000_000} million characters", start, _TOO_LARGE)
        return None
    if (nul := text.find("\0")) >= 0:
        span = Places(text, path).span(nul, nul + 1)
        log.error("E003", "the file has a NUL character, so it isn't text", span, "name the scenario's .yaml file")
        return None
    if not text.strip():
        log.error("E013", "the file is empty", start, "run `offramp new` for a template with comments")
        return None
    return SourceText(path, text)


def _looks_like_utf16(raw: bytes) -> bool:
    """Every second byte of Latin text in UTF-16 is NUL, and no byte of such text in UTF-8."""
    sample = raw[:64]
    return len(sample) >= 4 and (
        (not any(sample[1::2]) and all(sample[0::2])) or (not any(sample[0::2]) and all(sample[1::2]))
    )
