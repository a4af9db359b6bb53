"""Finding scenarios by name, path or folder."""

from pathlib import Path

import pytest

from offramp.core.diagnostics import ScenarioError
from offramp.scenario.library import find_scenario, ready_scenarios
from offramp.scenario.reader import read_scenario


def fault(name: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        find_scenario(name)
    assert [d.code for d in caught.value.diagnostics] == ["E720"]
    return str(caught.value)


@pytest.mark.parametrize("name", sorted(ready_scenarios()))
def test_ready_scenarios_read_without_errors_or_warnings(name: str) -> None:
    model = read_scenario(find_scenario(name))
    assert model.warnings == ()
    assert all(assumption.because for assumption in model.assumptions.values())


def test_brink_comes_with_offramp() -> None:
    assert find_scenario("brink").name == "brink.yaml"


def test_a_misspelt_name_gets_a_suggestion() -> None:
    assert "did you mean brink?" in fault("brnk")


def test_a_file_beside_is_suggested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text("offramp: 1\n", encoding="utf-8")
    assert "did you mean mine.yaml?" in fault("mine")
    assert find_scenario("mine.yaml") == Path("mine.yaml")


def test_a_folder_with_one_scenario_stands_for_it(tmp_path: Path) -> None:
    assert "holds no scenario" in fault(str(tmp_path))
    (tmp_path / "one.yaml").write_text("", encoding="utf-8")
    assert find_scenario(str(tmp_path)) == tmp_path / "one.yaml"
    (tmp_path / "two.yaml").write_text("", encoding="utf-8")
    assert "holds 2 scenarios" in fault(str(tmp_path))
    (tmp_path / f"{tmp_path.name}.yaml").write_text("", encoding="utf-8")
    assert find_scenario(str(tmp_path)).stem == tmp_path.name


@pytest.mark.parametrize("name", ["", " ", "a\0b"])
def test_names_that_no_file_can_have(name: str) -> None:
    assert "there is no scenario" in fault(name)


def test_a_path_that_is_not_there_is_left_to_the_reader() -> None:
    path = find_scenario("nowhere/at_all.yaml")
    with pytest.raises(ScenarioError, match=r"E001"):
        read_scenario(path)
