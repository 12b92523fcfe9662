"""Which models answer and find: a button in the header, and a menu that tells them apart by what they can."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from desktop_rag.domain.models import BUILT_IN, Model, ModelKind, Models
from desktop_rag.engine.calls import CHOOSE, MODELS, MY_LIBRARY, InLibrary
from desktop_rag.gui.choosing import choice, group_of
from desktop_rag.gui.looks.icons import icon
from desktop_rag.gui.looks.tokens import Role
from desktop_rag.gui.model_picker.button import ModelButton
from desktop_rag.gui.model_words import find, is_chosen, name_words, size_words, tr
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller


class ModelPicker(QWidget):
    """Shows and changes the chosen models. `models_changed` carries `Models` whenever they were asked for."""

    models_changed = Signal(object)

    def __init__(self, engine: Caller, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine, self._tasks = engine, tasks
        self._library = MY_LIBRARY
        self._models: Models | None = None
        self.button = ModelButton()
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        self.button.clicked.connect(self.open_menu)
        self._show_button()

    def set_library(self, name: str) -> None:
        """The library whose way of finding is shown and changed."""
        self._library = name
        self.refresh()

    def set_short(self, short: bool) -> None:
        """Shows the sign alone; the name becomes the tooltip."""
        self.button.set_short(short)

    def apply(self, models: Models) -> None:
        """Shows models that somebody else has asked for."""
        self._models = models
        self._show_button()
        if self.menu.isVisible():
            self._fill_menu()

    def refresh(self) -> None:
        """Asks the engine again."""
        self._tasks.start(self._refresh(), group="models", name="look at the models")

    def open_menu(self) -> None:
        """Opens the menu below the button with what is known, and looks again meanwhile."""
        self._fill_menu()
        corner = self.button.mapToGlobal(QPoint(self.button.width(), self.button.height() + 4))
        self.menu.popup(corner - QPoint(self.menu.sizeHint().width(), 0))
        self.refresh()

    async def _refresh(self) -> None:
        self._take(await self._engine.call(MODELS, InLibrary(self._library)))

    def _take(self, models: Models) -> None:
        self.apply(models)
        self.models_changed.emit(models)

    # ---- the button

    def _show_button(self) -> None:
        name, said, role, filled = self._standing()
        model = find(self._models, self._models.chat) if self._models is not None else None
        self.button.show_model(name, said, role, filled, cloud=bool(model and model.remote))

    def _standing(self) -> tuple[str, str, Role, bool]:
        """Name, state in words, colour of the dot, and whether the dot is filled."""
        models = self._models
        if models is None:
            return tr("Models"), tr("looking for models"), "text3", False
        if not models.chat:
            return tr("No chat model"), tr("the best passages are shown instead of answers"), "text3", False
        name = name_words(models.chat)
        if not models.ollama.reachable:
            return name, tr("Ollama does not answer"), "attention", False
        model = find(models, models.chat)
        if model is None:
            return name, tr("this model is no longer there"), "attention", False
        if model.remote:
            return name, tr("runs in the cloud: questions and passages leave"), "attention", True
        return name, tr("ready, runs on this computer"), "ok", True

    # ---- the menu

    def _fill_menu(self) -> None:
        self.menu.clear()
        self._section(tr("Answers"), "chat", tr("No chat model is installed"))
        self.menu.addSeparator()
        self._section(tr("Finding"), "embedding", "")

    def _section(self, title: str, kind: ModelKind, empty: str) -> None:
        head = self.menu.addAction(title)
        head.setEnabled(False)
        models = self._models
        listed = [model for model in models.models if model.kind == kind] if models is not None else []
        if kind == "embedding" and not any(model.name == BUILT_IN for model in listed):
            listed.insert(0, Model(BUILT_IN, "embedding"))
        for model in listed:
            self._entry(model)
        if not listed and empty:
            self.menu.addAction(empty).setEnabled(False)

    def _entry(self, model: Model) -> None:
        action = QAction(_entry_words(model), self.menu)
        chosen = self._models is not None and (
            self._models.embedder == BUILT_IN if model.name == BUILT_IN else is_chosen(self._models, model)
        )
        if chosen:
            action.setIcon(icon("check", "accent"))
        elif model.remote:
            action.setIcon(icon("cloud", "attention"))
        action.setData(model.name)
        if model.remote:
            action.setToolTip(tr("Questions and passages would leave this computer"))
        elif model.name == BUILT_IN:
            action.setToolTip(tr("Comes with Desktop RAG, needs no Ollama"))
        else:
            action.setToolTip(" ".join(part for part in (model.parameters, model.quantization) if part))
        if not chosen:
            action.triggered.connect(lambda: self.choose(model))
        self.menu.addAction(action)

    def choose(self, model: Model) -> None:
        """Chooses a model for what it can do; a cloud model only after the person has agreed."""
        self._tasks.start(self._choose(model), group=group_of(model), name="choose a model")

    async def _choose(self, model: Model) -> None:
        wanted = await choice(self.window(), self._models, model, self._library)
        if wanted is None:
            return
        self._take(await self._engine.call(CHOOSE, wanted))


def _entry_words(model: Model) -> str:
    """The name, and at the right edge its size, or that it runs elsewhere."""
    if model.remote:
        return f"{name_words(model.name)}\t{tr('cloud')}"
    return f"{name_words(model.name)}\t{size_words(model.bytes)}".rstrip("\t")
