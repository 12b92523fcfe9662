"""The controls that people press and type in. The rest of the set is handed on from here too."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from desktop_rag.gui.looks import fonts
from desktop_rag.gui.looks.cards import Banner, Card, EmptyState
from desktop_rag.gui.looks.escape import kept_escape
from desktop_rag.gui.looks.icons import icon as make_icon
from desktop_rag.gui.looks.icons import pixmap
from desktop_rag.gui.looks.painted import (
    Elided,
    Label,
    ProgressLine,
    Ring,
    Separator,
    Tile,
    plain_label,
    plain_tooltip,
)
from desktop_rag.gui.looks.pressed import GAP, Button, ButtonKind
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.toast import Toast
from desktop_rag.gui.looks.tokens import BUTTON, CHIP, Role

__all__ = [
    "Banner", "Button", "ButtonKind", "Card", "Chip", "Elided", "EmptyState", "IconButton", "Label",
    "ProgressLine", "Ring", "SearchInput", "Separator", "Switch", "Tile", "Toast", "plain_label",
    "plain_tooltip",
]  # fmt: skip


# Pixels from the edge of a field to its words, without any margin of ours.
OWN_MARGIN = 8


class IconButton(QToolButton):
    """An icon alone, so it always has a tooltip; 32 px, its icon 18."""

    def __init__(
        self,
        icon: str,
        tooltip: str,
        size: int = 18,
        side: int = BUTTON,
        role: Role = "text2",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._size, self._role = icon, size, role
        self.setFixedSize(side, side)
        self.setIconSize(QSize(size, size))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_tooltip(tooltip)
        self._tint()
        theme().changed.connect(self._tint)

    def set_tooltip(self, tooltip: str) -> None:
        self.setToolTip(plain_tooltip(tooltip))
        self.setAccessibleName(tooltip)

    def set_icon(self, icon: str, role: Role = "text2") -> None:
        self._icon, self._role = icon, role
        self._tint()

    def _tint(self) -> None:
        self.setIcon(make_icon(self._icon, self._role, self._size))


class _Thumb(QPushButton):
    """One side of a switch; its icon is accent while it is chosen."""

    def __init__(self, key: str, text: str, icon: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.key, self._icon, self._text = key, icon, text
        self.setProperty("kind", "thumb")
        self.setCheckable(True)
        self.setFont(fonts.font("body_medium"))
        self.setAccessibleName(text)
        self._tint()
        self.toggled.connect(self._tint)
        theme().changed.connect(self._tint)

    def _tint(self) -> None:
        if self._icon:
            gap = GAP if self.text() else 0
            self.setIconSize(QSize(15 + gap, 15))
            self.setIcon(make_icon(self._icon, "accent" if self.isChecked() else "text2", 15, gap))

    def set_compact(self, compact: bool) -> None:
        self.setText("" if compact and self._icon else self._text)
        self.setToolTip(self._text if compact else "")
        self._tint()


class Switch(QFrame):
    """Two or three choices of which one holds: a sunken track with a raised thumb.

    `choices` are (key, text, icon) each; `changed` carries the key, and comes for the person's choice only.
    """

    changed = Signal(str)

    def __init__(
        self, choices: Sequence[tuple[str, str, str]], name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("control", "switch")
        self.setAccessibleName(name)
        self.setFixedHeight(BUTTON)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._thumbs = [_Thumb(key, text, icon, self) for key, text, icon in choices]
        for thumb in self._thumbs:
            self._group.addButton(thumb)
            row.addWidget(thumb)
        self._thumbs[0].setChecked(True)
        self._group.buttonClicked.connect(lambda pressed: self.changed.emit(pressed.key))

    def current(self) -> str:
        return next(thumb.key for thumb in self._thumbs if thumb.isChecked())

    def choose(self, key: str) -> None:
        """Moves the thumb without a signal."""
        for thumb in self._thumbs:
            thumb.setChecked(thumb.key == key)

    def set_compact(self, compact: bool) -> None:
        """Icons alone, where there is no room for words."""
        for thumb in self._thumbs:
            thumb.set_compact(compact)


class Chip(QAbstractButton):
    """A scope or filter of 24 px: sunken, accent-soft when on; × takes it away, ▾ opens a menu."""

    removed = Signal()

    def __init__(
        self,
        text: str,
        icon: str | None = None,
        on: bool = False,
        removable: bool = False,
        menu: bool = False,
        count: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._removable, self._menu, self._count = icon, removable, menu, count
        self._on = on
        self.setText(text)
        self.setAccessibleName(text)
        self.setFont(fonts.font("small_medium"))
        self.setFixedHeight(CHIP)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme().changed.connect(self.update)

    def is_on(self) -> bool:
        return self._on

    def set_on(self, on: bool) -> None:
        self._on = on
        self.update()

    def set_removable(self, removable: bool) -> None:
        self._removable = removable
        self.updateGeometry()
        self.update()

    def set_text(self, text: str, count: str = "") -> None:
        self._count = count
        self.setText(text)
        self.setAccessibleName(f"{text} {count}".strip())
        self.updateGeometry()
        self.update()

    @property
    def _end_icon(self) -> str | None:
        return "x" if self._removable else "chevron-down" if self._menu else None

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = 20 + metrics.horizontalAdvance(self.text())
        width += 18 if self._icon else 0
        width += 5 + metrics.horizontalAdvance(self._count) if self._count else 0
        width += 18 if self._end_icon else 0
        return QSize(width, CHIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        ground: Role = "accent_soft" if self._on else "hover" if self.underMouse() else "sunken"
        painter.setBrush(theme().colour(ground))
        painter.drawRoundedRect(QRectF(self.rect()), CHIP / 2, CHIP / 2)
        role: Role = "accent_text" if self._on else "text2"
        ratio = self.devicePixelRatioF()
        x = 10
        if self._icon:
            painter.drawPixmap(x, 5, pixmap(self._icon, role, 14, ratio))
            x += 18
        painter.setPen(theme().colour(role))
        metrics = self.fontMetrics()
        baseline = (self.height() + metrics.ascent() - metrics.descent()) // 2
        painter.drawText(x, baseline, self.text())
        x += metrics.horizontalAdvance(self.text())
        if self._count:
            painter.setPen(theme().colour("accent_text" if self._on else "text3"))
            painter.drawText(x + 5, baseline, self._count)
        if self._end_icon:
            painter.drawPixmap(self.width() - 22, 6, pixmap(self._end_icon, role, 12, ratio))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._removable and event.position().x() >= self.width() - 26:
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._removable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
            return
        super().keyPressEvent(event)


class SearchInput(QLineEdit):
    """A line to type in, with an icon in front and a way to empty it; `tall` is the search's 40 px.

    Esc empties it first; when it is empty already the key goes on to the window.
    """

    def __init__(
        self, placeholder: str, icon: str = "search", tall: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setProperty("tall", tall)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setFont(fonts.font("reading" if tall else "body"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # Qt sets a leading action too close to the edge, and what is typed too far from it.
        self._before, words = (13, 40) if tall else (11, 34)
        self.setTextMargins(words - OWN_MARGIN, 0, 0, 0)
        self._empty = QAction(self)
        self._empty.setText(self.tr("Clear"))
        self._empty.setToolTip(self.tr("Clear"))
        self._empty.triggered.connect(self.clear)
        self.addAction(self._empty, QLineEdit.ActionPosition.TrailingPosition)
        self._empty.setVisible(False)
        self.textChanged.connect(lambda text: self._empty.setVisible(bool(text)))
        self._tint()
        theme().changed.connect(self._tint)
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(self.tr("Clear"))

    def _tint(self) -> None:
        self._empty.setIcon(make_icon("x", "text2", 16))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        role: Role = "text2" if self.isEnabled() else "text3"
        drawn = pixmap(self._icon, role, 16, self.devicePixelRatioF())
        painter.drawPixmap(self._before, (self.height() - 16) // 2, drawn)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if self.text() and kept_escape(event):
            return True
        return super().event(event)
