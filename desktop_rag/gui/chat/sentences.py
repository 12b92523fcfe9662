"""Finds a sentence of an answer in the document that shows it, whatever signs and badges stand between."""

import re

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument

from desktop_rag.gui.chat.ink import Mark

_CITED = re.compile(r"\[\d{1,3}(?:\s*[,;]\s*\d{1,3})*\]")
_SIGNS = re.compile(r"[\s*_`~#>|\u00a0]+")


def _bare(text: str) -> str:
    """Only what both the Markdown and the shown text have: letters, figures, punctuation."""
    return _SIGNS.sub("", _CITED.sub("", text))


def _letters(block: QTextBlock) -> list[tuple[str, int]]:
    """The bare characters of a block, each with its position in the document."""
    found: list[tuple[str, int]] = []
    walk = block.begin()
    while not walk.atEnd():
        fragment = walk.fragment()
        if not fragment.charFormat().hasProperty(Mark.CITATION.value):
            at = fragment.position()
            for character in fragment.text():
                if not _SIGNS.match(character):
                    found.append((character, at))
                at += 2 if character > "\uffff" else 1
        walk += 1
    return found


def find_sentence(document: QTextDocument, sentence: str) -> QTextCursor | None:
    """A cursor that has selected the sentence, without the badge behind it; None when it is not there."""
    wanted = _bare(sentence)
    block = document.begin()
    while wanted and block.isValid():
        letters = _letters(block)
        start = "".join(character for character, _ in letters).find(wanted)
        if start >= 0:
            cursor = QTextCursor(document)
            cursor.setPosition(letters[start][1])
            last, at = letters[start + len(wanted) - 1]
            cursor.setPosition(at + (2 if last > "\uffff" else 1), QTextCursor.MoveMode.KeepAnchor)
            return cursor
        block = block.next()
    return None
