"""The answer in three sentences: what comes first in how many worlds, how each actor stands, how sure that is."""

from collections.abc import Mapping, Sequence
from typing import Any

from offramp.core.numbers import points, whole
from offramp.report.catalogue import Catalogue
from offramp.report.wording import VERDICTS, Data, Wording, capital, mid_sentence

# A view with its leading class, and the worlds of that class; empty where nothing varies.
Led = tuple[str, str, Data]
_STANDINGS = (*VERDICTS, "too_close")


def told(data: Data, wording: Wording, said: Catalogue) -> dict[str, str]:
    """The three by what they are about: `answer`, `actors`, `trust`; empty where there is nothing to say."""
    data, wording = _own(data, wording, said)
    trust = " ".join(filter(None, [_trust(wording, said), _failed(data, said)]))
    return {"answer": _answer(data, wording, said), "actors": _actors(data, wording, said), "trust": trust}


def leads(data: Data, wording: Wording, said: Catalogue) -> dict[str, Any]:
    """What the first two are made of, for a script that counts some worlds anew: what leads in each view, what that is
    called, and in which order verdicts are looked at."""
    data, wording = _own(data, wording, said)
    views: Mapping[str, Data] = data["worlds"]["views"]
    led = {actor: _verdicts_led(data, actor) for actor in wording.actors()}
    groups = [group for found in views.values() for group in (found.get("leading") or {}).get("groups") or ()]
    groups += [group for _, group, _ in _answers_led(data)]
    return {
        "views": {view: {"name": wording.view(view), "worlds": found["worlds"]} for view, found in views.items()},
        "answer": _answers_led(data),
        "actors": [[actor, mid_sentence(wording.actor(actor)), its] for actor, its in led.items() if its],
        "groups": {group: _name(group, wording) for group in groups},
        "verdicts": _STANDINGS,
    }


def _own(data: Data, wording: Wording, said: Catalogue) -> tuple[Data, Wording]:
    """The views that the first page speaks of, and no others."""
    own = own_views(data)
    data = {**data, "worlds": {**data["worlds"], "views": {view: data["worlds"]["views"][view] for view in own}}}
    return data, Wording({view: wording.views[view] for view in own}, wording.names, said)


def own_views(data: Data) -> list[str]:
    """The views that the first page speaks of: without other cases of their switches, unless nothing else is there."""
    views = list(data["views"])
    return [view for view in views if "." not in view] or views


def _failed(data: Data, said: Catalogue) -> str:
    """How many worlds could not be solved; empty where all could be."""
    views = [found for found in data["worlds"]["views"].values() if found["worlds"]]
    count = sum(found["failed"]["count"] for found in views)
    worlds = sum(found["worlds"] for found in views)
    return said.say("first_page.failed", count=count, worlds=worlds) if count else ""


def share_of(one: Data, worlds: int, said: Catalogue, again: bool = False) -> str:
    """In how many worlds: a share with its interval, or a count where worlds are too few for one. again: after another
    one, which has said already what it is a share of."""
    if one.get("share") is None:
        return said.say("first_page.count", count=one["count"], worlds=worlds)
    if one["share"] == 1:
        return said.say("first_page.all", worlds=worlds, low=whole(one["low"]))
    values = {key: whole(one[key]) for key in ("share", "low", "high")}
    return said.say("first_page.share_again", **values) if again else said.say("first_page.share", **values)


def leading_group(found: Data) -> str | None:
    """The answer that comes first in the most worlds of a view; None where there are no worlds."""
    groups: Mapping[str, Data] = (found.get("leading") or {}).get("groups") or {}
    return max(groups, key=lambda group: groups[group]["count"]) if groups else None


def _answers_led(data: Data) -> list[Led]:
    """The answer that leads in each view."""
    led: list[Led] = []
    for view, found in data["worlds"]["views"].items():
        group = leading_group(found)
        if group is not None:
            led.append((view, group, found["leading"]["groups"][group]))
        elif (group := _at_baseline(data["views"][view]["answer"])) is not None:
            led.append((view, group, {}))
    return led


def _answer(data: Data, wording: Wording, said: Catalogue) -> str:
    led = _answers_led(data)
    if not any(one for _, _, one in led):
        return said.say("first_page.nothing_uncertain", finding=str(data["finding"]))
    by_group = _grouped(led)
    if len(led) == 1:
        return said.say(
            "first_page.answer_one", answer=_name(led[0][1], wording), share=_shares(led, data, wording, said)
        )
    if len(by_group) == 1:
        return said.say(
            "first_page.answer_agree", answer=_name(led[0][1], wording), shares=_shares(led, data, wording, said)
        )
    parts = [
        said.say("first_page.answer_part", answer=_name(group, wording), shares=_shares(own, data, wording, said))
        for group, own in by_group.items()
    ]
    alone = [own for own in by_group.values() if len(own) == 1]
    if len(by_group) == 2 and len(alone) == 1:
        return said.say("first_page.answer_but_one", view=wording.view(alone[0][0][0]), parts="; ".join(parts))
    return said.say("first_page.answer_differ", parts="; ".join(parts))


def _at_baseline(answer: Data) -> str | None:
    """The likeliest answer where nothing varies."""
    groups: Mapping[str, Data] = answer["groups"]
    return answer["leading"] or max(groups, key=lambda group: groups[group]["probability"], default=None)


def _verdicts_led(data: Data, actor: str) -> list[Led]:
    """The verdict on an actor that leads in each view."""
    led: list[Led] = []
    for view, found in data["worlds"]["views"].items():
        own: Mapping[str, Data] = ((found["actors"] or {}).get(actor) or {}).get("verdicts") or {}
        verdicts = {name: own[name] for name in _STANDINGS if name in own}
        if verdicts:
            name = max(verdicts, key=lambda one: verdicts[one]["count"])
            led.append((view, name, verdicts[name]))
        elif actor in data["views"][view]["actors"]:
            led.append((view, str(data["views"][view]["actors"][actor]["verdict"]), {}))
    return led


def _actors(data: Data, wording: Wording, said: Catalogue) -> str:
    parts = []
    for actor in wording.actors():
        stands = [
            said.say(f"first_page.verdict.{verdict}", shares=_shares(own, data, wording, said))
            for verdict, own in _grouped(_verdicts_led(data, actor)).items()
        ]
        if stands:
            parts.append(
                said.say("first_page.actor", actor=mid_sentence(wording.actor(actor)), stands=said.listed(stands))
            )
    return capital("; ".join(parts)) + "." if parts else ""


def _trust(wording: Wording, said: Catalogue) -> str:
    certificates = {view: data.get("certificate") or {} for view, data in wording.views.items()}
    rough = [wording.view(view) for view, found in certificates.items() if not found.get("resolved")]
    if rough and len(rough) == len(certificates):
        return said.say("first_page.rough_all")
    if rough:
        return said.say("first_page.rough", views=said.listed(rough))
    if all(found.get("exact") for found in certificates.values()):
        return said.say("first_page.exact")
    worst = max((found.get("tolerance") or 0.0) for found in certificates.values())
    return said.say("first_page.resolved", points=points(worst))


def _grouped(led: Sequence[Led]) -> dict[str, list[Led]]:
    """The views by what leads in them, the most common first."""
    found: dict[str, list[Led]] = {}
    for one in led:
        found.setdefault(one[1], []).append(one)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def _shares(led: Sequence[Led], data: Data, wording: Wording, said: Catalogue) -> str:
    """`in 62% of worlds (55% to 67%) under “Article” and 58% (…) under “Critic”`; without the view if it is alone."""
    worlds: Mapping[str, Data] = data["worlds"]["views"]
    if len(worlds) == 1 and led[0][2]:
        return said.say("first_page.in", share=share_of(led[0][2], worlds[led[0][0]]["worlds"], said))
    parts = []
    for place, (view, _, one) in enumerate(sorted(led, key=lambda item: not item[2])):
        if not one:
            parts.append(said.say("first_page.certain", view=wording.view(view)))
            continue
        share = share_of(one, worlds[view]["worlds"], said, again=place > 0)
        parts.append(said.say("first_page.under", share=share, view=wording.view(view)))
    return said.say("first_page.in", share=said.listed(parts)) if any(one for _, _, one in led) else said.listed(parts)


def _name(group: str, wording: Wording) -> str:
    return said_group(wording.group(group))


def said_group(name: str) -> str:
    """An answer's name, set apart in a sentence."""
    return f"“{name}”"
