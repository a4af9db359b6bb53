import copy
import functools
import itertools
import re
import time
from pathlib import Path

import pytest

from offramp.report.answers import headline
from offramp.report.findings import close_calls, endings_finding, exits_finding, resolution
from offramp.report.page import page, write_page
from offramp.report.wording import Wording
from tests import report_sample
from tests.html_outline import Outline

CASES = {
    "three views": report_sample.analysis,
    "four views": lambda: report_sample.analysis(("as_written", "pamphlet", "critic", "analyst"), 2),
    "one view": lambda: report_sample.analysis(("as_written",), resolved=True),
    "exact": report_sample.exact_game,
    "no actors": report_sample.pure_process,
    "bare": report_sample.bare,
    "one period": lambda: report_sample.analysis(periods=1),
}
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;\"'"


@functools.cache
def made(case: str) -> str:
    return page(CASES[case]())


@pytest.mark.parametrize("case", CASES)
def test_the_page_is_well_formed_and_asks_for_nothing(case: str) -> None:
    text = made(case)
    outline = Outline(text)
    names = {tag for tag, _ in outline.tags}
    assert not names & {"script", "img", "iframe", "link", "object", "embed", "form", "base"}
    assert "http" not in text.replace("http-equiv", "")
    attributes = [(key, value) for _, found in outline.tags for key, value in found.items()]
    assert not [key for key, _ in attributes if key == "style" or key.startswith("on")]
    assert all(str(value).startswith("#") for key, value in attributes if key in ("href", "src"))
    ids = [value for key, value in attributes if key == "id"]
    assert len(ids) == len(set(ids))
    assert {str(v)[1:] for k, v in attributes if k == "href"} <= set(ids)
    assert {part for k, v in attributes if k == "aria-labelledby" for part in str(v).split()} <= set(ids)


@pytest.mark.parametrize("case", CASES)
def test_headings_stand_in_order(case: str) -> None:
    levels = [int(tag[1]) for tag, _ in Outline(made(case)).tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_the_style_sheet_is_the_one_that_the_policy_allows() -> None:
    import base64
    import hashlib

    text = page(report_sample.exact_game())
    style = text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in text


def test_whatever_an_author_wrote_is_only_text() -> None:
    whole = report_sample.renamed(report_sample.analysis(("critic", "analyst"), 3), lambda text: text + HOSTILE)
    text = page(whole)
    names = {tag for tag, _ in Outline(text).tags}
    assert not names & {"script", "img"}
    assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize("name", ["\x00\x1b\ud800", "和平条约", "معاهدة السلام", "Перемирие", "z" * 3000, "🕊️"])
def test_any_script_and_any_length(name: str) -> None:
    assert Outline(page(report_sample.renamed(report_sample.analysis(("critic",), 3), lambda text: name + text)))


def test_numbers_that_are_missing_or_not_finite_are_dashes() -> None:
    whole = report_sample.analysis(("critic",), 3)
    data = whole["views"]["critic"]
    data["actors"]["league"] |= {"would": None, "could": float("nan"), "price": None, "ruin": None, "dilemma": None}
    data["endings"]["freeze"] = float("nan")
    data["certificate"] |= dict.fromkeys(("audit_gap", "refinement_change", "policy_change", "points"), None)
    data["timeline"][1]["stocks"]["will"] = None
    data["timeline"][2]["verdicts"] = {}
    text = page(whole)
    assert "nan" not in re.sub(r"<[^>]*>", " ", text).lower().split()
    assert "None" not in text


def test_the_same_analysis_gives_the_same_page_and_is_left_as_it_was(tmp_path: Path) -> None:
    whole = report_sample.exact_game()
    before = copy.deepcopy(whole)
    write_page(whole, tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == page(whole)
    assert whole == before


def test_three_views_take_less_than_ten_seconds() -> None:
    whole = report_sample.analysis()
    begun = time.process_time()
    page(whole)
    assert time.process_time() - begun < 10


def test_not_resolved_is_said_at_the_top_and_beside_every_view() -> None:
    whole = report_sample.analysis(periods=2)
    whole["views"]["critic"]["certificate"]["resolved"] = True
    text = page(whole)
    top = text.partition("<main>")[0]
    assert "Not resolved in Pamphlet and Analyst" in top
    assert "moved by 0.037" in top
    assert text.count(">not resolved<") >= 4
    assert "Not resolved" not in page(report_sample.analysis(periods=2, resolved=True))


def test_findings_say_when_numbers_are_too_close() -> None:
    whole = report_sample.analysis(("analyst",))
    view = whole["views"]["analyst"]
    view["endings"] = {"freeze": 0.40, "league_leaves": 0.38}
    view["ending_errors"] = {"freeze": 0.02, "league_leaves": 0.02}
    said = endings_finding(view, Wording.of(whole))
    assert said == "Freeze (40% ± 2%) and league leaves (38% ± 2%) are too close to tell apart."
    assert close_calls({"would": 0.48, "could": 0.7, "errors": {"would": 0.03, "could": 0.03}}, 0.5) == ["would"]


def test_exits_finding_names_the_first_and_the_last_closing() -> None:
    whole = report_sample.analysis(("as_written",))
    view = whole["views"]["as_written"]
    wording = Wording.of(whole)
    assert exits_finding(view, wording) == "The crown: hold closes in 2024Q4, talk terms last, in 2025Q4."
    for option in view["exits"]["crown"].values():
        option["last_closing"] = 0
        option["first_closing"] = 0
        for cell in option["periods"]:
            cell |= {"way_out": 0.0, "keeps_open": 0.0, "priced_out": 1.0, "closed": 0.0}
    assert exits_finding(view, wording) == "The crown: from the start, what leads out has its price."
    for option in view["exits"]["crown"].values():
        for cell in option["periods"]:
            cell |= {"priced_out": 0.0, "closed": 1.0}
    assert exits_finding(view, wording) == "The crown: no option is open at the start."


def test_resolution_of_exact_games() -> None:
    whole = report_sample.exact_game()
    assert resolution(whole["views"], Wording.of(whole)) == ("Every number here is exact.", "")


def test_the_headline_leaves_out_what_the_cards_say() -> None:
    assert headline("The views differ. a: X wins. b: Y wins.", ["X wins.", "Y wins."]) == "The views differ."
    assert headline("X wins.", ["X wins."]) == ""
    assert headline("Something else.", ["X wins."]) == "Something else."
