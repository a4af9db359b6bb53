"""Examples in the documentation are run, and the reference of the command line is complete."""

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from offramp.cli.commands import app
from offramp.cli.main import main
from offramp.core.diagnostic_codes import CODES
from tests.docs_examples import NUMBER, examples, files, pattern

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(
    "page",
    [
        "reading-results.md",
        "command-line.md",
        "scenario-reference.md",
        "library.md",
        "other-files.md",
        "explore.md",
        "figures.md",
        "evidence.md",
        "claims.md",
        "forecasts.md",
        "why.md",
        "off-ramps.md",
        "report.md",
    ],
)
def test_examples(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (DOCS / page).read_text(encoding="utf-8")
    for name, content in files(text):
        (tmp_path / name).write_text(content, encoding="utf-8")
    commands = examples(text)
    assert commands
    for command, shown in commands:
        words = shlex.split(command)
        assert words[0] == "offramp"
        code = main(words[1:])
        found = capsys.readouterr()
        text = NUMBER.sub("#", found.out + found.err)
        assert re.fullmatch(pattern(shown), text), f"{command}\n{found.out}{found.err}"
        assert code == (2 if any(line.startswith("error[") for line in shown) else 0)


def test_every_command_and_option_is_in_the_reference() -> None:
    page = (DOCS / "command-line.md").read_text(encoding="utf-8")
    sections = {part.split("`")[1].split()[1]: part for part in page.split("\n## ")[1:]}
    commands = get_command(app).commands  # type: ignore[attr-defined]  # Typer returns a click group
    assert sections.keys() == commands.keys()
    for name, command in commands.items():
        documented = set(re.findall(r"^\| `(--[a-z-]+)", sections[name], flags=re.M))
        existing = {o for p in command.params for o in p.opts if o.startswith("--") and o != "--help"}
        assert documented == existing


def test_every_code_of_a_request_is_explained() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (DOCS.parent / "offramp/cli").glob("*.py"))
    assert set(re.findall(r'"(E7\d\d)"', text)) <= CODES.keys()
