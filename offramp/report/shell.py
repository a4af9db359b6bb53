"""The frame of every page: one document, with a content policy that allows what is in it and nothing from elsewhere."""

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files

from offramp.report.markup import Html, el


def document(title: str, language: str, body: Html, scripts: Sequence[str] = ()) -> str:
    """A whole page. body: its `body` element, without scripts; these follow it, each allowed by its hash alone."""
    style = files("offramp.report").joinpath("page.css").read_text(encoding="utf-8")
    allowed = " ".join(digest(script) for script in scripts)
    policy = "; ".join(
        [
            "default-src 'none'",
            f"style-src {digest(style)}",
            *([f"script-src {allowed}"] if scripts else []),
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    head = el(
        "head",
        el("meta", charset="utf-8"),
        # The attribute's own quotes stay as they are inside double quotes.
        Html(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("meta", name="referrer", content="no-referrer"),
        el("title", f"{title} · Offramp"),
        Html(f"<style>{style}</style>"),
    )
    run = "".join(f"<script>{script}</script>" for script in scripts)
    return f'<!DOCTYPE html>\n<html lang="{language}">{head}{body}{run}</html>\n'


def digest(text: str) -> str:
    """The hash by which a content policy allows an inline style or script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
