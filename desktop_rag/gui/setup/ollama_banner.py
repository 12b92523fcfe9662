"""What is the matter with Ollama, in plain words, with the remedy as a button. Hidden when all is well."""

import sys

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_rag.domain.errors import Failure
from desktop_rag.domain.models import Models, OllamaState
from desktop_rag.domain.words import words_for
from desktop_rag.engine.calls import CONFIRM, MODELS, MY_LIBRARY, START_OLLAMA, Confirm, InLibrary
from desktop_rag.gui.asking import Commands, Question, agreed
from desktop_rag.gui.looks.controls import Banner, Button
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller, Nothing

DOWNLOAD_PAGE = "https://ollama.com/download"
INSTALL = {
    "linux": "curl -fsSL https://ollama.com/install.sh | sh",
    "darwin": "brew install ollama",
    "win32": "winget install Ollama.Ollama",
}
SMALL_MODELS = (
    ("qwen3:4b", "2.5 GB, careful and quick enough without a graphics card"),
    ("qwen3:1.7b", "1.4 GB, for quick answers on a small computer"),
    ("gemma3:4b", "3.3 GB, writes well in many languages"),
)


def trouble(models: Models) -> Failure | None:
    """What keeps questions from being answered, or None."""
    if models.ollama.problem is not None:
        return models.ollama.problem
    if not models.ollama.reachable:
        code = "ollama-absent" if models.ollama.installed else "ollama-not-installed"
        return Failure(code, {"url": models.ollama.url})
    if any(model.kind == "chat" for model in models.models):
        return None
    return Failure("no-chat-model" if models.models else "no-models")


class OllamaBanner(QWidget):
    """Says what is wrong and offers the way out. `models_changed` carries `Models` after every look."""

    models_changed = Signal(object)

    def __init__(self, engine: Caller, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine, self._tasks = engine, tasks
        self._library = MY_LIBRARY
        self._failure: Failure | None = None
        self._dialog: Question | None = None
        self.banner = Banner("attention", "")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.banner)
        self.again = Button("")
        self.remedy: Button | None = None
        self.hide()

    def set_library(self, name: str) -> None:
        self._library = name

    def apply(self, models: Models) -> None:
        """Shows what keeps Ollama from answering, or hides."""
        failure = trouble(models)
        if failure == self._failure:
            return
        self._failure = failure
        self.setVisible(failure is not None)
        if failure is not None:
            self._show(failure, models.ollama)

    def _show(self, failure: Failure, ollama: OllamaState) -> None:
        words = words_for(failure)
        sentence = words.explanation
        if "search" not in sentence.lower():
            sentence = f"{sentence} {self.tr('Searching your documents works all the same.')}"
        self.banner.set_words("attention", words.title, sentence)
        self.again = Button(self.tr("Check again"), "flat")
        self.again.clicked.connect(self.check_again)
        self.remedy = self._remedy(failure, ollama)
        self.banner.set_actions([self.again] + ([self.remedy] if self.remedy is not None else []))

    def _remedy(self, failure: Failure, ollama: OllamaState) -> Button | None:
        absent = failure.code == "ollama-absent" and ollama.local
        if failure.code == "ollama-not-installed" or (absent and not ollama.installed):
            button = Button(self.tr("How to install"), icon="external-link")
            button.clicked.connect(self._explain_install)
        elif absent:
            button = Button(self.tr("Start Ollama"), icon="play")
            button.clicked.connect(self._start)
        elif failure.code in ("no-models", "no-chat-model"):
            button = Button(self.tr("Download a model"), icon="download")
            button.clicked.connect(self._explain_download)
        elif failure.code == "host-unconfirmed":
            button = Button(self.tr("Use this address…"))
            button.clicked.connect(lambda: self._confirm(failure, ollama))
        else:
            return None
        return button

    # ---- remedies

    def check_again(self) -> None:
        """Looks at Ollama again."""
        self._tasks.start(self._look(), group="ollama", name="look at Ollama")

    async def _look(self) -> None:
        self.again.setEnabled(False)
        try:
            models = await self._engine.call(MODELS, InLibrary(self._library))
        finally:
            self.again.setEnabled(True)
        self.apply(models)
        self.models_changed.emit(models)

    def _start(self) -> None:
        self._tasks.start(self._started(), group="ollama", name="start Ollama")

    async def _started(self) -> None:
        button = self.remedy
        if button is not None:
            button.setText(self.tr("Starting…"))
            button.setEnabled(False)
        try:
            await self._engine.call(START_OLLAMA, Nothing())
        finally:
            if button is not None and button is self.remedy:
                button.setText(self.tr("Start Ollama"))
                button.setEnabled(True)
        await self._look()

    def _confirm(self, failure: Failure, ollama: OllamaState) -> None:
        self._tasks.start(self._confirmed(failure, ollama), group="ollama", name="confirm Ollama's address")

    async def _confirmed(self, failure: Failure, ollama: OllamaState) -> None:
        host = failure.arguments.get("host") or ollama.url
        url = ollama.url or host
        sentence = self.tr(
            "Questions, and the passages that go with them, would be sent to {host}. "
            "Say yes only if you know this computer and trust it."
        ).format(host=host)
        title = self.tr("Use Ollama on {host}?").format(host=host)
        if await agreed(self.window(), title, sentence, self.tr("Use it")):
            await self._engine.call(CONFIRM, Confirm(url))
            await self._look()

    def _explain_install(self) -> None:
        command = INSTALL.get(sys.platform, INSTALL["linux"])
        dialog = Question(
            self.window(),
            self.tr("Install Ollama"),
            self.tr(
                "Ollama is a free program that runs language models on this computer. Run this in a "
                "terminal, or download it from its page; then come back and check again."
            ),
            self.tr("Open the download page"),
            self.tr("Close"),
        )
        dialog.put_in(Commands(((self.tr("In a terminal"), command), (self.tr("Its page"), DOWNLOAD_PAGE))))
        dialog.accepted.connect(lambda: QDesktopServices.openUrl(QUrl(DOWNLOAD_PAGE)))
        self._open(dialog)

    def _explain_download(self) -> None:
        dialog = Question(
            self.window(),
            self.tr("Download a model"),
            self.tr(
                "Each of these answers questions on an ordinary computer. Copy a line, run it in a "
                "terminal, then check again."
            ),
            "",
            self.tr("Close"),
        )
        dialog.put_in(Commands([(said, f"ollama pull {name}") for name, said in SMALL_MODELS]))
        self._open(dialog)

    def _open(self, dialog: Question) -> None:
        self._dialog = dialog
        dialog.finished.connect(self._forget)
        dialog.open()

    def _forget(self) -> None:
        self._dialog = None

    def dialog(self) -> Question | None:
        """The dialog that is open, if one is."""
        return self._dialog
