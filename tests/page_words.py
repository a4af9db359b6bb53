"""The words of a page without its markup, for tests whose expected text is reviewed as a diff."""

import re
from html import unescape


def said(html: str) -> str:
    """The words of the page, a block to a line; of a figure, its text alternative only."""
    body = html.partition("<body>")[2]
    body = re.sub(r"<svg[^>]*><title[^>]*>(.*?)</title>.*?</svg>", r"<p>[\1]</p>", body, flags=re.S)
    body = re.sub(r"<script.*?</script>", "", body, flags=re.S)
    body = re.sub(r"<svg.*?</svg>", "", body, flags=re.S)
    body = re.sub(r"</(?:th|td|dt)>", " | ", body)
    body = re.sub(r'<span class="(?:sub|number|title|unsettled)">', " — ", body)
    body = re.sub(r"</?(?:p|h\d|li|div|dd|caption|tr|figcaption|summary|nav|header|section|a)\b[^>]*>", "\n", body)
    lines = (" ".join(unescape(re.sub(r"<[^>]*>", "", line)).split()).strip("| ") for line in body.split("\n"))
    return "\n".join(line for line in lines if line) + "\n"
