"""The report of a run: its data, what its first page says, and that every way from a number to a passage is there."""

import copy
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import offramp
from offramp.cli.main import main
from offramp.cli.schemas import schema
from offramp.explore.exploration import Exploration
from offramp.explore.run_hinges import run_hinges
from offramp.report.catalogue import Catalogue, catalogue
from offramp.report.first_sentences import told
from offramp.report.report_page import report_page
from offramp.report.shell import digest
from offramp.report.wording import Wording
from tests import report_runs
from tests.html_outline import Outline
from tests.made_up_language import made_up, strings, unmarked
from tests.runs_of_worlds import BREAKS, SWITCHED, TURNS, written


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Exploration:
    return report_runs.argued(tmp_path_factory.mktemp("argued"), 250)


@pytest.fixture(scope="module")
def off_ramps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Found in the same text, with the alliance held to staying, so that there is something to find."""
    path = tmp_path_factory.mktemp("held") / "leaving.yaml"
    path.write_text(report_runs.ARGUED, encoding="utf-8")
    changed: dict[str, float | str] = {"speed": 0.1, "worth": -0.5}
    return offramp.load(path).off_ramps("a", set=changed).to_json()


@pytest.fixture(scope="module")
def data(run: Exploration, off_ramps: dict[str, Any]) -> dict[str, Any]:
    return run.report(off_ramps=[off_ramps])


@pytest.fixture(scope="module")
def page(data: dict[str, Any]) -> str:
    return report_page(data, catalogue())


# The tool's own terms, which a result holds as well: they have to come from the catalogue.
OWN_TERMS = {
    "free",
    "unsteady",
    "unwilling",
    "dependent",
    "trapped",
    "would",
    "could",
    "helped",
    "reach",
    "price",
    "view",
}


def test_every_word_that_is_no_datum_comes_from_the_catalogue(data: dict[str, Any]) -> None:
    """Names and texts of the scenario, and sentences found below the report, are data; they stay as they are."""
    worlds = {**data["worlds"], "finding": "–"}
    told = {**data, "finding": "–", "worlds": worlds}
    known = {word.lower() for text in strings(told) for word in re.findall("[A-Za-z]+", text)} - OWN_TERMS
    assert {word for word in unmarked(report_page(told, made_up())) if word.lower() not in known} == set()


def ids(text: str) -> list[str]:
    return [str(found["id"]) for _, found in Outline(text).tags if "id" in found]


def links(text: str) -> Iterator[str]:
    return (str(found["href"]) for _, found in Outline(text).tags if "href" in found)


def without_script(page: str) -> str:
    """All that stands before the page's own script, whose text is no author's."""
    return page.partition("<script>")[0]


def plain(data: Any) -> Any:
    return json.loads(json.dumps(data))


def test_the_data_are_as_documented(data: dict[str, Any]) -> None:
    assert [error.message for error in Draft202012Validator(schema("report")).iter_errors(plain(data))] == []


def test_the_same_run_gives_the_same_page(run: Exploration, off_ramps: dict[str, Any], page: str) -> None:
    assert report_page(run.report(off_ramps=[off_ramps]), catalogue()) == page


def test_every_link_leads_somewhere(page: str) -> None:
    there = ids(page)
    assert len(there) == len(set(there))
    assert {href.partition("#")[0] for href in links(page)} == {""}  # nothing leads out of the page
    assert {href.removeprefix("#") for href in links(page)} - set(there) == set()
    described = {found["aria-describedby"] for _, found in Outline(page).tags if "aria-describedby" in found}
    assert described
    assert described <= set(there)


def test_the_page_runs_its_own_script_alone_and_asks_for_nothing(page: str) -> None:
    found = Outline(page).tags
    assert not {tag for tag, _ in found} & {"img", "iframe", "link", "object", "embed", "form", "base"}
    kinds = [own.get("type") for tag, own in found if tag == "script"]
    assert kinds.count(None) == 1
    assert set(kinds) == {None, "application/json", "application/octet-stream"}
    text = page.rpartition("<script>")[2].partition("</script>")[0]
    assert f"script-src {digest(text)};" in page
    attributes = {name for _, own in found for name in own}
    assert not {name for name in attributes if name == "style" or name.startswith("on") or name == "src"}


def test_what_an_author_wrote_stays_text(page: str) -> None:
    assert "<b onclick" not in page
    assert "<i>of</i>" not in page
    assert "&lt;b onclick=x&gt;bold&lt;/b&gt; &amp; &#x27;more&#x27;" in page
    assert "leaving is worth &lt;much&gt; to them" in page


def test_names_meanings_and_reasons_stay_text_too(data: dict[str, Any]) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    text = json.dumps(plain(data))
    for written_by_author in ("The alliance", "How fast", "a guess", "It leaves", "The game has no spirits", "table 3"):
        assert written_by_author in text
        text = text.replace(written_by_author, f"{hostile} {written_by_author}")
    page = report_page(json.loads(text), catalogue())
    assert "<img" not in without_script(page)
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") > 20
    assert {tag for tag, _ in Outline(page).tags} >= {"main", "table"}


def test_headings_stand_in_order(page: str) -> None:
    levels = [int(tag[1]) for tag, _ in Outline(page).tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_from_a_number_to_the_passage_and_back(data: dict[str, Any]) -> None:
    rests, argument = data["rests_on"], data["argument"]
    number = rests["numbers"]["verdict(a)"]
    assert set(number["hinges"]["as_written"]) == {"speed", "worth"}
    assert rests["sets"][number["enters"]] == ["speed", "worth"]
    (passage,) = argument["assumptions"]["worth"]["passages"]
    assert argument["passages"][passage]["phrase"] == "leaving is worth <much> to them"
    assert argument["passages"][passage]["for"] == [{"kind": "assumption", "name": "worth", "role": "because"}]
    (quoted,) = argument["claims"]["likely"]
    cited = [(one["kind"], one["name"]) for one in argument["passages"][quoted]["for"]]
    assert cited == [("claim", "likely"), ("forecast", "gone")]
    assert argument["documents"]["paper"]["passages"] == [passage, quoted]


def test_what_of_the_documents_is_used(data: dict[str, Any]) -> None:
    assert data["argument"]["coverage"] == {
        "assumptions": 2,
        "with_source": 2,
        "with_note": 0,
        "without_reason": 0,
        "passages": 4,
        "claims": 11,
        "formalised": 10,
        "never_cited": ["unread"],
    }


def test_hinges_without_boxes_are_those_with_them(run: Exploration, data: dict[str, Any]) -> None:
    whole = run_hinges(run.run, run.views, False, lambda what, share: None)
    for view, found in whole["views"].items():
        for one, quick in zip(found["conclusions"], data["hinges"]["views"][view]["conclusions"], strict=True):
            kept = {key for key in one if key not in ("box", "without_effect")}
            assert {key: one[key] for key in kept} == {key: quick[key] for key in kept}
            assert set(one["without_effect"]) == set(quick["without_effect"])
            assert quick["box"]["status"] in ("not_looked_for", "too_few_worlds")


def test_claims_are_those_of_the_command(run: Exploration, data: dict[str, Any]) -> None:
    assert data["claims"] == run.claims()


def test_forecasts_are_scored_over_worlds_without_solving_anything(data: dict[str, Any], run: Exploration) -> None:
    found = data["scores"]["forecasts"]["gone"]["views"]["as_written"]
    chance_w = run.view("as_written").values(["chance(left)"])[:, 0]
    assert found["worlds"]["mean"] == pytest.approx(chance_w.mean())
    assert found["worlds"]["brier"] == pytest.approx((1 - chance_w.mean()) ** 2)
    assert found["chance"] is None


def sentences(data: dict[str, Any], wording: Wording, said: Catalogue) -> list[str]:
    return [text for text in told(data, wording, said).values() if text]


def test_the_answer_in_three_sentences(data: dict[str, Any]) -> None:
    first, second, third = sentences(data, Wording.of(data), catalogue())
    group = {view: data["worlds"]["views"][view]["leading"]["groups"]["gone"] for view in ("as_written", "bold")}
    said = {view: f"{100 * one['share']:.0f}%" for view, one in group.items()}
    assert first.startswith(f"All views agree: “gone” is the likeliest answer, in {said['as_written']} of worlds (")
    assert f"under “As written” and {said['bold']} (" in first
    assert second.startswith("The alliance is most often on its way out, in ")
    assert third == (
        "The games behind this were solved exactly; how sure the answer is depends on the assumptions alone."
    )


def test_views_that_differ_are_told_apart(data: dict[str, Any]) -> None:
    other = plain(data)
    groups = other["worlds"]["views"]["bold"]["leading"]["groups"]
    groups["gone"], groups["there"] = groups["there"], groups["gone"]
    other["worlds"]["views"]["third"] = other["worlds"]["views"]["as_written"]
    other["views"]["third"] = other["views"]["as_written"]
    first = sentences(other, Wording.of(other), catalogue())[0]
    assert first.startswith("All views but “Bold” agree: “gone” is the likeliest answer in ")
    del other["worlds"]["views"]["third"], other["views"]["third"]
    assert sentences(other, Wording.of(other), catalogue())[0].startswith("The views differ: “gone”")


def test_a_view_by_itself(run: Exploration) -> None:
    alone = run.report(["bold"])
    assert list(alone["views"]) == list(alone["worlds"]["views"]) == list(alone["hinges"]["views"]) == ["bold"]
    assert "As written" not in report_page(alone, catalogue()).partition("<nav")[0]


def test_few_worlds_are_counted(tmp_path: Path) -> None:
    few = report_runs.argued(tmp_path, 20).report()
    first = sentences(few, Wording.of(few), catalogue())[0]
    assert re.search(r"in \d+ of 20 worlds under “As written”", first)
    assert "95%" not in report_page(few, catalogue()).partition("<nav")[0]


def test_worlds_that_failed_and_views_without_worlds_are_told_on_the_first_page(tmp_path: Path) -> None:
    found = broken(tmp_path).report()
    first, second, third = sentences(found, Wording.of(found), catalogue())
    end = "and throughout under “Certain”, where nothing varies."
    assert first.startswith("All views agree: “left” is the likeliest answer, in 30 of 30 worlds under “As written”")
    assert first.endswith(end)
    assert second.endswith(end)
    count = found["run"]["views"]["bold"]["failed"]["count"]
    assert third.endswith(f"{count} of 60 worlds could not be solved, and count as worlds in which nothing holds.")


def test_off_ramps_of_another_text_are_refused(run: Exploration, off_ramps: dict[str, Any]) -> None:
    other = {**off_ramps, "scenario": {**off_ramps["scenario"], "sha256": "0" * 64}}
    with pytest.raises(offramp.ScenarioError, match="E782"):
        run.report(off_ramps=[other])


def test_a_claim_that_most_worlds_leave_open_is_too_close_to_call(data: dict[str, Any]) -> None:
    changed = plain(data)
    counts = changed["claims"]["claims"]["likely"]["views"]["bold"]["counts"]
    for name, one in counts.items():
        one["count"] = {"holds": 30, "fails": 60, "too_close": 110}.get(name, 0)
    page = report_page(changed, catalogue())
    assert "≈ too close to call; it surely holds in 30" in re.sub(r"<[^>]*>", "", page)
    counts["too_close"]["count"], counts["fails"]["count"] = 80, 90
    assert "◐ depends; it holds in 30" in re.sub(r"<[^>]*>", "", report_page(changed, catalogue()))


def test_the_command_says_the_finding_and_what_it_wrote(
    run: Exploration, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("war.html").write_text("an earlier one", encoding="utf-8")
    assert main(["report", str(run.path), "--out", "war.html"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("All 2 views agree")
    assert re.fullmatch(r"Wrote war\.html \(\d\.\d MB\)\.", lines[-1])
    assert Path("war.html").read_text(encoding="utf-8") == report_page(run.report(), catalogue())
    assert [path.name for path in Path().iterdir()] == ["war.html"]


def test_the_command_prints_the_data(run: Exploration, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(run.path), "--json", "--view", "bold"]) == 0
    assert json.loads(capsys.readouterr().out)["schema"] == "offramp/report/1"


def test_without_a_browser_the_command_writes_a_page_and_says_so(
    run: Exploration, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OFFRAMP_BROWSER", "no-such-browser")
    assert main(["report", str(run.path), "--out", "war.pdf"]) == 3
    shown = capsys.readouterr()
    assert re.fullmatch(r"Wrote war\.html \(\d\.\d MB\)\.", shown.out.splitlines()[-1])
    assert "warning[W784]" in shown.err
    assert "written to war.html" in shown.err
    assert [path.name for path in Path().iterdir()] == ["war.html"]
    assert Path("war.html").read_text(encoding="utf-8") == report_page(run.report(), catalogue())
    assert main(["report", str(run.path), "--out", "war.pdf", "--json"]) == 3
    shown = capsys.readouterr()
    found = json.loads(shown.out)
    assert found["written"] == {"asked": "war.pdf", "path": "war.html"}
    assert [one["code"] for one in found["warnings"]] == ["W784"]
    assert "over the file that was there" in found["warnings"][0]["message"]
    assert [error.message for error in Draft202012Validator(schema("report")).iter_errors(found)] == []


def test_off_ramps_that_were_given_are_shown(data: dict[str, Any], page: str) -> None:
    assert data["off_ramps"][0]["actor"] == "a"
    assert 'id="off-ramps"' in page


def broken(folder: Path) -> Exploration:
    """Worlds that can't be solved, and a view in which nothing varies."""
    return offramp.load(written(folder, BREAKS)).explore(worlds=30, cores=1)


def cases_of_a_switch(folder: Path) -> Exploration:
    return offramp.load(written(folder, SWITCHED)).explore(worlds=20, switches=["all"], cores=1)


def without_actors(folder: Path) -> Exploration:
    return offramp.load("arms-race").explore(worlds=10, cores=1)


def without_closings(folder: Path) -> Exploration:
    return offramp.load(written(folder, TURNS)).explore(worlds=200, closings=False, design="sobol", cores=1)


@pytest.mark.parametrize("made", [broken, cases_of_a_switch, without_actors, without_closings])
def test_reports_of_all_kinds_of_runs(made: Any, tmp_path: Path) -> None:
    data = made(tmp_path).report()
    assert [error.message for error in Draft202012Validator(schema("report")).iter_errors(plain(data))] == []
    page = report_page(data, catalogue())
    there = ids(page)
    assert len(there) == len(set(there))
    assert {href.removeprefix("#") for href in links(page)} - set(there) == set()
    failed = sum((found["failed"] or {"count": 0})["count"] for found in data["run"]["views"].values())
    assert ('id="failed"' in page) == (failed > 0)
    assert failed or made is not broken
    assert "None" not in re.sub(r"<[^>]*>", " ", without_script(page).partition("<body>")[2])


def test_a_case_of_a_switch_that_turns_something_comes_first(tmp_path: Path) -> None:
    # Who loses by leaving is carried out in most worlds if that takes six periods, and in few if it takes two.
    text = SWITCHED.replace("value: 0.1, range: [0, 1]", "value: 0.1, range: [0, 0.3]")
    text = text.replace("value: 0.5, range: [-1, 1]", "value: -0.5, range: [-1, 0.1]")
    run = offramp.load(written(tmp_path, text)).explore(worlds=200, views=["as_written"], switches=["all"], cores=1)
    found = run.report()
    assert "verdict" in [turn["kind"] for one in found["run"]["switches"] for turn in one["turned"]]
    page = report_page(found, catalogue())
    head = re.sub(r"<[^>]*>", "", page.partition("<nav")[0].partition("What would change the answer")[2])
    assert head.startswith("Where pace is “long”, not “short” (As written): the verdict on the alliance turns from ")
    assert "Pace" not in sentences(found, Wording.of(found), catalogue())[0]


def test_a_view_in_which_nothing_varies(tmp_path: Path) -> None:
    found = broken(tmp_path).report(["certain"])
    first = sentences(found, Wording.of(found), catalogue())[0]
    assert first.startswith("Nothing is uncertain here. Most likely: left")
    assert 'id="trace"' in report_page(found, catalogue())


def test_it_is_said_where_longer_games_do_not_come_to_the_numbers(data: dict[str, Any]) -> None:
    assert "onger games" not in report_page(data, catalogue())
    changed = copy.deepcopy(data)
    next(iter(changed["views"].values()))["certificate"]["settled_by"] = "branch"
    assert "Longer and longer games may not come to these numbers" in report_page(changed, catalogue())
