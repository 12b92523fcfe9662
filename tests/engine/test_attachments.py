"""Mails with documents attached, through the whole engine: found, changed, removed, unlocked, looked at."""

import os
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from desktop_rag.domain.documents import Document
from desktop_rag.domain.passages import Hit, Span
from desktop_rag.domain.reading import Tile
from desktop_rag.engine import calls
from desktop_rag.engine.engine import Engine
from desktop_rag.paths import resources
from tests.adapters.reading.making import docx, lines, pdf
from tests.end_to_end.agreement import agreed
from tests.engine.scene import with_engine

REPORT = pdf(
    [lines(["The roof was mended in spring."]), lines(["The landlord keeps the walnut tree."])],
    title="Report",
)
PLAN = docx("<w:p><w:r><w:t>Quinces are planted along the northern wall.</w:t></w:r></w:p>")
ADDRESS = "lease.eml/report.pdf"


def mail(body: str = "Dear Bob, here is what we spoke of.", **attached: bytes) -> bytes:
    """A mail; the names of what is attached have "_" for their dot."""
    message = EmailMessage()
    message["Subject"] = "The lease"
    message["From"] = "Ann <ann@example.org>"
    message["Date"] = "Wed, 1 May 2024 10:00:00 +0200"
    message.set_content(body)
    for name, data in attached.items():
        message.add_attachment(
            data, maintype="application", subtype="octet-stream", filename=name.replace("_", ".")
        )
    return message.as_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "documents"
    place.mkdir()
    (place / "lease.eml").write_bytes(mail(report_pdf=REPORT, plan_docx=PLAN))
    (place / "tides.txt").write_text("The Moon pulls the water of the sea twice a day.\n")
    return place


async def index(engine: Engine, *paths: Path, **more: Any) -> Any:
    return await engine.call(calls.INDEX, calls.Index(paths=tuple(map(os.fsencode, paths)), **more))


async def documents(engine: Engine, folder: Path) -> dict[str, Document]:
    listed = (await engine.call(calls.DOCUMENTS, calls.InLibrary())).documents
    return {document.shown.removeprefix(f"{folder}/"): document for document in listed}


async def hits(engine: Engine, query: str) -> tuple[Hit, ...]:
    return (await engine.call(calls.SEARCH, calls.Search(query, mode="keyword"))).hits


async def found(engine: Engine, query: str, folder: Path) -> list[str]:
    return [hit.place.shown.removeprefix(f"{folder}/") for hit in await hits(engine, query)]


def test_words_in_what_is_attached_are_found_with_their_page(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        report = await index(engine, folder)
        assert (report.indexed, report.failed, report.skipped) == (2, 0, 0), "files are counted"
        held = await documents(engine, folder)
        assert set(held) == {"lease.eml", ADDRESS, "lease.eml/plan.docx", "tides.txt"}
        assert {document.state for document in held.values()} == {"ready"}
        [hit] = await hits(engine, "walnut landlord")
        assert (hit.place.document, hit.place.page) == (held[ADDRESS].id, 2)
        assert hit.place.path == os.fsencode(folder / "lease.eml")
        assert await found(engine, "quinces northern wall", folder) == ["lease.eml/plan.docx"]
        again = await index(engine, folder)
        assert (again.indexed, again.unchanged, again.passages) == (0, 2, 0)
        of_the_mail = calls.Search("walnut landlord", mode="keyword", scope=(held["lease.eml"].id,))
        assert len((await engine.call(calls.SEARCH, of_the_mail)).hits) == 1
        elsewhere = calls.Search("walnut landlord", mode="keyword", scope=(held["tides.txt"].id,))
        assert (await engine.call(calls.SEARCH, elsewhere)).hits == ()

    with_engine(tmp_path / "data", act)
    assert agreed(tmp_path / "data").holds


def test_a_changed_mail_changes_what_is_attached(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await index(engine, folder)
        before = await documents(engine, folder)
        other = pdf([lines(["The bicycles stand in the cellar."])])
        (folder / "lease.eml").write_bytes(mail(report_pdf=REPORT, cellar_pdf=other))
        await index(engine)
        after = await documents(engine, folder)
        assert set(after) == {"lease.eml", ADDRESS, "lease.eml/cellar.pdf", "tides.txt"}
        assert after[ADDRESS].id == before[ADDRESS].id
        assert await found(engine, "quinces northern wall", folder) == []
        assert await found(engine, "bicycles", folder) == ["lease.eml/cellar.pdf"]
        assert await found(engine, "walnut landlord", folder) == [ADDRESS]

    with_engine(tmp_path / "data", act)
    assert agreed(tmp_path / "data").holds


def test_a_mail_that_is_gone_takes_what_is_attached_with_it(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await index(engine, folder)
        (folder / "lease.eml").unlink()
        await index(engine)
        assert set(await documents(engine, folder)) == {"tides.txt"}
        assert await found(engine, "walnut landlord", folder) == []

    with_engine(tmp_path / "data", act)
    assert agreed(tmp_path / "data").holds


def test_a_mail_that_moves_takes_what_is_attached_along(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await index(engine, folder)
        before = (await documents(engine, folder))[ADDRESS].id
        (folder / "lease.eml").rename(folder / "moved.eml")
        report = await index(engine)
        assert report.passages == 0
        assert (await documents(engine, folder))["moved.eml/report.pdf"].id == before
        assert await found(engine, "walnut landlord", folder) == ["moved.eml/report.pdf"]

    with_engine(tmp_path / "data", act)


@pytest.mark.parametrize("alone", [False, True])
def test_what_was_taken_out_stays_out_until_it_is_named(tmp_path: Path, folder: Path, alone: bool) -> None:
    mail_file = folder / "lease.eml"

    async def act(engine: Engine) -> None:
        await index(engine, mail_file if alone else folder)
        taken = (await documents(engine, folder))[ADDRESS]
        removed = await engine.call(calls.REMOVE, calls.Picked(documents=(taken.id,)))
        assert removed.count == 1
        assert {"lease.eml", "lease.eml/plan.docx"} <= set(held := await documents(engine, folder))
        assert ADDRESS not in held
        mail_file.write_bytes(mail("Another body.", report_pdf=REPORT, plan_docx=PLAN))
        await index(engine)
        assert ADDRESS not in await documents(engine, folder)
        assert await found(engine, "walnut landlord", folder) == []
        await engine.call(calls.INDEX, calls.Index(paths=(taken.address,)))
        assert (await documents(engine, folder))[ADDRESS].state == "ready"
        assert await found(engine, "walnut landlord", folder) == [ADDRESS]

    with_engine(tmp_path / "data", act)
    assert agreed(tmp_path / "data").holds


def test_a_mail_is_removed_as_one_document_and_comes_back_whole(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await index(engine, folder)
        path = os.fsencode(folder / "lease.eml")
        removed = await engine.call(calls.REMOVE, calls.Picked(paths=(path,)))
        assert removed.count == 1
        assert set(await documents(engine, folder)) == {"tides.txt"}
        await engine.call(calls.INDEX, calls.Index(paths=(path,)))
        assert len(await documents(engine, folder)) == 4

    with_engine(tmp_path / "data", act)


def test_the_same_file_on_the_disk_and_in_a_mail_is_found_once(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await index(engine, folder)
        (folder / "report.pdf").write_bytes(REPORT)
        report = await index(engine)
        assert (report.indexed, report.passages) == (1, 0)
        [hit] = await hits(engine, "walnut landlord")
        where = {hit.place.shown, *hit.also_in}
        assert where == {str(folder / ADDRESS), str(folder / "report.pdf")}

    with_engine(tmp_path / "data", act)


def test_pages_of_an_attached_pdf_are_drawn_and_marked(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await index(engine, folder)
        [hit] = await hits(engine, "walnut landlord")
        place = hit.place
        view = await engine.call(calls.SOURCE, calls.OpenSource(place.document, place.start, place.end))
        assert (view.condition, view.picture, view.unit.place.number) == ("same", True, 2)
        tiles: list[Tile] = []
        picture = await engine.call(calls.PAGE, calls.DrawPage(place.document, 2, 400), tiles.append)
        assert picture.width == 400 and tiles
        span = Span(place.start, place.end)
        marks = await engine.call(calls.MARKS, calls.FindMarks(place.document, 2, (span,)))
        assert marks.texts == ("The landlord keeps the walnut tree.",)
        (folder / "lease.eml").write_bytes(mail("Changed.", report_pdf=REPORT))
        view = await engine.call(calls.SOURCE, calls.OpenSource(place.document, place.start, place.end))
        assert (view.condition, view.picture) == ("changed", False)

    with_engine(tmp_path / "data", act)


def test_a_locked_pdf_in_a_mail_fails_alone_and_is_opened_with_its_password(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    writer = PdfWriter()
    for page in PdfReader(resources() / "sample" / "bridge.pdf").pages:
        writer.add_page(page)
    writer.encrypt(user_password="Sesame", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    locked = (tmp_path / "locked.pdf").read_bytes()
    (folder / "a.eml").write_bytes(mail(locked_pdf=locked, plan_docx=PLAN))

    async def act(engine: Engine) -> None:
        report = await index(engine, folder)
        assert (report.indexed, report.failed) == (1, 0)
        assert [(one.path[-16:], one.failure.code) for one in report.attached] == [
            ("a.eml/locked.pdf", "password")
        ]
        held = await documents(engine, folder)
        failed = held["a.eml/locked.pdf"]
        assert failed.state == "failed" and failed.error is not None and failed.error.code == "password"
        assert held["a.eml"].state == held["a.eml/plan.docx"].state == "ready"
        assert (await engine.call(calls.UNLOCK, calls.Unlock((failed.id,), "wrong"))).count == 0
        assert (await engine.call(calls.UNLOCK, calls.Unlock((failed.id,), "Sesame"))).count == 1
        assert (await documents(engine, folder))["a.eml/locked.pdf"].state == "ready"
        picture = await engine.call(calls.PAGE, calls.DrawPage(failed.id, 2, 300), lambda tile: None)
        assert picture.width == 300

    with_engine(tmp_path / "data", act)
