"""The house style: what changes, what stays, and that formatting proves itself before it writes."""

from collections.abc import Callable
from pathlib import Path

import pytest

import offramp
from offramp.core.spans import SourceText
from offramp.scenario.editing import formatting
from offramp.scenario.editing.formatting import ChangedMeaning, formatted
from offramp.scenario.editing.house_style import in_house_style
from offramp.scenario.editing.layout_tree import lay_out
from offramp.scenario.library import ready_scenarios
from offramp.scenario.reader import read_scenario, read_text

PACKAGE = Path(offramp.__file__).parent
SCENARIOS = sorted([*ready_scenarios().values(), *Path(__file__).parents[1].glob("closed_form/scenarios/*.yaml")])


def styled(text: str) -> str:
    return in_house_style(lay_out(text))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_scenario_of_ours_means_the_same_in_style(path: Path) -> None:
    found = formatted(read_scenario(path))  # which raises where it doesn't
    assert styled(found) == found


def test_the_template_is_in_style() -> None:
    text = (PACKAGE / "cli/template.yaml").read_text(encoding="utf-8")
    assert styled(text) == text


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a:    1\n", "a: 1\n"),
        ("a: {b : 1,c: [ 1,2 ] }\n", "a: {b: 1, c: [1, 2]}\n"),
        (
            "a:\n     b: 1\n     c:\n        - 1\n        -   d: 2\n            e: 3\n",
            "a:\n  b: 1\n  c:\n    - 1\n    - d: 2\n      e: 3\n",
        ),
        ("a:\n- 1\n- 2\n", "a:\n  - 1\n  - 2\n"),
        ("\n\na: 1   \n\n\n\nb: 2\n\n\n", "a: 1\n\nb: 2\n"),
        ("a: 1\nb:\n  c: 1\nd: 2\n", "a: 1\n\nb:\n  c: 1\n\nd: 2\n"),
        (
            "a: 1\n# of b\nb:\n  c: 1\n  # end of b\n# of d\nd: 2\n",
            "a: 1\n\n# of b\nb:\n  c: 1\n  # end of b\n\n# of d\nd: 2\n",
        ),
        ("a: 1        # far\nbcd: 22     # far\n", "a: 1        # far\nbcd: 22     # far\n"),
        ("a: { b: 1 } # near\n", "a: {b: 1} # near\n"),
        ("a:   1\nbcd: 2\n", "a:   1\nbcd: 2\n"),
        ("a: \"x\"\nb: 'y'\n", "a: \"x\"\nb: 'y'\n"),
        ("a:\t1\nb: 'x\ty'\n", "a: 1\nb: 'x\ty'\n"),
        ("a: |\n      x\n        y\n", "a: |\n  x\n    y\n"),
        ("a:\n    b: >4-\n          x\n        y\n", "a:\n  b: >2-\n      x\n    y\n"),
        ("a: {b: 1, # one\n    c: 2}\n", "a:\n  b: 1 # one\n  c: 2\n"),
        ("--- # c\na: 1\n...\n", "# c\na: 1\n"),
        ("a: 1", "a: 1\n"),
        ("{a: 1, b: {c: 2}}\n", "a: 1\nb: {c: 2}\n"),
        ("a: &x {b: 1}\nc: *x\n", "a: &x {b: 1}\nc: *x\n"),
        ("? a\n: 1\n", "a: 1\n"),
        ("? |\n  a\n: 1\n", '"a\\n": 1\n'),
        ("a: # why\n  1\n", "a: # why\n  1\n"),
        ("a: {b: x\u2028y}\n", 'a: {b: "x\\u2028y"}\n'),
        ("a: [ ] # c\n", "a: [] # c\n"),
        ("a: { # c\n  }\nb: 1\n", "a: {} # c\nb: 1\n"),
        (f"a: {{ {'x y ' * 400} }}\n", f"a: {{{('x y ' * 400).strip()}}}\n"),
    ],
)  # fmt: skip
def test_style(written: str, expected: str) -> None:
    assert styled(written) == expected
    assert styled(expected) == expected


def test_what_does_not_fit_into_a_line_is_broken_from_the_outside() -> None:
    inner = "{means: " + "x" * 60 + ", when: y}"
    assert styled(f"a: {{b: {inner}, c: {inner}}}\n") == f"a:\n  b: {inner}\n  c: {inner}\n"
    numbers = ", ".join(map(str, range(100)))
    lines = styled(f"x: [{numbers}]\n").splitlines()
    assert max(map(len, lines)) <= 120
    assert len(lines) == 4
    assert " ".join(line.strip() for line in lines) == f"x: [{numbers}]"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_stay_as_they_mostly_are(end: str) -> None:
    text = (PACKAGE / "cli/template.yaml").read_text(encoding="utf-8")
    assert formatted(read_text(text.replace("\n", end), "a.yaml")) == text.replace("\n", end)
    mixed = text.replace("\n", end).replace(end, "\n", 1)
    assert formatted(read_text(mixed, "a.yaml")) == text.replace("\n", end)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda text: text.replace("value: 0.4", "value: 0.5"),
        lambda text: text.replace("# the version of the language", ""),
        lambda text: text.replace("stage:", "stage", 1),
        lambda text: "",
    ],
)
def test_a_fault_of_ours_writes_nothing(wrong: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    text = (PACKAGE / "cli/template.yaml").read_text(encoding="utf-8")
    monkeypatch.setattr(formatting, "in_house_style", lambda layout: wrong(layout.text))
    with pytest.raises(ChangedMeaning):
        formatted(read_text(text, "a.yaml"))


def test_a_long_file_is_formatted_at_once() -> None:
    entries = "".join(f"  a{n}: {{ value: {n}, range: [0,{n + 1}] }}  # of a{n}\n  # below\n" for n in range(2500))
    source = SourceText("a.yaml", f"assumptions:\n{entries}")
    import time

    before = time.process_time()
    found = styled(source.text)
    assert time.process_time() - before < 4
    assert found.count("\n") == 5001
