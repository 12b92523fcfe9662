"""How a passage ends where there is no more room for it."""

from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from desktop_rag.gui.chat.snippet import ended
from desktop_rag.gui.looks import fonts

TEXT = "He walked across it alone in the morning, before the band came"


def test_a_line_that_is_too_long_ends_with_a_whole_word_and_a_sign_close_to_it(qtbot: QtBot) -> None:
    letters = fonts.font("small")
    whole = QFontMetrics(letters).horizontalAdvance(TEXT)
    assert ended(TEXT, letters, whole + 10) == TEXT
    for width in range(80, whole - 10, 7):
        kept = ended(TEXT, letters, width).removesuffix("…")
        assert TEXT.startswith(f"{kept} ") and kept == kept.rstrip()
        assert QFontMetrics(letters).horizontalAdvance(f"{kept}…") <= width


def test_a_single_word_that_is_too_long_is_cut_in_its_middle(qtbot: QtBot) -> None:
    cut = ended("b" * 200, fonts.font("small"), 100)
    assert cut.endswith("b…") and len(cut) < 100
