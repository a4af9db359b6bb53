"""The top of the page: the question, the finding, and each view's answer in a sentence."""

from collections.abc import Mapping

from offramp.core.numbers import is_number, share
from offramp.report.findings import resolution
from offramp.report.markup import Html, el, join, words
from offramp.report.switches import cases_in_words
from offramp.report.wording import Data, Wording, capital


def masthead(analysis: Data, wording: Wording) -> Html:
    """Title, question and finding, and a plain warning where numbers are not resolved."""
    scenario: Data = analysis.get("scenario") or {}
    own = [view.get("answer") or {} for view in wording.views.values()]
    finding = headline(str(analysis.get("finding") or ""), [str(answer.get("sentence") or "") for answer in own])
    title = scenario.get("title") or scenario.get("id") or wording.say("page.untitled")
    question = scenario.get("question") or next((answer["ask"] for answer in own if answer.get("ask")), None)
    until = scenario.get("information_until")
    overline = wording.said.phrase("answers.scenario", name=words(scenario.get("id") or title))
    if until:
        overline = join(overline, " · ", wording.said.phrase("answers.until", date=words(until)))
    return el(
        "header",
        el("p", overline, class_="overline"),
        el("h1", words(title)),
        el("p", words(question), class_="question") if question else None,
        el("p", words(finding), class_="finding") if finding else None,
        el("p", words(scenario["summary"]), class_="summary") if scenario.get("summary") else None,
        resolution_banner(wording),
    )


def headline(finding: str, sentences: list[str]) -> str:
    """The finding without the sentences that the views' own cards say below it."""
    places = [finding.find(sentence) for sentence in sentences if sentence and sentence in finding]
    if not places or not finding:
        return finding
    kept = finding[: min(places)]
    return kept[: kept.rfind(". ") + 1] if ". " in kept else ""


def resolution_banner(wording: Wording) -> Html:
    """Whether the numbers may be relied on, with the reasons where not."""
    finding, rest = resolution(wording.views, wording)
    open_views = {
        view: data for view, data in wording.views.items() if not (data.get("certificate") or {}).get("resolved")
    }
    if not open_views:
        return el("p", el("span", "✓ ", aria_hidden="true"), finding, class_="resolved")
    reasons = [
        el("li", el("strong", words(wording.view(view)), ": ") if len(wording.views) > 1 else None, words(reason))
        for view, data in open_views.items()
        for reason in (data.get("certificate") or {}).get("reasons") or []
    ]
    return el(
        "div",
        el(
            "p",
            el("span", "▲ ", aria_hidden="true"),
            el("strong", words(finding)),
            ": ",
            rest,
            " ",
            wording.say("findings.unsettled.rough"),
        ),
        el("ul", reasons) if reasons else None,
        el("p", el("a", wording.say("answers.checked"), href="#certificate")),
        class_="unresolved",
    )


def answers(wording: Wording) -> Html:
    """One card for each view: its sentence, and the chance of each group of endings."""
    cards = [_card(view, data, wording) for view, data in wording.views.items()]
    return el("div", cards, class_=f"{grid(wording.views)} cards")


def grid(views: Mapping[str, Data]) -> str:
    """The class that lays out one figure or card for each view."""
    return f"views of-{min(len(views), 4)}"


def view_heading(view: str, wording: Wording, level: str = "h3") -> Html:
    """A view's name, marked where its numbers are not resolved."""
    return el(level, words(wording.view(view)), unresolved_mark(wording.views[view], wording))


def unresolved_mark(data: Data, wording: Wording) -> Html | None:
    """A small mark for numbers that are not resolved."""
    if (data.get("certificate") or {}).get("resolved"):
        return None
    return join(" ", el("span", wording.say("answers.unresolved"), class_="mark"))


def _card(view: str, data: Data, wording: Wording) -> Html:
    answer: Data = data.get("answer") or {}
    stance = wording.view_stance(view)
    means = wording.view_means(view)
    return el(
        "article",
        view_heading(view, wording),
        el("p", words(means), _stance(stance, wording), class_="about"),
        el("p", words(answer.get("sentence") or ""), class_="sentence"),
        _groups(answer, wording),
        [el("p", words(said), class_="sub") for said in cases_in_words(data, wording.said)],
        _changed(data, wording),
        class_="card",
    )


def _stance(stance: str, wording: Wording) -> Html | None:
    return el("span", wording.said.phrase("answers.stance", stance=words(stance)), class_="sub") if stance else None


def _changed(data: Data, wording: Wording) -> Html | None:
    changed: Mapping[str, object] = data.get("set") or {}
    if not changed:
        return None
    values = words(wording.listed([f"{name} = {value}" for name, value in changed.items()]))
    return el("p", wording.said.phrase("answers.by_hand", values=values))


def _groups(answer: Data, wording: Wording) -> Html | None:
    groups: Mapping[str, Data] = answer.get("groups") or {}
    if not groups:
        return None
    rows = []
    for group, data in groups.items():
        value, error = data.get("probability"), data.get("error")
        rows.append(
            el(
                "li",
                el("span", words(capital(wording.group(group))), class_="name"),
                el("span", share(value, error), class_="number"),
                bar(value, error),
                class_="leading" if group == answer.get("leading") else None,
            )
        )
    return el("ul", rows, class_="groups")


def bar(value: object, error: object) -> Html | None:
    """A bar of a share, its error as a lighter stretch around its end. The number itself stands beside it."""
    if not is_number(value):
        return None
    spread = error if is_number(error) else 0.0
    low, high = max(0.0, value - spread), min(1.0, value + spread)
    return el(
        "svg",
        el("rect", class_="track", width=100, height=6),
        el("rect", class_="sure", width=f"{100 * low:.2f}", height=6),
        el("rect", class_="unsure", x=f"{100 * low:.2f}", width=f"{100 * (high - low):.2f}", height=6),
        viewBox="0 0 100 6",
        preserveAspectRatio="none",
        class_="bar",
        aria_hidden="true",
    )
