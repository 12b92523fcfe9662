"""The models that are installed: what each is for, its size, its state, and a button that puts it to use."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_rag.domain.models import BUILT_IN, Model, Models
from desktop_rag.engine.calls import CHOOSE, MY_LIBRARY
from desktop_rag.gui.choosing import choice, group_of
from desktop_rag.gui.looks.cards import Picture
from desktop_rag.gui.looks.controls import Button, Card, Label, Ring, Separator
from desktop_rag.gui.model_words import is_chosen, name_words, size_words
from desktop_rag.gui.preferences.general import page_title
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller

ROW = 52
HEAD = 28
FOR, DISK, STATE, ACTION = 108, 100, 150, 72


class ModelsPage(QWidget):
    """A table of models. `models_changed` carries `Models` after a choice."""

    models_changed = Signal(object)

    def __init__(self, engine: Caller, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine, self._tasks = engine, tasks
        self._library = MY_LIBRARY
        self._models: Models | None = None
        self._busy = ""
        self._count = Label("", "small", "text2")
        self._card: Card | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(page_title(self.tr("Models")))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(self.tr("Installed"), "title"))
        head.addWidget(self._count, 0, Qt.AlignmentFlag.AlignBottom)
        head.addStretch(1)
        self._column.addLayout(head)
        note = self.tr(
            "Answers are written by a chat model of Ollama. Finding turns texts into numbers: after a "
            "change the old index keeps answering until the new one is complete."
        )
        self._column.addSpacing(4)
        self._column.addWidget(Label(note, "small", "text2", wrap=True))
        self._column.addStretch(1)
        self.rows: dict[str, Button | None] = {}

    def set_library(self, name: str) -> None:
        self._library = name

    def apply(self, models: Models) -> None:
        """Shows these models; the built-in one is always among them."""
        self._models = models
        self._build()

    def _listed(self) -> list[Model]:
        assert self._models is not None
        listed = sorted(
            self._models.models, key=lambda model: (model.kind != "chat", not self._chosen(model), model.name)
        )
        if not any(model.name == BUILT_IN for model in listed):
            listed.append(Model(BUILT_IN, "embedding"))
        return listed

    def _build(self) -> None:
        if self._card is not None:
            self._column.removeWidget(self._card)
            self._card.hide()
            self._card.deleteLater()
        self.rows = {}
        card = self._card = Card(0)
        card.body.setSpacing(0)
        card.body.setContentsMargins(1, 1, 1, 1)
        card.body.addWidget(self._head())
        listed = self._listed()
        for number, model in enumerate(listed):
            line = QHBoxLayout()
            line.setContentsMargins(16 if number else 0, 0, 0, 0)
            line.addWidget(Separator())
            card.body.addLayout(line)
            card.body.addWidget(self._row(model))
        self._column.insertWidget(2, card)
        own = [model for model in listed if model.name != BUILT_IN]
        total = size_words(sum(model.bytes for model in own))
        words = self.tr("1 model") if len(own) == 1 else self.tr("{n} models").format(n=len(own))
        self._count.setText(" · ".join(part for part in (words, total) if part))

    def _head(self) -> QWidget:
        cells = [
            Label(text, "small", "text2")
            for text in (self.tr("Model"), self.tr("For"), self.tr("On disk"), self.tr("State"))
        ]
        return _line(HEAD, cells[0], cells[1], cells[2], cells[3], QWidget())

    def _row(self, model: Model) -> QWidget:
        names = QWidget()
        column = QVBoxLayout(names)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(Label(name_words(model.name), "body_medium"))
        column.addWidget(Label(self._said(model), "small", "text2"))
        column.addStretch(1)
        purpose = self.tr("Answers") if model.kind == "chat" else self.tr("Finding")
        size = self.tr("cloud") if model.remote else size_words(model.bytes)
        chosen = self._chosen(model)
        action = None if chosen else Button(self.tr("Use"), small=True)
        if action is not None:
            action.setAccessibleName(self.tr("Use {model}").format(model=name_words(model.name)))
            action.setEnabled(self._busy != model.name)
            action.clicked.connect(lambda: self.choose(model))
        self.rows[model.name] = action
        return _line(
            ROW, names, Label(purpose, "small", "text2"), Label(size, "small", "text2"),
            self._state(model, chosen), action or QWidget(),
        )  # fmt: skip

    def _said(self, model: Model) -> str:
        if model.name == BUILT_IN:
            return self.tr("Comes with Desktop RAG, needs no Ollama")
        if model.remote:
            return self.tr("Questions and passages would leave this computer")
        return " · ".join(part for part in (model.parameters, model.quantization) if part)

    def _chosen(self, model: Model) -> bool:
        assert self._models is not None
        if model.name == BUILT_IN:
            return self._models.embedder == BUILT_IN
        return is_chosen(self._models, model)

    def _state(self, model: Model, chosen: bool) -> QWidget:
        cell = QWidget()
        row = QHBoxLayout(cell)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        if self._busy == model.name:
            row.addWidget(Ring())
            row.addWidget(Label(self.tr("Being prepared"), "small", "text2"))
        elif chosen:
            row.addWidget(Picture("check", "accent", 14))
            row.addWidget(Label(self.tr("In use"), "small_medium"))
        elif model.remote:
            row.addWidget(Picture("cloud", "attention", 14))
            row.addWidget(Label(self.tr("In the cloud"), "small", "attention"))
        elif model.name == BUILT_IN:
            row.addWidget(Label(self.tr("Ready"), "small", "text2"))
        else:
            words = self.tr("Loaded") if model.loaded else self.tr("Not loaded")
            row.addWidget(Label(words, "small", "text2"))
        row.addStretch(1)
        return cell

    def choose(self, model: Model) -> None:
        """Puts a model to use; a cloud model only after the person has agreed."""
        self._tasks.start(self._choose(model), group=group_of(model), name="choose a model")

    async def _choose(self, model: Model) -> None:
        wanted = await choice(self.window(), self._models, model, self._library)
        if wanted is None:
            return
        self._busy = model.name
        self._build()
        try:
            models = await self._engine.call(CHOOSE, wanted)
        except BaseException:
            self._busy = ""
            self._build()
            raise
        self._busy = ""
        self.apply(models)
        self.models_changed.emit(models)


def _line(
    height: int, name: QWidget, purpose: QWidget, size: QWidget, state: QWidget, action: QWidget
) -> QWidget:
    """One line of the table, its columns as wide as those above."""
    line = QWidget()
    line.setFixedHeight(height)
    row = QHBoxLayout(line)
    row.setContentsMargins(16, 0, 8, 0)
    row.setSpacing(0)
    row.addWidget(name, 1)
    for widget, width in ((purpose, FOR), (size, DISK), (state, STATE)):
        widget.setFixedWidth(width)
        row.addWidget(widget)
    holder = QWidget()
    holder.setFixedWidth(ACTION)
    end = QHBoxLayout(holder)
    end.setContentsMargins(0, 0, 0, 0)
    end.addStretch(1)
    end.addWidget(action)
    row.addWidget(holder)
    return line
