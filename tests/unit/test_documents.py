"""Documents of every kind give their text; hostile, broken and unreadable ones give a diagnostic, soon and cheaply."""

import contextlib
import io
import os
import sys
import time
import zipfile
import zlib
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest

from offramp.cli.main import main
from offramp.scenario.citations.documents import document, limits
from offramp.scenario.citations.documents.document import Document, read_document
from offramp.scenario.citations.documents.faults import DocumentFault
from offramp.scenario.citations.documents.html_text import html_text
from offramp.scenario.citations.documents.plain_text import decoded


def pdf(pages: Iterable[str], count: int | None = None, trailer: str = "") -> bytes:
    """A PDF with one line of text a page for each line of `pages`; `count` is how many pages it claims to have."""
    texts = list(pages)
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(texts)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(texts) if count is None else count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for i, text in enumerate(texts):
        lines = [
            f"BT /F1 12 Tf 72 {720 - 14 * k} Td ({line.replace('(', '')}) Tj ET"
            for k, line in enumerate(text.split("\n"))
        ]
        stream = "\n".join(lines)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * i} 0 R >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    raw, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(raw))
        raw += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R {trailer}>>\n"
    return raw + end.encode() + f"startxref\n{len(raw)}\n%%EOF\n".encode()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str, extra: dict[str, bytes] | None = None) -> bytes:
    """A Word document with `body` as the inside of its w:body."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{office}" Target="word/document.xml"/></Relationships>'
    )
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", relations)
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return found.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def read(folder: Path, name: str, raw: bytes) -> Document:
    path = folder / name
    path.write_bytes(raw)
    return read_document(path)


def refused(folder: Path, name: str, raw: bytes, seconds: float = 20) -> DocumentFault:
    began = time.monotonic()
    with pytest.raises(DocumentFault) as fault:
        read(folder, name, raw)
    assert time.monotonic() - began < seconds
    assert fault.value.message
    assert fault.value.remedy
    return fault.value


TEXT = "The ferry will not sail."


@pytest.mark.parametrize(
    ("name", "raw", "kind"),
    [
        ("a.txt", TEXT.encode(), "txt"),
        ("a.md", b"# Harbour\n\nThe **ferry** will [not](http://example.org/x) sail.", "md"),
        ("a.html", b"<p>The <b>ferry</b> will&nbsp;<i>not</i>\nsail.</p>", "html"),
        ("a.pdf", pdf([TEXT]), "pdf"),
        ("a.docx", docx(paragraph("The ferry") + "<w:p/>" + paragraph("will not sail.")), "docx"),
        ("no_ending", pdf([TEXT]), "pdf"),
        ("wrong.txt", docx(paragraph(TEXT)), "docx"),
        ("page.txt", b"<!DOCTYPE html><p>The ferry will not sail.", "html"),
    ],
)
def test_every_kind_gives_its_text(tmp_path: Path, name: str, raw: bytes, kind: str) -> None:
    found = read(tmp_path, name, raw)
    assert found.kind == kind
    assert found.canonical.text.removeprefix("Harbour ") == TEXT
    assert len(found.canonical.sha256) == 64


def test_pdf_pages_are_known(tmp_path: Path) -> None:
    found = read(tmp_path, "a.pdf", pdf(["One esca-\nlation and well-\nknown boats", "", "Three"])).canonical
    assert found.text == "One esca\u00adlation and well\u00adknown boats Three"
    assert [found.page(found.text.index(word)) for word in ("One", "boats", "Three")] == [1, 1, 3]


@pytest.mark.parametrize(
    ("raw", "text", "encoding"),
    [
        ("Größe — „ja“".encode(), "Größe — „ja“", "utf-8"),
        (b"\xef\xbb\xbfB", "B", "utf-8"),
        ("Größe".encode("utf-16"), "Größe", "utf-16"),
        ("plain text".encode("utf-16-le"), "plain text", "utf-16-le"),
        ("plain text".encode("utf-16-be"), "plain text", "utf-16-be"),
        ("Größe".encode("utf-32"), "Größe", "utf-32"),
        ("won’t".encode("cp1252"), "won’t", "windows-1252"),
    ],
)
def test_encodings_of_text(raw: bytes, text: str, encoding: str) -> None:
    assert decoded(raw) == (text, encoding)


def test_a_page_declares_its_encoding() -> None:
    page = '<meta charset="windows-1251"><p>война'.encode("cp1251")
    assert html_text(page)[0].strip() == "война"
    # No codec but those of texts: this one would make something else of the bytes.
    assert html_text(b'<meta charset="unicode_escape"><p>\\x41')[0].strip() == "\\x41"


def test_html_keeps_all_that_can_be_read() -> None:
    page = (
        "<html><head><title>T</title><style>p {color: red}</style></head><body><nav>Menu</nav><script>let x = '<p>no';"
        "</script><p>A&amp;B &lt;i&gt; caf&eacute; &#8211; w<b>or</b>d</p><table><tr><td>1</td><td>2</td></tr></table>"
        "<![if !mso]><![endif]><![ odd ]><template>unseen</template>"
        "<blockquote>quoted</blockquote><aside>side</aside>line<br>break<footer>Foot"
    )
    assert " ".join(html_text(page.encode())[0].split()) == "T Menu A&B <i> café – word 1 2 quoted side line break Foot"


def test_docx_reads_as_with_all_changes_accepted(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>will </w:t></w:r><w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
        '<w:ins w:id="1"><w:r><w:t>not sail</w:t></w:r></w:ins></w:p>'
    )
    assert read(tmp_path, "a.docx", docx(body)).canonical.text == "will not sail"


def test_what_is_no_document_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "a.txt", bytes(range(256)) * 50).code == "E116"
    assert refused(tmp_path, "a.txt", b"\x89PNG\r\n\x1a\n" + bytes(200)).code == "E116"
    assert refused(tmp_path, "a.pdf", b"Error 404").code == "E117"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("readme.txt", "not Word")
    assert refused(tmp_path, "a.docx", archive.getvalue()).code == "E116"
    assert refused(tmp_path, "a.txt", b" \n ").code == "E121"
    with pytest.raises(DocumentFault, match="E114"):
        read_document(tmp_path)
    with pytest.raises(DocumentFault, match="E114"):
        read_document(tmp_path / "nothing.txt")
    with pytest.raises(DocumentFault, match="E114"):
        read_document(tmp_path / ("x" * 5000))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(DocumentFault, match="ordinary"):
        read_document(tmp_path / "pipe.txt")


def test_broken_pdfs_are_refused(tmp_path: Path) -> None:
    whole = pdf([TEXT] * 3)
    assert refused(tmp_path, "a.pdf", b"%PDF-1.7\n").code == "E117"
    assert refused(tmp_path, "a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 400).code == "E117"
    assert refused(tmp_path, "a.pdf", whole[:120]).code == "E117"
    assert refused(tmp_path, "scan.pdf", pdf(["", ""])).code == "E121"


def test_a_locked_pdf_is_refused(tmp_path: Path) -> None:
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{'11' * 32}> /U <{'22' * 32}> /P -4 >> /ID [<aa> <aa>] "
    fault = refused(tmp_path, "a.pdf", pdf([TEXT], trailer=lock))
    assert fault.code == "E117"
    assert "password" in fault.message


def test_a_pdf_that_claims_a_million_pages_costs_little(tmp_path: Path) -> None:
    fault = refused(tmp_path, "a.pdf", pdf([TEXT], count=1_000_000))
    assert fault.code in ("E115", "E117")


def test_too_many_pages_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = refused(tmp_path, "a.pdf", pdf(["x"] * (limits.MOST_PAGES + 1)))
    assert fault.code == "E115"
    assert "5,001 pages" in fault.message


def test_zip_bombs_are_refused(tmp_path: Path) -> None:
    much = docx(paragraph(TEXT), {"word/media/image1.bin": bytes(limits.MOST_UNPACKED)})
    assert len(much) < 1_000_000
    assert refused(tmp_path, "a.docx", much).code == "E115"
    parts = docx(paragraph(TEXT), {f"word/x{i}": b"" for i in range(limits.MOST_PARTS)})
    assert refused(tmp_path, "a.docx", parts).code == "E115"
    # One that lies about its size is unpacked as far as it says.
    lying = docx(paragraph(TEXT * 2_000_000))
    size = len(f"<w:document {W}><w:body>{paragraph(TEXT * 2_000_000)}</w:body></w:document>").to_bytes(4, "little")
    assert lying.count(size) == 2
    assert refused(tmp_path, "a.docx", lying.replace(size, (1000).to_bytes(4, "little"))).code == "E117"


def test_entity_bombs_are_refused(tmp_path: Path) -> None:
    names = "abcdefghij"
    entities = '<!ENTITY a "lol lol lol lol lol lol lol lol lol lol">' + "".join(
        f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in pairwise(names)
    )
    body = f"<w:body>{paragraph('&j;')}</w:body>"
    bomb = f"<?xml version='1.0'?><!DOCTYPE d [{entities}]><w:document {W}>{body}</w:document>"
    found = io.BytesIO(docx(""))
    with zipfile.ZipFile(found, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", bomb)
    assert refused(tmp_path, "a.docx", found.getvalue()).code in ("E117", "E120")


def test_broken_and_deep_word_documents_are_refused(tmp_path: Path) -> None:
    whole = docx(paragraph(TEXT))
    assert refused(tmp_path, "a.docx", whole[:200]).code == "E117"
    assert refused(tmp_path, "a.docx", docx("<w:p>")).code == "E117"
    deep = "<w:tbl><w:tr><w:tc>" * 30_000 + "</w:tc></w:tr></w:tbl>" * 30_000
    assert refused(tmp_path, "a.docx", docx(deep)).code in ("E117", "E120")


@pytest.mark.parametrize("tag", ["div", "span", "b", "table", "template"])
def test_html_may_be_nested_deeply(tmp_path: Path, tag: str) -> None:
    raw = f"<{tag}>" * 100_000 + "deep" + f"</{tag}>" * 100_000 + TEXT
    found = read(tmp_path, "a.html", raw.encode())
    assert found.canonical.text.removeprefix("deep").strip() == TEXT


@pytest.mark.parametrize(
    "raw", [b"<!--" * 60_000, b"<a " * 60_000, b"&" * 60_000, b"<![" * 60_000, b"<script>" * 60_000]
)
def test_html_that_never_ends_takes_no_minute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    monkeypatch.setattr(document, "MOST_SECONDS", 2)
    began = time.monotonic()
    with contextlib.suppress(DocumentFault):  # it may be read, in time
        read(tmp_path, "a.html", b"<html>" + raw)
    assert time.monotonic() - began < 10


def test_a_reader_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MOST_SECONDS", 0.001)
    assert refused(tmp_path, "a.pdf", pdf([TEXT])).code == "E120"


def test_files_may_have_so_many_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MOST_BYTES", 1000)
    assert refused(tmp_path, "a.txt", b"x" * 1001).code == "E115"
    assert read(tmp_path, "a.txt", b"x" * 1000).canonical.text == "x" * 1000


def test_texts_may_have_so_many_characters(tmp_path: Path) -> None:
    assert refused(tmp_path, "a.txt", b"x " * limits.MOST_CHARACTERS).code == "E115"
    assert refused(tmp_path, "a.html", b"<p>" + b"x " * limits.MOST_CHARACTERS).code == "E115"


def test_a_pdf_bomb_is_bounded(tmp_path: Path) -> None:
    packed = zlib.compress(b"BT /F1 12 Tf 72 720 Td (x) Tj ET\n" * 3_000_000, 9)
    raw = pdf([""]).replace(b"<< /Length 0 >>", b"")
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed) + packed + b"\nendstream"
    head, _, rest = raw.partition(b"5 0 obj\n")
    bomb = head + b"5 0 obj\n" + stream + rest[rest.index(b"\nendobj") :]
    began = time.monotonic()
    with contextlib.suppress(DocumentFault):  # too much of it, or no more than a line: that depends on the machine
        assert len(read(tmp_path, "a.pdf", bomb).canonical.text) <= limits.MOST_CHARACTERS
    assert time.monotonic() - began < limits.MOST_SECONDS + 10


def test_the_current_folder_is_no_place_to_import_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pypdfium2", "mammoth", "json", "offramp", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text("open('executed', 'w'); raise SystemExit", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert read(tmp_path, "a.pdf", pdf([TEXT])).canonical.text == TEXT
    assert not (tmp_path / "executed").exists()


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from offramp.scenario.citations.documents.docx_text import docx_text
    from offramp.scenario.citations.documents.pdf_text import pdf_pages

    for name in ("pypdfium2", "mammoth"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(DocumentFault, match=r"E118.*mammoth"):
        docx_text(docx(""))
    with pytest.raises(DocumentFault, match=r"E118.*pypdfium2"):
        pdf_pages(pdf([TEXT]))


SCENARIO = """offramp: 1
title: Case
calendar: {periods: 4}
sources: {report: {title: Report}}
assumptions: {a: {value: 0.1, because: {source: report, phrase: will not sail}}}
play: [{chance: strike, probability: a}]
"""


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (["report"], 2, "E122"),
        (["=x"], 2, "E122"),
        (["report="], 2, "E122"),
        (["reprot=a.txt"], 2, "did you mean report?"),
        (["report=a.txt", "report=a.txt"], 2, "twice"),
        (["report=none.txt"], 2, "E114"),
        (["report=empty.txt"], 2, "E121"),
        (["report=a.txt"], 0, "found"),
        (["report=b.txt"], 2, "will [] sail"),
    ],
)
def test_documents_on_the_command_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    given: list[str],
    code: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("case.yaml").write_text(SCENARIO, encoding="utf-8")
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    Path("b.txt").write_text("The ferry will sail.", encoding="utf-8")
    Path("empty.txt").write_text("", encoding="utf-8")
    options = [part for each in given for part in ("--document", each)]
    assert main(["sources", "case.yaml", *options]) == code
    written = capsys.readouterr()
    assert said in written.out + written.err
