"""What can be done with documents: one table for the menus, the keys and the page about attention."""

import os
from collections.abc import Sequence
from typing import Literal, NamedTuple

from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.words import words_for
from desktop_rag.gui.library.wording import (
    count,
    is_picture,
    is_recognised,
    name_of,
    needs_attention,
    needs_recognition,
)

ActionKey = Literal[
    "open", "ask", "folder", "unlock", "read-text", "stop-text", "retry", "skip", "details", "remove"
]


class Action(NamedTuple):
    """`every` is said where it is done with all documents of a reason; "" where that makes no sense."""

    key: ActionKey
    icon: str
    words: str
    every: str = ""

    def for_all(self, number: int) -> str:
        """What is said of so many documents, more than one: "Unlock both…", "Unlock all 3…"."""
        words = self.every.replace("all {count}", "both") if number == 2 else self.every
        return words.format(count=f"{number:,}")


OPEN = Action("open", "book-open", "Open")
ASK = Action("ask", "messages-square", "Ask about this", "Ask about these {count}")
FOLDER = Action("folder", "folder-open", "Show in folder")
UNLOCK = Action("unlock", "key-round", "Unlock…", "Unlock all {count}…")
READ_TEXT = Action("read-text", "scan-text", "Read text", "Read text in all {count}")
STOP_TEXT = Action("stop-text", "square", "Do not read its text", "Do not read the text of these {count}")
SKIP = Action("skip", "eye-off", "Leave this picture out", "Not these {count}")
RETRY = Action("retry", "rotate-cw", "Retry", "Retry all {count}")
DETAILS = Action("details", "copy", "Copy details", "Copy details")
REMOVE = Action("remove", "minus", "Remove", "Remove all {count}")

ACTIONS = (OPEN, ASK, FOLDER, UNLOCK, READ_TEXT, STOP_TEXT, RETRY, SKIP, DETAILS, REMOVE)

# What the words of a reason name as the remedy.
_REMEDIES = {
    "Retry": RETRY,
    "Look for changes": RETRY,
    "Unlock": UNLOCK,
    "Read text": READ_TEXT,
    "Show in folder": FOLDER,
    "Remove": REMOVE,
}


def can_be_unlocked(document: Document) -> bool:
    """A PDF asks for its password; other kinds cannot be opened with one yet."""
    locked = document.error is not None and document.error.code == "password"
    return document.state == "failed" and locked and document.kind == "pdf"


def has_passages(document: Document) -> bool:
    """Whether there is anything of it to see and to ask about."""
    return document.passages > 0


# Which documents an action can be done with; those that are not here, with all.
_FITTING = {
    OPEN: has_passages,
    ASK: has_passages,
    UNLOCK: can_be_unlocked,
    READ_TEXT: needs_recognition,
    STOP_TEXT: is_recognised,
    RETRY: needs_attention,
    SKIP: is_picture,
    DETAILS: needs_attention,
}


def failure_of(document: Document) -> Failure:
    """Why a document needs attention."""
    return document.error or document.warning or Failure("internal")


def fitting(action: Action, documents: Sequence[Document]) -> list[Document]:
    """Those of the documents that the action can be done with."""
    if action in (OPEN, FOLDER) and len(documents) > 1:
        return []
    fits = _FITTING.get(action)
    return [one for one in documents if fits is None or fits(one)]


def remedy(document: Document) -> Action:
    """What helps first with a document that needs attention."""
    if is_recognised(document):
        return STOP_TEXT
    named = _REMEDIES.get(words_for(failure_of(document)).action, RETRY)
    return named if fitting(named, [document]) else FOLDER


def others(document: Document) -> list[Action]:
    """What else can be done with it."""
    first = remedy(document)
    return [action for action in ACTIONS if action != first and fitting(action, [document])]


def reason(document: Document) -> str:
    """What happened and what to do next, in two sentences."""
    if is_recognised(document):
        return "Its text is being read." if document.state == "reading" else "Its text waits to be read."
    words = words_for(failure_of(document))
    advice = words.remedy
    if can_be_unlocked(document):
        advice = "Unlock it with its password."
    elif needs_recognition(document):
        advice = "Reading the text takes a few seconds a page."
    return f"{words.explanation} {advice}"


def details(documents: Sequence[Document]) -> str:
    """Where documents are and what is the matter with them, for a report."""
    return "\n".join(_detail(document) for document in documents)


def _detail(document: Document) -> str:
    failure = failure_of(document)
    arguments = "".join(f" {name}={value}" for name, value in sorted(failure.arguments.items()))
    return f"{document.shown}\t{failure.code}{arguments}\t{words_for(failure).title}"


def scope_words(documents: Sequence[Document]) -> str:
    """Names what is asked about: a document by its name, several by their number."""
    return name_of(documents[0]) if len(documents) == 1 else count(len(documents), "document", "documents")


def folder_words(document: Document) -> str:
    """What stands beside a document's name: its folder, or the mail that it is attached to."""
    around = os.path.basename(os.path.dirname(document.shown))
    return f"in {around}" if document.member else around
