"""The ports of the two indexes made from the catalog: vectors, and words with what can be asked of them."""

from collections.abc import Collection, Sequence
from typing import Protocol

from msgspec import Struct

from desktop_rag.domain.passages import Passage, Scored, Vectors


class Opened(Struct, frozen=True):
    """A generation that is open: how many ids it holds, and whether it was closed properly before."""

    count: int
    clean: bool


class VectorIndex(Protocol):
    """One directory of vectors per generation. Ids are `vector_id(passage, part)`.

    Every method raises `IndexUnavailable` when the index cannot answer now and `IndexDamaged`
    when its files are beyond use; the generation must then be set aside and rebuilt.
    """

    async def open(self, directory: str, dimension: int) -> Opened:
        """Opens or creates the generation's directory (a name, not a path) and loads it for searches."""

    def settled(self, directory: str) -> bool:
        """Whether the generation was closed properly and its files are as they were then, or were when it was
        opened: told at once, without opening it."""

    async def add(self, directory: str, ids: Sequence[str], vectors: Vectors, again: bool = False) -> None:
        """Adds vectors. With `again`, ids that are there already are left as they are."""

    async def delete(self, directory: str, ids: Sequence[str]) -> None: ...

    async def query(self, directory: str, vector: Vectors, limit: int) -> list[Scored]:
        """The passages nearest to one vector with their cosines, best first; a passage counts once."""

    async def ids(self, directory: str) -> set[str]: ...
    async def stored(self, directory: str, ids: Sequence[str], dimension: int) -> Vectors:
        """The vectors of these ids, in their order, as the index has them: an index that lost one of them is
        damaged, though it may count it and name it."""

    async def drop(self, directory: str) -> None:
        """Deletes the directory; one that is not there is no error."""

    async def set_aside(self, directory: str) -> None:
        """Takes a damaged directory out of the way and makes room for a new one of the same name."""

    async def close(self) -> None: ...


def vector_id(passage: int, part: int) -> str:
    """The id of one vector of a passage: a passage over the model's window has several."""
    return f"{passage}:{part}"


class ExactWords(Struct, frozen=True):
    """These unstemmed words stand one after the other; with `begun` the last is the beginning of one."""

    words: tuple[str, ...]
    begun: bool = False


class OneWord(Struct, frozen=True):
    """A word in any of its forms; its stem in each language of the query."""

    stems: tuple[str, ...]


class OnPages(Struct, frozen=True):
    """It stands on one of these pages or slides."""

    first: int
    last: int


class InContents(Struct, frozen=True):
    """It belongs to one of these contents."""

    contents: tuple[int, ...]


Condition = ExactWords | OneWord | OnPages | InContents


class KeywordQuery(Struct, frozen=True):
    """Analysed words, a tuple for each language of the library: the best score of a passage counts.

    `languages` names the language of each tuple: a passage is matched by the words of its own language
    alone, so that the small words of one are no rare words of another. `prefix` is the unstemmed
    beginning of the word that is still being typed, or "". A passage must meet one condition of each
    tuple of `required` and none of `excluded`; both leave scores as they are. Without any word, all
    passages that meet them are found, by id.
    """

    terms: tuple[tuple[str, ...], ...]
    prefix: str = ""
    languages: tuple[str, ...] = ()
    required: tuple[tuple[Condition, ...], ...] = ()
    excluded: tuple[Condition, ...] = ()

    @property
    def bounded(self) -> bool:
        return bool(self.required or self.excluded)


class Held(Struct, frozen=True):
    """Ids of some passages that meet the conditions of a query, and how many do."""

    passages: tuple[int, ...]
    total: int


class KeywordIndex(Protocol):
    """One BM25 index per library. Raises `KeywordIndexDamaged` when its files are beyond use."""

    async def add(self, library: int, passages: Sequence[Passage], again: bool = False) -> None:
        """Adds passages; searches see them after `commit`. With `again`, those there already are replaced."""

    async def delete(self, library: int, passages: Sequence[int]) -> None: ...

    async def commit(self, library: int) -> None: ...

    async def search(self, library: int, query: KeywordQuery, limit: int) -> list[Scored]:
        """Passages by BM25, best first, ties by id."""

    async def holding(
        self, library: int, query: KeywordQuery, limit: int, among: Collection[int] | None = None
    ) -> Held:
        """At most `limit` passages that meet the conditions of the query, whatever words they hold; with
        `among` only of those with these ids."""

    async def frequencies(self, library: int, words: Sequence[Sequence[str]]) -> tuple[int, ...]:
        """For each word, given as it is and in its stems, how many passages hold one of these: at least,
        since the most frequent of them is counted."""

    async def neighbours(self, library: int, word: str, distance: int) -> tuple[tuple[str, int], ...]:
        """Words of the library that are some letters away (one changed, added, left out, or two swapped),
        with the number of passages that hold them, the most frequent first."""

    async def count(self, library: int) -> int: ...

    async def clear(self, library: int) -> None:
        """Deletes the library's index, damaged or not."""

    async def close(self) -> None: ...
