"""The tutorial, followed to the letter: its files are written as it says, its commands print what it shows."""

import re
import shlex
from pathlib import Path

import pytest

from offramp.cli.main import main
from tests.docs_examples import NUMBER, pattern

PAGE = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text(encoding="utf-8")
FILE_BLOCK = re.compile(r"```\{code-block\} \w+\n:caption: (?P<caption>[^\n]+)\n\n(?P<text>.*?)```\n", flags=re.S)
CONSOLE = re.compile(r"```console\n(?P<console>.*?)```\n", flags=re.S)
MEND = ("standof\n", "standoff\n"), ("harder to go back", "harder to come back")


def put(folder: Path, caption: str, text: str) -> None:
    """Write one block as its caption says: a new file, lines instead of an entry, or lines at the end."""
    name, _, where = caption.partition(", ")
    path = folder / name
    if not where:
        path.write_text(text, encoding="utf-8")
    elif where == "at the end":
        path.write_text(path.read_text(encoding="utf-8") + "\n" + text, encoding="utf-8")
    else:
        key = where.removeprefix("instead of ")
        entry = re.compile(rf"^  {key}:.*\n", flags=re.M)
        old = path.read_text(encoding="utf-8")
        assert len(entry.findall(old)) == 1
        path.write_text(entry.sub(lambda _: text, old), encoding="utf-8")


def mended(folder: Path, count: int) -> None:
    """Mend the slip that the page has just shown."""
    wrong, right = MEND[count]
    path = folder / "strait.yaml"
    old = path.read_text(encoding="utf-8")
    assert old.count(wrong) == 1
    path.write_text(old.replace(wrong, right), encoding="utf-8")


@pytest.mark.slow
def test_the_tutorial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    failures = 0
    for part in re.finditer(f"{FILE_BLOCK.pattern}|{CONSOLE.pattern}", PAGE, flags=re.S):
        if part["caption"]:
            put(tmp_path, part["caption"], part["text"])
            continue
        for example in part["console"].split("$ ")[1:]:
            command, *shown = example.splitlines()
            code = main(shlex.split(command)[1:])
            found = capsys.readouterr()
            text = NUMBER.sub("#", found.out + found.err)
            assert re.fullmatch(pattern(shown), text), f"{command}\n{found.out}{found.err}"
            if code:
                assert code == 2
                mended(tmp_path, failures)
                failures += 1
    assert failures == len(MEND)
    assert (tmp_path / "strait.html").stat().st_size > 50_000
