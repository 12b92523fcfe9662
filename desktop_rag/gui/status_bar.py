"""The line at the bottom: Ollama, what finds passages, how much is held, and the promise."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_rag.domain.models import BUILT_IN, Models
from desktop_rag.gui.library.wording import count
from desktop_rag.gui.looks.cards import Picture
from desktop_rag.gui.looks.controls import Label, Separator
from desktop_rag.gui.looks.theme import theme
from desktop_rag.gui.looks.tokens import STATUS_BAR
from desktop_rag.gui.model_words import find


class Dot(QWidget):
    """Filled and green: it runs. An empty ring: it does not. The words beside it say the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.on = False
        self.setFixedSize(QSize(10, 10))
        theme().changed.connect(self.update)

    def set_on(self, on: bool) -> None:
        self.on = on
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("ok"))
            painter.drawEllipse(QRectF(1, 1, 8, 8))
        else:
            painter.setPen(QPen(theme().colour("text2"), 1.3))
            painter.drawEllipse(QRectF(1.5, 1.5, 7, 7))


def where_it_goes(models: Models) -> str:
    """Where questions or passages would go beyond this computer, or nothing."""
    if not models.ollama.local:
        return models.ollama.url
    for name in (models.chat, models.embedder):
        model = find(models, name)
        if model is not None and model.remote:
            return model.name
    return ""


class StatusBar(QFrame):
    """28 px. Where there is little room it keeps Ollama and the promise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "window")
        self.setAccessibleName(self.tr("Status"))
        self.setFixedHeight(STATUS_BAR)
        self._dot = Dot()
        self.ollama = Label(self.tr("Looking for Ollama"), "small", "text2")
        self.finding = Label("", "small", "text2")
        self.counts = Label("", "small", "text2")
        self._shield = Picture("shield-check", "text2", 14)
        self.promise = Label(self.tr("Nothing leaves this computer"), "small", "text2")
        self._middle: list[tuple[Separator, Label]] = []
        self._narrow = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Separator())
        column.addLayout(self._row())

    def _row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(15, 0, 15, 0)
        row.setSpacing(6)
        row.addWidget(self._dot)
        row.addWidget(self.ollama)
        for label in (self.finding, self.counts):
            line = Separator(vertical=True)
            line.setFixedHeight(12)
            row.addSpacing(10)
            row.addWidget(line)
            row.addSpacing(10)
            row.addWidget(label)
            self._middle.append((line, label))
        row.addStretch(1)
        row.addWidget(self._shield)
        row.addWidget(self.promise)
        self._settle()
        return row

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self._settle()

    def _settle(self) -> None:
        """A line stands before words only."""
        for line, label in self._middle:
            shown = not self._narrow and bool(label.text())
            line.setVisible(shown)
            label.setVisible(shown)

    def apply_models(self, models: Models) -> None:
        """Ollama's state, the model that finds, and whether anything leaves this computer."""
        state = models.ollama
        self._dot.set_on(state.reachable)
        self.ollama.setText(self._ollama_words(models))
        name = models.embedder.removesuffix(":latest")
        self.finding.setText(
            self.tr("Finding with the built-in model")
            if name == BUILT_IN
            else self.tr("Finding with {model}").format(model=name)
        )
        goes = where_it_goes(models)
        if goes:
            self.promise.setText(self.tr("Questions and passages leave this computer: {to}").format(to=goes))
        else:
            self.promise.setText(self.tr("Nothing leaves this computer"))
        self.promise.set_role("attention" if goes else "text2")
        self._shield.set_icon("cloud" if goes else "shield-check", "attention" if goes else "text2")
        self._settle()

    def _ollama_words(self, models: Models) -> str:
        state = models.ollama
        if state.reachable:
            version = ".".join(state.version.split(".")[:2])
            return self.tr("Ollama {version} is running").format(version=version).replace("  ", " ")
        if state.installed or not state.local:
            return self.tr("Ollama is not running")
        return self.tr("Ollama is not installed")

    def show_counts(self, documents: int, done: int, passages: int) -> None:
        """`done` documents of all can be searched."""
        if not documents:
            self.counts.setText(self.tr("No documents"))
        else:
            held = count(passages, "passage", "passages")
            of = f"{done:,} of " if done < documents else ""
            words = self.tr("{passages} in {of}{documents}")
            self.counts.setText(
                words.format(passages=held, of=of, documents=count(documents, "document", "documents"))
            )
        self._settle()
