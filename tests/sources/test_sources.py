"""A document opened at a passage: the real catalog, the real disk, and a real reader process."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_rag.adapters.catalog.catalog import Catalog
from desktop_rag.adapters.files.disk import Disk
from desktop_rag.adapters.reading.readers import Readers
from desktop_rag.domain.documents import Block, FileSeen, Unit, UnitPlace
from desktop_rag.domain.errors import BadRequest, DesktopRagError, DocumentUnknown, FileChanged
from desktop_rag.domain.passages import Span
from desktop_rag.domain.projections import keyword_target
from desktop_rag.domain.reading import DocumentRead, FileWanted, PageSize, Tile
from desktop_rag.sources.finding import WordFinder
from desktop_rag.sources.letters import LetterFinder
from desktop_rag.sources.marks import MarkFinder
from desktop_rag.sources.page import CLIP, PageDrawer, SourceOpener, clip
from desktop_rag.sources.page_files import PageFiles
from tests.adapters.reading import making

READER = Path(making.__file__).with_name("strange_reader.py")
COMMAND = [sys.executable, str(READER)]
PAGES = [["The first page speaks of foxes."], [], ["The third page speaks", "of lazy dogs."]]


class NoPasswords:
    """Nobody has given a password."""

    def of(self, document: int) -> str:
        return ""


class Opened:
    """A file that was read into a catalog, and the services over both."""

    def __init__(self, catalog: Catalog, readers: Readers, document: int, path: Path) -> None:
        self.document, self.path = document, path
        self.contents = catalog.contents
        self.opener = SourceOpener(catalog.documents, catalog.contents, Disk())
        files = PageFiles(catalog.documents, catalog.contents, NoPasswords())
        self.drawer = PageDrawer(files, readers)
        self.finder = MarkFinder(files, catalog.contents, readers)
        self.letters = LetterFinder(files, catalog.contents, readers)
        self.words = WordFinder(catalog.contents)


def with_document(folder: Path, name: str, data: bytes, use: Callable[[Opened], Awaitable[Any]]) -> Any:
    path = folder / name
    path.write_bytes(data)

    async def run() -> Any:
        catalog = await Catalog.open(folder / "catalog.db")
        readers = Readers(COMMAND)
        try:
            library = (await catalog.libraries.named("My library")).id
            root = await catalog.libraries.add_root(library, os.fsencode(path), "file", 1)
            status = path.stat()
            seen = FileSeen(os.fsencode(path), status.st_size, status.st_mtime_ns, status.st_ino)
            [document] = await catalog.documents.wait(library, root.id, [seen])
            outcomes: list[DocumentRead | DesktopRagError] = []
            await readers.read([FileWanted(os.fsencode(path))], lambda index, one: outcomes.append(one))
            assert isinstance(outcomes[0], DocumentRead)
            await catalog.contents.store([(document, outcomes[0])])
            target = keyword_target(library)
            while rows := await catalog.outbox.next(target, 1000):
                await catalog.outbox.done(target, rows)
            return await use(Opened(catalog, readers, document, path))
        finally:
            await readers.close()
            await catalog.close()

    return asyncio.run(run())


def pdf() -> bytes:
    return making.pdf([making.lines(page) for page in PAGES])


def test_a_document_opens_at_the_page_of_an_offset(tmp_path: Path) -> None:
    async def use(opened: Opened) -> None:
        view = await opened.opener.open(opened.document, unit=2)
        start = view.unit.start + view.text.index("lazy")
        view = await opened.opener.open(opened.document, start, start + 4)
        assert (view.unit.place.kind, view.unit.place.number, view.units) == ("page", 3, 3)
        assert view.text[start - view.clip_start :].startswith("lazy dogs.")
        assert view.picture and view.condition == "same" and view.kind == "pdf"

    with_document(tmp_path, "a.pdf", pdf(), use)


def test_a_file_that_changed_or_is_gone_is_shown_as_its_text(tmp_path: Path) -> None:
    async def use(opened: Opened) -> None:
        opened.path.write_bytes(making.pdf([making.lines(["Other."])]))
        view = await opened.opener.open(opened.document)
        assert (view.condition, view.picture) == ("changed", False) and "foxes" in view.text
        with pytest.raises(FileChanged):
            await opened.drawer.draw(opened.document, 1, 300, lambda tile: None)
        opened.path.unlink()
        view = await opened.opener.open(opened.document)
        assert (view.condition, view.picture) == ("missing", False) and "foxes" in view.text

    with_document(tmp_path, "a.pdf", pdf(), use)


def test_a_page_is_drawn_and_its_passage_marked(tmp_path: Path) -> None:
    async def use(opened: Opened) -> None:
        tiles: list[Tile] = []
        picture = await opened.drawer.draw(opened.document, 3, 600, tiles.append)
        assert (picture.width, picture.height) == (600, 750) and tiles
        view = await opened.opener.open(opened.document, unit=2)
        found = await opened.finder.find(opened.document, 3, [Span(view.unit.start, view.unit.end)])
        assert found.texts[0].split() == " ".join(PAGES[2]).split() and len(found.rects[0]) == 2
        for page in (0, 4):
            with pytest.raises(BadRequest):
                await opened.finder.find(opened.document, page, [])

    with_document(tmp_path, "a.pdf", pdf(), use)


def test_a_text_has_no_picture(tmp_path: Path) -> None:
    async def use(opened: Opened) -> None:
        view = await opened.opener.open(opened.document)
        assert not view.picture and view.condition == "same" and view.text == "Plain words."
        with pytest.raises(DocumentUnknown):
            await opened.opener.open(9999)

    with_document(tmp_path, "a.txt", b"Plain words.", use)


def test_a_long_text_is_clipped_around_the_passage(tmp_path: Path) -> None:
    paragraphs = "\n\n".join(f"Paragraph {number} says this and that." for number in range(9000))

    async def use(opened: Opened) -> None:
        start = paragraphs.index("Paragraph 5000 ")
        view = await opened.opener.open(opened.document, start, start + 30)
        assert len(view.text) <= CLIP and view.unit.start == 0 < view.clip_start
        assert view.text == paragraphs[view.clip_start : view.clip_start + len(view.text)]
        assert view.text.startswith("Paragraph ") and "Paragraph 5000 " in view.text
        last = view.clip_start + len(view.text)
        assert all(view.clip_start <= block.start < block.end <= last for block in view.unit.blocks)

    with_document(tmp_path, "a.txt", paragraphs.encode(), use)


@pytest.mark.parametrize("start", [0, 500, 99_999, 150_000, 199_999, 250_000])
def test_a_clip_holds_the_passage_whatever_the_blocks(start: int) -> None:
    text = "x" * 200_000
    for blocks in ((), (Block("paragraph", 0, 1000, 201_000),), (Block("row", 0, 130_000, 130_010),)):
        unit = Unit(UnitPlace("section", 1), 1000, text, blocks)
        first, last = clip(unit, start, start + 200)
        assert unit.start <= first < last <= unit.end and last - first <= CLIP
        if unit.start <= start < unit.end - 200:
            assert first <= start and start + 200 <= last


def test_a_page_tells_its_letters_in_the_offsets_of_the_document(tmp_path: Path) -> None:
    async def use(opened: Opened) -> None:
        unit = await opened.contents.unit(opened.document, 2)
        found = await opened.letters.find(opened.document, 3)
        assert (found.start, found.text) == (unit.start, unit.text)
        assert len(found.boxes) == 16 * len(unit.text)
        assert (await opened.letters.find(opened.document, 2)).text == ""
        with pytest.raises(BadRequest):
            await opened.letters.find(opened.document, 4)

    with_document(tmp_path, "a.pdf", pdf(), use)


def test_words_are_found_in_the_whole_document_with_the_page_of_each(tmp_path: Path) -> None:
    async def use(opened: Opened) -> None:
        spans, units, more = await opened.words.find(opened.document, "PAGE   speaks")
        texts = []
        for span, number in zip(spans, units, strict=True):
            unit = await opened.contents.unit(opened.document, number)
            texts.append(unit.text[span.start - unit.start : span.end - unit.start])
        assert (texts, units, more) == (["page speaks"] * 2, (0, 2), False)
        assert await opened.words.find(opened.document, " ") == ((), (), False)
        assert (await opened.words.find(opened.document, "speaks of lazy"))[1] == (2,)

    with_document(tmp_path, "a.pdf", pdf(), use)


def test_all_pages_tell_their_extents_before_they_are_drawn(tmp_path: Path) -> None:
    async def use(opened: Opened) -> None:
        assert await opened.opener.sizes(opened.document) == (PageSize(400, 500),) * 3

    with_document(tmp_path, "a.pdf", pdf(), use)
