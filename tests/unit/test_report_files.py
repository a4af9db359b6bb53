"""Reports as files: whole or not at all, and PDF by whatever browser there is."""

import os
import stat
import sys
import time
from pathlib import Path

import pytest

from offramp.cli.report_files import Place, place_of, replace_with, report_path, written
from offramp.core.diagnostics import ScenarioError
from offramp.report import pdf as printing
from offramp.report.pdf import BROWSER, NoPdfError, find_browser, pdf


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
    with pytest.raises(NoPdfError, match="no browser was found"):
        find_browser()


def test_what_the_browser_prints_is_the_document(tmp_path: Path) -> None:
    text = "page = open(sys.argv[-1].removeprefix('file://')).read()\nopen(target, 'w').write('%PDF-1.7 ' + page)"
    assert pdf("<p>war</p>", script(tmp_path / "prints", text)) == b"%PDF-1.7 <p>war</p>"


@pytest.mark.parametrize("text", ["", "open(target, 'w').write('no document')", "sys.exit(1)"])
def test_a_browser_that_prints_nothing_is_told(text: str, tmp_path: Path) -> None:
    with pytest.raises(NoPdfError):
        pdf("<p>war</p>", script(tmp_path / "fails", text))


def test_a_browser_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "_SECONDS", 1)
    alive = tmp_path / "alive"
    hangs = script(tmp_path / "hangs", f"while True:\n    open({str(alive)!r}, 'w').write('')\n    time.sleep(0.05)")
    with pytest.raises(NoPdfError, match="took more than 1 seconds"):
        pdf("<p>war</p>", hangs)
    alive.unlink(missing_ok=True)
    time.sleep(0.3)
    assert not alive.exists()


def test_what_is_no_program_is_told(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no program", encoding="utf-8")
    (tmp_path / "text").chmod(0o700)
    with pytest.raises(NoPdfError):
        pdf("<p>war</p>", str(tmp_path / "text"))


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BROWSER, "/nowhere/chromium")


def test_without_a_browser_the_page_stands_beside(tmp_path: Path, no_browser: None) -> None:
    made = written("<p>war</p>", place_of(tmp_path / "war.pdf"))
    assert (made.asked, made.path) == (tmp_path / "war.pdf", tmp_path / "war.html")
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [
        ("war.html", "<p>war</p>")
    ]
    assert made.warning is not None
    assert "/nowhere/chromium" in made.warning.message
    assert str(made.path) in made.warning.message
    assert "print" in made.warning.remedy
    assert "Chromium" in made.warning.remedy
    assert "over the file" not in made.warning.message


def test_a_page_in_place_of_a_pdf_says_what_it_went_over(tmp_path: Path, no_browser: None) -> None:
    (tmp_path / "war.html").write_text("mine", encoding="utf-8")
    (tmp_path / "war.PDF").write_text("earlier", encoding="utf-8")
    made = written("<p>war</p>", place_of(tmp_path / "war.PDF"))
    assert made.warning is not None
    assert "over the file that was there" in made.warning.message
    assert "is an earlier one" in made.warning.message
    assert (tmp_path / "war.html").read_text(encoding="utf-8") == "<p>war</p>"
    assert (tmp_path / "war.PDF").read_text(encoding="utf-8") == "earlier"


def test_what_out_would_refuse_is_refused_beside_it_too(tmp_path: Path, no_browser: None) -> None:
    (tmp_path / "war.html").mkdir()
    with pytest.raises(ScenarioError, match="E716"):
        place_of(tmp_path / "war.pdf")


def test_a_browser_that_fails_leaves_the_page(tmp_path: Path) -> None:
    made = written("<p>war</p>", Place(tmp_path / "war.pdf", script(tmp_path / "fails", "sys.exit(1)")))
    assert made.warning is not None
    assert "printed no PDF" in made.warning.message
    assert made.path.read_text(encoding="utf-8") == "<p>war</p>"
    assert not made.asked.exists()


def test_with_a_browser_only_the_pdf_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BROWSER, script(tmp_path / "prints", "open(target, 'w').write('%PDF-1.7')"))
    made = written("<p>war</p>", place_of(tmp_path / "war.pdf"))
    assert (made.path, made.size, made.warning) == (tmp_path / "war.pdf", 8, None)
    assert not (tmp_path / "war.html").exists()
    assert made.to_json() == {"written": {"asked": str(made.path), "path": str(made.path)}}
