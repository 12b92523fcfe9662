"""In which order documents stand, which of them are to be seen, and the keys that say so.

A key is one string, since 50,000 strings are sorted five times as fast as tuples. It ends with the
document's id, which makes it unique and leads back from a row to its document.
"""

import os
import re
from typing import NamedTuple

from desktop_rag.domain.documents import Document
from desktop_rag.gui.library.wording import file_of, needs_attention
from desktop_rag.settings import Sorting

SORTINGS: tuple[Sorting, ...] = ("name", "date", "size", "kind", "state")

ID_DIGITS = 12
_MOST = 10**20 - 1
_NUMBER = re.compile(r"[0-9]+")
_STATES = {"failed": 0, "reading": 2, "waiting": 3, "searchable": 4, "offline": 5, "ready": 6}


class Order(NamedTuple):
    """`turned` begins at the other end; without `grouped` all folders' documents stand in one list."""

    sorting: Sorting = "name"
    turned: bool = False
    grouped: bool = True


class Wanted(NamedTuple):
    """What is to be seen: documents whose path holds all `words`, or of these those that need attention."""

    order: Order = Order()
    words: tuple[str, ...] = ()
    attention_only: bool = False

    @property
    def everything(self) -> bool:
        return not self.words and not self.attention_only

    def within(self, other: "Wanted") -> bool:
        """Whether all that is to be seen is to be seen in the other too; False when in doubt."""
        return other.everything or self._replace(order=other.order) == other

    def shows(self, document: Document, text: str) -> bool:
        """`text` is what `text_of` says of the document."""
        if self.attention_only and not needs_attention(document):
            return False
        return all(word in text for word in self.words)

    def key(self, document: Document, name: str) -> str:
        """`name` is what `name_key` says of the document."""
        return f"{_before(document, self.order.sorting)}{name}\0{tag(document.id)}"


def wanted_words(typed: str) -> tuple[str, ...]:
    return tuple(typed.casefold().split())


def number_of(key: str) -> int:
    """The id of the document that a key belongs to."""
    return int(key[-ID_DIGITS:])


def tag(number: int) -> str:
    """The end of a document's key. Of many documents it is quicker to handle than the number."""
    return f"{number:0{ID_DIGITS}d}"


def text_of(document: Document) -> str:
    """What a filter looks at."""
    return document.shown.casefold()


def name_key(document: Document) -> str:
    """Sorts "part 9" before "part 10", and what is attached to a mail below it."""
    folder, name = os.path.split(file_of(document))
    key = f"{natural(name)}\1{folder}"
    return f"{key}\1{natural(document.member)}" if document.member else key


def natural(text: str) -> str:
    """A text whose numbers sort by their value: each has the count of its digits in front."""
    return _NUMBER.sub(_counted, text.casefold())


def _counted(found: re.Match[str]) -> str:
    digits = found[0].lstrip("0")
    return f"0{len(digits):03d}{digits}"


def _before(document: Document, sorting: Sorting) -> str:
    """What the order looks at before the name: the newest and the largest come first."""
    if sorting == "date":
        return f"{_MOST - document.modified_ns:020d}"
    if sorting == "size":
        return f"{_MOST - document.size:020d}"
    if sorting == "kind":
        return f"{document.kind}\1"
    if sorting == "state":
        warned = document.state == "ready" and document.warning is not None
        return "1" if warned else str(_STATES[document.state])
    return ""
