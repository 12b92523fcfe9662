"""The bar below the head: which page, how large, and which of the passages."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop_rag.gui.looks.controls import IconButton, Label, Separator
from desktop_rag.gui.looks.tokens import PADDING_SOURCE
from desktop_rag.gui.source.tour import Tour

HEIGHT = 37
SIDE, SIDE_NARROW = 28, 24
SHORT_BELOW, NARROW_BELOW = 456, 410


class SourceBar(QWidget):
    """Signals carry the direction: -1 back, 1 on; `zoomed` steps, with 0 for fitting."""

    unit_moved = Signal(int)
    passage_moved = Signal(int)
    zoomed = Signal(int)
    find_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        # The bar gives way to the pane: what does not fit is said shorter, never cut.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._tour: Tour | None = None
        self._zoomed = self._picture = False
        self.unit = Label("", "small", "text2")
        self.passage = Label("", "small", "text2")
        self.unit_back = self._button("chevron-left", self.tr("Previous page or part"))
        self.unit_on = self._button("chevron-right", self.tr("Next page or part"))
        self.find_button = self._button("search", self.tr("Find in this document"))
        self.zoom_in = self._button("zoom-in", self.tr("Larger"))
        self.zoom_out = self._button("zoom-out", self.tr("Smaller"))
        self.zoom_fit = self._button("move-horizontal", self.tr("Fit the width"))
        self.passage_back = self._button("chevron-up", self.tr("Previous passage"))
        self.passage_on = self._button("chevron-down", self.tr("Next passage"))
        self._line = Separator(vertical=True)
        self._line.setFixedHeight(14)
        row = QHBoxLayout(self)
        row.setContentsMargins(PADDING_SOURCE, 0, 14, 9)
        row.setSpacing(0)
        row.addWidget(self.unit)
        row.addSpacing(4)
        row.addWidget(self.unit_back)
        row.addWidget(self.unit_on)
        row.addStretch(1)
        for button in (self.find_button, self.zoom_out, self.zoom_fit, self.zoom_in):
            row.addWidget(button)
        row.addSpacing(4)
        row.addWidget(self._line)
        row.addSpacing(6)
        row.addWidget(self.passage)
        row.addSpacing(4)
        row.addWidget(self.passage_back)
        row.addWidget(self.passage_on)
        self._connect()
        self.show_unit(None)
        self.show_tour(None)
        self.show_zoom(1.0, picture=False)

    def _button(self, icon: str, tooltip: str) -> IconButton:
        return IconButton(icon, tooltip, size=16, side=SIDE)

    def _connect(self) -> None:
        self.unit_back.clicked.connect(lambda: self.unit_moved.emit(-1))
        self.unit_on.clicked.connect(lambda: self.unit_moved.emit(1))
        self.passage_back.clicked.connect(lambda: self.passage_moved.emit(-1))
        self.passage_on.clicked.connect(lambda: self.passage_moved.emit(1))
        self.zoom_in.clicked.connect(lambda: self.zoomed.emit(1))
        self.zoom_out.clicked.connect(lambda: self.zoomed.emit(-1))
        self.zoom_fit.clicked.connect(lambda: self.zoomed.emit(0))
        self.find_button.clicked.connect(self.find_pressed)

    def show_unit(self, words: str | None, back: bool = False, on: bool = False) -> None:
        """Names the page or part that is shown, and whether there is one before and after it; None is
        nothing at all."""
        self.unit.setText(words or "")
        for button, there in ((self.unit_back, back), (self.unit_on, on)):
            button.setVisible(back or on)
            button.setEnabled(there)
        self.find_button.setVisible(words is not None)

    def show_tour(self, tour: Tour | None) -> None:
        self._tour = tour
        self._fit()
        for part in (self.passage, self.passage_back, self.passage_on):
            part.setVisible(tour is not None)
        self._line.setVisible(tour is not None)
        self.passage_back.setEnabled(tour is not None and tour.moved(-1) is not None)
        self.passage_on.setEnabled(tour is not None and tour.moved(1) is not None)

    def show_zoom(self, zoom: float, picture: bool) -> None:
        """Only pages are zoomed. One button fits them: to the width, or where they have it, to the page."""
        self._zoomed, self._picture = picture and zoom != 1.0, picture
        self.zoom_in.setVisible(picture)
        self.zoom_fit.set_icon("move-horizontal" if self._zoomed else "move-vertical")
        self.zoom_fit.set_tooltip(self.tr("Fit the width") if self._zoomed else self.tr("Fit the page"))
        self._fit()

    def _fit(self) -> None:
        short, narrow = self.width() < SHORT_BELOW, self.width() < NARROW_BELOW
        words = self._tour.words if self._tour else ""
        self.passage.setText(self._tour.short if self._tour and short else words)
        self.passage.setToolTip(words if short else "")
        self.zoom_out.setVisible(self._picture and (self._zoomed or not short) and not narrow)
        self.zoom_fit.setVisible(self._picture and (self._zoomed or not narrow))
        for button in self.findChildren(IconButton):
            button.setFixedSize(SIDE_NARROW if narrow else SIDE, SIDE)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
