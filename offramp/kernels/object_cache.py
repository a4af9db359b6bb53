"""Compiled machine code kept in files, so that the next process needn't compile it again.

What is read is going to be run. So nothing is read but regular files of our own (or root's) in a folder of our own
that nobody else may write to, and only where length and checksum are right. A cache that can't be used costs
time and nothing else: no fault of the file system leaves this file.
"""

import contextlib
import hashlib
import os
import re
import secrets
import stat
import struct
import time
from collections.abc import Iterator
from pathlib import Path

MOST_BYTES = 256 * 2**20
MOST_FILES = 200
STALE_SECONDS = 3600.0  # no write takes so long: whoever began it was stopped

_FORMAT = 1
_MAGIC = b"offramp\n"
_HEADER = struct.Struct("<8sIQ32s")  # magic, format, length of the code, checksum
_FINISHED = re.compile(r"[0-9a-f]{64}\.code")
_UNFINISHED = re.compile(r"[0-9a-f]{64}\.[0-9a-f]{16}\.part")


def cache_folder() -> Path | None:
    """Where compiled code is kept, or None: nowhere.

    `code` in `$OFFRAMP_CACHE_DIR`, else in `$XDG_CACHE_HOME/offramp`, else in `~/.cache/offramp`.
    """
    if os.name != "posix":
        return None  # owners and modes, on which the trust rests, mean something else there
    try:
        if own := os.environ.get("OFFRAMP_CACHE_DIR"):
            return Path(own).absolute() / "code"
        caches = Path(os.environ.get("XDG_CACHE_HOME", ""))
        if not caches.is_absolute():  # unset, or to be ignored (XDG Base Directory Specification)
            caches = Path.home() / ".cache"
    except (RuntimeError, OSError):  # there is no home, or the current folder is gone
        return None
    return caches / "offramp" / "code" if caches.is_absolute() else None


def read(folder: Path | None, key: str) -> bytes | None:
    """The code kept under `key` (64 hexadecimal digits), or None where there is none that can be trusted."""
    try:
        with _opened(folder) as place:
            file = os.open(f"{key}.code", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=place)
            with os.fdopen(file, "rb") as stream:
                facts = os.fstat(file)
                if not stat.S_ISREG(facts.st_mode) or not _ours_alone(facts) or facts.st_size > MOST_BYTES:
                    return None
                code = _unpacked(key, stream.read())
                if code is not None:
                    with contextlib.suppress(OSError):  # of root, or on a read-only disk
                        os.utime(file)
                return code
    except OSError:
        return None


def write(folder: Path | None, key: str, code: bytes) -> None:
    """Keep `code` under `key` where that is possible; whoever reads meanwhile sees all of it or nothing."""
    unfinished = f"{key}.{secrets.token_hex(8)}.part"
    with contextlib.suppress(OSError):
        if folder is not None:
            _make(folder)
        with _opened(folder) as place:
            try:
                _write_file(place, unfinished, _packed(key, code))
                os.replace(unfinished, f"{key}.code", src_dir_fd=place, dst_dir_fd=place)
            except BaseException:  # Ctrl-C as well as a full disk
                with contextlib.suppress(OSError):
                    os.unlink(unfinished, dir_fd=place)
                raise
            _evict(place)


def _packed(key: str, code: bytes) -> bytes:
    return _HEADER.pack(_MAGIC, _FORMAT, len(code), _checksum(key, code)) + code


def _unpacked(key: str, content: bytes) -> bytes | None:
    """The code in a file's content; None where it's cut, changed or another file's."""
    if len(content) < _HEADER.size:
        return None
    magic, form, length, checksum = _HEADER.unpack_from(content)
    code = content[_HEADER.size :]
    whole = (magic, form, length) == (_MAGIC, _FORMAT, len(code)) and checksum == _checksum(key, code)
    return code if whole else None


def _checksum(key: str, code: bytes) -> bytes:
    return hashlib.sha256(key.encode() + code).digest()  # with the key: a renamed file is no other file's code


def _ours_alone(facts: os.stat_result) -> bool:
    """Whether nobody but us and root can have written there."""
    return facts.st_uid in (os.geteuid(), 0) and not facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _make(folder: Path) -> None:
    for part in (*reversed(folder.parents), folder):
        part.mkdir(mode=0o700, exist_ok=True)


@contextlib.contextmanager
def _opened(folder: Path | None) -> Iterator[int]:
    """The folder as a descriptor: files are reached through it, so that it can't be exchanged after the check."""
    if folder is None:
        raise FileNotFoundError
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if not _ours_alone(os.fstat(place)):
            raise PermissionError
        yield place
    finally:
        os.close(place)


def _write_file(place: int, name: str, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    file = os.open(name, flags, 0o600, dir_fd=place)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(file, left) :]
        os.fsync(file)
    finally:
        os.close(file)


def _evict(place: int) -> None:
    """Remove what was used longest ago beyond the bounds, and what stopped processes left unfinished."""
    now = time.time()
    finished = []
    for name in os.listdir(place):
        with contextlib.suppress(OSError):  # another process evicts as well
            facts = os.stat(name, dir_fd=place, follow_symlinks=False)
            if _FINISHED.fullmatch(name):
                finished.append((facts.st_mtime, facts.st_size, name))
            elif _UNFINISHED.fullmatch(name) and abs(now - facts.st_mtime) > STALE_SECONDS:
                os.unlink(name, dir_fd=place)
    kept = 0
    for rank, (_, size, name) in enumerate(sorted(finished, reverse=True)):
        kept += size
        if rank >= MOST_FILES or kept > MOST_BYTES:
            with contextlib.suppress(OSError):
                os.unlink(name, dir_fd=place)
