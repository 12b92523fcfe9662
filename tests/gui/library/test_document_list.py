"""The list of documents: what is under the pointer stays there, whatever comes and goes."""

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.events import IndexingProgress, LibraryChanged, SnapshotPage
from desktop_rag.gui.library.document_list import DocumentList
from desktop_rag.gui.library.indexing_card import IndexingCard
from desktop_rag.gui.library.library_model import LibraryModel
from desktop_rag.gui.library.wording import order, sign, status_line, time_left
from desktop_rag.gui.looks.tokens import GROUP_HEAD, ROW
from tests.fakes import sample

MANY = tuple(sample.document(number, f"paper {number}.txt", 1 + number % 2) for number in range(1, 301))


@pytest.fixture
def view(qtbot: QtBot, qapp: QApplication) -> DocumentList:
    model = LibraryModel()
    model.apply(SnapshotPage(sample.LIBRARY, sample.ROOTS, MANY, True))
    made = DocumentList(model)
    qtbot.addWidget(made)
    made.resize(288, 600)
    made.show()
    qapp.processEvents()
    model.setParent(made)
    return made


def model_of(view: DocumentList) -> LibraryModel:
    model = view.model()
    assert isinstance(model, LibraryModel)
    return model


def in_sight(view: DocumentList) -> list[tuple[str, int]]:
    """Names of the rows that are to be seen, and where they stand."""
    model = model_of(view)
    first, last = view.rowAt(0), view.rowAt(view.viewport().height() - 1)
    return [
        (str(model.index(row).data()), view.rowViewportPosition(row)) for row in range(first + 1, last + 1)
    ]


def new(count: int) -> tuple[Document, ...]:
    return tuple(sample.document(1000 + number, f"a new one {number}.txt") for number in range(count))


@pytest.mark.parametrize("count", [1, 20, 200])
def test_documents_that_come_above_do_not_move_what_is_seen(
    view: DocumentList, qapp: QApplication, count: int
) -> None:
    view.verticalScrollBar().setValue(5000)
    before = in_sight(view)
    model_of(view).apply(LibraryChanged(1, changed=new(count)))
    assert in_sight(view) == before
    qapp.processEvents()
    assert in_sight(view) == before


def test_documents_that_go_above_do_not_move_what_is_seen(view: DocumentList, qapp: QApplication) -> None:
    view.verticalScrollBar().setValue(5000)
    before = in_sight(view)
    model_of(view).apply(LibraryChanged(1, gone=(2, 4, 6)))
    qapp.processEvents()
    assert in_sight(view) == before


def test_at_its_top_the_list_shows_what_comes(view: DocumentList, qapp: QApplication) -> None:
    view.viewport().setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    model_of(view).apply(LibraryChanged(1, changed=new(3)))
    qapp.processEvents()
    assert view.verticalScrollBar().value() == 0


def test_under_the_pointer_nothing_moves_at_the_top_either(view: DocumentList, qapp: QApplication) -> None:
    view.viewport().setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)
    before = in_sight(view)
    model_of(view).apply(LibraryChanged(1, changed=new(3)))
    qapp.processEvents()
    # The head of the group has scrolled out above: the rows below it stand where they stood.
    assert set(before) <= set(in_sight(view))


def test_heads_keep_their_height_and_documents_theirs_through_every_change(
    view: DocumentList, qapp: QApplication
) -> None:
    model = model_of(view)
    changes = [
        LibraryChanged(1, changed=new(3)),
        LibraryChanged(2, gone=tuple(range(1, 40))),
        LibraryChanged(3, changed=new(200)),
        LibraryChanged(4, gone=tuple(range(1, 301, 2))),
    ]
    for change in changes:
        model.apply(change)
        model.set_filter("paper" if change.number % 2 else "")
        qapp.processEvents()
        heads = model.heads()
        for row in range(model.rowCount()):
            assert view.rowHeight(row) == (GROUP_HEAD if row in heads else ROW), (change.number, row)


def test_what_is_selected_stays_selected_through_a_reset(view: DocumentList, qapp: QApplication) -> None:
    view.show_document(150)
    model_of(view).apply(LibraryChanged(1, changed=new(200)))
    assert [document.id for document in view.picked()] == [150]


def test_a_click_on_a_head_closes_its_group(view: DocumentList, qtbot: QtBot) -> None:
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 10))
    assert model_of(view).rowCount() == 2 + 150


def test_the_delete_key_asks_for_removal_and_enter_opens(view: DocumentList, qtbot: QtBot) -> None:
    asked: list[object] = []
    view.remove_wanted.connect(asked.append)
    view.chosen.connect(asked.append)
    view.show_document(2)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert asked == [[MANY[1]], MANY[1]]


def test_every_state_is_painted(view: DocumentList, qapp: QApplication) -> None:
    states = ("waiting", "reading", "searchable", "ready", "failed", "offline")
    changed = tuple(
        msgspec.structs.replace(
            MANY[at], state=state, error=Failure("corrupt") if state == "failed" else None
        )
        for at, state in enumerate(states)
    )
    model_of(view).apply(LibraryChanged(1, changed=changed))
    assert not view.grab().isNull()
    assert [sign(document) is None for document in changed] == [False, True, False, True, False, False]


@pytest.mark.parametrize(
    ("document", "line"),
    [
        (sample.DOCUMENTS[0], "21 pages · 96 passages"),
        (sample.DOCUMENTS[4], "Reading · 41 passages"),
        (sample.DOCUMENTS[7], "Waiting"),
        (sample.document(1, "a.txt", passages=1), "1 passage"),
        (sample.document(1, "a.txt", state="offline"), "Not connected"),
    ],
)
def test_one_line_says_how_a_document_stands(document: Document, line: str) -> None:
    assert status_line(document) == line


def test_names_are_in_the_order_of_their_numbers() -> None:
    assert sorted(["part 10", "Part 9", "part 1"], key=order) == ["part 1", "Part 9", "part 10"]


def test_times_are_said_roughly() -> None:
    said = [time_left(value) for value in (None, 20, 60, 360, 3 * 3600)]
    assert said == ["", "under 1 min left", "1 min left", "6 min left", "3 h left"]


def test_the_card_says_how_far_indexing_is_and_offers_to_resume(qtbot: QtBot) -> None:
    card = IndexingCard()
    qtbot.addWidget(card)
    asked: list[bool] = []
    card.pause_toggled.connect(asked.append)
    card.show_progress(IndexingProgress(True, False, 128, 342, "~/a/notes.docx", 46.0, 360.0))
    card._pause.click()
    card.show_progress(IndexingProgress(True, True, 128, 342))
    assert card._pause.text() == "Resume"
    card._pause.click()
    assert asked == [True, False] and card._of.text() == "128 of 342"


def test_the_card_does_not_say_up_to_date_while_documents_wait(qtbot: QtBot) -> None:
    card = IndexingCard()
    qtbot.addWidget(card)
    card.show()
    card.show_at_rest(408, 367)
    assert (card._rest_words.text(), card._rest_count.text()) == ("Waiting", "367 of 408 to be read")
    card.show_at_rest(408)
    assert (card._rest_words.text(), card._rest_count.text()) == ("Up to date", "408 documents")
    assert card._rest_done.isVisible() and not card._rest_waits.isVisible()
