"""A locked PDF is read with the password that the person gave, which is written nowhere."""

import os
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from desktop_rag.domain.errors import PasswordNeeded
from desktop_rag.domain.passages import Span
from desktop_rag.domain.reading import Tile
from desktop_rag.engine import calls
from desktop_rag.engine.engine import Engine
from desktop_rag.paths import resources
from tests.engine.scene import with_engine

PASSWORD = "Sesame-5317"


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    writer = PdfWriter()
    for page in PdfReader(resources() / "sample" / "bridge.pdf").pages:
        writer.add_page(page)
    writer.encrypt(user_password=PASSWORD, algorithm="RC4-128")
    writer.write(folder / "locked.pdf")
    return folder


async def the_document(engine: Engine) -> tuple[int, str, str | None]:
    (one,) = (await engine.call(calls.DOCUMENTS, calls.InLibrary())).documents
    return one.id, one.state, one.error.code if one.error else None


def test_the_right_password_opens_it_and_its_pages_and_the_wrong_one_does_not(
    tmp_path: Path, locked: Path
) -> None:
    async def unlock(engine: Engine) -> None:
        await engine.call(calls.INDEX, calls.Index(paths=(os.fsencode(locked),)))
        number, state, error = await the_document(engine)
        assert (state, error) == ("failed", "password")
        wrong = await engine.call(calls.UNLOCK, calls.Unlock((number,), PASSWORD.lower()))
        assert wrong.count == 0
        assert (await the_document(engine))[1:] == ("failed", "password")

        right = await engine.call(calls.UNLOCK, calls.Unlock((number,), PASSWORD))
        assert right.count == 1
        assert (await the_document(engine))[1:] == ("ready", None)
        tiles: list[Tile] = []
        picture = await engine.call(calls.PAGE, calls.DrawPage(number, 2, 400), tiles.append)
        assert picture.width == 400
        assert tiles
        hit = (await engine.call(calls.SEARCH, calls.Search("wooden bridge oak piles"))).hits[0]
        span = Span(hit.place.start, hit.place.end)
        marks = await engine.call(calls.MARKS, calls.FindMarks(number, hit.place.unit.number, (span,)))
        assert marks.rects[0]

    async def later(engine: Engine) -> None:
        """After the program was closed the text stays readable; the pages need the password again."""
        number, state, _ = await the_document(engine)
        assert state == "ready"
        with pytest.raises(PasswordNeeded):
            await engine.call(calls.PAGE, calls.DrawPage(number, 2, 400))

    with_engine(tmp_path / "data", unlock)
    with_engine(tmp_path / "data", later)
    for file in (tmp_path / "data").rglob("*"):
        if file.is_file():
            assert PASSWORD.encode() not in file.read_bytes(), file
