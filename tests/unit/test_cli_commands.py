"""The commands as a user meets them: what they print where, and their exit codes."""

import io
import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from offramp.cli.main import main
from offramp.cli.output import write_diagnostics, write_json, write_text
from offramp.cli.schemas import schema
from offramp.core.diagnostics import Diagnostic, ScenarioError, Severity

BROKEN = """offramp: 1
title: Broken
calendar: {periods: 3}
actors: {a: {name: A, rationality: 1}}
state: {x: {range: [0, 1], start: 0.5}}
play:
  - move: a
    options: {go: {}, stay: {}}
  - update: {x: y + 1}
payoffs: {a: {each_period: xx}}
endings: {low: {when: x < 0.1}}
tolerable: {a: [low]}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    found = capsys.readouterr()
    return code, found.out, found.err


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    code, out, _ = run(capsys, *arguments, "--json")
    data: dict[str, Any] = json.loads(out)
    name = data["schema"].split("/")[1]
    assert [e.message for e in Draft202012Validator(schema(name)).iter_errors(data)] == []
    assert code == (2 if name == "diagnostics" else 0)
    return data


def offramp(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "offramp", *arguments],
        capture_output=True,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )


def test_help_answers_at_once() -> None:
    found = offramp("--help")
    assert found.returncode == 0
    assert b"analyse" in found.stdout
    spent = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        offramp("--help")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(spent) < 0.5


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, offramp.cli.commands; print([m for m in ('numpy', 'scipy', 'yaml', 'altair') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_bare_command_prints_help(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys)
    assert code == 0
    assert "offramp new" in out


def test_new_writes_a_scenario_that_checks_and_solves(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "new", "quarrel")
    assert (code, (here / "quarrel.yaml").is_file()) == (0, True)
    assert out.startswith("Wrote quarrel.yaml")
    code, out, _ = run(capsys, "check", "quarrel.yaml")
    assert code == 0
    assert "Warnings" not in out
    data = run_json(capsys, "solve", "quarrel.yaml")
    assert data["certificate"]["resolved"]


def test_new_never_overwrites(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "mine.yaml").write_text("precious", encoding="utf-8")
    code, out, err = run(capsys, "new", "mine")
    assert (code, out) == (2, "")
    assert "error[E715]: mine.yaml exists already" in err
    assert (here / "mine.yaml").read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize("name", ["", " ", "--", "a/", "no/such/folder"])
def test_new_with_a_name_that_no_file_can_have(name: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "new", "--", name)
    assert code == 2
    assert "error[E71" in err
    assert list(here.iterdir()) == []


def test_the_template_is_about_no_war() -> None:
    text = (Path(__file__).parents[2] / "offramp/cli/template.yaml").read_text(encoding="utf-8")
    assert not re.search(r"\bwars?\b", text)
    assert max(len(line) for line in text.split("\n")) <= 120


def test_solve_prints_the_answer_first(capsys: pytest.CaptureFixture[str]) -> None:
    data = run_json(capsys, "solve", "brink")
    code, out, err = run(capsys, "solve", "brink")
    assert (code, err) == (0, "")
    assert " ".join(out.split()).startswith(data["answer"]["sentence"])
    assert set(data["actors"]) == {"west", "east"}


def test_set_view_and_level_reach_the_solver(capsys: pytest.CaptureFixture[str]) -> None:
    data = run_json(capsys, "solve", "brink", "--set", "slip=0.15", "--view", "hawk", "--level", "0.4")
    assert (data["set"], data["view"], data["level"]) == ({"slip": 0.15}, "hawk", 0.4)
    assert data["assumptions"]["slip"] == 0.15


def test_the_same_seed_gives_the_same_result(capsys: pytest.CaptureFixture[str]) -> None:
    first = run_json(capsys, "simulate", "brink", "--paths", "50", "--seed", "3")
    assert first == run_json(capsys, "simulate", "brink", "--paths", "50", "--seed", "3")
    assert sum(ending["count"] for ending in first["endings"].values()) == first["paths"] == 50


def test_at_starts_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    data = run_json(capsys, "solve", "brink", "--at", "t=9, tension=0.9")
    assert [moment["t"] for moment in data["timeline"]] == [9]


def test_analyse_writes_a_page(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["new", "quarrel"])
    capsys.readouterr()
    code, out, _ = run(capsys, "analyse", "quarrel.yaml", "--points", "200", "--worlds", "3")
    assert code == 0
    assert "The page: quarrel.html" in out
    assert (here / "quarrel.html").read_text(encoding="utf-8").startswith("<!")


def test_analyse_as_json_writes_no_page_unasked(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = run_json(capsys, "analyse", "brink", "--points", "100", "--worlds", "3")
    assert "hawk" in data["views"]
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("command", ["check", "show"])
def test_about_the_file(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    data = run_json(capsys, command, "brink")
    assert data["scenario"]["id"] == "brink"
    code, out, _ = run(capsys, command, "brink")
    assert code == 0
    assert "Brink" in out.split("\n")[0]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    data = run_json(capsys, "version")
    assert run(capsys, "version")[1] == run(capsys, "--version")[1] == f"offramp {data['offramp']}\n"


def test_a_broken_file_gives_all_its_diagnostics(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    for command in ("check", "show", "solve", "simulate", "analyse"):
        code, out, err = run(capsys, command, "broken.yaml")
        assert (code, out) == (2, "")
        assert "Traceback" not in err
        assert "broken.yaml:9:" in err
        assert "broken.yaml:10:" in err
    found = run_json(capsys, "check", "broken.yaml")["diagnostics"]
    assert {diagnostic["line"] for diagnostic in found} >= {9, 10}


def with_faults(errors: int) -> str:
    """A scenario with this many undeclared names."""
    wrong = "".join(f"  wrong_{n}: nowhere_{n} + 1\n" for n in range(errors))
    return f"""offramp: 1
title: Many faults
calendar: {{periods: 2}}
assumptions:
  slip: 0.1
state: {{phase: {{modes: [calm, war], start: calm}}}}
define:
{wrong}play: [{{chance: slips, probability: slip, then: {{phase: war}}}}]
endings: {{war: {{when: phase == war}}}}
"""


@pytest.mark.parametrize(
    ("errors", "last"),
    [
        (50, "50 errors"),
        (51, "51 errors; 1 is not shown here, and --json lists all"),
        (200, "200 errors; 150 are not shown here, and --json lists all"),
    ],
)
def test_of_very_many_faults_a_terminal_shows_fifty(
    errors: int, last: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "many.yaml").write_text(with_faults(errors), encoding="utf-8")
    _, _, err = run(capsys, "check", "many.yaml")
    assert err.count("error[E201]") == 50
    assert "`nowhere_0`" in err
    assert err.splitlines()[-1] == last
    assert len(run_json(capsys, "check", "many.yaml")["diagnostics"]) == errors


def test_warnings_give_way_to_errors(capsys: pytest.CaptureFixture[str]) -> None:
    found = [Diagnostic("W502", f"w{n}", severity=Severity.WARNING) for n in range(60)]
    found.insert(30, Diagnostic("E201", "first"))
    found.append(Diagnostic("E201", "last"))
    write_diagnostics(ScenarioError(found), as_json=False)
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[1] for line in lines[:-1]] == [
        *(f"w{n}" for n in range(30)),
        "first",
        *(f"w{n}" for n in range(30, 48)),
        "last",
    ]
    assert lines[-1] == "2 errors and 60 warnings; 12 are not shown here, and --json lists all"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("slove", "brink"), "E714"),
        (("solve",), "E714"),
        (("solve", "brink", "--pats", "3"), "E714"),
        (("solve", "brink", "--paths", "x"), "E713"),
        (("solve", "brink", "--set"), "E714"),
        (("solve", "brink", "--set", "slip"), "E711"),
        (("solve", "brink", "--set", "slpi=0.1"), "E702"),
        (("solve", "brink", "--view", "hwk"), "E701"),
        (("solve", "brink", "--at", "phase=wra"), "E706"),
        (("solve", "brink", "--at", "t=99"), "E705"),
        (("solve", "brink", "--level", "2"), "E713"),
        (("solve", "brnk"), "E720"),
        (("analyse", "brink", "--out", "no/such/folder/page.html"), "E716"),
        (("analyse", "brink", "--out", "."), "E716"),
    ],
)
def test_bad_requests(arguments: tuple[str, ...], code: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exit_code, out, err = run(capsys, *arguments)
    assert (exit_code, out) == (2, "")
    assert f"error[{code}]" in err
    assert "Traceback" not in err
    if arguments[-1] != "--set":
        assert [d["code"] for d in run_json(capsys, *arguments)["diagnostics"]] == [code]


def test_a_page_that_can_not_be_written_is_no_fault_of_ours(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "brink.html").mkdir()
    code, _, err = run(capsys, "analyse", "brink", "--points", "50", "--worlds", "0")
    assert code == 2
    assert "error[E716]" in err


def test_our_own_faults_are_told_plainly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(name: str) -> None:
        raise ZeroDivisionError("deep inside")

    monkeypatch.setattr("offramp.scenario.library.find_scenario", fail)
    monkeypatch.delenv("OFFRAMP_DEBUG", raising=False)
    code, out, err = run(capsys, "check", "brink")
    assert (code, out) == (1, "")
    assert "ZeroDivisionError: deep inside" in err
    assert "report" in err
    assert "Traceback" not in err
    monkeypatch.setenv("OFFRAMP_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["check", "brink"])


def test_ctrl_c(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stop(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("offramp.scenario.library.find_scenario", stop)
    code, out, err = run(capsys, "check", "brink")
    assert (code, out, err) == (130, "", "stopped\n")


def test_a_reader_that_stops_early_is_no_fault() -> None:
    command = f"{sys.executable} -m offramp show brink | head -n 1"
    found = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert (found.stdout, found.stderr) == ("Brink\n", "")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_any_terminal_can_show_a_result(encoding: str) -> None:
    found = offramp("solve", "brink", "--points", "50", PYTHONIOENCODING=encoding)
    assert found.returncode == 0
    assert found.stderr == b""
    assert "Traceback" not in found.stdout.decode(encoding)


class Terminal(io.StringIO):
    """A text stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_colours_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    text = "The answer.\nNOT RESOLVED: so so"
    write_text(text)
    assert capsys.readouterr().out == text + "\n"
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    write_text(text)
    assert terminal.getvalue().startswith("\033[1mThe answer.\033[0m\n")
    monkeypatch.setenv("NO_COLOR", "1")
    write_text(text)
    assert terminal.getvalue().endswith(text + "\n")


def test_json_holds_what_json_can_hold(capsys: pytest.CaptureFixture[str]) -> None:
    write_json({"a": float("inf"), "b": float("nan"), "c": (1, True, None, "ö"), "d": {"e": -float("inf")}})
    assert json.loads(capsys.readouterr().out) == {"a": "inf", "b": None, "c": [1, True, None, "ö"], "d": {"e": "-inf"}}


def test_a_setting_outside_its_range_is_used_and_noted(capsys: pytest.CaptureFixture[str]) -> None:
    data = run_json(capsys, "solve", "brink", "--points", "50", "--set", "slip=0.3")
    assert data["assumptions"]["slip"] == 0.3
    assert [w["code"] for w in data["warnings"]] == ["W709"]
    inside = run_json(capsys, "solve", "brink", "--points", "50", "--set", "slip=0.15")
    assert inside["warnings"] == []
    # A view's own range counts too.
    assert (
        run_json(capsys, "solve", "brink", "--points", "50", "--set", "stake_east=2.8", "--view", "hawk")["warnings"]
        == []
    )
    for command in (("solve", "--points", "50"), ("simulate", "--paths", "20")):
        _, out, _ = run(capsys, command[0], "brink", *command[1:], "--set", "slip=0.3")
        assert "slip is set to 0.3, outside its range 0.01 to 0.2" in " ".join(out.split())
    noted = run_json(capsys, "simulate", "brink", "--paths", "20", "--set", "slip=0.3")
    assert [w["code"] for w in noted["warnings"]] == ["W709"]
    assert "warnings" not in run_json(capsys, "simulate", "brink", "--paths", "20")


def test_the_hint_after_an_analysis_can_be_typed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "cases").mkdir()
    main(["new", "cases/quarrel"])
    capsys.readouterr()
    _, out, _ = run(capsys, "analyse", "cases/quarrel.yaml", "--points", "50", "--worlds", "0")
    assert "offramp solve cases/quarrel.yaml --view " in out
    hint = re.search(r"More about one view: offramp (.*)", out)
    assert hint is not None
    assert run(capsys, *hint[1].split(), "--points", "50")[0] == 0


REPLACED = """offramp: 1
title: What views replace
calendar: {periods: 3}
views: {sour: {means: Sour}}
actors: {a: {name: Ann, rationality: 1}}
state: {s: {modes: [x, y, z], start: x}, n: {range: [0, 9], start: 1}}
play:
  - move: a
    options: {go: {when: n > 0, then: {s: y}}, stay: {}}
  - one_of:
      rain: {probability: 0.1, then: {s: "z if n > 2 else s"}}
      otherwise: {}
  - competing: {flood: {rate: 0.2, then: {n: n + 1}}}
    when: s == x
  - shock: noise
    sd: 0.1
  - update: {n: n + noise}
  - update: {n: n - 0.1, s: s}
payoffs: {a: {at_end: {otherwise: 0}}}
endings: {far: {when: s == y}, near: {when: s == z}}
tolerable: {a: [far, horizon], views: {sour: {a: [near, horizon]}}}
"""


def test_show_says_what_holds_in_a_view(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "r.yaml").write_text(REPLACED, encoding="utf-8")
    endings = run_json(capsys, "show", "r.yaml")["endings"]
    assert endings["far"]["tolerable_in_views"] == {"sour": {}}
    assert endings["near"]["tolerable_in_views"] == {"sour": {"a": "1"}}
    assert endings["horizon"]["tolerable_in_views"] == {}
    _, out, _ = run(capsys, "show", "r.yaml")
    assert "tolerable to a\n    in view sour instead: tolerable to nobody\n" in out
    assert "tolerable to nobody\n    in view sour instead: tolerable to a\n" in out


def test_show_tells_the_order_of_play(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "r.yaml").write_text(REPLACED, encoding="utf-8")
    play = run_json(capsys, "show", "r.yaml")["play"]
    assert [step["step"] for step in play] == ["move", "one_of", "competing", "shock", "update", "update"]
    _, out, _ = run(capsys, "show", "r.yaml")
    assert (
        "  1. Ann (a): a choice of go or stay\n"
        "    go: s becomes y [when n > 0]\n"
        "  2. at most one of these happens\n"
        "    rain, with a chance of 0.1: s becomes z if n > 2 else s\n"
        "    otherwise\n"
        "  3. of these, which race each other, at most one strikes [when s == x]\n"
        "    flood, with a rate of 0.2: n becomes n + 1\n"
        "  4. noise is drawn, a shock with a spread of 0.1\n"
        "  5. n becomes n + noise\n"
        "  6. all at once\n"
        "    n becomes n - 0.1\n"
        "    s becomes s\n"
    ) in out


def test_show_kernel_prints_code_with_the_places_of_expressions(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OFFRAMP_BACKEND", raising=False)
    _, out, _ = run(capsys, "show", "brink", "--kernel")
    assert re.search(r"; \S+brink\.yaml:\d+:\d+: slip \* \(0\.5 \+ tension\) if both_push else 0\n", out)
    assert "; frame + " in out
    assert "fast" not in out  # no arithmetic is relaxed
    facts = run_json(capsys, "show", "brink", "--kernel")
    assert facts["native"] is True
    assert facts["text"].strip() == out.strip()


def test_show_kernel_says_why_there_is_none(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFFRAMP_BACKEND", "numpy")
    assert (
        run(capsys, "show", "brink", "--kernel")[1] == "Brink is solved with NumPy: OFFRAMP_BACKEND is set to numpy.\n"
    )
    monkeypatch.delenv("OFFRAMP_BACKEND")
    facts = run_json(
        capsys, "show", str(Path(__file__).parents[1] / "closed_form/scenarios/binary_logit.yaml"), "--kernel"
    )
    assert (facts["native"], facts["text"]) == (False, None)
    assert facts["reason"] == "its states are finitely many: they are enumerated"
