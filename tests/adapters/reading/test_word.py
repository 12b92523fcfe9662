"""Word documents: what is seen is read once, in its place, and nothing that was deleted."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from desktop_rag.adapters.reading.document import read_document
from desktop_rag.domain.errors import Failure, PasswordNeeded
from desktop_rag.indexing.chunk import chunk
from tests.adapters.reading import making
from tests.adapters.reading.making import WORD
from tests.adapters.reading.making_office import relations
from tests.adapters.reading.making_ole import ole
from tests.adapters.reading.test_formats import blocks, read
from tests.adapters.reading.test_presentations import CHART

MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def story(name: str, *paragraphs: str) -> str:
    return f"<w:{name} {WORD}>{''.join(map(paragraph, paragraphs))}</w:{name}>"


def test_headers_and_footers_are_read_once_around_the_body(tmp_path: Path) -> None:
    data = making.docx(
        paragraph("Body"),
        header1=story("hdr", "Letterhead"),
        header2=story("hdr", "Letterhead"),
        header3=story("hdr", "Other", "side"),
        footer1=story("ftr", "Bank"),
        footer2=story("ftr", "17"),
        footer3=story("ftr", "Letterhead"),
    )
    _, (part,) = read(tmp_path, "a.docx", data)
    assert part.unit.text == "Letterhead\n\nOther side\n\nBody\n\nBank"


def test_headings_lists_and_titles_are_told_by_their_styles(tmp_path: Path) -> None:
    def style(identity: str, name: str, more: str = "") -> str:
        return f'<w:style w:styleId="{identity}"><w:name w:val="{name}"/>{more}</w:style>'

    styles = (
        f"<w:styles {WORD}>{style('T', 'Title')}{style('U1', 'heading 1')}"
        + style("Own", "My own", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>')
        + "</w:styles>"
    )
    data = making.docx(
        paragraph("The Title", '<w:pStyle w:val="T"/>')
        + paragraph("First", '<w:pStyle w:val="U1"/>')
        + paragraph("Own heading", '<w:pStyle w:val="Own"/>')
        + paragraph("Outlined", '<w:outlineLvl w:val="0"/>')
        + paragraph("Item", '<w:numPr><w:ilvl w:val="1"/></w:numPr>'),
        styles=styles,
    )
    found, (part,) = read(tmp_path, "a.docx", data)
    assert found.title == "The Title"
    assert blocks(part) == [
        ("heading", 1, "The Title"),
        ("heading", 1, "First"),
        ("heading", 3, "Own heading"),
        ("heading", 1, "Outlined"),
        ("item", 2, "Item"),
    ]


def test_charts_stand_where_they_are_drawn(tmp_path: Path) -> None:
    drawn = (
        '<w:p><w:r><w:t>Before</w:t></w:r><w:r><w:drawing><c:chart xmlns:c="c" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="r0"/>'
        "</w:drawing></w:r></w:p>"
    )
    _, (part,) = read(tmp_path, "a.docx", making.docx(drawn + paragraph("After"), chart1=CHART))
    assert part.unit.text == ("Before\n\nGrowth\nNorth | 2023: 50% | 2024: 75%\nSouth | 2023: 25%\n\nAfter")


def test_boxes_are_read_once_with_tables_and_controls_in_them(tmp_path: Path) -> None:
    table = f"<w:tbl><w:tr><w:tc>{paragraph('a')}</w:tc><w:tc>{paragraph('b')}</w:tc></w:tr></w:tbl>"
    control = f"<w:sdt><w:sdtContent>{paragraph('In a control')}</w:sdtContent></w:sdt>"
    box = f"<w:txbxContent>{control}{paragraph('In a box')}{table}</w:txbxContent>"
    drawn = (
        f"<w:p><w:r><mc:AlternateContent {MC}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    _, (part,) = read(tmp_path, "a.docx", making.docx(drawn))
    assert part.unit.text == "In a control\nIn a box\n\na | b"


def test_what_was_deleted_moved_away_or_is_how_words_are_pronounced_is_not_read(tmp_path: Path) -> None:
    row = "<w:tr>{0}<w:tc>{1}</w:tc><w:tc>{2}</w:tc></w:tr>"
    data = making.docx(
        "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom>"
        "<w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:ruby><w:rt><w:r><w:t>とう</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>東</w:t></w:r></w:rubyBase></w:ruby></w:p>"
        "<w:tbl>"
        + row.format("", paragraph("kept"), paragraph("too"))
        + row.format("<w:trPr><w:del/></w:trPr>", paragraph("gone"), paragraph("gone"))
        + "</w:tbl>"
    )
    _, (part,) = read(tmp_path, "a.docx", data)
    assert part.unit.text == "new東\n\nkept | too"


def test_tables_are_rows_under_their_headers(tmp_path: Path) -> None:
    def row(*cells: str, properties: str = "") -> str:
        inside = "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells)
        return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"

    headed = row("City", "People", properties="<w:tblHeader/>") + row("Ulm", "5")
    plain = row("a", "b") + row("", "") + row("c", "")
    layout = row("left", "word " * 400)
    data = making.docx("".join(f"<w:tbl>{rows}</w:tbl>" for rows in (headed, plain, layout)))
    _, (part,) = read(tmp_path, "a.docx", data)
    assert [text[:20] for _, _, text in blocks(part)] == [
        "City | People", "City: Ulm | People: ", "a | b", "c", "left", "word word word word ",
    ]  # fmt: skip


def test_a_page_that_is_taken_in_when_the_document_is_opened_is_read(tmp_path: Path) -> None:
    body = '<w:altChunk xmlns:r="http://x/relationships" r:id="r0"/>' + paragraph("After")
    parts = {
        "word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>".encode(),
        "word/_rels/document.xml.rels": relations(("r0", "aFChunk", "page.html")),
        "word/page.html": b"<h1>Page</h1><script>no</script>",
    }
    _, (part,) = read(tmp_path, "a.docx", making.zipped(parts))
    assert blocks(part) == [("heading", 1, "Page"), ("paragraph", 0, "After")]


def test_a_saved_page_that_is_taken_in_is_read(tmp_path: Path) -> None:
    page = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    page += "<h1>Page</h1><p>Grüße".encode()
    parts = {
        "word/document.xml": (
            f"<w:document {WORD}><w:body>"
            '<w:altChunk xmlns:r="http://x/relationships" r:id="r0"/>'
            '<w:altChunk xmlns:r="http://x/relationships" r:id="r0"/></w:body></w:document>'
        ).encode(),
        "word/_rels/document.xml.rels": relations(("r0", "aFChunk", "page.mht")),
        "word/page.mht": page,
    }
    _, (part,) = read(tmp_path, "a.docx", making.zipped(parts))
    assert blocks(part) == [("heading", 1, "Page"), ("paragraph", 0, "Grüße")]


def test_a_broken_part_costs_that_part(tmp_path: Path) -> None:
    data = making.docx(paragraph("Body"), footnotes="\0", styles="<w:styles", header1=story("hdr", "Top"))
    found, (part,) = read(tmp_path, "a.docx", data)
    assert part.unit.text == "Top\n\nBody"
    assert found.warning == Failure("parts-unreadable", {"parts": "styles.xml, footnotes.xml"})


@pytest.mark.parametrize("name", ["a.docm", "a.dotx", "a.zip", "a", "a.pptx", "a.dat"])
def test_a_document_is_told_by_its_content(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, name, making.docx(paragraph("Words")))[0].kind == "docx"


def test_a_document_by_the_strict_rules_is_read(tmp_path: Path) -> None:
    strict = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    data = making.docx(
        '<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>Heading</w:t></w:r></w:p>'
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        "<w:p><w:txbxContent><w:p><w:r><w:t>Box</w:t></w:r></w:p></w:txbxContent></w:p>"
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(WORD.encode(), strict.encode())
    _, (part,) = read(tmp_path, "a.docx", making.zipped(parts))
    assert blocks(part) == [("heading", 2, "Heading"), ("row", 0, "Cell"), ("paragraph", 0, "Box")]


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pptx", "a"])
def test_a_document_with_a_password_is_locked(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(ole({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"\x17" * 99}))
    with pytest.raises(PasswordNeeded):
        read_document(os.fsencode(tmp_path / name), chunk, lambda part: None)


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.odt"])
def test_a_web_page_under_the_name_of_a_document_is_read_as_a_web_page(tmp_path: Path, name: str) -> None:
    found, (part,) = read(tmp_path, name, "<html><body><h1>Page</h1><p>Words</p></body></html>")
    assert (found.kind, part.unit.text) == ("html", "Page\n\nWords")
