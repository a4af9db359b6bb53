"""The section in which a reader narrows assumptions, and everything that is counted from worlds follows."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from offramp.core.numbers import level
from offramp.report.asking_script import script, script_words, sentence_texts
from offramp.report.catalogue import Catalogue, Say
from offramp.report.claims_table import cell_facts
from offramp.report.first_sentences import leads
from offramp.report.live_elements import Data, json_block, live_share
from offramp.report.markup import Content, Html, el, table, words
from offramp.report.verdict_tables import verdict_sign
from offramp.report.wording import VERDICTS, Wording, capital, spoken
from offramp.report.world_figures.figure_data import FigureData

SHOWN = 6  # assumptions of a view that stand there at once, those that most hinges on
TOO_CLOSE = "too_close"


def asking(data: Data, said: Catalogue) -> tuple[Html | None, str]:
    """The section, and the script that it needs; nothing of both where there are no worlds to ask."""
    packed = data.get("packed")
    if not packed or not any(view["carried"] for view in packed["layout"]["views"].values()):
        return None, ""
    return section(data, packed, said), script()


def section(data: Data, packed: Data, said: Catalogue) -> Html:
    """Everything that the script looks for. Without it only the first paragraphs are seen."""
    layout, wording, say = packed["layout"], Wording.of(data, said), said.say
    panels = [_panel(data, wording, view, layout, say) for view in layout["views"]]
    content = {"layout": layout, "words": script_words(say), "told": told(data, wording, layout, said)}
    return el(
        "div",
        el("p", say("asking.what")),
        el("p", say("asking.needs_script"), class_="note", data_part="needs"),
        el(
            "div",
            el("div", panels, class_=f"views of-{len(panels)}"),
            [el("p", text, class_="note") for text in _notes(layout, wording, say)],
            data_part="panels",
            hidden="",
        ),
        el("p", "", class_="heard", role="status", data_part="heard"),
        el(
            "div",
            el("span", "", data_part="summary"),
            el("button", say("asking.reset_all"), type="button", data_part="reset-all"),
            class_="asking-bar",
            role="region",
            aria_label=say("asking.bar"),
            hidden="",
            data_part="bar",
        ),
        json_block("layout", content),
        Html(f'<script type="application/octet-stream" data-part="worlds">{packed["text"]}</script>'),
        data_part="asking",
    )


def told(data: Data, wording: Wording, layout: Data, said: Catalogue) -> Data:
    """What the script needs to say sentences, cells and headings anew."""
    return {
        "texts": sentence_texts(said),
        "first": leads(data, wording, said),
        "claims": cell_facts(data["claims"]) if data["claims"] else None,
        "names": names(FigureData(data, said), wording, layout["views"]),
    }


def names(found: FigureData, wording: Wording, views: Mapping[str, Data]) -> Data:
    """What headings of figures call things, as they do."""

    def each(what: str, call: Callable[[str], str]) -> dict[str, str]:
        return {one: call(one) for view in views.values() for one in view[what]}

    options = {option: wording.option(option) for view in views.values() for _, option in view["options"]}
    return {
        "several": found.several_views,
        "views": {view: wording.view(view) for view in views},
        "actors": each("actors", found.actor) | {a: found.actor(a) for v in views.values() for a, _ in v["options"]},
        "groups": each("answers", found.group),
        "endings": each("endings", wording.ending),
        "options": options,
        "verdicts": {verdict: wording.verdict(verdict) for verdict in VERDICTS},
        "level": found.level,
        "level_said": level(found.level),
    }


def _panel(data: Data, wording: Wording, view: str, layout: Data, say: Say) -> Html:
    own = layout["views"][view]
    name = el("h3", words(wording.view(view)), data_part="name")
    if own["carried"] < layout["fewest"]:
        said = say("asking.too_few", count=own["carried"], fewest=layout["fewest"])
        return el("div", name, el("p", said), class_="card")
    ranked = _ranked(data, view, own["assumptions"])
    repeated = {text for text, count in Counter(one["means"] for one in ranked).items() if count > 1}
    controls = [_control(view, one, layout["steps"], one["means"] in repeated, say) for one in ranked]
    more = controls[SHOWN:]
    return el(
        "div",
        name,
        el(
            "p",
            el("span", "", data_part="left"),
            " ",
            el("button", say("asking.reset"), type="button", data_part="reset", aria_disabled="true"),
            class_="asked",
        ),
        controls[:SHOWN],
        el("details", el("summary", say("asking.more", count=len(more))), more) if more else None,
        _results(data, wording, view, say),
        class_="card panel",
        data_panel=view,
    )


def _ranked(data: Data, view: str, assumptions: Sequence[Data]) -> list[Data]:
    """The assumptions of a view: first those by which the shares of its conclusions differ most, taken together."""
    swing = dict.fromkeys((one["name"] for one in assumptions), 0.0)
    hinges: Data = data.get("hinges") or {}
    for conclusion in (hinges.get("views") or {}).get(view, {}).get("conclusions") or ():
        for hinge in conclusion["hinges"]:
            swing[hinge["assumption"]] += abs(hinge["swing"])
    return sorted(assumptions, key=lambda one: -swing[one["name"]])


def _control(view: str, assumption: Data, steps: int, with_name: bool, say: Say) -> Html:
    """The two ends of one assumption. with_name: where what it means doesn't tell it from another."""
    name = assumption["name"]
    means = capital(assumption["means"] or spoken(name))
    means = say("asking.named", means=means, name=spoken(name)) if with_name else means
    label = f"asking-{view}-{name}"
    ends = [
        el(
            "input",
            type="range",
            min="0",
            max=str(steps),
            step="1",
            autocomplete="off",  # some browsers put back what was there before the page was read anew
            value=str(value),
            class_=end,
            aria_label=say(f"asking.{end}", means=means),
        )
        for end, value in (("at_least", 0), ("at_most", steps))
    ]
    return el(
        "div",
        el("p", el("span", words(means), id=label), " ", el("span", "", class_="number", data_part="between")),
        el("div", ends, class_="range"),
        class_="ask",
        role="group",
        aria_labelledby=label,
        data_assumption=name,
    )


def _results(data: Data, wording: Wording, view: str, say: Say) -> Content:
    """Verdicts and answers of a view, so that what sliders do is seen beside them."""
    found = ((data.get("run") or {}).get("views") or {}).get(view) or {}
    rows: list[tuple[str | Html, list[Html]]] = []
    for actor, one in (found.get("actors") or {}).items():
        named = [name for name in (*VERDICTS, TOO_CLOSE) if (one["verdicts"].get(name) or {}).get("count")]
        rows.append((words(capital(wording.actor(actor))), []))
        for name in named:
            label = verdict_sign(name, say) if name in VERDICTS else say("asking.too_close")
            rows.append((label, [live_share("verdict_shares", view, actor, name, found=one["verdicts"][name])]))
    groups = (found.get("leading") or {}).get("groups") or {}
    if any(one["count"] for one in groups.values()):
        rows.append((say("asking.likeliest"), []))
        led = {**groups, TOO_CLOSE: found["leading"].get(TOO_CLOSE) or {}}
        for group, one in led.items():
            if one.get("count"):
                label = say("asking.too_close") if group == TOO_CLOSE else words(capital(wording.group(group)))
                rows.append((label, [live_share("answer_shares", view, group, found=one)]))
    caption = words(say("asking.caption", view=wording.view(view)))
    return table(caption, [say("asking.worlds")], rows, say("asking.corner"), "tight") if rows else None


def _notes(layout: Data, wording: Wording, say: Say) -> list[str]:
    """How numbers are to be read, and where not all worlds travel in the file."""
    said = [say("asking.how", fewest=layout["fewest"])]
    for view, own in layout["views"].items():
        if own["carried"] < own["solved"]:
            name = wording.view(view)
            said.append(say("asking.carried", view=name, carried=own["carried"], solved=own["solved"]))
    return said
