"""Passages that say the same, stand side by side, or crowd out other documents."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from desktop_rag.domain.passages import AFTER, Passage

T = TypeVar("T")

SAME = 0.9
# How many hits one document may show before another has its turn.
IN_A_ROW = 3
# A longer hit would be half a document, and a prompt would take it whole.
JOINED = 3
# Of its distinct words that are not short, the last in the order of letters: texts that share nine in ten
# words share one of these, and other texts seldom do.
TELLING = 6
SHORT = 5


def near_duplicates(left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether two passages share more than nine in ten of their words."""
    if not left or not right:
        return left == right
    shared = len(left & right)
    return shared > SAME * (len(left) + len(right) - shared)


class Repeats(Generic[T]):
    """What texts are near-duplicates of, without comparing all with all."""

    def __init__(self) -> None:
        self._by_word: dict[str, list[tuple[frozenset[str], T]]] = {}

    def of(self, words: frozenset[str], telling: Sequence[str]) -> T | None:
        """Whose text says the same, of those put in."""
        for word in telling:
            for known, whose in self._by_word.get(word, ()):
                if near_duplicates(known, words):
                    return whose
        return None

    def put(self, words: frozenset[str], telling: Sequence[str], whose: T) -> None:
        for word in telling:
            self._by_word.setdefault(word, []).append((words, whose))


def telling(words: frozenset[str]) -> list[str]:
    """Of its words, those by which it is compared with others."""
    long = [word for word in words if len(word) > SHORT]
    return sorted(long if len(long) >= TELLING else words)[-TELLING:] or [""]


def touch(before: Passage, after: Passage) -> bool:
    """Whether one passage may follow the other; what lies between them is still to be looked at."""
    return (
        before.content == after.content
        and before.unit == after.unit
        and 0 <= after.start - before.end <= AFTER
    )


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
