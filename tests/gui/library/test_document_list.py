"""The list of documents: what is under the pointer stays there, whatever comes and goes."""

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.events import IndexingProgress, LibraryChanged, SnapshotPage, WaitsFor
from desktop_rag.gui.library.document_list import DocumentList
from desktop_rag.gui.library.indexing_card import IndexingCard
from desktop_rag.gui.library.library_model import LibraryModel
from desktop_rag.gui.library.ordering import Order, natural
from desktop_rag.gui.library.wording import sign, status_line, time_left
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
    first, last = view.row_at(0), view.row_at(view.viewport().height() - 1)
    assert first is not None and last is not None
    rows = range(first + 1, last + 1)
    return [(str(model.index(row).data()), view.row_rect(row).top()) for row in rows]


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
            assert view.row_rect(row).height() == (GROUP_HEAD if row in heads else ROW), (change.number, row)


def test_what_is_selected_stays_selected_through_a_reset(view: DocumentList, qapp: QApplication) -> None:
    view.show_document(150)
    model_of(view).apply(LibraryChanged(1, changed=new(200)))
    assert [document.id for document in view.picked()] == [150]


def test_a_selection_outlives_a_filter_that_hides_it(view: DocumentList) -> None:
    view.show_document(150)
    model_of(view).set_filter("paper 7")
    assert view.picked() == []
    model_of(view).set_filter("")
    assert [document.id for document in view.picked()] == [150]
    row = model_of(view).row_of(150)
    assert row is not None and view.viewport().rect().intersects(view.row_rect(row))


def test_another_choice_ends_what_was_selected_before_the_filter(view: DocumentList) -> None:
    view.show_document(150)
    model_of(view).set_filter("paper 7")
    view.show_document(71)
    model_of(view).set_filter("")
    assert [document.id for document in view.picked()] == [71]


def test_a_selection_moves_along_with_its_documents(view: DocumentList, qtbot: QtBot) -> None:
    model = model_of(view)
    model.set_order(Order("state", grouped=False))
    view.show_document(150)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    picked = view.picked()
    assert len(picked) == 2
    for state in ("reading", "ready"):
        model.apply(LibraryChanged(1, changed=(msgspec.structs.replace(picked[0], state=state),)))
        assert {document.id for document in view.picked()} == {document.id for document in picked}


def test_everything_that_is_selected_is_so_after_sorting(view: DocumentList, qtbot: QtBot) -> None:
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    model_of(view).set_order(Order("size", turned=True))
    assert len(view.picked()) == len(MANY)


def test_a_large_selection_comes_back_part_by_part(qtbot: QtBot, qapp: QApplication) -> None:
    model = LibraryModel()
    many = tuple(sample.document(number, f"{number}.txt") for number in range(1, 4001))
    model.apply(SnapshotPage(sample.LIBRARY, sample.ROOTS, many, True))
    view = DocumentList(model)
    qtbot.addWidget(view)
    model.setParent(view)
    view.show()
    while model.arranging:
        qapp.processEvents()
    view.selectAll()
    view.selectionModel().select(model.index(1), view.selectionModel().SelectionFlag.Deselect)
    model.set_order(Order("date"))
    qtbot.waitUntil(lambda: len(view.picked()) == 3999)


def test_the_pointer_selects_with_shift_and_control(view: DocumentList, qtbot: QtBot) -> None:
    def click(row: int, key: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        spot = view.row_rect(row).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, key, spot)

    chosen: list[object] = []
    view.chosen.connect(chosen.append)
    click(1)
    click(4, Qt.KeyboardModifier.ShiftModifier)
    assert len(view.picked()) == 4
    click(2, Qt.KeyboardModifier.ControlModifier)
    assert len(view.picked()) == 3
    click(0)
    assert view.picked() == [] and model_of(view).rowCount() == 152
    click(0)
    assert len(view.picked()) == 3 and len(chosen) == 1


def test_the_keys_walk_select_and_fold(view: DocumentList, qtbot: QtBot) -> None:
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.currentIndex().row() == 301 and view.verticalScrollBar().value() > 0
    qtbot.keyClick(view, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)
    assert len(view.picked()) == len(MANY)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.currentIndex().row() == 0 and model_of(view).rowCount() == 2 + 150
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert model_of(view).rowCount() == 302


def test_the_menu_key_asks_for_the_menu_of_what_is_selected(view: DocumentList) -> None:
    asked: list[list[Document]] = []
    view.menu_wanted.connect(lambda documents, where: asked.append(documents))
    view.show_document(1)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    QApplication.sendEvent(view.viewport(), event)
    assert asked == [[MANY[0]]]


def test_letters_go_to_the_filter(view: DocumentList, qtbot: QtBot) -> None:
    typed: list[str] = []
    view.typed.connect(typed.append)
    view.show_document(1)
    qtbot.keyClick(view, Qt.Key.Key_P)
    assert typed == ["p"]


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
        (sample.document(1, "a.txt", state="offline"), "Not here right now"),
    ],
)
def test_one_line_says_how_a_document_stands(document: Document, line: str) -> None:
    assert status_line(document) == line


def test_names_are_in_the_order_of_their_numbers() -> None:
    assert sorted(["part 10", "Part 9", "part 1"], key=natural) == ["part 1", "Part 9", "part 10"]


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


def test_the_card_says_what_indexing_stands_still_for(qtbot: QtBot) -> None:
    card = IndexingCard()
    qtbot.addWidget(card)

    def said(paused: bool = False, waits_for: WaitsFor = "") -> tuple[str, str, str]:
        card.show_progress(
            IndexingProgress(True, paused, 128, 342, "~/a.docx", 46.0, 360.0, waits_for=waits_for)
        )
        return card._title.text(), card._speed.text(), card._left.text()

    assert said() == ("Indexing", "46 passages a second", "6 min left")
    assert said(waits_for="search") == ("Indexing", "Waits while you search", "")
    assert said(waits_for="answer") == ("Indexing", "Waits for the answer", "")
    assert said(paused=True, waits_for="search") == ("Paused", "Paused", "")


def test_the_card_does_not_say_up_to_date_while_documents_wait(qtbot: QtBot) -> None:
    card = IndexingCard()
    qtbot.addWidget(card)
    card.show()
    card.show_at_rest(408, 367)
    assert (card._rest_words.text(), card._rest_count.text()) == ("Waiting", "367 of 408 to be read")
    card.show_at_rest(408)
    assert (card._rest_words.text(), card._rest_count.text()) == ("Up to date", "408 documents")
    assert card._rest_done.isVisible() and not card._rest_waits.isVisible()


def test_while_documents_are_only_read_the_card_says_so(qtbot: QtBot) -> None:
    card = IndexingCard()
    qtbot.addWidget(card)
    card.show_progress(IndexingProgress(True, total=300, current="~/a/notes.docx", passages=840, read=120))
    assert (card._title.text(), card._of.text()) == ("Reading", "120 of 300")
    assert card._speed.text() == "120 found by words" and card._file.text() == "notes.docx"
    card.show_progress(IndexingProgress(True, done=40, total=300, rate=46.0, embedded=300, read=300))
    assert (card._title.text(), card._of.text()) == ("Indexing", "40 of 300")
    assert card._file.whole() == "All can be found by words already"
    assert "by words: 300 of 300" in card.toolTip() and "by meaning: 40" in card.toolTip()


def test_another_library_knows_nothing_of_what_was_selected(view: DocumentList) -> None:
    view.show_document(150)
    model_of(view).clear()
    model_of(view).apply(SnapshotPage(sample.LIBRARY, sample.ROOTS, MANY, True))
    assert view.picked() == []


def test_from_the_filter_the_keyboard_goes_to_the_first_document(view: DocumentList) -> None:
    view.walk_in()
    assert view.picked() == [model_of(view).at(1)]
