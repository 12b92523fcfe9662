"""PowerPoint presentations: slides in their order with tables, charts, diagrams, notes and comments."""

from pathlib import Path

import pytest

from desktop_rag.domain.errors import Corrupt, Failure, Unsafe
from tests.adapters.reading import making
from tests.adapters.reading.making_office import drawing, pptx_parts, relations, shape, slide
from tests.adapters.reading.test_formats import blocks, read

CACHE = '<c:pt idx="{0}"><c:v>{1}</c:v></c:pt>'


def cache(*texts: object) -> str:
    return "".join(CACHE.format(place, text) for place, text in enumerate(texts))


def series(name: str, categories: str, values: str) -> str:
    return (
        f"<c:ser><c:tx><c:strRef><c:strCache>{cache(name)}</c:strCache></c:strRef></c:tx>"
        f"<c:cat><c:strRef><c:strCache>{categories}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:numCache><c:formatCode>0%</c:formatCode>{values}</c:numCache></c:numRef></c:val>"
        "</c:ser>"
    )


CHART = drawing(
    "c:chartSpace",
    "<c:chart><c:title><a:p><a:r><a:t>Growth</a:t></a:r></a:p></c:title><c:plotArea><c:barChart>"
    + series("2023", cache("North", "South"), cache(0.5, 0.25))
    + series("2024", cache("North", "South"), cache(0.75))
    + "</c:barChart></c:plotArea></c:chart>",
)
SCATTER = drawing(
    "c:chartSpace",
    "<c:ser><c:tx><c:v>Rain</c:v></c:tx><c:xVal><c:numRef><c:numCache><c:formatCode>yyyy</c:formatCode>"
    + cache(45352)
    + "</c:numCache></c:numRef></c:xVal><c:yVal><c:numLit>"
    + cache(7.5)
    + "</c:numLit></c:yVal></c:ser>",
)


def table(*rows: tuple[str, ...], headed: bool = True) -> str:
    cells = "".join(
        "<a:tr>"
        + "".join(
            f"<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>" for text in row
        )
        + "</a:tr>"
        for row in rows
    )
    return f'<p:graphicFrame><a:tbl><a:tblPr firstRow="{int(headed)}"/>{cells}</a:tbl></p:graphicFrame>'


def test_a_presentation_is_read_slide_by_slide(tmp_path: Path) -> None:
    slides = [
        slide(
            shape("Some text", "a point", "inside it", kind="body", levels=(0, 1, 2)),
            shape("The title", kind="ctrTitle"),
            shape("7", kind="sldNum") + shape("our firm", kind="ftr") + shape("1 May", kind="dt"),
            f"<p:grpSp>{shape('In a group')}</p:grpSp>",
            "<mc:AlternateContent><mc:Choice>" + shape("Once") + "</mc:Choice><mc:Fallback>" + shape("Twice")
            + "</mc:Fallback></mc:AlternateContent>",
            table(("City", "People"), ("Ulm", "5")),
        ),
        slide(shape("Second", kind="title")),
        slide(shape("Without a title"), table(("a", "b"), ("", ""), ("c", ""), headed=False)),
    ]  # fmt: skip
    found, parts = read(tmp_path, "a.pptx", making.zipped(pptx_parts(slides)))
    assert (found.kind, found.title, found.author) == ("pptx", "Talk", "A. Nobody")
    assert found.date_ns == 1714564800 * 10**9 and found.warning is None
    assert [(p.unit.place.kind, p.unit.place.number, p.unit.place.label) for p in parts] == [
        ("slide", 1, "The title"),
        ("slide", 2, "Second"),
        ("slide", 3, ""),
    ]
    assert blocks(parts[0]) == [
        ("heading", 1, "The title"),
        ("paragraph", 0, "Some text"),
        ("item", 2, "a point"),
        ("item", 3, "inside it"),
        ("paragraph", 0, "In a group"),
        ("paragraph", 0, "Once"),
        ("row", 0, "City | People"),
        ("row", 0, "City: Ulm | People: 5"),
    ]
    assert parts[2].unit.text == "Without a title\n\na | b\nc"
    assert parts[0].chunks[0].heading == ("The title",)


def test_what_lies_beside_a_slide_is_read_with_it(tmp_path: Path) -> None:
    notes = drawing(
        "p:notes", f"<p:cSld><p:spTree>{shape('Say it')}{shape('12', kind='sldNum')}</p:spTree></p:cSld>"
    )
    beside = {
        "comments": '<p:cmLst xmlns:p="x"><p:cm><p:text>Check  this</p:text></p:cm></p:cmLst>',
        "notesSlide": notes,
        "chart": CHART,
        "diagramData": drawing("a:x", "<a:p><a:r><a:t>Step one</a:t></a:r></a:p><a:p/>"),
        "tags": "<x/>",
    }
    parts = pptx_parts([slide(shape("Title", kind="title")), slide()], {1: beside, 2: {"chart": SCATTER}})
    _, (first, second) = read(tmp_path, "a.pptx", making.zipped(parts))
    assert first.unit.text == (
        "Title\n\nStep one\n\n"
        "Growth\nNorth | 2023: 50% | 2024: 75%\nSouth | 2023: 25%\n\n"
        "Say it\n\nCheck this"
    )
    assert second.unit.text == "2024-03-01 | Rain: 7.5"


def test_slides_are_told_by_the_order_of_the_presentation(tmp_path: Path) -> None:
    parts = pptx_parts([slide(shape("A")), slide(shape("B"))])
    parts["ppt/presentation.xml"] = parts["ppt/presentation.xml"].replace(
        b'<p:sldId r:id="s1"/><p:sldId r:id="s2"/>', b'<p:sldId r:id="s2"/><p:sldId r:id="s1"/>'
    )
    assert [p.unit.text for p in read(tmp_path, "a.pptx", making.zipped(parts))[1]] == ["B", "A"]
    parts["ppt/presentation.xml"] = b""
    found, units = read(tmp_path, "a.pptx", making.zipped(parts))
    assert [unit.unit.text for unit in units] == ["A", "B"] and found.warning is not None


def test_a_broken_slide_costs_that_slide(tmp_path: Path) -> None:
    parts = pptx_parts([slide(shape(text)) for text in "ABCD"])
    parts["ppt/slides/slide2.xml"] = b"\0\0"
    del parts["ppt/slides/slide4.xml"]
    found, units = read(tmp_path, "a.pptx", making.zipped(parts))
    assert [(unit.unit.place.number, unit.unit.text) for unit in units] == [(1, "A"), (3, "C")]
    assert found.warning == Failure("parts-unreadable", {"parts": "slides 2, 4"})
    for name in ("ppt/slides/slide1.xml", "ppt/slides/slide3.xml"):
        del parts[name]
    with pytest.raises(Corrupt):
        read(tmp_path, "b.pptx", making.zipped(parts))


def test_a_broken_chart_costs_that_chart(tmp_path: Path) -> None:
    parts = pptx_parts([slide(shape("A"))], {1: {"chart": "\0"}})
    found, (unit,) = read(tmp_path, "a.pptx", making.zipped(parts))
    assert unit.unit.text == "A"
    assert found.warning == Failure("parts-unreadable", {"parts": "chart1.xml"})


@pytest.mark.parametrize("name", ["a.pptm", "a.ppsx", "a.potx", "a.zip", "a.docx", "a"])
def test_a_presentation_is_told_by_its_content(tmp_path: Path, name: str) -> None:
    parts = pptx_parts([slide(shape("A"))])
    assert read(tmp_path, name, making.zipped(parts))[0].kind == "pptx"
    # A main part may lie anywhere: what it is stands in the list of types.
    moved = {
        "[Content_Types].xml": b'<Types><Override PartName="/other/main.xml" ContentType="application/'
        b'vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml"/></Types>',
        "_rels/.rels": relations(("r1", "officeDocument", "/other/main.xml")),
        "other/main.xml": parts["ppt/presentation.xml"],
        "other/_rels/main.xml.rels": relations(("s1", "slide", "one.xml")),
        "other/one.xml": slide(shape("Moved")).encode(),
    }
    _, (unit,) = read(tmp_path, name, making.zipped(moved))
    assert unit.unit.text == "Moved"


def test_deep_groups_and_entities_are_unsafe(tmp_path: Path) -> None:
    deep = pptx_parts([slide("<p:grpSp>" * 300_000)])
    entities = pptx_parts([slide(shape("A"))])
    entities["ppt/slides/slide1.xml"] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + entities["ppt/slides/slide1.xml"]
    for parts in (deep, entities):
        with pytest.raises(Unsafe):
            read(tmp_path, "a.pptx", making.zipped(parts))
