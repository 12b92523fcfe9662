"""What is read of each format: text, blocks, headings, titles, and where everything stands."""

import os
from pathlib import Path

import docx
import pytest

from desktop_rag.adapters.reading import document
from desktop_rag.adapters.reading.document import read_document
from desktop_rag.adapters.reading.formats import FORMATS, Format, parser_of
from desktop_rag.domain.documents import UNIT_SEPARATOR
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.reading import DocumentRead, UnitChunks
from desktop_rag.indexing.chunk import chunk
from tests.adapters.reading import making


def read(folder: Path, name: str, data: bytes | str) -> tuple[DocumentRead, list[UnitChunks]]:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    parts: list[UnitChunks] = []
    found = read_document(os.fsencode(path), chunk, parts.append)
    check(parts)
    return found, parts


def check(parts: list[UnitChunks]) -> None:
    """Every position is right in the document's text."""
    text = UNIT_SEPARATOR.join(part.unit.text for part in parts)
    for part in parts:
        unit = part.unit
        assert text[unit.start : unit.end] == unit.text
        assert "\x0c" not in unit.text and "\0" not in unit.text
        unit.text.encode()
        for span in (*unit.blocks, *part.chunks):
            assert unit.start <= span.start < span.end <= unit.end
        assert "".join("".join(text[c.start : c.end] for c in part.chunks).split()) == "".join(
            unit.text.split()
        )


def blocks(part: UnitChunks) -> list[tuple[str, int, str]]:
    unit = part.unit
    return [(b.kind, b.level, unit.text[b.start - unit.start : b.end - unit.start]) for b in unit.blocks]


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.kind)
def test_every_row_of_the_table_has_its_parser(row: Format) -> None:
    assert callable(parser_of(row.kind))


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Größe und Maß: 20 €"),
        ("utf-8-sig", "Größe und Maß"),
        ("utf-16", "Größe und Maß"),
        ("utf-16-le", "Plain words in two bytes each"),
        ("utf-32", "Größe"),
        ("cp1252", "Die Größe der Straße übt Einfluß auf die Übersicht aus – „sehr“ schöne Grüße."),
        ("koi8-r", "Съешь же ещё этих мягких французских булок, да выпей чаю. Это обычный русский текст."),
        ("shift_jis", "これは日本語で書かれた普通の文章です。文字コードを正しく判別できるでしょうか。"),
    ],
)
def test_text_is_read_in_its_encoding(tmp_path: Path, encoding: str, text: str) -> None:
    _, (part,) = read(tmp_path, "a.txt", text.encode(encoding))
    assert part.unit.text == text


def test_one_broken_byte_does_not_mangle_a_text(tmp_path: Path) -> None:
    _, (part,) = read(tmp_path, "a.log", ("größer " * 30).encode() + b"\xff")
    assert part.unit.text == "größer " * 30 + "\ufffd"


def test_paragraphs_of_a_text_are_blocks(tmp_path: Path) -> None:
    found, (part,) = read(tmp_path, "a.txt", "One\r\nparagraph.\r\n\r\n  \r\nAnother\x0cone\0.")
    assert found.kind == "text" and found.pages is None
    assert [text for _, _, text in blocks(part)] == ["One\nparagraph.", "Another\none ."]


def test_a_markdown_file_is_read_without_its_signs(tmp_path: Path) -> None:
    source = (
        "---\nauthor: Ann\n---\n# The *Guide*\n\nSome **bold** and [linked](http://x/) text\ngoes on.\n\n"
        "Under\n-----\n- one\n- two\n  1. nested\n\n> quoted\n\n```py\nx = 1\n```\n\n"
        "| Name | Price |\n|---|---:|\n| Lamp | 12 |\n"
    )
    found, (part,) = read(tmp_path, "a.md", source)
    assert (found.title, found.author) == ("The Guide", "Ann")
    assert blocks(part) == [
        ("heading", 1, "The Guide"),
        ("paragraph", 0, "Some bold and linked text\ngoes on."),
        ("heading", 2, "Under"),
        ("item", 1, "one"),
        ("item", 1, "two"),
        ("item", 2, "1. nested"),
        ("quote", 0, "quoted"),
        ("code", 0, "x = 1"),
        ("row", 0, "Name | Price"),
        ("row", 0, "Name: Lamp | Price: 12"),
    ]


def test_html_is_read_as_blocks_without_scripts(tmp_path: Path) -> None:
    source = (
        "<html><head><title>A page</title><meta name=author content=Ann><style>p{}</style></head><body>"
        "<script>secret()</script><h1>Top</h1><p>Some <b>bold</b>\n text.<br>Next line</p>"
        "<ul><li>one<li>two<ol><li>deep</ol></ul><blockquote>said</blockquote><pre>a\n  b</pre>"
        "<table><tr><th>Name<th>Price<tr><td>Lamp<td>12</table>"
    )
    found, (part,) = read(tmp_path, "a.html", source)
    assert (found.title, found.author) == ("A page", "Ann")
    assert blocks(part) == [
        ("heading", 1, "Top"),
        ("paragraph", 0, "Some bold text.\nNext line"),
        ("item", 1, "one"),
        ("item", 1, "two"),
        ("item", 2, "1. deep"),
        ("quote", 0, "said"),
        ("code", 0, "a\n  b"),
        ("row", 0, "Name | Price"),
        ("row", 0, "Name: Lamp | Price: 12"),
    ]


def test_html_says_its_encoding(tmp_path: Path) -> None:
    source = "<meta charset=iso-8859-2><p>Zażółć gęślą jaźń".encode("iso-8859-2")
    _, (part,) = read(tmp_path, "a.html", source)
    assert part.unit.text == "Zażółć gęślą jaźń"


def test_a_pdf_is_read_page_by_page(tmp_path: Path) -> None:
    pages = [
        [(40, 450, 20, "The Large Title"), *making.lines(["First body line.", "Second body line."], top=400)],
        [],
        making.lines(["Third page."]),
    ]
    found, parts = read(tmp_path, "a.pdf", making.pdf(pages))
    assert (found.title, found.author, found.pages) == ("The Large Title", "A. Nobody", 3)
    assert found.date_ns == 1714564800 * 10**9
    assert [(part.unit.place.kind, part.unit.place.number) for part in parts] == [
        ("page", n) for n in (1, 2, 3)
    ]
    assert (parts[0].unit.width, parts[0].unit.height) == (400, 500)
    assert blocks(parts[0])[0] == ("heading", 1, "The Large Title")
    assert [c.heading for c in parts[2].chunks] == [("The Large Title",)]


def test_the_outline_of_a_pdf_gives_its_heading_paths(tmp_path: Path) -> None:
    pages = [
        making.lines(["1 Beginnings", "It began here."]),
        making.lines(["It went on."]),
        making.lines(["Other."]),
    ]
    data = making.pdf(pages, title="Own title", outline=[(0, "Beginnings"), (2, "Not on the page")])
    found, parts = read(tmp_path, "a.pdf", data)
    assert found.title == "Own title"
    assert blocks(parts[0])[0] == ("heading", 1, "1 Beginnings")
    assert [part.chunks[0].heading for part in parts] == [
        ("1 Beginnings",), ("1 Beginnings",), ("Not on the page",),
    ]  # fmt: skip


def test_a_bad_page_costs_that_page(tmp_path: Path) -> None:
    data = making.pdf([making.lines(["One."]), making.lines(["Two."]), making.lines(["Three."])])
    found, parts = read(
        tmp_path, "a.pdf", data.replace(b"12 0 obj\n<< /Type /Page", b"12 0 obj\n<< /Type /Nope")
    )
    assert [part.unit.text.strip() for part in parts] == ["One.", "", "Three."]
    assert found.warning == Failure("pages-unreadable", {"pages": "2"})


def test_a_word_file_is_read_with_everything_that_is_seen(tmp_path: Path) -> None:
    written = docx.Document()
    written.core_properties.title = "Report"
    written.core_properties.author = "Ann"
    written.add_heading("Results", 1)
    written.add_paragraph("We found it.")
    written.add_paragraph("first", style="List Bullet")
    table = written.add_table(2, 2)
    for cell, text in zip(
        [c for row in table.rows for c in row.cells], ["Name", "Price", "Lamp", "12"], strict=True
    ):
        cell.text = text
    written.sections[0].header.paragraphs[0].text = "Confidential"
    written.save(str(tmp_path / "b.docx"))
    found, (part,) = read(tmp_path, "a.docx", (tmp_path / "b.docx").read_bytes())
    assert (found.title, found.author) == ("Report", "Ann")
    texts = [(kind, text) for kind, _, text in blocks(part)]
    assert ("heading", "Results") in texts and ("paragraph", "We found it.") in texts
    assert ("row", "Lamp | 12") in texts and ("paragraph", "Confidential") in texts
    assert part.chunks[-1].heading in ((), ("Results",))


def test_word_text_boxes_notes_and_comments_are_read_and_deleted_text_is_not(tmp_path: Path) -> None:
    def run(text: str) -> str:
        return f"<w:r><w:t>{text}</w:t></w:r>"

    box = f"<w:r><w:pict><w:txbxContent><w:p>{run('in the box')}</w:p></w:txbxContent></w:pict></w:r>"
    body = (
        f"<w:p>{run('kept')}<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>"
        f"<w:ins>{run(' added')}</w:ins></w:p>"
        f"<w:p>{box}</w:p><w:sdt><w:sdtContent><w:p>{run('in a control')}</w:p></w:sdtContent></w:sdt>"
        "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>"
        f"<w:tc><w:p>{run('Name')}</w:p></w:tc><w:tc><w:p>{run('Price')}</w:p></w:tc></w:tr>"
        f"<w:tr><w:tc><w:p>{run('Lamp')}</w:p></w:tc><w:tc><w:p>{run('12')}</w:p></w:tc></w:tr></w:tbl>"
    )
    data = making.docx(
        body,
        footnotes=f"<w:footnotes {making.WORD}><w:footnote><w:p>{run('1')}</w:p></w:footnote></w:footnotes>",
        comments=f"<w:comments {making.WORD}><w:comment><w:p>{run('said')}</w:p></w:comment></w:comments>",
    )
    _, (part,) = read(tmp_path, "a.docx", data)
    assert [text for _, _, text in blocks(part)] == [
        "kept added", "in the box", "in a control", "Name | Price", "Name: Lamp | Price: 12", "1", "said",
    ]  # fmt: skip


def test_a_long_section_is_divided_at_paragraphs(tmp_path: Path) -> None:
    paragraph = "All of these words belong together. " * 20
    found, parts = read(tmp_path, "a.txt", (paragraph.strip() + "\n\n") * 3500)
    assert len(parts) > 2 and found.warning is None
    assert [part.unit.place.number for part in parts] == list(range(1, len(parts) + 1))
    assert all(len(part.unit.text) <= 1_000_000 for part in parts)
    assert all(part.unit.text.startswith("All of") for part in parts)


def test_a_text_without_end_is_cut_with_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MAX_TEXT", 1000)
    found, parts = read(tmp_path, "a.txt", "word " * 999)
    assert sum(len(part.unit.text) for part in parts) == 1000
    assert found.warning is not None and found.warning.code == "text-cut"


def test_lone_surrogates_and_nuls_do_not_leave_the_reader(tmp_path: Path) -> None:
    _, (part,) = read(tmp_path, "a.html", b"<p>a&#xD800;b&#0;c</p>")
    assert "a" in part.unit.text and "c" in part.unit.text


def test_a_markdown_file_of_front_matter_alone_keeps_it(tmp_path: Path) -> None:
    _, (part,) = read(tmp_path, "a.md", "---\nsource: letter.odt\n---\n")
    assert "letter.odt" in part.unit.text
