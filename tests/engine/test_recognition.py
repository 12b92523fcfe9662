"""Text recognition through the whole engine: offered and never silent, behind everything else, kept."""

import asyncio
import os
import shutil
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from desktop_rag.adapters.reading.readers import Readers
from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import RecognizerMissing
from desktop_rag.domain.passages import Span
from desktop_rag.domain.reading import Tile
from desktop_rag.engine import calls
from desktop_rag.engine.engine import Engine
from tests.adapters.reading import making_pictures as pictures
from tests.adapters.reading.making_pictures import INVOICE, LETTER, needs_tesseract
from tests.engine.scene import with_engine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "letter.pdf").write_bytes(pictures.scanned_pdf([pictures.drawn(LETTER)]))
    (folder / "mixed.pdf").write_bytes(
        pictures.scanned_pdf([("Terms of the harbour", "All ships pay."), pictures.drawn(INVOICE)])
    )
    (folder / "photo.png").write_bytes(pictures.png(pictures.noise(300, 240)))
    (folder / "note.txt").write_text("A note about lanterns that anybody can read.")
    return folder


async def documents(engine: Engine) -> dict[str, Document]:
    held = (await engine.call(calls.DOCUMENTS, calls.InLibrary())).documents
    return {os.path.basename(one.shown): one for one in held}


async def until(reached: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await reached():  # noqa: ASYNC110 - it has no bell
            await asyncio.sleep(0.05)


def index(folder: Path) -> calls.Index:
    return calls.Index(paths=(os.fsencode(folder),))


async def agree(engine: Engine, *names: str) -> int:
    held = await documents(engine)
    wanted = calls.Recognize(tuple(held[name].id for name in names))
    return (await engine.call(calls.RECOGNIZE, wanted)).count


def test_indexing_says_which_documents_are_pictures_and_recognises_nothing(
    tmp_path: Path, folder: Path
) -> None:
    async def act(engine: Engine) -> None:
        report = await engine.call(calls.INDEX, index(folder))
        assert (report.indexed, report.failed, report.skipped) == (2, 2, 0)
        assert {one.failure.code for one in report.failures} == {"needs-ocr"}
        held = await documents(engine)
        warning = held["mixed.pdf"].warning
        assert warning is not None and (warning.code, warning.arguments) == ("pages-need-ocr", {"pages": "2"})

    with_engine(tmp_path / "data", act)


@needs_tesseract
def test_what_the_person_agreed_to_is_recognised_found_marked_and_drawn(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await engine.call(calls.INDEX, index(folder))
        engine.resume()
        assert await agree(engine, "letter.pdf", "mixed.pdf", "note.txt") == 2

        async def done() -> bool:
            held = await documents(engine)
            return held["letter.pdf"].state == held["mixed.pdf"].state == "ready" and (
                held["mixed.pdf"].warning is None
            )

        await until(done)
        hit = (await engine.call(calls.SEARCH, calls.Search("Margarete evening tide"))).hits[0]
        assert hit.place.path.endswith(b"letter.pdf") and hit.place.unit.number == 1
        span = Span(hit.place.start, hit.place.end)
        marks = await engine.call(calls.MARKS, calls.FindMarks(hit.place.document, 1, (span,)))
        assert len(marks.rects[0]) == 4 and "Margarete" in marks.texts[0]
        tiles: list[Tile] = []
        await engine.call(calls.PAGE, calls.DrawPage(hit.place.document, 1, 400), tiles.append)
        assert tiles
        found = (await engine.call(calls.SEARCH, calls.Search("brass compass"))).hits[0]
        assert found.place.path.endswith(b"mixed.pdf") and found.place.unit.number == 2
        assert (await documents(engine))["photo.png"].state == "failed"

    with_engine(tmp_path / "data", act)


@needs_tesseract
def test_what_was_recognised_once_is_known_in_every_copy(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act(engine: Engine) -> None:
        await engine.call(calls.INDEX, index(folder))
        engine.resume()
        await agree(engine, "letter.pdf", "mixed.pdf")

        async def done() -> bool:
            held = await documents(engine)
            return held["letter.pdf"].state == "ready" and held["mixed.pdf"].warning is None

        await until(done)
        await engine.call(calls.INDEX, index(folder))

        async def never(*told: object) -> None:
            raise AssertionError("it was recognised again")

        monkeypatch.setattr(Readers, "recognize", never)
        for name in ("letter.pdf", "mixed.pdf"):
            shutil.copy(folder / name, folder / f"copy of {name}")
        report = await engine.call(calls.INDEX, index(folder))
        assert (report.indexed, report.unchanged) == (2, 3)
        held = await documents(engine)
        letter = held["copy of letter.pdf"]
        assert (letter.state, letter.passages) == ("ready", held["letter.pdf"].passages)
        assert await agree(engine, "copy of mixed.pdf") == 1

        async def copied() -> bool:
            mixed = (await documents(engine))["copy of mixed.pdf"]
            return mixed.warning is None and mixed.state == "ready"

        await until(copied)
        hit = (await engine.call(calls.SEARCH, calls.Search("brass compass"))).hits[0]
        assert hit.place.unit.number == 2

    with_engine(tmp_path / "data", act)


@needs_tesseract
def test_a_picture_that_was_recognised_is_drawn_with_its_words_marked(tmp_path: Path) -> None:
    picture = tmp_path / "letter.jpg"
    picture.write_bytes(pictures.jpeg(pictures.drawn(LETTER)))

    async def act(engine: Engine) -> None:
        await engine.call(calls.INDEX, index(picture))
        engine.resume()
        assert await agree(engine, "letter.jpg") == 1

        async def done() -> bool:
            return (await documents(engine))["letter.jpg"].state == "ready"

        await until(done)
        hit = (await engine.call(calls.SEARCH, calls.Search("harbour master"))).hits[0]
        view = await engine.call(calls.SOURCE, calls.OpenSource(hit.place.document, hit.place.start))
        assert view.picture and view.unit.place.kind == "page"
        drawn = await engine.call(calls.PAGE, calls.DrawPage(hit.place.document, 1, 400))
        assert (drawn.width, drawn.height) == (400, 500)
        span = Span(hit.place.start, hit.place.end)
        marks = await engine.call(calls.MARKS, calls.FindMarks(hit.place.document, 1, (span,)))
        rect = marks.rects[0][0]
        assert 0 < rect.x0 < rect.x1 < drawn.page_width and 0 < rect.y0 < rect.y1 < drawn.page_height

    with_engine(tmp_path / "data", act)


@needs_tesseract
def test_a_picture_that_is_just_being_read_again_can_be_agreed_to(tmp_path: Path) -> None:
    picture = tmp_path / "letter.jpg"
    picture.write_bytes(pictures.jpeg(pictures.drawn(LETTER)))

    async def act(engine: Engine) -> None:
        await engine.call(calls.INDEX, index(picture))
        engine.resume()
        number = (await documents(engine))["letter.jpg"].id
        for _ in range(3):
            again = engine.call(calls.RETRY, calls.Picked(documents=(number,)))
            _, count = await asyncio.gather(again, agree(engine, "letter.jpg"))
            assert count == 1
            await engine.call(calls.RECOGNIZE, calls.Recognize((number,), wanted=False))

    with_engine(tmp_path / "data", act)


@needs_tesseract
def test_once_agreed_for_all_nothing_is_asked_and_photographs_are_left_out(
    tmp_path: Path, folder: Path
) -> None:
    async def act(engine: Engine) -> None:
        engine.resume()
        assert (await engine.call(calls.RECOGNIZE_ALL, calls.Switch(True))).recognize
        await engine.call(calls.INDEX, index(folder))

        async def done() -> bool:
            held = await documents(engine)
            return set(held) == {"letter.pdf", "mixed.pdf", "note.txt"} and all(
                one.state == "ready" and one.warning is None for one in held.values()
            )

        await until(done)
        again = await engine.call(calls.INDEX, calls.Index())
        assert (again.unchanged, again.skipped, again.failed) == (3, 1, 0)

    with_engine(tmp_path / "data", act)


@needs_tesseract
def test_what_was_agreed_to_goes_on_after_a_restart(tmp_path: Path, folder: Path) -> None:
    async def agreed(engine: Engine) -> None:
        await engine.call(calls.INDEX, index(folder))
        await agree(engine, "letter.pdf")
        assert (await documents(engine))["letter.pdf"].state == "waiting"
        report = await engine.call(calls.INDEX, calls.Index())
        failed = {os.path.basename(one.path): one.failure.code for one in report.failures}
        assert failed == {"letter.pdf": "needs-ocr", "photo.png": "needs-ocr"}

    async def later(engine: Engine) -> None:
        engine.resume()

        async def done() -> bool:
            return (await documents(engine))["letter.pdf"].state == "ready"

        await until(done)

    with_engine(tmp_path / "data", agreed)
    with_engine(tmp_path / "data", later)


def in_place_of_tesseract(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = folder / "bin" / "tesseract"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nif [ "$1" = --list-langs ]; then printf "List (1):\\neng\\n"; exit; fi\n{script}\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


def test_it_can_be_stopped_and_others_are_read_meanwhile(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_place_of_tesseract(tmp_path, monkeypatch, "exec sleep 1000")

    async def act(engine: Engine) -> None:
        await engine.call(calls.INDEX, index(folder))
        engine.resume()
        await agree(engine, "letter.pdf")

        async def under_way() -> bool:
            return (await documents(engine))["letter.pdf"].state == "reading"

        await until(under_way)
        (folder / "more.txt").write_text("More words, while a page is being recognised.")
        await engine.call(calls.INDEX, calls.Index())
        held = await documents(engine)
        assert held["more.txt"].state == "ready" and held["letter.pdf"].state in ("reading", "waiting")
        await engine.call(calls.RECOGNIZE, calls.Recognize((held["letter.pdf"].id,), wanted=False))
        stopped = (await documents(engine))["letter.pdf"]
        assert stopped.state == "failed" and stopped.error is not None and stopped.error.code == "needs-ocr"

    with_engine(tmp_path / "data", act)


@pytest.mark.skipif(os.name != "posix", reason="processes are stopped by signals")
def test_it_stands_still_while_indexing_is_paused(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_place_of_tesseract(tmp_path, monkeypatch, "exec sleep 1000")

    def programs(status: str) -> bool:
        """Readers of this process whose tesseract has that status."""
        readers = psutil.Process().children()
        return any(one.status() == status for reader in readers for one in reader.children())

    async def act(engine: Engine) -> None:
        await engine.call(calls.INDEX, index(folder))
        engine.resume()
        await agree(engine, "letter.pdf")

        async def asleep() -> bool:
            return programs(psutil.STATUS_SLEEPING)

        async def stopped() -> bool:
            return programs(psutil.STATUS_STOPPED)

        await until(asleep)
        await engine.call(calls.PAUSE, calls.Pause(True))
        await until(stopped)
        await engine.call(calls.PAUSE, calls.Pause(False))
        await until(asleep)

    with_engine(tmp_path / "data", act)


def test_without_tesseract_it_is_said_how_to_install_it(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))

    async def act(engine: Engine) -> None:
        await engine.call(calls.INDEX, index(folder))
        assert (await engine.call(calls.RECOGNIZERS, calls.Nothing())).languages == ()
        with pytest.raises(RecognizerMissing):
            await agree(engine, "letter.pdf")
        checks = (await engine.call(calls.DOCTOR, calls.InLibrary())).checks
        assert [one.ok for one in checks if one.check == "recognition"] == [False]

    with_engine(tmp_path / "data", act)


def test_pictures_that_the_person_does_not_want_are_counted_as_skipped(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await engine.call(calls.INDEX, index(folder))
        held = await documents(engine)
        await engine.call(calls.SKIP, calls.Picked(documents=(held["photo.png"].id,)))
        assert "photo.png" not in await documents(engine)
        report = await engine.call(calls.INDEX, calls.Index())
        assert (report.skipped, report.unchanged, report.failed) == (1, 2, 1)
        assert (folder / "photo.png").exists()

    with_engine(tmp_path / "data", act)
