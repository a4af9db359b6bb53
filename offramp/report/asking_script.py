"""The script of the report, made of a few files with one idea each, and the words that it says."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files

from offramp.kernels import object_cache
from offramp.kernels.object_cache import cache_folder
from offramp.report.catalogue import Catalogue, Say

# In this order.
PARTS = (
    "unpack", "select", "count", "numbers", "words", "views", "texts", "sentences", "claims", "follow",
    "headings", "draw", "controls", "start",
)  # fmt: skip
WORDS = {
    "some": ("count", "share", "low", "high"),
    "none": ("high",),
    "all": ("count", "low"),
    "under": (),
    "over": (),
    "between": ("low", "high"),
    "everything": ("of",),
    "left": ("left", "of"),
    "among": ("left", "of"),
    "heading_of_all": (),
    "refused": ("left", "fewest"),
    "blank": (),
    "undrawn": (),
    "alternative": ("said", "whole"),
    "of_view": ("view", "said"),
    "all_back": (),
    "rest": (),
    "of_all": (),
    "first": ("said",),
    "first_refused": ("said",),
    "claims": ("said",),
    "claims_refused": ("said",),
}  # with what is filled in

# What sentences, cells and headings that are counted anew are made of: texts by the beginning of their keys.
SENTENCES = (
    "list.",
    "first_page.actor",
    "first_page.all",
    "first_page.answer_",
    "first_page.certain",
    "first_page.count",
    "first_page.in",
    "first_page.share",
    "first_page.under",
    "first_page.verdict.",
    "claims.beside.",
    "claims.finding",
    "claims.holds_in.",
    "claims.sign.",
    "figures.dilemma.title_",
    "figures.exits.then_",
    "figures.exits.title_",
    "figures.outcomes.title",
    "figures.views.",
)


def script() -> str:
    """What the page runs: the libraries that draw figures, and its own script."""
    return f"{_libraries()}\n{own_script()}"


@cache
def own_script(parts: tuple[str, ...] = PARTS, after: str = "") -> str:
    """The files of `parts` and the text `after` them, inside one function, so that nothing is left for all to see."""
    folder = files("offramp.report").joinpath("asking")
    texts = [folder.joinpath(f"{part}.js").read_text(encoding="utf-8") for part in parts]
    return "\n".join(['(() => {\n"use strict";', *texts, after, "})();\n"])


def script_words(say: Say) -> dict[str, str]:
    """The texts that the script fills in itself."""
    return {
        name: say(f"asking.script.{name}", **{field: f"{{{field}}}" for field in fields})
        for name, fields in WORDS.items()
    }


def sentence_texts(said: Catalogue) -> dict[str, str | Mapping[str, str]]:
    """The texts of the catalogue that the script fills in as `Catalogue.say` does."""
    return {key: text for key, text in said.texts.items() if key.startswith(SENTENCES)}


@cache
def _libraries() -> str:
    """The libraries in one piece, which takes over a second to put together and so is kept for the next report."""
    import vl_convert

    parts = ("libraries", version("vl-convert-python"), vl_convert.get_vega_version())
    key, folder = sha256("\n".join(parts).encode()).hexdigest(), cache_folder()
    kept = object_cache.read(folder, key)
    if kept is not None:
        return kept.decode()
    found: str = vl_convert.javascript_bundle()  # type: ignore[call-arg]  # without a snippet it sets window.vegaEmbed
    object_cache.write(folder, key, found.encode())
    return found
