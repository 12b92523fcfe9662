"""OpenDocument: texts, slides and sheets with notes, charts, headers and footers, and no deleted text."""

import os
from pathlib import Path

import pytest

from desktop_rag.adapters.reading.document import read_document
from desktop_rag.domain.errors import Corrupt, Failure, NoText, PasswordNeeded, Unsafe
from desktop_rag.indexing.chunk import chunk
from tests.adapters.reading import making
from tests.adapters.reading.making_office import flat_odf, odf_parts
from tests.adapters.reading.test_formats import blocks, read

CHART = (
    "<chart:chart><chart:title><text:p>Rain</text:p></chart:title>"
    "<table:table><table:table-header-rows><table:table-row><table:table-cell/>"
    "<table:table-cell><text:p>mm</text:p></table:table-cell></table:table-row></table:table-header-rows>"
    "<table:table-row><table:table-cell><text:p>May</text:p></table:table-cell>"
    "<table:table-cell><text:p>70</text:p></table:table-cell></table:table-row></table:table></chart:chart>"
)
OBJECT = '<draw:frame><draw:object xlink:href="./{}"/></draw:frame>'


def cell(text: str = "", kind: str = "string", **attributes: str) -> str:
    more = "".join(
        f' {name.replace("_", ":", 1).replace("_", "-")}="{value}"' for name, value in attributes.items()
    )
    inside = f"<text:p>{text}</text:p>" if text else ""
    return f'<table:table-cell office:value-type="{kind}"{more}>{inside}</table:table-cell>'


def rows(*found: str) -> str:
    return "".join(f"<table:table-row>{cells}</table:table-row>" for cells in found)


def table(name: str, inside: str) -> str:
    return f'<table:table table:name="{name}"><table:table-column/>{inside}</table:table>'


def test_a_text_is_read_with_everything_that_is_seen(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Deleted</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:h text:outline-level="1">First</text:h>'
        '<text:p>One<text:s text:c="2"/>two<text:tab/>three<text:line-break/>four'
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A footnote</text:p>"
        "</text:note-body></text:note><office:annotation><dc:creator>Ann</dc:creator><dc:date>2024</dc:date>"
        "<text:p>A comment</text:p></office:annotation></text:p>"
        "<text:list><text:list-item><text:p>Item</text:p><text:list><text:list-item><text:p>Inner</text:p>"
        "</text:list-item></text:list></text:list-item></text:list>"
        '<text:h text:outline-level="2">Second</text:h>'
        "<text:p><draw:frame><draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame></text:p>"
        "<table:table><table:table-header-rows><table:table-row>" + cell("City") + cell("People")
        + "</table:table-row></table:table-header-rows>" + rows(cell("Ulm") + cell("5")) + "</table:table>"
        + "<text:p>" + OBJECT.format("Chart1") + "</text:p>"
    )  # fmt: skip
    margin = "<style:{0}><text:p>{1} <text:page-number>3</text:page-number></text:p></style:{0}>"
    pages = "".join(
        f"<style:master-page>{margin.format('header', 'Letterhead')}{margin.format('footer', 'Bank')}"
        "</style:master-page>"
        for _ in range(2)
    )
    parts = odf_parts("text", body, styles=pages, Chart1=CHART)
    found, (part,) = read(tmp_path, "a.odt", making.zipped(parts))
    assert (found.kind, found.title, found.author) == ("odt", "Own title", "A. Nobody")
    assert found.date_ns == 1714564800 * 10**9 and found.warning is None
    assert blocks(part) == [
        ("paragraph", 0, "Letterhead"),
        ("heading", 1, "First"),
        ("paragraph", 0, "One  two\tthree\nfour"),
        ("paragraph", 0, "A footnote"),
        ("paragraph", 0, "A comment"),
        ("item", 1, "Item"),
        ("item", 2, "Inner"),
        ("heading", 2, "Second"),
        ("paragraph", 0, "In a box"),
        ("row", 0, "City | People"),
        ("row", 0, "City: Ulm | People: 5"),
        ("paragraph", 0, "Rain\nMay | mm: 70"),
        ("paragraph", 0, "Bank"),
    ]


def test_headings_of_a_text_are_the_path_to_its_passages(tmp_path: Path) -> None:
    body = "".join(
        f'<text:h text:outline-level="{level}">{title}</text:h><text:p>{"Words of it. " * 150}</text:p>'
        for level, title in ((1, "First"), (2, "Inner"), (1, "Last"))
    )
    _, (part,) = read(tmp_path, "a.odt", making.zipped(odf_parts("text", body)))
    assert {chunk.heading for chunk in part.chunks} == {("First",), ("First", "Inner"), ("Last",)}


def test_a_presentation_is_read_slide_by_slide_with_its_notes(tmp_path: Path) -> None:
    def page(title: str, text: str, notes: str) -> str:
        return (
            f'<draw:page draw:name="p"><draw:frame><draw:text-box><text:p>{text}</text:p></draw:text-box>'
            f'</draw:frame><draw:frame presentation:class="title"><draw:text-box><text:p>{title}</text:p>'
            f"</draw:text-box></draw:frame><presentation:notes><draw:frame><draw:text-box><text:p>{notes}"
            "</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>"
        )

    footer = "<presentation:footer-decl>Our firm</presentation:footer-decl>"
    body = footer + page("Start", "Welcome", "Say hello") + page("End", "Bye", "Bow")
    found, parts = read(tmp_path, "a.odp", making.zipped(odf_parts("presentation", body)))
    assert (found.kind, found.title) == ("odp", "Own title")
    assert [(p.unit.place.kind, p.unit.place.number, p.unit.place.label) for p in parts] == [
        ("slide", 1, "Start"),
        ("slide", 2, "End"),
    ]
    assert [part.unit.text for part in parts] == [
        "Start\n\nWelcome\n\nSay hello\n\nOur firm",
        "End\n\nBye\n\nBow",
    ]
    assert parts[1].chunks[0].heading == ("End",)


def test_a_spreadsheet_is_read_as_a_person_sees_it(tmp_path: Path) -> None:
    body = (
        "<table:tracked-changes><table:table-cell><text:p>old</text:p></table:table-cell></table:tracked-changes>"
        + table(
            "Sales &amp; more",
            rows(
                cell("Day") + cell("Share") + cell("Open"),
                cell("1. März", "date", office_date_value="2024-03-01T00:00:00")
                + cell("7%", "percentage", office_value="0.07")
                + cell("", "boolean", office_boolean_value="true"),
                cell("2. März", "date", office_date_value="2024-03-02T14:30:00")
                + cell("", "percentage", office_value="0.0725")
                + cell("", "float", office_value="12.0"),
            ),
        )
        + table("Empty", rows(cell()))
        + table("Notes", rows(cell("a<text:span>b</text:span> &lt;c&gt;<text:s/>d</text:p><text:p>e")))
        + table("'file:///x'#$A", "").replace(
            "<table:table-column/>", "<table:table-source/>" + rows(cell("copy"))
        )
    )
    found, parts = read(tmp_path, "a.ods", making.zipped(odf_parts("spreadsheet", body)))
    assert (found.kind, found.title) == ("ods", "Own title")
    assert [(p.unit.place.number, p.unit.place.label, p.unit.text) for p in parts] == [
        (
            1,
            "Sales & more",
            "Day | Share | Open\n"
            "Day: 2024-03-01 | Share: 7% | Open: TRUE\n"
            "Day: 2024-03-02 14:30:00 | Share: 7.25% | Open: 12",
        ),
        (2, "Empty", ""),
        (3, "Notes", "ab <c> d e"),
    ]
    assert parts[0].chunks[0].heading == ("Sales & more",)


def test_comments_boxes_and_charts_of_a_sheet_are_read(tmp_path: Path) -> None:
    note = (
        '<office:annotation office:display="true"><dc:creator>Ann</dc:creator><dc:date>2024</dc:date>'
        "<text:p>Ask Ann</text:p></office:annotation>"
    )
    box = "<draw:custom-shape><text:p>In a box</text:p></draw:custom-shape>"
    shapes = f"<table:shapes>{box}{OBJECT.format('Chart1')}"
    body = table("S", shapes + "</table:shapes>" + rows(cell("value").replace("<text:p>", note + "<text:p>")))
    _, (part,) = read(tmp_path, "a.ods", making.zipped(odf_parts("spreadsheet", body, Chart1=CHART)))
    assert part.unit.text == "value\n\nAsk Ann\n\nIn a box\n\nRain"


def test_what_is_repeated_a_thousand_million_times_is_read_a_few_times(tmp_path: Path) -> None:
    often = '<table:table-row table:number-rows-repeated="1000000000">'
    body = table(
        "S",
        often + cell("x", table_number_columns_repeated="1000000000") + "</table:table-row>"
        + often + '<table:table-cell table:number-columns-repeated="16380"/>' + cell("far")
        + "</table:table-row>"
        + rows(cell("y", table_number_columns_repeated="3")),
    )  # fmt: skip
    _, (part,) = read(tmp_path, "a.ods", making.zipped(odf_parts("spreadsheet", body)))
    assert part.unit.text == "x\nfar\ny | y | y"


def test_words_in_distant_columns_are_kept(tmp_path: Path) -> None:
    body = table("S", rows("".join(cell(f"w{n}") for n in range(3000))))
    _, (part,) = read(tmp_path, "a.ods", making.zipped(odf_parts("spreadsheet", body)))
    assert part.unit.text == " | ".join(f"w{n}" for n in range(3000))


@pytest.mark.parametrize(
    ("name", "kind", "body", "expected"),
    [
        ("a.fodt", "text", "<text:p>Words</text:p>", "odt"),
        ("a.xml", "text", "<text:p>Words</text:p>", "odt"),
        ("a.fodp", "presentation", "<draw:page><text:p>Words</text:p></draw:page>", "odp"),
        ("a.fods", "spreadsheet", table("S", rows(cell("Words"))), "ods"),
        ("a", "spreadsheet", table("S", rows(cell("Words"))), "ods"),
    ],
)
def test_a_flat_file_is_read_like_a_zipped_one(
    tmp_path: Path, name: str, kind: str, body: str, expected: str
) -> None:
    found, (part,) = read(tmp_path, name, flat_odf(kind, body))
    assert (found.kind, found.title, part.unit.text) == (expected, "Own title", "Words")


def test_headers_of_a_flat_text_are_read(tmp_path: Path) -> None:
    master = "<style:master-page><style:header><text:p>Letterhead</text:p></style:header></style:master-page>"
    _, (part,) = read(tmp_path, "a.fodt", flat_odf("text", "<text:p>Words</text:p>", master))
    assert part.unit.text == "Letterhead\n\nWords"


def test_a_template_without_its_type_is_told_by_its_body(tmp_path: Path) -> None:
    parts = odf_parts("spreadsheet", table("S", rows(cell("Words"))))
    del parts["mimetype"]
    _, (part,) = read(tmp_path, "a.ots", making.zipped(parts))
    assert (part.unit.place.kind, part.unit.text) == ("sheet", "Words")


@pytest.mark.parametrize("kind", ["text", "spreadsheet"])
def test_a_locked_file_asks_for_its_password(tmp_path: Path, kind: str) -> None:
    parts = odf_parts(kind, "")
    parts["META-INF/manifest.xml"] = b"<manifest><file-entry><encryption-data/></file-entry></manifest>"
    (tmp_path / "a.odt").write_bytes(making.zipped(parts))
    with pytest.raises(PasswordNeeded):
        read_document(os.fsencode(tmp_path / "a.odt"), chunk, lambda part: None)


@pytest.mark.parametrize("kind", ["text", "spreadsheet"])
def test_a_content_that_breaks_off_keeps_its_beginning(tmp_path: Path, kind: str) -> None:
    body = (
        "<text:p>Words</text:p><text:p>More"
        if kind == "text"
        else table("S", rows(cell("Words"), cell("More")))
    )
    parts = odf_parts(kind, body)
    parts["content.xml"] = parts["content.xml"].partition(b"ore")[0]
    found, (part,) = read(tmp_path, "a.odt", making.zipped(parts))
    assert part.unit.text.startswith("Words")
    assert found.warning == Failure("parts-unreadable", {"parts": "content.xml"})
    parts["content.xml"] = b""
    with pytest.raises(Corrupt):
        read(tmp_path, "a.odt", making.zipped(parts))


@pytest.mark.parametrize("kind", ["text", "spreadsheet"])
def test_entities_are_unsafe(tmp_path: Path, kind: str) -> None:
    parts = odf_parts(kind, table("S", rows(cell("Words"))))
    parts["content.xml"] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts["content.xml"]
    with pytest.raises(Unsafe):
        read(tmp_path, "a.ods", making.zipped(parts))


@pytest.mark.parametrize(
    "piece",
    ["<table:table-cell", "<table:table-row>", "<office:annotation>", "<draw:object ", "<text:p>",
     "<table:table-cell><office:annotation><dc:date>", '<table:table-cell office:value="'],
)  # fmt: skip
def test_cells_without_end_are_read_in_time(tmp_path: Path, piece: str) -> None:
    body = table("S", rows(cell("first")) + piece * 100_000)
    _, parts = read(tmp_path, "a.ods", making.zipped(odf_parts("spreadsheet", body)))
    assert parts[0].unit.text.startswith("first")


def test_a_spreadsheet_without_sheets_holds_no_words(tmp_path: Path) -> None:
    with pytest.raises(NoText):
        read(tmp_path, "a.ods", making.zipped(odf_parts("spreadsheet", "")))
