"""Marks on pages: what stands in their rectangles is what was asked for."""

import os
from array import array
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_rag.adapters.reading.marks import find, letters
from desktop_rag.adapters.reading.opened import OpenedPdf
from desktop_rag.adapters.reading.pages import draw
from desktop_rag.adapters.reading.pdf_text import clean, raw_text
from desktop_rag.domain.errors import FileChanged
from desktop_rag.domain.passages import Span
from desktop_rag.domain.reading import LettersWanted, MarksWanted, PageLetters, PageWanted, Rect, Tile
from tests.adapters.reading import making

TEXTS = ["The quick brown fox jumps", "over the lazy dog and then", "rests."]


def marks(data: bytes, *spans: tuple[int, int], unit_start: int = 0) -> tuple[tuple[str, ...], list[int]]:
    wanted = MarksWanted(b"a.pdf", b"", 1, unit_start, tuple(Span(*span) for span in spans))
    with pypdfium2.PdfDocument(data) as document:
        found = find(document, wanted)
    for rect in (rect for rects in found.rects for rect in rects):
        assert 0 <= rect.x0 < rect.x1 <= 500 and 0 <= rect.y0 < rect.y1 <= 500
    return found.texts, [len(rects) for rects in found.rects]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_span_is_marked_line_by_line_and_reads_back_as_itself(rotate: int) -> None:
    data = making.pdf([making.lines(TEXTS)], rotate=rotate)
    with pypdfium2.PdfDocument(data) as document:
        page = document[0]
        text_page = page.get_textpage()
        text = clean(raw_text(text_page)).text
        text_page.close()
        page.close()
    start, end = (text.index("jumps"), text.index("lazy") + 4) if rotate in (0, 180) else (3, 30)
    texts, counts = marks(data, (100 + start, 100 + end), unit_start=100)
    assert texts[0].split() == text[start:end].split()
    if rotate in (0, 180):
        assert counts == [2]


def test_the_marks_lie_where_the_text_stands() -> None:
    data = making.pdf([[(40, 450, 10, "Look here")]])
    wanted = MarksWanted(b"a.pdf", b"", 1, 0, (Span(5, 9),))
    with pypdfium2.PdfDocument(data) as document:
        ((rect,),) = find(document, wanted).rects
    assert 60 < rect.x0 < 70 and 80 < rect.x1 < 95
    # The base line is 50 points from the top of the page.
    assert 38 < rect.y0 < 45 and 50 <= rect.y1 < 55


def test_spans_beyond_the_page_mark_nothing() -> None:
    assert marks(making.pdf([making.lines(TEXTS)]), (5000, 6000)) == (("",), [0])


@given(st.text(st.sampled_from("ab \r\n-\x02\xadﬁﬃ´e\u0301A1\x00"), max_size=60))
def test_every_place_of_a_cleaned_text_leads_back_to_its_character(raw: str) -> None:
    cleaned = clean(raw)
    places = [cleaned.raw(place) for place in range(len(cleaned.text))]
    assert places == sorted(places)
    edited = [range(start, end) for _, _, start, end in cleaned.edits]
    for place, position in enumerate(places):
        if not any(position in edit for edit in edited):
            assert raw[position] == cleaned.text[place]
            assert cleaned.place(position) == place


def test_ligatures_hyphens_and_accents_are_cleaned() -> None:
    assert clean("e\ufb03cient").text == "efficient"
    assert clean("co-\r\noperation").text == "cooperation"
    assert clean("Mu\u0308ller, M\u00a8uller").text == "Müller, Müller"
    assert clean("soft\x02\r\nened").text == "softened"
    assert clean("North-\r\nSouth").text == "North-\nSouth"


def test_a_drawn_page_is_covered_by_its_tiles_once() -> None:
    import zlib

    tiles: list[Tile] = []
    with pypdfium2.PdfDocument(making.pdf([making.lines(TEXTS)])) as document:
        picture = draw(document, PageWanted(b"a.pdf", b"", 1, 1100), tiles.append)
    assert (picture.width, picture.height, picture.page_width, picture.page_height) == (1100, 1375, 400, 500)
    covered = set()
    dark = 0
    for tile in tiles:
        assert tile.width <= 512 and tile.height <= 512 and tile.stride == tile.width * 4
        pixels = zlib.decompress(tile.data)
        assert len(pixels) == tile.stride * tile.height
        dark += sum(value < 128 for value in pixels[0::4])
        covered.add((tile.x, tile.y))
        assert min(pixels[3::4]) == 255
    assert len(covered) == len(tiles) == 9 and dark > 100
    assert sum(tile.width * tile.height for tile in tiles) == 1100 * 1375


def test_a_picture_is_never_wider_than_4000_pixels() -> None:
    with pypdfium2.PdfDocument(making.pdf([making.lines(TEXTS)])) as document:
        picture = draw(document, PageWanted(b"a.pdf", b"", 1, 10**9), lambda tile: None)
    assert picture.width == 4000


def test_another_file_in_the_same_place_is_not_taken_for_the_one_that_was_read(tmp_path: Path) -> None:
    import hashlib

    path = tmp_path / "a.pdf"
    path.write_bytes(making.pdf([making.lines(["Old."])]))
    sha256 = hashlib.sha256(path.read_bytes()).digest()
    opened = OpenedPdf()
    assert opened.document(os.fsencode(path), sha256) is opened.document(os.fsencode(path), sha256)
    path.write_bytes(making.pdf([making.lines(["New and longer."])]))
    with pytest.raises(FileChanged):
        opened.document(os.fsencode(path), sha256)
    opened.close()


SAMPLED = [
    "1 On the rewetting of fens", "The e\\002cient co-", "operation of all, as M\\374ller says, was",
    "measured twice. Wide   gaps stay", "one. (See p. 7.)", "42",
]  # fmt: skip


@given(st.integers(0, 160), st.integers(1, 160), st.sampled_from([0, 180]))
def test_any_span_reads_back_from_its_marks_as_the_text_that_was_cleaned(
    start: int, length: int, rotate: int
) -> None:
    data = making.pdf([making.lines(SAMPLED)], rotate=rotate)
    with pypdfium2.PdfDocument(data) as document:
        text = letters(document, LettersWanted(b"a.pdf", b"", 1)).text
        start = min(start, len(text) - 1)
        end = min(start + length, len(text))
        found = find(document, MarksWanted(b"a.pdf", b"", 1, 7, (Span(7 + start, 7 + end),)))
    assert found.texts[0].split() == text[start:end].split()


def boxes_of(found: PageLetters) -> list[Rect]:
    numbers = array("f", found.boxes)
    return [Rect(*numbers[at : at + 4]) for at in range(0, len(numbers), 4)]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_every_letter_of_a_page_stands_where_its_mark_stands(rotate: int) -> None:
    data = making.pdf([making.lines(TEXTS)], rotate=rotate)
    with pypdfium2.PdfDocument(data) as document:
        found = letters(document, LettersWanted(b"a.pdf", b"", 1))
        spans = tuple(Span(at, at + 1) for at in range(len(found.text)))
        rects = find(document, MarksWanted(b"a.pdf", b"", 1, 0, spans)).rects
    boxes = boxes_of(found)
    assert len(boxes) == len(found.text) > 50
    for letter, box, (*one,) in zip(found.text, boxes, rects, strict=True):
        if letter.isspace():
            assert box == Rect(0, 0, 0, 0) and not one
        else:
            (rect,) = one
            assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx((rect.x0, rect.y0, rect.x1, rect.y1))


def test_a_page_without_text_has_no_letters() -> None:
    with pypdfium2.PdfDocument(making.picture_pdf()) as document:
        found = letters(document, LettersWanted(b"a.pdf", b"", 1))
    assert (found.text, found.boxes) == ("", b"")
