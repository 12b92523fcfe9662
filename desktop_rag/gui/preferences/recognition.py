"""The choice whether the text of scans and pictures is read by itself."""

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_rag.domain.errors import DesktopRagError
from desktop_rag.domain.reports import EngineSettings
from desktop_rag.domain.words import words_for
from desktop_rag.engine.calls import RECOGNIZE_ALL, RECOGNIZERS, Switch
from desktop_rag.gui.looks.controls import Card, Label
from desktop_rag.gui.looks.controls import Switch as Choice
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller, Nothing

ASK, ALWAYS = "ask", "always"


def language_name(code: str) -> str:
    """A language of tesseract in words: "German" of "deu"; the code itself where Qt knows none."""
    language = QLocale.codeToLanguage(code.partition("_")[0])
    return code if language == QLocale.Language.AnyLanguage else QLocale.languageToString(language)


class RecognitionCard(Card):
    """Asked for each document at first: it takes seconds a page, and a folder may hold years of pictures."""

    def __init__(self, engine: Caller, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(16, parent=parent)
        self._engine, self._tasks = engine, tasks
        self.choice = Choice(
            ((ASK, self.tr("When I say so"), ""), (ALWAYS, self.tr("By itself"), "")),
            self.tr("Text in scans and pictures"),
        )
        self.said = Label("", "small", "text2", wrap=True)
        row = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(self.tr("Text in scans and pictures"), "body_medium"))
        words.addWidget(self.said)
        row.addLayout(words, 1)
        row.addWidget(self.choice)
        self.body.addLayout(row)
        self._say("")
        self.choice.changed.connect(self._choose)

    def apply(self, settings: EngineSettings) -> None:
        """Shows these settings."""
        self.choice.choose(ALWAYS if settings.recognize else ASK)

    async def refresh(self) -> None:
        """Asks what can be read."""
        languages = (await self._engine.call(RECOGNIZERS, Nothing())).languages
        self._say(", ".join(sorted({language_name(language) for language in languages})))

    def _say(self, languages: str) -> None:
        words = self.tr(
            "Read with Tesseract on this computer, behind everything else; it takes a few seconds a page."
        )
        known = self.tr(" Languages: {languages}.").format(languages=languages) if languages else ""
        self.said.setText(words + known)

    def _choose(self, key: str) -> None:
        self._tasks.start(self._use(key), group="recognition", name="choose how scans are read")

    async def _use(self, key: str) -> None:
        try:
            self.apply(await self._engine.call(RECOGNIZE_ALL, Switch(key == ALWAYS)))
        except DesktopRagError as error:
            self.choice.choose(ASK)
            words = words_for(error.failure)
            self.said.setText(f"{words.title}. {words.remedy}")
