"""The section with sliders: what stands there before any script runs, and what the script is given."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

import offramp
from offramp.core.numbers import tally
from offramp.report.asking_script import own_script, script, script_words
from offramp.report.asking_section import SHOWN, asking
from offramp.report.catalogue import catalogue
from offramp.report.live_elements import json_block, live_figure, live_share
from offramp.report.markup import Html
from tests import asking_pages, claims_over_worlds

SAID = catalogue()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("run")
    run: Any = offramp.load(claims_over_worlds.written(folder)).explore(worlds=60, out=folder / "run", cores=1)
    return asking_pages.asked(run.run).data


class Elements(HTMLParser):
    """All elements with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_every_assumption_has_a_slider_with_two_named_ends(data: Any) -> None:
    section, _ = asking(data, SAID)
    found = Elements(section).found
    inputs = [own for tag, own in found if tag == "input"]
    assert len(inputs) == 2 * sum(len(view["assumptions"]) for view in data["packed"]["layout"]["views"].values())
    assert all(own["type"] == "range" and own["aria-label"] for own in inputs)
    assert {own["aria-label"] for own in inputs} >= {"How fast: at least", "How fast: at most"}
    assert [own["data-panel"] for _, own in found if "data-panel" in own] == ["as_written", "bold"]


def test_markup_has_nothing_that_the_content_policy_forbids(data: Any) -> None:
    section, _ = asking(data, SAID)
    for tag, own in Elements(section).found:
        assert not [name for name in own if name.startswith("on") or name in ("style", "src", "href")]
        if tag == "script":
            assert own["type"] in ("application/json", "application/octet-stream")  # which nothing runs


def test_what_most_hinges_on_comes_first(data: Any) -> None:
    section, _ = asking(data, SAID)
    order = [own["data-assumption"] for _, own in Elements(section).found if "data-assumption" in own][:2]
    swing = dict.fromkeys(("speed", "worth"), 0.0)
    for conclusion in data["hinges"]["views"]["as_written"]["conclusions"]:
        for hinge in conclusion["hinges"]:
            swing[hinge["assumption"]] += hinge["swing"]
    assert order == sorted(swing, key=lambda name: -swing[name])


def test_the_others_are_folded_away(data: Any) -> None:
    layout = data["packed"]["layout"]
    own = layout["views"]["bold"]
    speed = own["assumptions"][0]
    many = [{**speed, "name": f"speed_{n}"} for n in range(SHOWN + 2)]
    changed = {**layout, "views": {"bold": {**own, "assumptions": many}}}
    section, _ = asking({**data, "packed": {**data["packed"], "layout": changed}}, SAID)
    first, _, folded = section.partition("<details>")
    assert first.count("data-assumption=") == SHOWN
    assert "2 more assumptions" in folded
    # They all mean the same, so each is named too.
    assert "How fast (speed 7): at most" in folded


def test_a_view_with_few_worlds_has_the_reason_instead_of_sliders(data: Any) -> None:
    layout = data["packed"]["layout"]
    views = {name: {**own, "carried": 49 if name == "bold" else 60} for name, own in layout["views"].items()}
    section, _ = asking({**data, "packed": {**data["packed"], "layout": {**layout, "views": views}}}, SAID)
    assert "49 worlds could be solved, and shares of fewer than 50" in section
    assert [own["data-panel"] for _, own in Elements(section).found if "data-panel" in own] == ["as_written"]


@pytest.mark.parametrize("packed", [None, {"layout": {"views": {}}, "text": ""}])
def test_without_worlds_there_is_nothing(packed: Any) -> None:
    assert asking({"packed": packed}, SAID) == (None, "")


def test_the_script_is_the_page_s_own_behind_the_libraries(data: Any) -> None:
    _, text = asking(data, SAID)
    assert text == script()
    assert text.endswith(own_script())
    assert len(own_script()) < 50_000


def test_scripts_can_stand_in_a_page() -> None:
    text = script()
    assert "window.vegaEmbed" in text
    assert not re.search(r"</script|<!--", text, re.IGNORECASE)


def test_the_own_script_runs_no_text_and_asks_for_nothing() -> None:
    text = own_script()
    assert not re.findall(r"\beval\b|\bFunction\(|innerHTML|fetch\(|XMLHttpRequest|localStorage|document\.cookie", text)


def test_the_scripts_words_are_those_of_shares_elsewhere() -> None:
    said = script_words(SAID.say)
    assert said["some"].format(count=83, share="42%", low="35%", high="49%") == tally(83, 0.42, 0.35, 0.49)
    assert said["none"].format(high="1.5%") == tally(0, 0.0, 0.0, 0.015)
    assert said["all"].format(count=200, low="98.5%") == tally(200, 1.0, 0.985, 1.0)
    assert tally(1, 0.005, 0.001, 0.995) == said["some"].format(
        count=1, share=said["under"], low=said["under"], high=said["over"]
    )


def test_authors_words_cannot_end_a_block_of_data() -> None:
    block = json_block("layout", {"means": "</script><img src=x>"})
    assert block.count("<") == 2
    inside = block.partition(">")[2].rpartition("<")[0]
    assert json.loads(inside) == {"means": "</script><img src=x>"}


def test_a_share_says_what_it_counts() -> None:
    found = live_share("verdict_shares", "bold", "a", "free", found={"count": 3, "share": None, "low": None})
    assert found == '<span data-live="verdict_shares|bold|a|free">3</span>'


def test_a_figure_travels_without_the_rows_that_are_counted_anew() -> None:
    specification = {"mark": "bar", "datasets": {"exits": [{"t": 0}], "order": [{"t": 1}]}}
    found = live_figure("exits", "bold", Html("<svg></svg>"), specification, ["exits"], "What closes")
    assert json.loads(found.rpartition("</script>")[0].rpartition(">")[2]) == {
        "mark": "bar",
        "datasets": {"order": [{"t": 1}]},
    }
    assert 'aria-label="What closes"' in found
