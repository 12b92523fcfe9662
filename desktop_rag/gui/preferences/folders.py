"""What of the added folders is left out, by rules and by size, and whether pictures in them are read."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_rag.domain.errors import DesktopRagError, RuleInvalid
from desktop_rag.domain.reports import IGNORE, LARGEST, EngineSettings
from desktop_rag.domain.words import words_for
from desktop_rag.engine.calls import LEAVE_OUT, SETTINGS, LeaveOut
from desktop_rag.gui.looks.controls import Button, Card, Label, Switch
from desktop_rag.gui.looks.theme import repolish
from desktop_rag.gui.preferences.general import page_title
from desktop_rag.gui.preferences.recognition import RecognitionCard
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller, Nothing

# Bytes by the key of a choice; the last is about what a reader takes at most.
SIZES = {"20": 20_000_000, "100": 100_000_000, "500": LARGEST}
LINES = 9


class FoldersPage(QWidget):
    """Rules are written as in `.gitignore`; a change takes effect at once, in every library."""

    def __init__(self, engine: Caller, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine, self._tasks = engine, tasks
        self._settings = EngineSettings()
        self.rules = QPlainTextEdit()
        self.rules.setAccessibleName(self.tr("Rules for what is left out"))
        self.rules.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.rules.setTabChangesFocus(True)
        self.rules.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.use = Button(self.tr("Use these rules"))
        self.back = Button(self.tr("Back to the first rules"), "flat")
        self.sizes = Switch(
            tuple((key, self.tr("{n} MB").format(n=key), "") for key in SIZES), self.tr("Largest file")
        )
        self.said = Label("", "small", "problem", wrap=True)
        self.recognition = RecognitionCard(engine, tasks)
        self._lay_out()
        self.use.clicked.connect(self.use_rules)
        self.back.clicked.connect(lambda: self.rules.setPlainText(IGNORE))
        self.rules.textChanged.connect(self._settle)
        self.sizes.changed.connect(self._use_size)
        self._settle()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(page_title(self.tr("Folders")))
        rules = Card(16)
        rules.body.setSpacing(8)
        rules.body.addWidget(Label(self.tr("Left out of folders"), "body_medium"))
        rules.body.addWidget(
            Label(
                self.tr(
                    "One rule a line, written as in a .gitignore file: *.log leaves out files of that "
                    "ending, drafts/ a folder, !keep.log takes one in again. Documents that a rule covers "
                    "leave the library, and come back when you take the rule out."
                ),
                "small", "text2", wrap=True,
            )
        )  # fmt: skip
        rules.body.addWidget(self._framed())
        rules.body.addWidget(self.said)
        self.said.hide()
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.use)
        line.addWidget(self.back)
        line.addStretch(1)
        rules.body.addLayout(line)
        rules.body.addWidget(
            Label(
                self.tr(
                    "Always left out: hidden files and folders, caches, node_modules, temporary and lock "
                    "files, and downloads that are not complete. A file or folder that you add by itself "
                    "is taken whatever the rules say."
                ),
                "small", "text2", wrap=True,
            )
        )  # fmt: skip
        column.addWidget(rules)
        size = Card(16)
        row = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(self.tr("Largest file"), "body_medium"))
        words.addWidget(
            Label(self.tr("Larger files in folders are listed but not opened."), "small", "text2", wrap=True)
        )
        row.addLayout(words, 1)
        row.addWidget(self.sizes)
        size.body.addLayout(row)
        column.addWidget(size)
        column.addWidget(self.recognition)
        column.addStretch(1)

    def _framed(self) -> QFrame:
        """The field in a frame of its own, since a text field has none in our looks."""
        self._frame = QFrame()
        self._frame.setProperty("control", "field")
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(6, 4, 2, 4)
        row.addWidget(self.rules)
        self.rules.setFixedHeight(self.rules.fontMetrics().lineSpacing() * LINES + 12)
        self.rules.installEventFilter(self)
        return self._frame

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._frame.setProperty("focused", event.type() == QEvent.Type.FocusIn)
            repolish(self._frame)
        return super().eventFilter(watched, event)

    def refresh(self) -> None:
        """Asks the engine what holds now; what is being written is left alone."""
        self._tasks.start(self._refresh(), group="folder-rules", name="look at the rules")

    async def _refresh(self) -> None:
        written = self.rules.toPlainText() != self._settings.ignore and bool(self.rules.toPlainText())
        self.apply(await self._engine.call(SETTINGS, Nothing()), rules=not written)
        await self.recognition.refresh()

    def apply(self, settings: EngineSettings, rules: bool = True) -> None:
        """Shows these settings."""
        self._settings = settings
        self.recognition.apply(settings)
        if rules:
            self.rules.setPlainText(settings.ignore)
        self._show_size()
        self._settle()

    def _show_size(self) -> None:
        largest = self._settings.largest
        self.sizes.choose(next((key for key, size in SIZES.items() if size >= largest), "500"))

    def _settle(self) -> None:
        written = self.rules.toPlainText()
        self.use.setEnabled(written != self._settings.ignore)
        self.back.setVisible(written != IGNORE)

    def use_rules(self) -> None:
        """Puts the rules to use that stand in the field."""
        self._start(LeaveOut(self.rules.toPlainText(), self._settings.largest))

    def _use_size(self, key: str) -> None:
        self._start(LeaveOut(self._settings.ignore, SIZES[key]))

    def _start(self, wanted: LeaveOut) -> None:
        self._tasks.start(self._use(wanted), group="folder-rules", name="change the rules for folders")

    async def _use(self, wanted: LeaveOut) -> None:
        self._say("")
        try:
            settings = await self._engine.call(LEAVE_OUT, wanted)
        except RuleInvalid as error:
            words = words_for(error.failure)
            self._say(f"{words.title}. {words.explanation} {words.remedy}")
            return
        except DesktopRagError:
            self._show_size()
            raise
        self.apply(settings, rules=settings.ignore == self.rules.toPlainText())

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))
