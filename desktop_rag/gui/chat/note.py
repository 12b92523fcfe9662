"""The quiet line that says how an answer stands: waited for, stopped, interrupted, refused."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_rag.domain.errors import Failure
from desktop_rag.domain.words import words_for
from desktop_rag.gui.chat.conversation import ShownTurn
from desktop_rag.gui.chat.wording import tr, waiting_words
from desktop_rag.gui.looks.cards import Picture
from desktop_rag.gui.looks.controls import Label, Ring
from desktop_rag.gui.looks.tokens import Role


@dataclass(frozen=True)
class Standing:
    """How an answer stands, in words; `above` is what stands before the text instead of after it."""

    icon: str
    role: Role
    title: str
    sentence: str = ""
    above: bool = False
    turning: bool = False


def _sentences(failure: Failure | None) -> str:
    if failure is None:
        return ""
    words = words_for(failure)
    return " ".join(part for part in (words.title.rstrip(".") + ".", words.explanation, words.remedy) if part)


def _reason(failure: Failure | None) -> str:
    """Why, and what to do next, without the title."""
    if failure is None:
        return ""
    words = words_for(failure)
    return " ".join(part for part in (words.explanation, words.remedy) if part)


def standing_of(turn: ShownTurn) -> Standing | None:
    """The line for a turn, or None when the text says all there is to say."""
    reason = turn.answer.reason if turn.answer is not None else turn.failure
    if turn.phase in ("searching", "waiting"):
        return Standing("", "text2", waiting_words(turn), above=True, turning=True)
    if turn.phase == "stopped":
        return Standing("square", "text2", tr("You stopped this answer."))
    if turn.phase == "interrupted":
        why = _sentences(reason) or tr("The model ended before it had finished. Ask again to have it whole.")
        return Standing("unplug", "attention", tr("This answer was interrupted"), why)
    if turn.phase == "refused":
        why = tr("No passage answers this question. The closest ones are shown below.")
        if not turn.evidence:
            why = _reason(reason) or tr("No passage fits this question. Other words may find one.")
        return Standing("circle-question-mark", "text2", tr("Your documents do not say"), why, above=True)
    if turn.phase == "extractive":
        title = tr("The best passages, in their own words")
        return Standing("quote", "text2", title, _sentences(reason), above=True)
    if turn.phase == "failed" and turn.failure is not None:
        title = words_for(turn.failure).title
        return Standing("circle-alert", "problem", title, _reason(turn.failure), above=True)
    return None


class Note(QWidget):
    """An icon or a turning ring, a short title, and below it a sentence that says what to do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ring = Ring()
        self._picture = Picture("info", "text2", 16)
        self._title = Label("", "small_medium", "text2", wrap=True)
        self._sentence = Label("", "small", "text2", wrap=True)
        for label in (self._title, self._sentence):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(8)
        row.addWidget(self._ring, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        row.addLayout(words, 1)
        self._shown: Standing | None = None
        self.hide()

    def show_standing(self, standing: Standing | None) -> None:
        if standing == self._shown:
            return
        self._shown = standing
        self.setVisible(standing is not None)
        if standing is None:
            return
        self._ring.setVisible(standing.turning)
        self._picture.setVisible(not standing.turning)
        if standing.icon:
            self._picture.set_icon(standing.icon, standing.role)
        self._title.setText(standing.title)
        self._title.set_role(standing.role)
        self._sentence.setText(standing.sentence)
        self._sentence.setVisible(bool(standing.sentence))
        self.setAccessibleName(standing.title)
        self.setAccessibleDescription(standing.sentence)

    def words(self) -> str:
        """Both sentences as they are shown, or "" while hidden."""
        if self._shown is None:
            return ""
        return " ".join(part for part in (self._shown.title, self._shown.sentence) if part)
