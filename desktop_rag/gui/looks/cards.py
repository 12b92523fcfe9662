"""Grounds that hold other things: cards, banners, empty states."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop_rag.gui.looks.icons import pixmap
from desktop_rag.gui.looks.painted import Label
from desktop_rag.gui.looks.theme import repolish, theme
from desktop_rag.gui.looks.tokens import Role

BannerKind = Literal["attention", "problem", "info"]

_BANNER: dict[BannerKind, tuple[str, Role]] = {
    "attention": ("triangle-alert", "attention"),
    "problem": ("circle-alert", "problem"),
    "info": ("info", "accent"),
}


class Picture(QLabel):
    """An icon standing by itself, tinted anew with the theme."""

    def __init__(
        self, icon: str, role: Role = "text2", size: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon, self._role, self._size = icon, role, size
        self.setFixedSize(QSize(size, size))
        self._tint()
        theme().changed.connect(self._tint)

    def set_icon(self, icon: str, role: Role) -> None:
        self._icon, self._role = icon, role
        self._tint()

    def _tint(self) -> None:
        self.setPixmap(pixmap(self._icon, self._role, self._size, self.devicePixelRatioF()))


class Card(QFrame):
    """A raised ground with a hairline; chosen it has a ring of accent. `body` is its vertical layout."""

    clicked = Signal()

    def __init__(self, padding: int = 12, clickable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("control", "card")
        self.setProperty("clickable", clickable)
        self.setProperty("chosen", False)
        self._clickable = clickable
        if clickable:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(4)

    def set_chosen(self, chosen: bool) -> None:
        self.setProperty("chosen", chosen)
        repolish(self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._clickable and event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):  # fmt: skip
            self.clicked.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._clickable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
            return
        super().keyPressEvent(event)


class Banner(QFrame):
    """What is the matter, why, and the remedies as buttons, on a soft ground."""

    def __init__(
        self,
        kind: BannerKind,
        title: str,
        sentence: str = "",
        actions: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("control", "banner")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 12, 10)
        row.setSpacing(12)
        self._icon = Picture(*_BANNER[kind], 18)
        self._title = Label("", "body_medium", wrap=True)
        self._sentence = Label("", "small", "text2", wrap=True)
        for label in (self._title, self._sentence):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        row.addLayout(self._actions)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.set_words(kind, title, sentence)
        self.set_actions(actions)

    def set_words(self, kind: BannerKind, title: str, sentence: str = "") -> None:
        self.setProperty("kind", kind)
        repolish(self)
        self._icon.set_icon(*_BANNER[kind])
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)

    def set_actions(self, actions: Sequence[QWidget]) -> None:
        """Replaces the buttons; the old ones are deleted."""
        while (item := self._actions.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for action in actions:
            self._actions.addWidget(action)


class EmptyState(QWidget):
    """An icon, one line, a sentence, one action: what stands where nothing is yet."""

    def __init__(
        self,
        icon: str,
        title: str,
        sentence: str = "",
        button: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(4)
        column.addStretch(1)
        self._picture = Picture(icon, "text2", 24)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        self._title = Label(title, "body_medium", wrap=True)
        self._sentence = Label(sentence, "small", "text2", wrap=True)
        for label in (self._title, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        self._sentence.setVisible(bool(sentence))
        if button is not None:
            column.addSpacing(8)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def set_words(self, title: str, sentence: str = "") -> None:
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
