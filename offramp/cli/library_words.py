"""The library in words: what there is, and one of it in full."""

import re
from collections.abc import Sequence
from typing import Any

from offramp.cli.layout import WIDTH, bullet, paragraph, sections, sentence
from offramp.cli.scenario_words import assumptions_text, sources_text, state_text, switches_text
from offramp.report.markup import clean
from offramp.report.wording import listed

Data = dict[str, Any]
_MOST_CITED = 3


def library_text(facts: Data, width: int = WIDTH) -> str:
    """Everything that comes with Offramp, each with what it shows and where it is from."""
    mechanisms, models = facts["mechanisms"], facts["models"]
    head = f"The library has {len(mechanisms)} mechanisms and {len(models)} models."
    return sections(
        [
            paragraph(head, width),
            _entries("Mechanisms, parts of a model that a scenario can `use`:", mechanisms, width),
            _entries("Models, whole scenarios to solve, to learn from and to change:", models, width),
            paragraph("offramp library NAME shows one of them.", width),
        ]
    )


def _entries(head: str, entries: Data, width: int) -> str:
    lines = [
        bullet(f"{name}: {sentence(clean(e['summary']))}{_cited(e['sources'])}", width) for name, e in entries.items()
    ]
    return "\n".join([head, *lines])


def _cited(sources: Data) -> str:
    """Its sources in short: author and year, as their names have it."""
    if len(sources) > _MOST_CITED:
        return f" [{len(sources)} sources]"
    names = []
    for name, source in sources.items():
        author = _author(re.sub(r"_?[0-9]+$", "", clean(name)).split("_"), clean(source["title"]))
        year = re.match(r"[0-9]{4}", source["date"] or "")
        names.append(f"{author} {year[0]}" if year else author)
    return f" [{'; '.join(names)}]" if names else ""


def _author(parts: Sequence[str], title: str) -> str:
    """Surnames out of a source's name, spelt as its title spells them: `mckelvey_palfrey` as McKelvey and Palfrey."""
    spelt = {re.sub(r"\W", "", word).casefold(): word.strip(",:;.") for word in reversed(title.split())}
    said: list[str] = []
    for before, part in zip(["", *parts], parts, strict=False):
        word = spelt.get(part, part.title())
        # A name of several words, as Bueno de Mesquita, stands together in the title.
        if said and re.search(rf"\b{re.escape(spelt.get(before, before))}\s+{re.escape(word)}\b", title):
            said[-1] += f" {word}"
        else:
            said.append(word)
    return listed(said)


def entry_text(facts: Data, width: int = WIDTH) -> str:
    """One mechanism with its equations, parameters and sources; or one model, shortly."""
    return _mechanism(facts, width) if facts["kind"] == "mechanism" else _model(facts, width)


def _mechanism(facts: Data, width: int) -> str:
    own = {**facts, "correlations": [], "tables": {}, "output": []}
    return sections(
        [
            paragraph(f"{clean(facts['title'])} (mechanism {facts['name']})", width),
            paragraph(clean(facts["summary"]), width),
            "\n".join(f"  {clean(line)}" for line in facts["equation"].splitlines()),
            _inputs(facts["inputs"], width),
            assumptions_text(own, width, "Assumptions, with the mechanism's own values:"),
            switches_text(own, width),
            state_text(own, width, "What it brings in, under the prefix that you choose:"),
            f"Events: {listed(facts['events'])}." if facts["events"] else "",
            sources_text({"sources": _without_stance(facts["sources"])}, width),
            _how_to_use(facts),
            "Its file:\n\n" + facts["text"].rstrip("\n"),
        ]
    )


def _inputs(inputs: Data, width: int) -> str:
    lines = []
    for name, i in inputs.items():
        kind = "a condition" if i["kind"] == "condition" else "a number" + (f" in {i['unit']}" if i["unit"] else "")
        default = f"; {i['default']} unless given" if i["default"] is not None else ""
        lines.append(bullet(f"{name}, {kind}{default}: {clean(i['means'])}", width))
    return "\n".join(["What it is given by the scenario:", *lines]) if lines else ""


def _how_to_use(facts: Data) -> str:
    needed = [name for name, i in facts["inputs"].items() if i["default"] is None]
    given = f", with: {{{', '.join(f'{name}: …' for name in needed)}}}" if needed else ""
    lines = ["In a scenario:", "  use:", f"    prefix: {{mechanism: {facts['name']}{given}}}"]
    if facts["has_steps"]:
        lines += ["  play:", "    - use: prefix"]
    return "\n".join(lines)


def _model(facts: Data, width: int) -> str:
    name = facts["name"]
    return sections(
        [
            paragraph(f"{clean(facts['title'])} (model {name})", width),
            paragraph(clean(facts["summary"]), width),
            paragraph(f"It asks: {clean(facts['question'])}", width) if facts["question"] else "",
            assumptions_text({**facts, "correlations": []}, width),
            switches_text(facts, width),
            sources_text({"sources": _without_stance(facts["sources"])}, width),
            f"All of it:  offramp show {name}\n"
            f"Its answer: offramp solve {name}\n"
            f"A copy:     offramp new my-{name} --from {name}",
        ]
    )


def _without_stance(sources: Data) -> Data:
    return {name: {**source, "stance": "", "link": ""} for name, source in sources.items()}
