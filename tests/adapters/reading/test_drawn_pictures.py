"""Pictures as pages: what is drawn is what was recognised, in its place."""

import asyncio
import hashlib
import os
import zlib
from pathlib import Path

import pytest

from desktop_rag.adapters.reading import picture_tiff, tesseract
from desktop_rag.adapters.reading.document import read_document
from desktop_rag.adapters.reading.opened import OpenedPdf
from desktop_rag.adapters.reading.pages import draw
from desktop_rag.adapters.reading.readers import Readers
from desktop_rag.adapters.reading.recognition import Recognition
from desktop_rag.domain.errors import Corrupt, FileChanged, Unsupported
from desktop_rag.domain.reading import PagePicture, PageWanted, Tile, UnitChunks
from desktop_rag.indexing.chunk import chunk
from tests.adapters.reading import making_pictures as pictures
from tests.adapters.reading.making_pictures import INVOICE, LETTER, Picture, needs_tesseract
from tests.adapters.reading.test_readers import COMMAND

PAGE = pictures.drawn(LETTER)
SMALL = pictures.drawn(INVOICE, 2)
WIDTH = 400


# Adam7: where each pass begins, and its steps, across and down.
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def interlaced(picture: Picture) -> bytes:
    """A PNG in seven passes, which PDF does not know."""
    rows = []
    for left, top, across, down in PASSES:
        for y in range(top, picture.height, down):
            begins = y * picture.width
            rows.append(b"\0" + picture.pixels[begins + left : begins + picture.width : across])
    return pictures.png(picture, rows)


class Drawing:
    """One file that is looked at page by page."""

    def __init__(self, path: Path, data: bytes) -> None:
        path.write_bytes(data)
        self.path = os.fsencode(path)
        self._sha256 = hashlib.sha256(data).digest()
        self._opened = OpenedPdf()

    def page(self, number: int = 1, width: int = WIDTH) -> tuple[PagePicture, list[list[int]]]:
        """Its picture, and how light its pixels are, row by row."""
        document = self._opened.document(self.path, self._sha256, page=number)
        tiles: list[Tile] = []
        picture = draw(document, PageWanted(self.path, self._sha256, number, width), tiles.append)
        rows = [[0] * picture.width for _ in range(picture.height)]
        for tile in tiles:
            pixels = zlib.decompress(tile.data)
            for y in range(tile.height):
                line = pixels[y * tile.stride : (y + 1) * tile.stride : 4]
                rows[tile.y + y][tile.x : tile.x + tile.width] = line
        return picture, rows

    def close(self) -> None:
        self._opened.close()


def ink(rows: list[list[int]]) -> int:
    return sum(value < 128 for row in rows for value in row)


def unlike(one: list[list[int]], other: list[list[int]]) -> float:
    """The mean difference of two drawings of one size, of 255."""
    pairs = (pair for rows in zip(one, other, strict=True) for pair in zip(*rows, strict=True))
    return sum(abs(a - b) for a, b in pairs) / (len(one) * len(one[0]))


@needs_tesseract
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.tif", pictures.tiff([PAGE])),
        ("a.gif", pictures.gif(PAGE)),
        ("a.bmp", pictures.of_qt(PAGE, "bmp")),
        ("packed.tif", pictures.tiff([PAGE], packed=True)),
        ("colour.bmp", pictures.of_qt(PAGE, "bmp", colour=True)),
        ("a.jpg", pictures.jpeg(PAGE)),
        ("passes.png", interlaced(PAGE)),
    ],
)
def test_pictures_of_every_kind_are_drawn_alike(tmp_path: Path, name: str, data: bytes) -> None:
    known = Drawing(tmp_path / "known.png", pictures.png(PAGE))
    looked_at = Drawing(tmp_path / name, data)
    expected, rows = known.page()
    picture, drawn = looked_at.page()
    assert (picture.width, picture.height) == (expected.width, expected.height)
    assert (picture.page_width, picture.page_height) == pytest.approx(
        (expected.page_width, expected.page_height), abs=0.5
    )
    assert ink(rows) > 500 and unlike(rows, drawn) < 2.5
    known.close()
    looked_at.close()


def test_pages_of_a_tiff_are_drawn_each_in_its_size(tmp_path: Path) -> None:
    known = Drawing(tmp_path / "known.png", pictures.png(SMALL))
    looked_at = Drawing(tmp_path / "a.tiff", pictures.tiff([PAGE, SMALL, PAGE]))
    first, first_rows = looked_at.page(1)
    second, second_rows = looked_at.page(2)
    third, third_rows = looked_at.page(3)
    assert second.page_height / first.page_height == pytest.approx(SMALL.height / PAGE.height, abs=0.01)
    assert unlike(second_rows, known.page()[1]) < 2.5
    assert (first, first_rows) == (third, third_rows) != (second, second_rows)
    with pytest.raises(FileChanged):
        looked_at.page(4)
    known.close()
    looked_at.close()


@needs_tesseract
@pytest.mark.parametrize("number", [1, 2])
def test_recognised_words_stand_on_their_ink(tmp_path: Path, number: int) -> None:
    looked_at = Drawing(tmp_path / "a.tiff", pictures.tiff([PAGE, SMALL]))
    parts: list[UnitChunks] = []
    read_document(looked_at.path, chunk, parts.append, recognition=Recognition("eng"))
    picture, rows = looked_at.page(number, 1000)
    scale = picture.width / picture.page_width
    boxes = parts[number - 1].boxes
    all_of_it = ink(rows)
    assert len(boxes) > 5
    for box in boxes:
        left, top, right, bottom = (round(side * scale) for side in (box.x0, box.y0, box.x1, box.y1))
        assert any(value < 160 for row in rows[top : bottom + 1] for value in row[left : right + 1])
        for row in rows[top : bottom + 1]:
            row[left - 1 : right + 2] = [255] * len(row[left - 1 : right + 2])
    assert ink(rows) < 0.05 * all_of_it, "the words are all that stands on the page"
    looked_at.close()


def test_without_tesseract_they_cannot_be_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "program", lambda: None)
    looked_at = Drawing(tmp_path / "a.gif", pictures.gif(PAGE))
    with pytest.raises(Corrupt):
        looked_at.page()
    looked_at.close()


@needs_tesseract
def test_a_picture_that_cannot_be_decoded_cannot_be_drawn(tmp_path: Path) -> None:
    looked_at = Drawing(tmp_path / "a.gif", pictures.gif(PAGE)[:500])
    with pytest.raises(Corrupt):
        looked_at.page()
    looked_at.close()


@pytest.mark.parametrize("made", [pictures.tiff([PAGE, SMALL], packed=True), pictures.of_qt(SMALL, "bmp")])
def test_damaged_pictures_are_drawn_or_said_to_be_damaged(tmp_path: Path, made: bytes) -> None:
    drawn = damaged = 0
    for at in range(2, 70, 3):
        data = made[:at] + b"\xff\x7f" + made[at + 2 :]
        looked_at = Drawing(tmp_path / "a", data)
        try:
            drawn += bool(looked_at.page()[0].width)
        except (Corrupt, FileChanged, Unsupported):
            damaged += 1
        looked_at.close()
    assert drawn and damaged


@needs_tesseract
@pytest.mark.parametrize(("name", "data"), [("a.gif", pictures.gif(PAGE)), ("a.tif", pictures.tiff([PAGE]))])
def test_a_reader_that_may_write_no_file_draws_them(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)

    async def act() -> None:
        readers = Readers(COMMAND)
        tiles: list[Tile] = []
        wanted = PageWanted(os.fsencode(path), hashlib.sha256(data).digest(), 1, WIDTH)
        picture = await readers.page(wanted, tiles.append)
        assert picture.width == WIDTH and any(min(zlib.decompress(tile.data)) < 128 for tile in tiles)
        await readers.close()

    asyncio.run(act())


def sharing(count: int) -> bytes:
    """A TIFF whose pages all show the same pixels."""
    one = pictures.tiff([SMALL])
    directory = one[len(SMALL.pixels) + 8 : -4]
    made = one[:-4]
    for _ in range(count - 1):
        made += (len(made) + 4).to_bytes(4, "little") + directory
    return made + bytes(4)


def test_pages_that_share_their_pixels_do_not_fill_the_memory() -> None:
    assert len(picture_tiff.pages_of(sharing(2))) == 2
    with pytest.raises(Corrupt):
        picture_tiff.pages_of(sharing(100))
