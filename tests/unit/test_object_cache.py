"""Compiled code in files: what is trusted, what is left behind, and that no fault of the disk is one of ours."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.kernels import object_cache

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the cache is kept on POSIX systems only")

KEY, OTHER = "a" * 64, "b" * 64
CODE = bytes(range(256)) * 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "caches" / "code"


def kept(folder: Path) -> Path:
    return folder / f"{KEY}.code"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_what_is_written_is_read(folder: Path) -> None:
    assert object_cache.read(folder, KEY) is None
    assert not folder.exists()  # reading makes nothing
    object_cache.write(folder, KEY, CODE)
    assert object_cache.read(folder, KEY) == CODE
    assert object_cache.read(folder, OTHER) is None
    object_cache.write(folder, KEY, b"newer")
    assert object_cache.read(folder, KEY) == b"newer"
    assert names(folder) == {kept(folder).name}


def test_nobody_else_may_look_in(folder: Path) -> None:
    before = os.umask(0)
    try:
        object_cache.write(folder, KEY, CODE)
    finally:
        os.umask(before)
    modes = [path.stat().st_mode & 0o777 for path in (folder.parent, folder, kept(folder))]
    assert modes == [0o700, 0o700, 0o600]


def cut(content: bytes) -> bytes:
    return content[:-1]


def cut_in_the_header(content: bytes) -> bytes:
    return content[:30]


def emptied(content: bytes) -> bytes:
    return b""


def lengthened(content: bytes) -> bytes:
    return content + b"\0"


def flipped(content: bytes) -> bytes:
    return content[:-500] + bytes([content[-500] ^ 1]) + content[-499:]


def flipped_checksum(content: bytes) -> bytes:
    return content[:21] + bytes([content[21] ^ 128]) + content[22:]


def foreign(content: bytes) -> bytes:
    return b"\x7fELF" + content[4:]


def of_another_format(content: bytes) -> bytes:
    return content[:8] + b"\xff" + content[9:]


@pytest.mark.parametrize(
    "damage",
    [cut, cut_in_the_header, emptied, lengthened, flipped, flipped_checksum, foreign, of_another_format],
    ids=lambda damage: damage.__name__,
)
def test_damage_is_seen_and_written_over(damage: Callable[[bytes], bytes], folder: Path) -> None:
    object_cache.write(folder, KEY, CODE)
    kept(folder).write_bytes(damage(kept(folder).read_bytes()))
    assert object_cache.read(folder, KEY) is None
    object_cache.write(folder, KEY, CODE)
    assert object_cache.read(folder, KEY) == CODE


def test_a_renamed_file_is_not_another_key(folder: Path) -> None:
    object_cache.write(folder, KEY, CODE)
    kept(folder).rename(folder / f"{OTHER}.code")
    assert object_cache.read(folder, OTHER) is None


def give_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make `path` somebody else's, or us somebody else."""
    if os.geteuid() == 0:
        os.chown(path, 4711, -1)
    else:
        mine = os.geteuid()
        monkeypatch.setattr(os, "geteuid", lambda: mine + 1)


@pytest.mark.parametrize("of", ["file", "folder"])
def test_what_others_own_is_not_read(of: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    object_cache.write(folder, KEY, CODE)
    give_away(kept(folder) if of == "file" else folder, monkeypatch)
    assert object_cache.read(folder, KEY) is None


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_may_change_is_not_read(mode: int, folder: Path) -> None:
    object_cache.write(folder, KEY, CODE)
    kept(folder).chmod(mode)
    assert object_cache.read(folder, KEY) is None
    object_cache.write(folder, KEY, CODE)
    assert object_cache.read(folder, KEY) == CODE


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o1777])
def test_a_folder_that_others_may_change_is_not_used(mode: int, folder: Path) -> None:
    object_cache.write(folder, KEY, CODE)
    folder.chmod(mode)
    assert object_cache.read(folder, KEY) is None
    object_cache.write(folder, OTHER, CODE)
    assert names(folder) == {kept(folder).name}


def test_links_and_pipes_are_not_followed(folder: Path, tmp_path: Path) -> None:
    object_cache.write(folder, KEY, CODE)
    kept(folder).rename(tmp_path / "elsewhere")
    kept(folder).symlink_to(tmp_path / "elsewhere")
    assert object_cache.read(folder, KEY) is None
    kept(folder).unlink()
    os.mkfifo(kept(folder), 0o600)
    assert object_cache.read(folder, KEY) is None  # and doesn't wait for a writer
    pipe = os.open(kept(folder), os.O_RDWR | os.O_NONBLOCK)
    os.write(pipe, (tmp_path / "elsewhere").read_bytes())
    assert object_cache.read(folder, KEY) is None
    os.close(pipe)
    (tmp_path / "link").symlink_to(folder)
    object_cache.write(tmp_path / "link", OTHER, CODE)
    assert OTHER + ".code" not in names(folder)


def refuse(monkeypatch: pytest.MonkeyPatch, call: str, number: int, when: Callable[..., bool]) -> None:
    real = getattr(os, call)

    def refused(*arguments: object, **options: object) -> object:
        if when(*arguments):
            raise OSError(number, os.strerror(number))
        return real(*arguments, **options)

    monkeypatch.setattr(os, call, refused)


FAULTS = [
    ("write", errno.ENOSPC, lambda *_: True),
    ("fsync", errno.EDQUOT, lambda *_: True),
    ("replace", errno.EACCES, lambda *_: True),
    ("mkdir", errno.EROFS, lambda *_: True),
    ("open", errno.EROFS, lambda _, flags, *rest: bool(flags & os.O_CREAT)),
]


@pytest.mark.parametrize(("call", "number", "when"), FAULTS, ids=[call for call, *_ in FAULTS])
def test_a_disk_that_takes_nothing_costs_nothing_else(
    call: str, number: int, when: Callable[..., bool], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        refuse(patch, call, number, when)
        object_cache.write(folder, KEY, CODE)
        assert names(folder) == set()
    object_cache.write(folder, KEY, CODE)
    assert names(folder) == {kept(folder).name}


def test_a_disk_that_fills_half_way_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    room = [1000]

    def filling(file: int, content: bytes) -> int:
        if not room[0]:
            raise OSError(errno.ENOSPC, "full")
        done = real(file, content[: room[0]])
        room[0] -= done
        return done

    monkeypatch.setattr(os, "write", filling)
    object_cache.write(folder, KEY, CODE)
    assert room == [0]
    assert names(folder) == set()


def test_short_writes_are_continued(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda file, content: real(file, content[:1000]))
    object_cache.write(folder, KEY, CODE)
    assert object_cache.read(folder, KEY) == CODE


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_read(folder: Path) -> None:
    object_cache.write(folder, KEY, CODE)
    folder.chmod(0o500)
    object_cache.write(folder, OTHER, CODE)
    assert object_cache.read(folder, KEY) == CODE
    assert names(folder) == {kept(folder).name}
    folder.chmod(0o700)


def test_a_time_that_cannot_be_set_is_no_fault(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    object_cache.write(folder, KEY, CODE)
    refuse(monkeypatch, "utime", errno.EROFS, lambda *_: True)
    assert object_cache.read(folder, KEY) == CODE


@pytest.mark.parametrize("blocked", [True, False])
def test_places_that_are_no_folder(blocked: bool, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    place = tmp_path / "file" / "code" if blocked else None
    object_cache.write(place, KEY, CODE)
    assert object_cache.read(place, KEY) is None


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_ctrl_c_is_passed_on_and_leaves_nothing(call: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, call, interrupted)
    with pytest.raises(KeyboardInterrupt):
        object_cache.write(folder, KEY, CODE)
    assert names(folder) == set()


KILLED = """
import os, signal, sys
from pathlib import Path
from offramp.kernels import object_cache
os.fsync = lambda file: os.kill(os.getpid(), signal.SIGKILL)
object_cache.write(Path(sys.argv[1]), "a" * 64, bytes(5000))
"""


def test_a_killed_process_leaves_what_is_never_read_and_later_cleaned(folder: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, str(folder)], check=False)
    assert ended.returncode == -signal.SIGKILL
    (left,) = folder.iterdir()
    assert left.suffix == ".part"
    assert object_cache.read(folder, KEY) is None
    object_cache.write(folder, KEY, CODE)
    assert left.exists()  # it may be of a process that still writes
    old = time.time() - object_cache.STALE_SECONDS - 60
    os.utime(left, (old, old))
    object_cache.write(folder, KEY, CODE)
    assert names(folder) == {kept(folder).name}


def fill(folder: Path, count: int) -> list[str]:
    """Keep `count` codes, the first used longest ago."""
    keys = [f"{number:064x}" for number in range(count)]
    for age, key in enumerate(reversed(keys)):
        object_cache.write(folder, key, CODE)
        when = time.time() - 100 * (age + 1)
        os.utime(folder / f"{key}.code", (when, when))
    return keys


def test_what_was_used_longest_ago_goes_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = fill(folder, 5)
    assert object_cache.read(folder, keys[0]) == CODE  # which makes it the one used last
    monkeypatch.setattr(object_cache, "MOST_FILES", 3)
    object_cache.write(folder, KEY, CODE)
    assert names(folder) == {f"{key}.code" for key in (KEY, keys[0], keys[4])}


def test_the_bytes_are_bounded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = fill(folder, 5)
    monkeypatch.setattr(object_cache, "MOST_BYTES", 3 * len(CODE))  # and the headers
    object_cache.write(folder, KEY, CODE)
    assert names(folder) == {f"{key}.code" for key in (KEY, keys[4])}


def test_no_endless_file_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    object_cache.write(folder, KEY, CODE)
    monkeypatch.setattr(object_cache, "MOST_BYTES", len(CODE))
    assert object_cache.read(folder, KEY) is None


def test_files_of_others_stay(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir(parents=True, mode=0o700)
    mine = {"notes.txt", "x.code", "x.part"}
    for name in mine:
        (folder / name).write_text("mine")
        os.utime(folder / name, (0, 0))
    monkeypatch.setattr(object_cache, "MOST_FILES", 1)
    object_cache.write(folder, KEY, CODE)
    assert names(folder) == mine | {kept(folder).name}


def test_evictions_of_others_are_no_fault(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(folder, 3)
    real = os.unlink

    def too_late(name: str, *, dir_fd: int) -> None:
        real(name, dir_fd=dir_fd)
        real(name, dir_fd=dir_fd)

    monkeypatch.setattr(os, "unlink", too_late)
    monkeypatch.setattr(object_cache, "MOST_FILES", 1)
    object_cache.write(folder, KEY, CODE)
    assert names(folder) == {kept(folder).name}


@pytest.mark.parametrize(
    ("own", "caches", "home", "expected"),
    [
        ("/own", "/caches", "/home/me", "/own/code"),
        ("", "/caches", "/home/me", "/caches/offramp/code"),
        ("", "relative", "/home/me", "/home/me/.cache/offramp/code"),
        ("", "", "/home/me", "/home/me/.cache/offramp/code"),
        ("", "", "not/absolute", "None"),
    ],
)
def test_the_folder(own: str, caches: str, home: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFRAMP_CACHE_DIR", own)
    monkeypatch.setenv("XDG_CACHE_HOME", caches)
    monkeypatch.setenv("HOME", home)
    assert str(object_cache.cache_folder()) == expected


def test_a_relative_folder_is_below_the_current_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OFFRAMP_CACHE_DIR", "here")
    assert object_cache.cache_folder() == tmp_path / "here" / "code"


def test_without_a_home_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("OFFRAMP_CACHE_DIR", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", nowhere)
    assert object_cache.cache_folder() is None


def test_a_current_folder_that_is_gone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    monkeypatch.setenv("OFFRAMP_CACHE_DIR", "here")
    assert object_cache.cache_folder() is None
    monkeypatch.chdir(tmp_path)
