"""A document at hand: its file opened, bounded and read to canonical text."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offramp.scenario.citations.canonical_text import CanonicalText, canonical_pages
from offramp.scenario.citations.documents.faults import DocumentFault, too_large
from offramp.scenario.citations.documents.kinds import kind_of, pages_of
from offramp.scenario.citations.documents.limits import MOST_BYTES, MOST_SECONDS

_PACKAGE_FOLDER = Path(__file__).resolve().parents[4]


@dataclass(frozen=True)
class Document:
    """A document's text, and what it was read from. `encoding` is empty where the format settles it."""

    path: str
    kind: str
    encoding: str
    canonical: CanonicalText


def read_document(path: Path) -> Document:
    """The document in the file at `path`. Raises DocumentFault."""
    raw = _bytes(path)
    kind = kind_of(raw, path.name)
    pages, encoding = pages_of(raw, kind) if kind == "txt" else _in_a_process(raw, kind)
    return Document(str(path), kind, encoding, canonical_pages(pages))


def _bytes(path: Path) -> bytes:
    try:
        if not path.exists():
            raise DocumentFault("E114", "isn't there", "check the path")
        if not path.is_file():
            raise DocumentFault("E114", "is not an ordinary file", "name the document's file")
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)  # the size on disk may be a lie
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise DocumentFault("E114", f"can't be opened: {reason}", "check the path and its permissions") from fault
    if len(raw) > MOST_BYTES:
        raise too_large(f"more than {MOST_BYTES // 1_000_000} MB", "that")
    return raw


def _in_a_process(raw: bytes, kind: str) -> tuple[list[str], str]:
    # `-P` keeps the current folder, where strangers' files lie, out of the places that Python imports from.
    command = [sys.executable, "-P", "-m", "offramp.scenario.citations.documents.reading_process", kind]
    environment = {**os.environ, "PYTHONPATH": str(_PACKAGE_FOLDER)}
    try:
        done = subprocess.run(  # noqa: S603 # our own interpreter and module; the document goes in as data
            command, input=raw, env=environment, capture_output=True, timeout=MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as fault:
        raise _too_slow() from fault
    if done.returncode == -getattr(signal, "SIGXCPU", 0) != 0:
        raise _too_slow()
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError as fault:
        raise DocumentFault(
            "E117", f"makes the reader of {kind} documents fail", "open it and save it again, or save its text as .txt"
        ) from fault
    if "code" in found:
        raise DocumentFault(found["code"], found["message"], found.get("remedy") or _SMALLER)
    return found["pages"], found["encoding"]


_SMALLER = "save the quoted part of it as a document, or its text as .txt"


def _too_slow() -> DocumentFault:
    return DocumentFault("E120", f"takes longer than {MOST_SECONDS} seconds to read", _SMALLER)
