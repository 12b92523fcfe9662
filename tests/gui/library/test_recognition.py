"""Scans and pictures in the window: offered, one row for all pictures, and how far reading them is."""

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.events import IndexingProgress, LibraryChanged, Recognizing, SnapshotPage
from desktop_rag.engine import calls
from desktop_rag.gui.library.actions import READ_TEXT, SKIP, STOP_TEXT, fitting, remedy
from desktop_rag.gui.library.attention import AttentionPage
from desktop_rag.gui.library.attention_section import AttentionRow
from desktop_rag.gui.library.indexing_card import IndexingCard
from desktop_rag.gui.library.library_model import LibraryModel
from desktop_rag.gui.library.pane import LibraryPane
from desktop_rag.gui.library.wording import status_line
from desktop_rag.gui.looks.controls import Button, Label
from desktop_rag.gui.tasks import TaskRunner
from tests.fakes import sample
from tests.fakes.engine import FakeEngine
from tests.gui.waiting import until

NEEDED = Failure("needs-ocr")


def scan(number: int, name: str) -> Document:
    return sample.document(number, name, state="failed", error=NEEDED, passages=0)


SCAN = scan(30, "lease.pdf")
HALF = sample.document(31, "half.pdf", warning=Failure("pages-need-ocr", {"pages": "2"}))
PHOTOS = tuple(scan(number, f"photo {number}.jpg") for number in range(40, 452))
WAITING = msgspec.structs.replace(SCAN, state="waiting", error=None, recognize=True)


@pytest.fixture
def model(qapp: QApplication) -> LibraryModel:
    made = LibraryModel()
    made.apply(SnapshotPage(sample.LIBRARY, sample.ROOTS, (*sample.DOCUMENTS[:3], SCAN, HALF, *PHOTOS), True))
    return made


@pytest.fixture
def page(qtbot: QtBot, model: LibraryModel) -> Iterator[AttentionPage]:
    made = AttentionPage(model)
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(700, 600)
    made.show()
    qtbot.waitUntil(lambda: [len(view.documents) for view in made.sections()] == [2, len(PHOTOS)])
    qtbot.waitUntil(lambda: len(rows(made)) == 2)
    yield made
    made.hide()


def rows(page: AttentionPage) -> list[str]:
    found = [row for view in page.sections() for row in view.findChildren(AttentionRow) if row.isVisible()]
    return [row.document.shown.rpartition("/")[2] for row in found]


def test_photographs_are_one_row_and_count_as_one(page: AttentionPage, model: LibraryModel) -> None:
    assert [(view.section.title, len(view.documents)) for view in page.sections()] == [
        ("Scans without text", 2),
        ("Pictures", 412),
    ]
    assert sorted(rows(page)) == ["half.pdf", "lease.pdf"]
    assert model.counts() == (417, 4, 3)


def test_reading_their_text_is_what_helps_and_all_can_be_read_or_left_out(
    page: AttentionPage, qtbot: QtBot
) -> None:
    assert remedy(SCAN) == remedy(HALF) == remedy(PHOTOS[0]) == READ_TEXT
    scans, photos = page.sections()
    with qtbot.waitSignal(page.wanted) as told:
        scans.every.click()
    assert told.args == ["read-text", [HALF, SCAN]]
    assert photos.every.text() == "Read text in all 412"
    words = {action.text(): action for action in photos.menu().actions()}
    with qtbot.waitSignal(page.wanted) as told:
        words["Not these 412"].trigger()
    assert told.args[0] == "skip" and len(told.args[1]) == 412
    photos.rest.click()
    qtbot.waitUntil(lambda: any(name.startswith("photo") for name in rows(page)))


def test_only_pictures_can_be_left_out_and_only_what_is_under_way_be_stopped() -> None:
    assert fitting(SKIP, [SCAN, HALF, PHOTOS[0]]) == [PHOTOS[0]]
    assert fitting(STOP_TEXT, [SCAN, WAITING]) == [WAITING]
    assert fitting(READ_TEXT, [WAITING, *sample.DOCUMENTS[:3]]) == []


def test_what_waits_for_its_text_says_so() -> None:
    assert status_line(PHOTOS[0]) == "Picture · text not read"
    assert status_line(WAITING) == "Text waits to be read"
    assert status_line(msgspec.structs.replace(WAITING, state="reading")) == "Reading text"


def test_the_card_says_at_which_page_it_is(qtbot: QtBot, qapp: QApplication) -> None:
    card = IndexingCard()
    qtbot.addWidget(card)
    now = Recognizing(30, "/docs/lease.pdf", 3, 12, 2)
    card.show_recognizing(IndexingProgress(False, recognizing=now))
    texts = {label.text() for label in card.findChildren(type(card._title))}
    assert {"Reading text", "page 3 of 12", "2 documents wait"} <= texts


def test_the_pane_asks_the_engine(qtbot: QtBot, qapp: QApplication) -> None:
    import asyncio

    async def act() -> None:
        engine = FakeEngine()
        tasks = TaskRunner(lambda work, error: None)
        pane = LibraryPane(engine, tasks)
        qtbot.addWidget(pane)
        pane.do("read-text", [SCAN, HALF])
        pane.do("stop-text", [WAITING])
        pane.do("skip", [PHOTOS[0]])
        await until(lambda: len(engine.asked) == 3)
        assert [argument for _, argument in engine.asked] == [
            calls.Recognize((30, 31), "My library"),
            calls.Recognize((30,), "My library", wanted=False),
            calls.Picked("My library", (40,)),
        ]
        await tasks.close()

    asyncio.run(act())


def test_a_change_of_the_engine_shows_the_document_as_it_is(model: LibraryModel) -> None:
    model.apply(LibraryChanged(1, changed=(WAITING,)))
    assert model.counts() == (417, 4, 2)
    assert model.unread == 1


def test_whose_text_is_being_read_stays_on_the_page_with_its_progress_and_can_be_stopped(
    page: AttentionPage, model: LibraryModel, qtbot: QtBot
) -> None:
    reading = msgspec.structs.replace(WAITING, state="reading")
    now = IndexingProgress(False, recognizing=Recognizing(30, reading.shown, 4, 11))
    model.apply(LibraryChanged(1, changed=(reading,), progress=now))
    scans = page.sections()[0]
    qtbot.waitUntil(lambda: scans.documents == [reading, HALF] and len(rows(page)) == 2)
    row = next(row for row in scans.findChildren(AttentionRow) if row.document == reading)
    texts = {label.text() for label in row.findChildren(Label) if label.isVisible()}
    assert {"Its text is being read.", "page 4 of 11"} <= texts
    # The other has a button of its own.
    assert not scans.every.isVisible()
    with qtbot.waitSignal(page.wanted) as told:
        next(one for one in row.findChildren(Button) if one.text() == "Stop").click()
    assert told.args == ["stop-text", [reading]]
    model.apply(LibraryChanged(2, changed=(msgspec.structs.replace(reading, state="ready", passages=3),)))
    qtbot.waitUntil(lambda: rows(page) == ["half.pdf"])
