"""HTML by calls: every string is escaped unless it is already `Html`."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from html import escape, unescape


class Html(str):
    """Text that is safe to put in the page as it is."""

    __slots__ = ()


Content = str | Html | Iterable[str | Html | None] | None
Rows = Sequence[tuple[str | Html, Sequence[str | Html]]]


def clean(text: object) -> str:
    """`text` without characters that neither HTML nor SVG can hold (controls, lone surrogates), on one line."""
    said = str(text)
    if said.isprintable():  # as nearly all of it is, which is told at once
        return said.strip()
    kept = (" " if c in "\n\r\t" else c for c in said if c in "\n\r\t" or unicodedata.category(c) not in _UNFIT)
    return "".join(kept).strip()


# Cc control, Cs surrogate; bidirectional overrides are handled by <bdi>, which isolates them.
_UNFIT = frozenset({"Cc", "Cs"})

_VOID = frozenset({"br", "hr", "input", "meta"})
# In SVG an element without content has to be closed, or what follows becomes its child.
_EMPTY_SVG = frozenset({"rect", "circle", "path", "line"})


def el(name: str, /, *children: Content, **attributes: str | int | None) -> Html:
    """One element. `class_` is written `class`, `aria_label` is `aria-label`; None attributes are left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(clean(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{written}>")
    if name in _EMPTY_SVG:
        return Html(f"<{name}{written}/>")
    return Html(f"<{name}{written}>{join(*children)}</{name}>")


def join(*children: Content, by: str = "") -> Html:
    """The children one after the other, escaped where they are plain text."""
    parts: list[str] = []
    for child in children:
        if child is None:
            continue
        if isinstance(child, Html):
            parts.append(child)
        elif isinstance(child, str):
            parts.append(escape(clean_keep_ends(child)))
        else:
            parts.append(join(*child))
    return Html(by.join(parts))


def clean_keep_ends(text: str) -> str:
    """`clean`, keeping a space at either end, which matters between two inline pieces."""
    left = " " if text[:1].isspace() else ""
    right = " " if text[-1:].isspace() and text.strip() else ""
    return f"{left}{clean(text)}{right}"


def words(text: object) -> Html:
    """Words that a scenario's author wrote: escaped, and isolated so that right-to-left text stays in place."""
    return el("bdi", clean(text))


def table(caption: str | Html, columns: Sequence[str | Html], rows: Rows, corner: str, class_: str = "") -> Html:
    """A table whose first column heads its rows, in a region that the keyboard can scroll.

    A row without cells is a heading for the rows below it.
    """
    head = el("tr", el("th", corner, scope="col"), [el("th", column, scope="col") for column in columns])
    # Said again beside each cell where a narrow screen stacks them.
    labels = [_plain(column) if "cells" in class_.split() else None for column in columns]
    bodies: list[list[Html]] = [[]]
    for name, cells in rows:
        if cells:
            bodies[-1].append(
                el(
                    "tr",
                    el("th", name, scope="row"),
                    [el("td", cell, data_column=label) for cell, label in zip(cells, labels, strict=True)],
                )
            )
        else:
            heading = el("tr", el("th", name, scope="rowgroup", colspan=len(columns) + 1), class_="group")
            bodies.append([heading])
    whole = el(
        "table",
        el("caption", caption),
        el("thead", head),
        [el("tbody", body) for body in bodies if body],
        class_=class_ or None,
    )
    return el("div", whole, class_="scroll", tabindex="0", role="region", aria_label=_plain(caption))


def _plain(text: str | Html) -> str:
    """A caption without its tags, for a label."""
    if not isinstance(text, Html):
        return text
    return unescape(re.sub(r"<[^>]*>", "", text))
