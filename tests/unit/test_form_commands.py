"""`set`, `fmt` and `diff` as a user meets them: what they print where, what they write, and their exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import offramp
from offramp.cli.main import main
from offramp.cli.schemas import schema

BRINK = (Path(offramp.__file__).parent / "library/brink/brink.yaml").read_text(encoding="utf-8")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text(BRINK, encoding="utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    found = capsys.readouterr()
    return code, found.out, found.err


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code, out, _ = run(capsys, *arguments, "--json")
    data: dict[str, Any] = json.loads(out)
    name = data["schema"].split("/")[1]
    assert [e.message for e in Draft202012Validator(schema(name)).iter_errors(data)] == []
    return code, data


def test_set_writes_the_file_and_says_what_was_there(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "set", "mine.yaml", "slip=0.1")
    assert (code, err) == (0, "")
    assert " ".join(out.split()) == "Wrote mine.yaml: assumptions.slip.value is now 0.1 (it was 0.05), in line 33."
    assert (here / "mine.yaml").read_text(encoding="utf-8") == BRINK.replace("    value: 0.05", "    value: 0.1")
    assert (
        run(capsys, "set", "mine.yaml", "slip=0.1")[1] == "mine.yaml says so already: assumptions.slip.value is 0.1.\n"
    )


def test_set_with_diff_writes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "set", "mine.yaml", "slip=0.1", "--diff")
    assert code == 0
    assert "\n-    value: 0.05\n+    value: 0.1\n" in out
    assert (here / "mine.yaml").read_text(encoding="utf-8") == BRINK


def test_set_as_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, data = run_json(capsys, "set", "brink", "slip=0.1", "slip.views.hawk=[0.05, 0.15]", "--out", "copy.yaml")
    assert code == 0
    assert (data["path"], data["written"]) == ("copy.yaml", True)
    assert data["changes"] == [
        {"path": "assumptions.slip.value", "before": "0.05", "after": "0.1", "line": 33},
        {"path": "assumptions.slip.views.hawk", "before": None, "after": "[0.05, 0.15]", "line": 38},
    ]
    lines = (here / "copy.yaml").read_text(encoding="utf-8").splitlines()
    assert [lines[32].strip(), lines[37].strip()] == ["value: 0.1", "views: {hawk: [0.05, 0.15]}"]


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (("slip",), ["E711"]),
        (("slip=1", "slip=2"), ["E712"]),
        (("slip=0.5",), ["E738", "E411"]),
        (("slip=soon",), ["E738", "E104"]),
        (("calendar=3",), ["E738", "E103"]),
        (("slip.vlaue=1",), ["E738", "E101"]),
        (("slpi=1", "war_csot=2"), ["E730", "E730"]),
        (("slip=0.1", "--out", "no/such/folder.yaml"), ["E716"]),
        (("slip=0.1", "--out", "there.yaml"), ["E733"]),
    ],
)
def test_what_can_not_be_set_leaves_every_file(
    arguments: tuple[str, ...], codes: list[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "there.yaml").write_text("precious", encoding="utf-8")
    code, data = run_json(capsys, "set", "mine.yaml", *arguments)
    assert code == 2
    found = [d["code"] for d in data["diagnostics"]]
    assert found[: len(codes)] == codes
    assert (here / "mine.yaml").read_text(encoding="utf-8") == BRINK
    assert (here / "there.yaml").read_text(encoding="utf-8") == "precious"
    assert sorted(path.name for path in here.iterdir()) == ["mine.yaml", "there.yaml"]


def test_set_writes_over_another_file_when_asked(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "there.yaml").write_text("old", encoding="utf-8")
    assert run(capsys, "set", "mine.yaml", "slip=0.1", "--out", "there.yaml", "--overwrite")[0] == 0
    assert "value: 0.1" in (here / "there.yaml").read_text(encoding="utf-8")
    assert run(capsys, "set", "mine.yaml", "slip=0.1", "--out", "mine.yaml")[0] == 0


def test_fmt(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "b.yaml").write_text(BRINK, encoding="utf-8")
    code, out, _ = run(capsys, "fmt", "mine.yaml", "b.yaml", "--check")
    assert (code, out) == (3, "mine.yaml and b.yaml aren't in the house style.\n")
    code, out, _ = run(capsys, "fmt", "mine.yaml", "--diff")
    assert code == 0
    assert "--- mine.yaml" in out
    assert (here / "mine.yaml").read_text(encoding="utf-8") == BRINK
    code, out, _ = run(capsys, "fmt", "mine.yaml")
    assert (code, out) == (0, "Brought mine.yaml into the house style.\n")
    code, out, _ = run(capsys, "fmt", "mine.yaml", "b.yaml")
    assert (code, out) == (0, "Brought b.yaml into the house style; 1 was in it already.\n")
    assert run(capsys, "fmt", "mine.yaml", "b.yaml", "--check")[:2] == (
        0,
        "mine.yaml and b.yaml are in the house style.\n",
    )
    code, data = run_json(capsys, "fmt", "mine.yaml", "--check")
    assert (code, data["files"]) == (0, [{"path": "mine.yaml", "changed": False, "diff": ""}])


def test_fmt_writes_no_file_when_one_is_broken(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "broken.yaml").write_text(BRINK.replace("periods: 10", "periods: many"), encoding="utf-8")
    (here / "half.yaml").write_text(BRINK[:2000] + "\n  x: [", encoding="utf-8")
    before = {path: path.read_bytes() for path in here.iterdir()}
    code, out, err = run(capsys, "fmt", "mine.yaml", "broken.yaml", "half.yaml", "gone.yaml")
    assert (code, out) == (2, "")
    for shown in ("broken.yaml:13:", "half.yaml:", "there is no file gone.yaml"):
        assert shown in err
    assert {path: path.read_bytes() for path in here.iterdir()} == before


def test_a_fault_of_the_formatter_is_told_as_ours(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "offramp.scenario.editing.formatting.in_house_style", lambda layout: layout.text.replace("0.05", "0.06")
    )
    monkeypatch.delenv("OFFRAMP_DEBUG", raising=False)
    code, out, err = run(capsys, "fmt", "mine.yaml")
    assert (code, out) == (1, "")
    assert "left as it is" in err
    assert (here / "mine.yaml").read_text(encoding="utf-8") == BRINK


def test_ready_scenarios_are_not_written(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "error[E732]" in run(capsys, "fmt", "brink")[2]
    assert run(capsys, "fmt", "brink", "--diff")[0] == 0


def test_diff_and_its_exit_codes(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "diff", "brink", "mine.yaml", "--check")[:2] == (
        0,
        "brink and mine say the same, however they are laid out.\n",
    )
    run(capsys, "set", "mine.yaml", "slip=0.1")
    code, out, _ = run(capsys, "diff", "brink", "mine.yaml")
    assert code == 0
    assert out.startswith("1 assumption differs; no change in actors, play, payoffs, endings or what is\ntolerable.\n")
    assert "  slip: value: 0.05 → 0.1\n" in out
    assert run(capsys, "diff", "brink", "mine.yaml", "--check")[0] == 3
    code, data = run_json(capsys, "diff", "brink", "mine.yaml", "--check")
    assert (code, data["same"], data["in_views"]) == (3, False, False)
    assert data["differences"] == [
        {
            "section": "assumptions",
            "name": "slip",
            "path": ["assumptions", "slip", "value"],
            "what": "changed",
            "before": "0.05",
            "after": "0.1",
        }
    ]


@pytest.mark.parametrize(
    ("arguments", "sides"),
    [
        (("mine.yaml", "--view", "hawk"), (None, "hawk")),
        (("mine.yaml", "--view", "hawk", "--view", "hawk"), ("hawk", "hawk")),
        (("mine.yaml", "brink", "--view", "hawk"), ("hawk", "hawk")),
    ],
)
def test_diff_of_views(
    arguments: tuple[str, ...], sides: tuple[str | None, str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, data = run_json(capsys, "diff", *arguments)
    assert code == 0
    assert (data["before"]["view"], data["after"]["view"]) == sides
    assert data["same"] == (sides[0] == sides[1])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("mine.yaml",), "E736"),
        (("mine.yaml", "--view", "a", "--view", "b", "--view", "c"), "E736"),
        (("mine.yaml", "--view", "hakw"), "E701"),
        (("mine.yaml", "gone.yaml"), "E001"),
        (("mine.yaml", "brnk"), "E720"),
    ],
)
def test_diff_of_what_can_not_be_compared(
    arguments: tuple[str, ...], code: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exit_code, data = run_json(capsys, "diff", *arguments)
    assert exit_code == 2
    assert [d["code"] for d in data["diagnostics"]] == [code]
