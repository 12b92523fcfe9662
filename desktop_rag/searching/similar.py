"""Passages that say the same, stand side by side, or crowd out other documents."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from desktop_rag.domain.passages import AFTER, Passage

T = TypeVar("T")

SAME = 0.9
# How many hits one document may show before another has its turn.
IN_A_ROW = 3
# A longer hit would be half a document, and a prompt would take it whole.
JOINED = 3
# Of its pieces that are not short, the last in the order of letters: texts that share nine in ten words share
# most of these, and other texts seldom three.
TELLING = 6
LATE = "s"
SHORT = 5
LONGEST = 30
SHARED = 3


def near_duplicates(left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether two passages share more than nine in ten of their words."""
    if not left or not right:
        return left == right
    shared = len(left & right)
    return shared > SAME * (len(left) + len(right) - shared)


class Repeats(Generic[T]):
    """What texts are near-duplicates of, without comparing all with all."""

    def __init__(self, words: Callable[[Passage], frozenset[str]]) -> None:
        self._words = words
        self._known: list[tuple[Passage, T]] = []
        self._by_piece: dict[str, list[int]] = {}

    def of(self, passage: Passage, telling: Sequence[str]) -> T | None:
        """Whose text says the same, of those put in."""
        shared = Counter(number for piece in telling for number in self._by_piece.get(piece, ()))
        for number, count in shared.items():
            known, whose = self._known[number]
            enough = count >= min(SHARED, len(telling))
            if enough and near_duplicates(self._words(known), self._words(passage)):
                return whose
        return None

    def put(self, passage: Passage, telling: Sequence[str], whose: T) -> None:
        for piece in telling:
            self._by_piece.setdefault(piece, []).append(len(self._known))
        self._known.append((passage, whose))


def telling(text: str) -> Sequence[str]:
    """By what a text is compared with others at first: pieces of it, or where these are few or it has no
    blanks, letters."""
    words = text.split()
    # The last of all are among those that begin late: of most texts the others need not be looked at.
    pieces = _middling(word for word in words if word > LATE)
    if len(pieces) < TELLING:
        pieces = _middling(words)
    if len(pieces) < TELLING:
        pieces = [letter for letter in set(text) if letter.isalnum()]
    return sorted(pieces)[-TELLING:] or [""]


def _middling(words: Iterable[str]) -> list[str]:
    return [word for word in set(words) if SHORT < len(word) < LONGEST]


def touch(before: Passage, after: Passage) -> bool:
    """Whether one passage may follow the other; what lies between them is still to be looked at."""
    return (
        before.content == after.content
        and before.unit == after.unit
        and 0 <= after.start - before.end <= AFTER
    )


def crowded(ranking: Sequence[T], document_of: Callable[[T], int]) -> bool:
    """Whether a document shows so many in a row that others would take turns with it."""
    documents = [document_of(one) for one in ranking]
    rows = (documents[at : at + IN_A_ROW + 1] for at in range(len(documents) - IN_A_ROW))
    return any(len(set(row)) == 1 for row in rows)


def taking_turns(ranking: Sequence[T], document_of: Callable[[T], int]) -> list[T]:
    """The ranking with at most three of a document before the next document's best."""
    held: deque[T] = deque()
    shown: list[T] = []
    last, row = -1, 0
    waiting = deque(ranking)
    while waiting or held:
        free = held and (document_of(held[0]) != last or row < IN_A_ROW or not waiting)
        one = held.popleft() if free else waiting.popleft()
        document = document_of(one)
        if not free and document == last and row >= IN_A_ROW:
            held.append(one)
            continue
        last, row = document, row + 1 if document == last else 1
        shown.append(one)
    return shown
