"""Library, centre and source side by side, and which of them are to be seen at which width."""

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from desktop_rag.gui.looks.controls import Button

WIDE, MEDIUM = 1200, 900
LIBRARY_LEAST, LIBRARY_MOST = 220, 420
CENTRE_LEAST = 480
SOURCE_LEAST = 360

Room = Literal["wide", "medium", "narrow"]
Front = Literal["library", "centre", "source"]


def room_for(width: int) -> Room:
    return "wide" if width >= WIDE else "medium" if width >= MEDIUM else "narrow"


def shares(width: int, library: int, source: int) -> tuple[int, int, int]:
    """Widths of library, centre and source; 0 for one that is hidden. The source gives way first."""
    centre = width - library - source
    if source and centre < CENTRE_LEAST:
        source = max(SOURCE_LEAST, source - (CENTRE_LEAST - centre))
        centre = width - library - source
    if library and centre < CENTRE_LEAST:
        library = max(LIBRARY_LEAST, library - (CENTRE_LEAST - centre))
    return library, width - library - source, source


class Panes(QWidget):
    """Three panes in a wide window, two in a medium one, one in a narrow one with a way back.

    `arranged` comes whenever which panes are to be seen has changed.
    """

    arranged = Signal()

    def __init__(
        self,
        library: QWidget,
        centre: QWidget,
        source: QWidget,
        library_width: int,
        source_width: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.library, self.centre, self.source = library, centre, source
        self.library_width, self.source_width = library_width, source_width
        self.library_wanted = self.source_wanted = True
        self.source_used = False
        self._front: Front = "centre"
        self._second: Literal["library", "source"] = "library"
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for pane in (library, centre, source):
            self.splitter.addWidget(pane)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.splitterMoved.connect(self._dragged)
        self.back = Button(self.tr("Back"), "flat", "arrow-left")
        self.back.clicked.connect(self.go_back)
        self._back_row = QWidget()
        row = QHBoxLayout(self._back_row)
        row.setContentsMargins(8, 4, 8, 0)
        row.addWidget(self.back)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._back_row)
        column.addWidget(self.splitter, 1)

    @property
    def room(self) -> Room:
        return room_for(self.width())

    # ---- what the window asks of it

    def open_source(self) -> None:
        """Brings the source into sight: a document has been opened in it."""
        self.source_used = self.source_wanted = True
        self._second = "source"
        if self.room == "narrow":
            self._front = "source"
        self.arrange()

    def close_source(self) -> None:
        self.source_wanted = False
        self._second = "library"
        self._front = "centre"
        self.arrange()

    def toggle_source(self) -> None:
        if self.source.isVisible():
            self.close_source()
        elif self.source_used:
            self.open_source()

    def toggle_library(self) -> None:
        """Hides or shows the library; in a medium window it changes places with the source."""
        room = self.room
        if room == "narrow":
            self._front = "centre" if self._front == "library" else "library"
        elif room == "medium" and self.source.isVisible():
            self._second, self.library_wanted = "library", True
        else:
            self.library_wanted = not self.library.isVisible()
            if room == "medium" and not self.library_wanted and self.source_used and self.source_wanted:
                self._second = "source"
        self.arrange()

    def go_back(self) -> None:
        """From library or source to the centre, in a narrow window."""
        self._front = "centre"
        self.arrange()

    def at_front(self) -> Front:
        return self._front if self.room == "narrow" else "centre"

    # ---- how it does that

    def visible_panes(self) -> tuple[bool, bool, bool]:
        source = self.source_wanted and self.source_used
        room = self.room
        if room == "narrow":
            return self._front == "library", self._front == "centre", self._front == "source"
        if room == "medium":
            source = source and self._second == "source"
            return self.library_wanted and not source, True, source
        return self.library_wanted, True, source

    def arrange(self) -> None:
        narrow = self.room == "narrow"
        before = (self.library.isHidden(), self.centre.isHidden(), self.source.isHidden())
        library, centre, source = self.visible_panes()
        self.library.setMinimumWidth(0 if narrow else LIBRARY_LEAST)
        self.library.setMaximumWidth(16_777_215 if narrow else LIBRARY_MOST)
        self.source.setMinimumWidth(0 if narrow else SOURCE_LEAST)
        self.library.setVisible(library)
        self.centre.setVisible(centre)
        self.source.setVisible(source)
        self._back_row.setVisible(narrow and not centre)
        if not narrow:
            wanted = shares(
                self.width() - self.splitter.handleWidth() * (library + source),
                self.library_width if library else 0,
                self.source_width if source else 0,
            )
            self.splitter.setSizes(list(wanted))
        if before != (self.library.isHidden(), self.centre.isHidden(), self.source.isHidden()):
            self.arranged.emit()

    def _dragged(self) -> None:
        library, _, source = self.splitter.sizes()
        if library and not self.library.isHidden():
            self.library_width = library
        if source and not self.source.isHidden():
            self.source_width = source

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()
        if room_for(event.oldSize().width()) != self.room:
            self.arranged.emit()
