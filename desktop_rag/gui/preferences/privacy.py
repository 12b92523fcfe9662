"""What leaves this computer, and where Ollama is."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_rag.domain.errors import DesktopRagError
from desktop_rag.domain.models import Models
from desktop_rag.domain.words import words_for
from desktop_rag.engine.calls import CONFIRM, Confirm
from desktop_rag.gui.asking import agreed
from desktop_rag.gui.looks.cards import Picture
from desktop_rag.gui.looks.controls import Button, Card, Label
from desktop_rag.gui.model_words import find
from desktop_rag.gui.preferences.general import page_title
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller

THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]", "::1")


def tr(text: str) -> str:
    """The text in the window's language."""
    return QCoreApplication.translate("Privacy", text)


def leaves(models: Models) -> tuple[bool, str]:
    """Whether anything leaves this computer, and the sentence that says what."""
    chosen = find(models, models.chat) if models.chat else None
    if chosen is not None and chosen.remote:
        words = tr("Questions and passages go to the company that runs {model}.")
        return True, words.format(model=chosen.name)
    if not models.ollama.local:
        words = tr("Questions, passages and texts to be indexed go to {url}.")
        return True, words.format(url=models.ollama.url)
    return False, tr("Documents, questions and answers stay here. No account, and nothing is reported.")


class PrivacyPage(QWidget):
    """Says what leaves, and lets the address of Ollama be changed, which is asked about first."""

    models_wanted = Signal()

    def __init__(self, engine: Caller, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine, self._tasks = engine, tasks
        self._models: Models | None = None
        self._picture = Picture("shield-check", "ok", 20)
        self._title = Label(self.tr("Nothing leaves this computer"), "body_medium")
        self._sentence = Label("", "small", "text2", wrap=True)
        self.address = QLineEdit()
        self.address.setAccessibleName(self.tr("Ollama's address"))
        self.use = Button(self.tr("Use this address"))
        self.back = Button(self.tr("Back to this computer"), "flat")
        self._said = Label("", "small", "problem", wrap=True)
        self._lay_out()
        self.use.clicked.connect(self.use_address)
        self.address.returnPressed.connect(self.use_address)
        self.address.textChanged.connect(self._settle)
        self.back.clicked.connect(lambda: self._start(""))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(page_title(self.tr("Privacy")))
        promise = Card(16)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self._picture)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        row.addLayout(words, 1)
        promise.body.addLayout(row)
        column.addWidget(promise)
        place = Card(16)
        place.body.setSpacing(8)
        place.body.addWidget(Label(self.tr("Where Ollama is"), "body_medium"))
        place.body.addWidget(
            Label(
                self.tr("Usually on this computer. With another address, what you ask leaves it."),
                "small", "text2", wrap=True,
            )
        )  # fmt: skip
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.address, 1)
        line.addWidget(self.use)
        line.addWidget(self.back)
        place.body.addLayout(line)
        place.body.addWidget(self._said)
        self._said.hide()
        column.addWidget(place)
        column.addStretch(1)

    def apply(self, models: Models) -> None:
        """Shows where Ollama is and what that means."""
        self._models = models
        out, sentence = leaves(models)
        self._picture.set_icon("triangle-alert" if out else "shield-check", "attention" if out else "ok")
        title = self.tr("Something leaves this computer") if out else self.tr("Nothing leaves this computer")
        self._title.setText(title)
        self._title.set_role("attention" if out else "text")
        self._sentence.setText(sentence)
        self.address.setText(models.ollama.url)
        self._settle()

    def _settle(self) -> None:
        now = self._models.ollama.url if self._models is not None else ""
        typed = self.address.text().strip()
        waiting = self._models is not None and self._models.ollama.problem is not None
        self.use.setEnabled(bool(typed) and (typed != now or waiting))
        self.back.setVisible(self._models is not None and not self._models.ollama.local)

    def use_address(self) -> None:
        """Asks about another machine, then uses the address that was typed."""
        typed = self.address.text().strip()
        if typed:
            self._start(typed)

    def _start(self, url: str) -> None:
        self._tasks.start(self._use(url), group="address", name="change Ollama's address")

    async def _use(self, url: str) -> None:
        self._say("")
        if url and not _names_this_machine(url):
            title = self.tr("Use Ollama on {host}?").format(host=url)
            sentence = self.tr(
                "Questions, and the passages that go with them, would be sent there. "
                "Say yes only if you know this computer and trust it."
            )
            if not await agreed(self.window(), title, sentence, self.tr("Use it")):
                return
        try:
            state = await self._engine.call(CONFIRM, Confirm(url))
        except DesktopRagError as error:
            words = words_for(error.failure)
            self._say(f"{words.title}. {words.remedy}")
            return
        if state.problem is not None:
            self._say(words_for(state.problem).title)
        self.models_wanted.emit()

    def _say(self, words: str) -> None:
        self._said.setText(words)
        self._said.setVisible(bool(words))


def _names_this_machine(url: str) -> bool:
    """Whether an address is this machine's by its spelling; in doubt it is not, and the person is asked."""
    if "@" in url:
        return False
    host = url.partition("://")[2] or url
    bare = host.partition("/")[0]
    if bare.startswith("["):
        return bare.partition("]")[0] + "]" in THIS_MACHINE
    return bare.partition(":")[0].lower() in THIS_MACHINE
