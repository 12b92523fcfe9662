"""Below an empty box: recent searches, kept by library, and what can be typed."""

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop_rag.domain.wording_queries import EXAMPLES
from desktop_rag.gui.search.pane import SearchPane
from desktop_rag.gui.search.recent import MOST, RecentSearches
from desktop_rag.searching.understand import understand
from desktop_rag.settings import WindowSettings
from tests.fakes.engine import FakeEngine
from tests.gui.search.looking import searches, words_in


def test_every_example_is_understood_as_it_is_explained() -> None:
    for example in EXAMPLES:
        assert example.changed in example.typed
        understood = understand(f"water {example.typed}")
        assert not understood.said
        assert understood.words != f"water {example.typed}" or "OR" in example.typed


def test_the_syntax_stands_below_the_empty_box_and_is_said_to_hold_in_ask_too(
    qtbot: QtBot, pane: SearchPane
) -> None:
    words = words_in(pane)
    assert "these words, just so and in this order" in words
    assert "All of this can be typed in Ask, too." in words
    button = next(one for one in pane.start.examples if one.text() == "type:pdf")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pane.box.text() == "type:pdf" and pane.box.selectedText() == "pdf" and pane.box.hasFocus()
    qtbot.keyClicks(pane.box, "word")
    assert pane.box.text() == "type:word"


def test_the_keyboard_reaches_every_example_and_comes_back(qtbot: QtBot, pane: SearchPane) -> None:
    pane.focus_search()
    qtbot.keyClick(pane.box, Qt.Key.Key_Down)
    for example in pane.start.examples[:-1]:
        assert example.hasFocus()
        qtbot.keyClick(example, Qt.Key.Key_Down)
    qtbot.keyClick(pane.start.examples[-1], Qt.Key.Key_Escape)
    assert pane.box.hasFocus()
    qtbot.keyClick(pane.box, Qt.Key.Key_Down)
    qtbot.keyClick(pane.start.examples[0], Qt.Key.Key_Up)
    assert pane.box.hasFocus()
    qtbot.keyClick(pane.box, Qt.Key.Key_Down)
    qtbot.keyClick(pane.start.examples[0], Qt.Key.Key_Return)
    assert pane.box.text() == '"exact words"'


def test_the_same_table_opens_beside_what_is_typed_and_adds_to_it(qtbot: QtBot, pane: SearchPane) -> None:
    assert not pane.box.help.isVisible()
    pane.focus_search()
    qtbot.keyClicks(pane.box, "water")
    assert pane.box.help.isVisible() and pane.box.rect().contains(pane.box.help.geometry())
    spoken = QAccessible.queryAccessibleInterface(pane.box.help)
    assert spoken.text(QAccessible.Text.Name) == "What can be typed"
    qtbot.keyClick(pane.box, Qt.Key.Key_Tab)
    qtbot.keyClick(pane.box.help, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: any(menu.isVisible() for menu in pane.box.help.findChildren(QMenu)))
    menu = pane.box.help.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert any("All of this can be typed in Ask" in action.text() for action in menu.actions())
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert pane.box.text() == 'water "exact words"' and pane.box.selectedText() == "exact words"


def test_a_search_is_kept_when_it_was_meant_and_comes_back_with_the_keyboard(
    qtbot: QtBot, pane: SearchPane, engine: FakeEngine
) -> None:
    assert "Recent searches" not in words_in(pane)
    qtbot.keyClicks(pane.box, "good faith")
    qtbot.waitUntil(lambda: pane.list.isVisible())
    pane.clear()
    assert pane.start.recent == []
    qtbot.keyClicks(pane.box, "good  faith")
    qtbot.keyClick(pane.box, Qt.Key.Key_Return)
    qtbot.keyClick(pane.box, Qt.Key.Key_Escape)
    assert [row.text() for row in pane.start.recent] == ["good faith"]
    assert "Recent searches" in words_in(pane)
    pane.focus_search()
    qtbot.keyClick(pane.box, Qt.Key.Key_Down)
    assert pane.start.recent[0].hasFocus()
    qtbot.keyClick(pane.start.recent[0], Qt.Key.Key_Return)
    assert pane.box.text() == "good faith" and pane.box.hasFocus()
    qtbot.waitUntil(lambda: searches(engine)[-1].query == "good faith")


def test_a_hit_that_is_opened_keeps_its_search(qtbot: QtBot, pane: SearchPane) -> None:
    pane.box.setText("R&D")
    qtbot.waitUntil(lambda: pane.list.isVisible())
    qtbot.keyClick(pane.box, Qt.Key.Key_Down)
    qtbot.keyClick(pane.list, Qt.Key.Key_Return)
    assert pane.recent.of("My library") == ("R&D",)
    assert pane.start.recent[0].text() == "R&&D"


def test_each_library_has_its_own_and_can_forget_them(qtbot: QtBot, pane: SearchPane) -> None:
    pane.recent.remember("My library", "water")
    pane.recent.remember("Thesis", "peat")
    assert [row.text() for row in pane.start.recent] == ["water"]
    pane.set_library("Thesis")
    assert [row.text() for row in pane.start.recent] == ["peat"]
    with qtbot.waitSignal(pane.recent.changed):
        qtbot.mouseClick(pane.start.forget, Qt.MouseButton.LeftButton)
    assert pane.start.recent == [] and pane.recent.kept() == {"My library": ("water",)}


def test_the_newest_come_first_and_there_are_not_too_many() -> None:
    recent = RecentSearches()
    for number in range(MOST + 3):
        recent.remember("a", f"query {number}")
    recent.remember("a", "Query 10")
    kept = recent.of("a")
    assert kept[:2] == ("Query 10", f"query {MOST + 2}") and len(kept) == MOST
    again = RecentSearches()
    again.restore(
        msgspec.json.decode(
            msgspec.json.encode(WindowSettings(searches=recent.kept())), type=WindowSettings
        ).searches
    )
    assert again.of("a") == kept
