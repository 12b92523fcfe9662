"""E-books: chapters in the order of the book, their titles, and what the book says of itself."""

import os
from pathlib import Path

import pytest

from desktop_rag.adapters.reading.document import read_document
from desktop_rag.domain.errors import Corrupt, Failure, PasswordNeeded, Unsafe
from desktop_rag.domain.reading import UnitChunks
from desktop_rag.indexing.chunk import chunk
from tests.adapters.reading import making
from tests.adapters.reading.making_office import epub_parts
from tests.adapters.reading.test_formats import blocks, read

CHAPTERS = {
    "one.xhtml": "<p>The first words.</p>",
    "two words.xhtml": "<h1>Second, in itself</h1><p>More words.</p><ul><li>Item</li></ul>",
    "three.xhtml": "<table><tr><th>City</th><th>People</th></tr><tr><td>Ulm</td><td>5</td></tr></table>",
}
SPINE = ["three.xhtml", "one.xhtml", "two words.xhtml", "one.xhtml", "unknown"]
CONTENTS = (
    "<navPoint><navLabel><text>Part</text></navLabel><content src='three.xhtml'/>"
    "<navPoint><navLabel><text>The  First</text></navLabel><content src='one.xhtml#here'/></navPoint>"
    "</navPoint>"
)
DATE = 1714521600 * 10**9


def places(parts: list[UnitChunks]) -> list[tuple[str, int, str]]:
    return [(p.unit.place.kind, p.unit.place.number, p.unit.place.label) for p in parts]


def test_a_book_is_read_chapter_by_chapter_in_the_order_of_its_spine(tmp_path: Path) -> None:
    data = making.zipped(epub_parts(CHAPTERS, SPINE, contents=CONTENTS))
    found, parts = read(tmp_path, "a.epub", data)
    assert (found.kind, found.title, found.author, found.date_ns) == ("epub", "The Book", "A. Nobody", DATE)
    assert found.warning is None
    assert places(parts) == [
        ("chapter", 1, "Part"),
        ("chapter", 2, "The First"),
        ("chapter", 3, "Second, in itself"),
    ]
    assert blocks(parts[0]) == [("row", 0, "City | People"), ("row", 0, "City: Ulm | People: 5")]
    assert blocks(parts[2]) == [
        ("heading", 1, "Second, in itself"),
        ("paragraph", 0, "More words."),
        ("item", 1, "Item"),
    ]
    assert parts[1].chunks[0].heading == ("The First",)
    assert parts[2].chunks[0].heading == ("Second, in itself",)


def test_titles_come_from_the_navigation_document(tmp_path: Path) -> None:
    links = (
        "<ol><li><a href='one.xhtml'>Begin<b>ning</b></a></li><li><a href='three.xhtml'>Cities</a></li></ol>"
    )
    data = making.zipped(epub_parts(CHAPTERS, [*SPINE, "nav"], navigation=links))
    _, parts = read(tmp_path, "a.epub", data)
    assert [place[2] for place in places(parts)] == ["Cities", "Beginning", "Second, in itself"]


def test_a_book_without_a_mimetype_or_a_name_is_read(tmp_path: Path) -> None:
    parts = epub_parts(CHAPTERS, SPINE)
    del parts["mimetype"]
    assert read(tmp_path, "book", making.zipped(parts))[0].kind == "epub"


def test_a_broken_chapter_costs_that_chapter(tmp_path: Path) -> None:
    parts = epub_parts(CHAPTERS, SPINE)
    del parts["OEBPS/three.xhtml"]
    found, units = read(tmp_path, "a.epub", making.zipped(parts))
    assert [unit.unit.text for unit in units] == [
        "The first words.",
        "Second, in itself\n\nMore words.\n\nItem",
    ]
    assert found.warning == Failure("parts-unreadable", {"parts": "three.xhtml"})


def test_without_its_package_the_pages_of_a_book_are_read_by_their_names(tmp_path: Path) -> None:
    parts = epub_parts(CHAPTERS, SPINE)
    del parts["OEBPS/book.opf"], parts["OEBPS/nav.xhtml"]
    found, units = read(tmp_path, "a.epub", making.zipped(parts))
    assert [unit.unit.text[:8] for unit in units] == ["The firs", "City | P", "Second, "]
    assert found.warning is not None
    for name in CHAPTERS:
        del parts[f"OEBPS/{name}"]
    with pytest.raises(Corrupt):
        read(tmp_path, "b.epub", making.zipped(parts))


@pytest.mark.parametrize("part", ["META-INF/rights.xml", "META-INF/encryption.xml"])
def test_a_protected_book_is_locked(tmp_path: Path, part: str) -> None:
    parts = epub_parts(CHAPTERS, SPINE)
    parts[part] = (
        b"<encryption><CipherData><CipherReference URI='OEBPS/one.xhtml'/></CipherData></encryption>"
    )
    (tmp_path / "a.epub").write_bytes(making.zipped(parts))
    with pytest.raises(PasswordNeeded):
        read_document(os.fsencode(tmp_path / "a.epub"), chunk, lambda part: None)


def test_a_book_whose_fonts_alone_are_protected_is_read(tmp_path: Path) -> None:
    parts = epub_parts(CHAPTERS, SPINE)
    parts["META-INF/encryption.xml"] = b"<encryption><CipherReference URI='OEBPS/font.ttf'/></encryption>"
    assert len(read(tmp_path, "a.epub", making.zipped(parts))[1]) == 3


def test_deep_pages_and_entities_are_unsafe(tmp_path: Path) -> None:
    deep = epub_parts({"one.xhtml": "<div>" * 300_000}, ["one.xhtml"])
    with pytest.raises(Unsafe):
        read(tmp_path, "a.epub", making.zipped(deep))
    entities = epub_parts(CHAPTERS, SPINE)
    entities["OEBPS/book.opf"] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + entities["OEBPS/book.opf"]
    with pytest.raises(Unsafe):
        read(tmp_path, "a.epub", making.zipped(entities))


FB2 = """<?xml version="1.0" encoding="UTF-8"?>
<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0">
<description><title-info><author><first-name>Ann</first-name><last-name>Nobody</last-name></author>
<author><nickname>bob</nickname></author><book-title>The Book</book-title>
<annotation><p>What it is about.</p></annotation><date value="2024-05-01">May</date></title-info>
</description>
<body><title><p>The Book</p></title><epigraph><p>Said once</p><text-author>Someone</text-author></epigraph>
<section><title><p>Part One</p></title>
<section><title><p>Chapter</p><p>One</p></title><p>First <emphasis>words</emphasis>.</p>
<table><tr><th>a</th><th>b</th></tr></table><subtitle>Below</subtitle>
<poem><stanza><v>A verse</v><v>and one more</v></stanza></poem></section>
<section><p>No title here.</p></section></section></body>
<body name="notes"><section id="n1"><title><p>1</p></title><p>A note.</p></section></body>
<binary id="x">AAAA</binary></FictionBook>"""


def test_a_fiction_book_is_read_chapter_by_chapter(tmp_path: Path) -> None:
    found, parts = read(tmp_path, "a.fb2", FB2)
    assert (found.kind, found.title, found.author, found.date_ns) == (
        "fb2",
        "The Book",
        "Ann Nobody, bob",
        DATE,
    )
    assert [(p.unit.place.number, p.unit.place.label, p.unit.text) for p in parts] == [
        (1, "", "What it is about."),
        (2, "The Book", "The Book\n\nSaid once\nSomeone"),
        (3, "Part One", "Part One"),
        (4, "Chapter One", "Chapter One\n\nFirst words.\n\na | b\n\nBelow\n\nA verse\nand one more"),
        (5, "Part One", "No title here."),
        (6, "1", "1\n\nA note."),
    ]
    assert parts[3].chunks[0].heading == ("The Book", "Part One", "Chapter One")
    assert parts[4].chunks[0].heading == ("The Book", "Part One")


def test_a_fiction_book_in_a_zip_or_under_another_name_is_read(tmp_path: Path) -> None:
    for name, data in (
        ("a.fb2.zip", making.zipped({"a.fb2": FB2.encode()})),
        ("a.fbz", making.zipped({"a.fb2": FB2.encode()})),
        ("a.xml", FB2.encode()),
        ("a", FB2.encode()),
        ("b.fb2", FB2.replace("UTF-8", "windows-1251").encode("cp1251")),
    ):
        assert read(tmp_path, name, data)[0].kind == "fb2"


def test_a_fiction_book_that_breaks_off_keeps_its_beginning(tmp_path: Path) -> None:
    found, parts = read(tmp_path, "a.fb2", FB2.partition("verse")[0])
    assert parts[-1].unit.text.endswith("A")
    assert found.warning is not None and found.warning.code == "parts-unreadable"


def test_what_is_no_book_is_damaged(tmp_path: Path) -> None:
    for name, data in (("a.fb2", "<book/>"), ("b.fb2", "plain words"), ("c.epub", "plain words")):
        with pytest.raises(Corrupt):
            read(tmp_path, name, data)
