"""The head of the source pane: which document, and the way to see it outside."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_rag.domain.documents import held_in
from desktop_rag.gui.looks.controls import Button, Elided, IconButton, Tile
from desktop_rag.gui.looks.tokens import HEADER, PADDING_SOURCE
from desktop_rag.gui.outside import may_open
from desktop_rag.gui.source.tour import Spot
from desktop_rag.gui.source.wording import name_of


class SourceHeader(QWidget):
    """`open_pressed` asks for the system's viewer, `folder_pressed` for the folder, `closed` for room."""

    open_pressed = Signal()
    folder_pressed = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEADER)
        self.tile = Tile("")
        self.name = Elided("", "title")
        self.open = Button(self.tr("Open"), icon="external-link", small=True)
        self.open.setToolTip(self.tr("Open in the system's own viewer"))
        self.folder = Button(self.tr("Show in folder"), icon="folder-open", small=True)
        self.close_button = IconButton("panel-right", self.tr("Hide the source"))
        row = QHBoxLayout(self)
        row.setContentsMargins(PADDING_SOURCE, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self.tile)
        row.addSpacing(2)
        row.addWidget(self.name, 1)
        row.addWidget(self.open)
        row.addWidget(self.folder)
        row.addWidget(self.close_button)
        self.open.clicked.connect(self.open_pressed)
        self.folder.clicked.connect(self.folder_pressed)
        self.close_button.clicked.connect(self.closed)
        self.show_document(None)

    def show_document(self, spot: Spot | None) -> None:
        """Names a document before it is there; nothing can be opened until its state is known."""
        self.tile.setVisible(spot is not None)
        self.open.hide()
        self.folder.hide()
        if spot is None:
            self.name.set_text("")
            return
        self.tile.set_kind(spot.kind)
        mail = held_in(spot.path, spot.shown)
        name = name_of(spot.shown)
        self.name.set_text(
            self.tr("{name} in {mail}").format(name=name, mail=mail) if mail else name, spot.shown
        )

    def allow(self, kind: str, path: bytes, there: bool) -> None:
        """One way out: the viewer for kinds that are only looked at, the folder for all others."""
        viewer = there and may_open(kind, path)
        self.open.setVisible(viewer)
        self.folder.setVisible(there and not viewer)
