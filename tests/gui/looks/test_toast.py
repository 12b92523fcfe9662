"""The passing note: where it stands, and what it never covers."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QListWidget, QPlainTextEdit, QTextBrowser, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_rag.gui.looks.controls import Button, Label, Toast


def test_a_note_covers_neither_buttons_nor_fields(qtbot: QtBot, qapp: QApplication) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 500)
    place = QWidget(window)
    place.setGeometry(200, 0, 500, 500)
    field, button = QPlainTextEdit(place), Button("Copy", parent=place)
    field.setGeometry(10, 400, 480, 80)
    button.setGeometry(20, 340, 90, 32)
    toast = Toast(window, place)
    window.show()
    for words in ("Short.", "A note that is far too long to stand on one line of this place. " * 3):
        toast.show_words(words, "Undo", lambda: None)
        qapp.processEvents()
        stands = toast.geometry()
        assert place.geometry().contains(stands)
        assert abs(stands.center().x() - place.geometry().center().x()) <= 1
        for covered in (field, button):
            assert not stands.intersects(QRect(covered.mapTo(window, QPoint(0, 0)), covered.size()))


def test_a_note_goes_up_when_a_button_appears_below_it(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 500)
    button = Button("Try it", parent=window)
    button.setGeometry(310, 450, 90, 32)
    button.hide()
    toast = Toast(window)
    window.show()
    toast.show_words("Short.")
    assert toast.geometry().bottom() > 470
    button.show()
    qtbot.waitUntil(lambda: toast.geometry().bottom() < 450)
    button.hide()
    qtbot.waitUntil(lambda: toast.geometry().bottom() > 470)


def test_a_page_full_of_rows_makes_room_for_a_note_and_takes_it_back(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 500)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    rows, strip = QListWidget(), QWidget()
    strip.setFixedHeight(0)
    column.addWidget(rows, 1)
    column.addWidget(strip)
    rows.addItems([f"Row {number}" for number in range(3)])
    toast = Toast(window, window, strip)
    window.show()
    toast.show_words("Short.")
    assert strip.height() == 0 and toast.geometry().bottom() > 470, "the rows leave enough room"
    toast.hide()
    rows.addItems([f"Row {number}" for number in range(100)])
    toast.show_words("A note.", "Undo", lambda: None)
    qtbot.waitUntil(lambda: rows.geometry().bottom() < toast.geometry().top())
    assert strip.height() > toast.height()
    toast.hide()
    qtbot.waitUntil(lambda: rows.height() == window.height())


def test_a_note_covers_no_heading_and_no_answer(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(500, 500)
    heading, answer = Label("A heading", "heading", parent=window), QTextBrowser(window)
    heading.setGeometry(150, 460, 200, 24)
    answer.setGeometry(20, 300, 460, 100)
    toast = Toast(window)
    window.show()
    toast.show_words("Short.")
    stands = toast.geometry()
    assert not stands.intersects(heading.geometry()) and not stands.intersects(answer.geometry())
    assert stands.top() > 400 and stands.bottom() < 460


def test_where_its_place_is_hidden_a_note_stands_in_the_window(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 500)
    place = QWidget(window)
    place.setGeometry(600, 0, 100, 100)
    place.hide()
    toast = Toast(window, place)
    window.show()
    toast.show_words("Short.")
    assert abs(toast.geometry().center().x() - 350) <= 1 and toast.geometry().bottom() > 400
