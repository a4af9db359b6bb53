"""Reports as files: whole or not at all, and PDF by whatever browser there is."""

import os
import stat
import sys
import time
from pathlib import Path

import pytest

from offramp.cli.report_files import replace_with, report_path
from offramp.core.diagnostics import ScenarioError
from offramp.report import pdf as printing
from offramp.report.pdf import BROWSER, find_browser, pdf


def script(path: Path, text: str) -> str:
    """A program in Python that stands in for a browser; `target` is the file that it is asked to print to."""
    head = f"#!{sys.executable}\nimport sys, time\ntarget = [a for a in sys.argv if a.startswith('--print-to-pdf=')]\n"
    path.write_text(f"{head}target = target[0].partition('=')[2]\n{text}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "war.html"
    path.write_bytes(b"earlier")
    replace_with(path, b"later")
    assert path.read_bytes() == b"later"
    assert list(tmp_path.iterdir()) == [path]
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask


def test_what_cannot_be_written_to_the_end_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    (tmp_path / "war.html").write_bytes(b"earlier")
    with pytest.raises(ScenarioError, match="no space left on device"):
        replace_with(tmp_path / "war.html", b"later")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("war.html", b"earlier")]


def test_a_place_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="E716"):
        replace_with(tmp_path / "gone" / "war.html", b"")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_place_where_nobody_may_write_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ScenarioError, match="E716"):
        replace_with(tmp_path / "war.html", b"")


@pytest.mark.parametrize("name", ["war.html", "war.HTM", "war.pdf"])
def test_endings_that_a_report_may_have(name: str, tmp_path: Path) -> None:
    assert report_path(tmp_path / name, as_json=False) == tmp_path / name


def test_the_browser_that_was_named_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = script(tmp_path / "mine", "")
    monkeypatch.setenv(BROWSER, own)
    assert find_browser() == own


def test_without_any_browser_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(BROWSER, raising=False)
    monkeypatch.setattr(printing, "_ELSEWHERE", ())
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ScenarioError, match="E784"):
        find_browser()


def test_what_the_browser_prints_is_the_document(tmp_path: Path) -> None:
    text = "page = open(sys.argv[-1].removeprefix('file://')).read()\nopen(target, 'w').write('%PDF-1.7 ' + page)"
    assert pdf("<p>war</p>", script(tmp_path / "prints", text)) == b"%PDF-1.7 <p>war</p>"


@pytest.mark.parametrize("text", ["", "open(target, 'w').write('no document')", "sys.exit(1)"])
def test_a_browser_that_prints_nothing_is_told(text: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="E784"):
        pdf("<p>war</p>", script(tmp_path / "fails", text))


def test_a_browser_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "_SECONDS", 1)
    alive = tmp_path / "alive"
    hangs = script(tmp_path / "hangs", f"while True:\n    open({str(alive)!r}, 'w').write('')\n    time.sleep(0.05)")
    with pytest.raises(ScenarioError, match="took more than 1 seconds"):
        pdf("<p>war</p>", hangs)
    alive.unlink(missing_ok=True)
    time.sleep(0.3)
    assert not alive.exists()


def test_what_is_no_program_is_told(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no program", encoding="utf-8")
    (tmp_path / "text").chmod(0o700)
    with pytest.raises(ScenarioError, match="E784"):
        pdf("<p>war</p>", str(tmp_path / "text"))
