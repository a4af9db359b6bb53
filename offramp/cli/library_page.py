"""The library as a page of the documentation: `python -m offramp.cli.library_page docs/library.md` renews it."""

import sys
from pathlib import Path
from typing import Any, Final

from offramp.cli.library_facts import entry_facts, library_facts
from offramp.core.distribution_facts import distribution_words
from offramp.core.numbers import as_written

Facts = dict[str, Any]

MARK: Final = "<!-- the library: made from its files -->"
_HEAD: Final = "| parameter | means | unit | unless given |\n|---|---|---|---|"


def with_library(page: str) -> str:
    """The documentation's page with all that follows its mark renewed."""
    above, mark, _ = page.partition(MARK)
    return f"{above}{mark}\n\n{_contents()}"


def _contents() -> str:
    facts = library_facts()
    mechanisms = [_mechanism(entry_facts(name)) for name in facts["mechanisms"]]
    rows = [
        f"| `{name}` | {_cell(model['summary'])} | {'; '.join(_cell(s['title']) for s in model['sources'].values())} |"
        if len(model["sources"]) <= 4
        else f"| `{name}` | {_cell(model['summary'])} | {len(model['sources'])} sources |"
        for name, model in facts["models"].items()
    ]
    models = ["## Models", "", "| name | shows | sources |", "|---|---|---|", *rows]
    return "\n".join(mechanisms) + "\n" + "\n".join(models) + "\n"


def _mechanism(facts: Facts) -> str:
    lines = [f"## {facts['title']}: `{facts['name']}`", "", facts["summary"], ""]
    lines += ["```text", facts["equation"], "```", "", facts["derivation"], ""]
    lines += [_HEAD, *_inputs(facts), *_assumptions(facts), *_switches(facts), ""]
    lines += [f"It brings in {_listed(_brought(facts))}.", ""]
    lines += ["Sources:", "", *(f"- {s['title']} ({s['date']})" for s in facts["sources"].values()), ""]
    return "\n".join(lines)


def _inputs(facts: Facts) -> list[str]:
    rows = []
    for name, i in facts["inputs"].items():
        default = "must be given" if i["default"] is None else f"`{i['default']}`"
        kind = "a condition" if i["kind"] == "condition" else i["unit"] or "–"
        rows.append(f"| `{name}` | {_cell(i['means'])} | {kind} | {default} |")
    return rows


def _assumptions(facts: Facts) -> list[str]:
    rows = []
    for name, a in facts["assumptions"].items():
        words = distribution_words(a)
        why = "; ".join(
            ", ".join(part for part in (b["source"] and f"`{b['source']}`", b["place"], b["note"]) if part)
            for b in a["because"]
        )
        value = f"{as_written(a['value'])}{f', {words}' if words else ''} ({_cell(why)})"
        rows.append(f"| `{name}` | {_cell(a['means'])} | {a['unit'] or '–'} | {value} |")
    return rows


def _switches(facts: Facts) -> list[str]:
    return [
        f"| `{name}` | {_cell(s['means'])}: "
        + "; ".join(f"`{case}`, {_cell(d['means'])}" for case, d in s["cases"].items())
        + f" | a switch | `{s['value']}` |"
        for name, s in facts["switches"].items()
    ]


def _brought(facts: Facts) -> list[str]:
    found = [f"the stock `{n}` ({_cell(d['means'][:1].lower() + d['means'][1:])})" for n, d in facts["stocks"].items()]
    found += [f"the mode `{n}` ({_cell(d['means'][:1].lower() + d['means'][1:])})" for n, d in facts["modes"].items()]
    found += [f"the event `{name}`" for name in facts["events"]]
    return found + [f"`{name}`" for name in facts["defines"]]


def _listed(words: list[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(with_library(target.read_text(encoding="utf-8")), encoding="utf-8")
