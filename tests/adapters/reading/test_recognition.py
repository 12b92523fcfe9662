"""Scans and pictures: told apart without tesseract, read with it, page by page, in a process of its own."""

import asyncio
import os
import signal
import stat
import sys
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psutil
import pytest

from desktop_rag.adapters.reading import tesseract
from desktop_rag.adapters.reading.document import read_document
from desktop_rag.adapters.reading.readers import Readers
from desktop_rag.adapters.reading.recognition import Recognition
from desktop_rag.adapters.reading.recognized import NOTHING, page_of
from desktop_rag.domain.documents import UNIT_SEPARATOR
from desktop_rag.domain.errors import (
    Corrupt,
    DesktopRagError,
    Failure,
    NeedsOcr,
    NoText,
    TooLarge,
    Unsupported,
)
from desktop_rag.domain.reading import DocumentRead, FileWanted, UnitChunks, WordBox
from desktop_rag.indexing.chunk import chunk
from tests.adapters.reading import making_pictures as pictures
from tests.adapters.reading.making_pictures import INVOICE, LETTER, needs_tesseract
from tests.adapters.reading.test_readers import COMMAND, until


def read(
    folder: Path, name: str, data: bytes, languages: str = "", turned: list[tuple[int, int]] | None = None
) -> tuple[DocumentRead, list[UnitChunks]]:
    path = folder / name
    path.write_bytes(data)
    parts: list[UnitChunks] = []
    told = turned if turned is not None else []
    recognition = Recognition(languages, lambda *page: told.append(page)) if languages else None
    found = read_document(os.fsencode(path), chunk, parts.append, recognition=recognition)
    return found, parts


def text_of(parts: list[UnitChunks]) -> str:
    return UNIT_SEPARATOR.join(part.unit.text for part in parts)


# ---- without tesseract, and before the person has agreed


PAGE = pictures.drawn(LETTER, 2)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("letter.png", pictures.png(PAGE)),
        ("letter.jpg", pictures.jpeg(PAGE)),
        ("letter.tiff", pictures.tiff([PAGE, PAGE])),
        ("without-ending", pictures.png(PAGE)),
        ("called.txt", pictures.jpeg(PAGE)),
        ("scan.pdf", pictures.scanned_pdf([PAGE])),
    ],
)
def test_pictures_and_scans_need_their_text_recognised(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(NeedsOcr):
        read(tmp_path, name, data)


def test_icons_are_no_documents(tmp_path: Path) -> None:
    with pytest.raises(Unsupported):
        read(tmp_path, "icon.png", pictures.png(pictures.Picture(64, 64, bytes(64 * 64))), "eng")


def test_a_picture_that_would_fill_the_memory_is_refused_by_its_head(tmp_path: Path) -> None:
    head = bytearray(pictures.png(PAGE))
    head[16:24] = (60_000).to_bytes(4, "big") * 2
    with pytest.raises(TooLarge):
        read(tmp_path, "bomb.png", bytes(head), "eng")


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif", "a.bmp", "a.gif", "a.webp"])
def test_a_text_called_a_picture_is_damaged(tmp_path: Path, name: str) -> None:
    with pytest.raises(Corrupt):
        read(tmp_path, name, b"These are words and no pixels.")


def test_pages_that_are_pictures_are_named_and_the_others_are_read(tmp_path: Path) -> None:
    found, parts = read(tmp_path, "mixed.pdf", pictures.scanned_pdf([LETTER, PAGE, INVOICE]))
    assert found.warning == Failure("pages-need-ocr", {"pages": "2"})
    assert not found.recognized
    assert [bool(part.chunks) for part in parts] == [True, False, True]


# ---- the table that tesseract writes


HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"


def row(line: int, word: int, text: str, sure: float = 96.0, block: int = 1, height: int = 20) -> str:
    return f"5\t1\t{block}\t1\t{line}\t{word}\t{100 * word}\t{30 * line}\t80\t{height}\t{sure}\t{text}\n"


def test_words_become_lines_and_paragraphs_and_divided_words_are_whole() -> None:
    tsv = HEAD + row(1, 1, "The", block=1) + row(1, 2, "har-", block=1) + row(2, 1, "bour", block=1)
    tsv += row(2, 2, "master", block=1) + row(1, 1, "Signed", block=2)
    page = page_of(tsv, 0.5, 0.25)
    assert page.text == "The harbour master\n\nSigned"
    assert [page.text[box.start : box.end] for box in page.boxes] == [
        "The", "har", "bour", "master", "Signed",
    ]  # fmt: skip
    assert page.boxes[0] == WordBox(0, 3, 50.0, 7.5, 90.0, 12.5)
    assert [(block.kind, page.text[block.start : block.end]) for block in page.blocks] == [
        ("paragraph", "The harbour master"),
        ("paragraph", "Signed"),
    ]


def test_what_is_hardly_seen_is_no_text() -> None:
    sure = HEAD + row(1, 1, "Lanterns") + row(1, 2, "and") + row(1, 3, "~,", 12.0)
    assert page_of(sure + row(2, 1, "ii", 31.0) + row(2, 2, "oe", 33.0)).text == "Lanterns and"
    assert page_of(HEAD + row(1, 1, "a") + row(1, 2, "|") + row(2, 1, "oe", 40.0)) == NOTHING
    foreign = HEAD + row(1, 1, "GHA;", 70.0) + row(1, 2, "Bit:", 66.0) + row(1, 3, "2301914001", 75.0)
    assert page_of(foreign) == NOTHING
    assert page_of("") == NOTHING and page_of(HEAD + "5\t1\tx\n") == NOTHING


def test_a_line_in_much_larger_type_is_a_heading() -> None:
    tsv = HEAD + row(1, 1, "Harbour", height=44) + row(1, 2, "report", height=44)
    tsv += row(1, 1, "Calm", block=2) + row(2, 1, "water", block=2)
    first, second = page_of(tsv).blocks
    assert (first.kind, first.level, second.kind) == ("heading", 1, "paragraph")


# ---- with tesseract


@needs_tesseract
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("letter.png", pictures.png(pictures.drawn(LETTER))),
        ("letter.jpg", pictures.jpeg(pictures.drawn(LETTER))),
        ("upright.jpg", pictures.jpeg(pictures.turned(pictures.drawn(LETTER)), orientation=6)),
        ("scan.pdf", pictures.scanned_pdf([pictures.drawn(LETTER)])),
    ],
)
def test_the_text_of_pictures_is_recognised(tmp_path: Path, name: str, data: bytes) -> None:
    found, (part,) = read(tmp_path, name, data, "eng")
    assert found.recognized and found.warning is None and found.pages == 1
    assert "Three ships are expected before the evening tide" in part.unit.text.replace("\n", " ")
    assert part.unit.place.kind == "page"


@needs_tesseract
def test_every_recognised_word_has_its_place_on_the_page(tmp_path: Path) -> None:
    _, (part,) = read(tmp_path, "scan.pdf", pictures.scanned_pdf([pictures.drawn(LETTER)]), "eng")
    places = {part.unit.text[box.start : box.end]: box for box in part.boxes}
    harbour = places["harbour"]
    # Written at 60 points from the top of a page of 400 x 500, a third of the way along the line.
    assert 40 < harbour.y0 < harbour.y1 < 70 and 50 < harbour.x0 < harbour.x1 < 130
    assert all(box.end <= len(part.unit.text) and box.x1 <= 400 and box.y1 <= 500 for box in part.boxes)


@needs_tesseract
def test_each_page_of_a_tiff_is_a_page(tmp_path: Path) -> None:
    turned: list[tuple[int, int]] = []
    data = pictures.tiff([pictures.drawn(LETTER), pictures.drawn(INVOICE)])
    found, parts = read(tmp_path, "fax.tif", data, "eng", turned)
    assert found.pages == 2 and turned == [(1, 2), (2, 2)]
    assert "harbour master" in parts[0].unit.text and "brass compass" in parts[1].unit.text
    assert "compass" not in parts[0].unit.text and "harbour" not in parts[1].unit.text


@needs_tesseract
def test_only_the_pages_without_text_are_recognised(tmp_path: Path) -> None:
    turned: list[tuple[int, int]] = []
    data = pictures.scanned_pdf([LETTER, pictures.drawn(INVOICE)])
    found, parts = read(tmp_path, "mixed.pdf", data, "eng", turned)
    assert turned == [(2, 2)] and found.warning is None and found.recognized
    assert "brass compass" in parts[1].unit.text and not parts[0].boxes


@needs_tesseract
def test_a_photograph_holds_no_text(tmp_path: Path) -> None:
    with pytest.raises(NoText):
        read(tmp_path, "photo.png", pictures.png(pictures.noise(500, 400)), "eng")


def put_in_place_of_tesseract(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


WORKS = f"""case "$*" in *tessedit_page_number=1*) exit 3;; esac
cat > /dev/null; printf '{HEAD.strip()}\\n'
printf '5\\t1\\t1\\t1\\t1\\t1\\t9\\t9\\t80\\t20\\t96\\tLanterns\\n'"""


def test_a_page_at_which_tesseract_dies_costs_that_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in_place_of_tesseract(tmp_path, monkeypatch, WORKS)
    found, parts = read(tmp_path, "fax.tif", pictures.tiff([PAGE, PAGE, PAGE]), "eng")
    assert [part.unit.text for part in parts] == ["Lanterns", "", "Lanterns"]
    assert found.warning == Failure("pages-unreadable", {"pages": "2"})


def test_the_languages_are_asked_of_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = "printf 'List of available languages in \"/x/\" (3):\\ndeu\\neng\\nosd\\n'"
    put_in_place_of_tesseract(tmp_path, monkeypatch, listed)
    assert tesseract.languages() == ("deu", "eng")
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    assert tesseract.languages() == ()


# ---- in a process of its own


def recognised(path: Path, *, then: Any = None) -> Any:
    async def run() -> Any:
        readers = Readers(COMMAND)
        try:
            if then is not None:
                return await then(readers)
            return await readers.recognize(FileWanted(os.fsencode(path), "", "eng"), lambda *page: None)
        finally:
            await readers.close()

    return asyncio.run(run())


@needs_tesseract
def test_a_reader_writes_no_file_while_it_recognises(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(pictures.scanned_pdf([pictures.drawn(LETTER)]))
    found = recognised(path)
    assert "harbour master" in found.units[0].unit.text and found.units[0].boxes
    assert os.listdir(tmp_path) == ["scan.pdf"]


def spinning(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A picture, for a tesseract that never ends."""
    put_in_place_of_tesseract(folder, monkeypatch, "exec sleep 1000")
    path = folder / "letter.png"
    path.write_bytes(pictures.png(PAGE))
    return path


def children(readers: Readers) -> list[psutil.Process]:
    found: list[psutil.Process] = []
    for pid in readers.pids:
        found += psutil.Process(pid).children()
    return found


def test_tesseract_ends_with_its_reader_and_with_the_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = spinning(tmp_path, monkeypatch)

    async def cancel(readers: Readers) -> None:
        wanted = FileWanted(os.fsencode(path), "", "eng")
        under_way = asyncio.get_running_loop().create_task(readers.recognize(wanted, lambda *page: None))
        await until(lambda: len(children(readers)) == 1)
        (program,) = children(readers)
        under_way.cancel()
        await until(lambda: not program.is_running() or program.status() == psutil.STATUS_ZOMBIE)

    recognised(path, then=cancel)


def test_what_is_held_stands_still_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = spinning(tmp_path, monkeypatch)

    async def hold(readers: Readers) -> None:
        wanted = FileWanted(os.fsencode(path), "", "eng")
        under_way = asyncio.get_running_loop().create_task(readers.recognize(wanted, lambda *page: None))
        await until(lambda: len(children(readers)) == 1)
        (program,) = children(readers)
        readers.hold(True)
        await until(lambda: program.status() == psutil.STATUS_STOPPED)
        readers.hold(False)
        await until(lambda: program.status() != psutil.STATUS_STOPPED)
        under_way.cancel()

    recognised(path, then=hold)


def test_other_documents_are_read_while_text_is_recognised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = spinning(tmp_path, monkeypatch)
    note = tmp_path / "note.txt"
    note.write_text("Words that wait for nobody.")

    async def both(readers: Readers) -> None:
        wanted = FileWanted(os.fsencode(path), "", "eng")
        under_way = asyncio.get_running_loop().create_task(readers.recognize(wanted, lambda *page: None))
        await until(lambda: len(children(readers)) == 1)
        came: list[DocumentRead | DesktopRagError] = []
        await readers.read([FileWanted(os.fsencode(note))], lambda _, outcome: came.append(outcome))
        assert isinstance(came[0], DocumentRead) and not under_way.done()
        under_way.cancel()

    recognised(path, then=both)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_tesseract_ends_with_a_reader_that_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = spinning(tmp_path, monkeypatch)

    async def kill(readers: Readers) -> None:
        wanted = FileWanted(os.fsencode(path), "", "eng")
        under_way = asyncio.get_running_loop().create_task(readers.recognize(wanted, lambda *page: None))
        await until(lambda: len(children(readers)) == 1)
        (program,) = children(readers)
        (reader,) = readers.pids
        os.kill(reader, signal.SIGKILL)
        await until(lambda: not program.is_running() or program.status() == psutil.STATUS_ZOMBIE)
        under_way.cancel()

    recognised(path, then=kill)


@needs_tesseract
def test_a_scan_that_is_attached_is_recognised_with_its_mail(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "The lease"
    message.set_content("Dear Bob, here is the lease.")
    scan = pictures.scanned_pdf([pictures.drawn(LETTER)])
    message.add_attachment(scan, maintype="application", subtype="pdf", filename="lease.pdf")
    plain, _ = read(tmp_path, "a.eml", message.as_bytes())
    assert [one.failure and one.failure.code for one in plain.members] == ["needs-ocr"]
    found, _ = read(tmp_path, "a.eml", message.as_bytes(), "eng")
    (attached,) = found.members
    assert not found.recognized and attached.read is not None and attached.read.recognized
