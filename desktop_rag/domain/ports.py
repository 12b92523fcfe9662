"""The ports: what services ask of everything outside. All are async; an adapter chooses thread or process.

The ports of the catalog stand in `desktop_rag.domain.stores`.
"""

from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from typing import Protocol

from msgspec import Struct

from desktop_rag.domain.discovery import Files as Files
from desktop_rag.domain.documents import Block
from desktop_rag.domain.errors import DesktopRagError, Failure
from desktop_rag.domain.models import ChatPiece, ChatRequest, EmbedderIdentity, Model, OllamaState
from desktop_rag.domain.passages import Chunk, Coverage, Hit, Passage, Scored, SearchMode, Vectors
from desktop_rag.domain.reading import (
    DocumentRead,
    FileWanted,
    LettersWanted,
    MarksWanted,
    PageLetters,
    PageMarks,
    PagePicture,
    PageWanted,
    Tile,
)


class Term(Struct, frozen=True, array_like=True):
    """A word after analysis (folded, stemmed), and where it stands in the text as it was given."""

    text: str
    start: int
    end: int


class TextAnalyzer(Protocol):
    """The one place where text becomes words: indexing, query, snippet and support use the same.

    `language` is an ISO 639-1 code, or "" for a language that is not known. CPU only; never raises.
    """

    def terms(self, language: str, text: str) -> list[Term]:
        """Stemmed, folded words with their offsets, stop words included."""

    def words(self, text: str) -> list[Term]:
        """Folded but unstemmed words with their offsets."""

    def terms_among(self, language: str, text: str, wanted: Collection[str]) -> list[Term]:
        """Those of `terms` that are wanted: several times as fast."""

    def words_among(self, text: str, wanted: Collection[str]) -> list[Term]:
        """Those of `words` that are wanted."""

    def bare_terms(self, language: str, text: str) -> list[str]:
        """The texts of `terms` without their offsets, three times as fast: for indexing."""

    def bare_words(self, text: str) -> list[str]:
        """The texts of `words` without their offsets."""

    def content_terms(self, language: str, text: str) -> list[str]:
        """`bare_terms` without the language's stop words, or all of them when nothing else is left."""

    def bare_both(self, language: str, text: str) -> tuple[list[str], list[str]]:
        """`bare_terms` and `bare_words` of one text, which is split once."""

    def is_stop_word(self, language: str, term: str) -> bool:
        """Whether an analysed term (as `terms` gives it) is a stop word of the language."""

    def language_of(self, text: str) -> str:
        """ISO 639-1 code of the text's language, or "" when it cannot be told."""


class Embedder(Protocol):
    """Turns texts into vectors of unit length.

    `window` is the model's context in tokens, or None when it has none; `fusion` is the weight of
    meaning in hybrid search; `batch` how many texts to hand over at once.
    """

    @property
    def identity(self) -> EmbedderIdentity: ...
    @property
    def fusion(self) -> float: ...
    @property
    def window(self) -> int | None: ...
    @property
    def batch(self) -> int: ...

    def document_input(self, text: str) -> str:
        """The exact string that is embedded for a passage: the model's prefix, then the text."""

    def query_input(self, text: str) -> str:
        """The exact string that is embedded for a query."""

    async def embed(self, inputs: Sequence[str]) -> Vectors:
        """Vectors of exactly these strings, in order, length 1 (or 0 for a text without a known token).

        Raises `TextTooLong` when one is over the window, and any `ModelError`.
        """


class Embedders(Protocol):
    """Opens an embedder by name: "built-in" or the name of an Ollama model."""

    async def open(self, name: str) -> Embedder:
        """Raises `ModelMissing`, `NotAnEmbeddingModel`, `CloudModelUnconfirmed`, `OllamaAbsent`, …"""


class ModelServer(Protocol):
    """The Ollama server: what it has and what it says of itself."""

    async def state(self) -> OllamaState:
        """Never raises: an absent or refused server is a state with a `problem`."""

    async def models(self) -> tuple[Model, ...]:
        """All models, told apart by what `/api/show` says they can do. Raises any `ModelError`."""

    async def start(self) -> OllamaState:
        """Starts the program on this machine and waits until it answers, at most 15 s."""

    def chat(self, request: ChatRequest) -> AsyncGenerator[ChatPiece, None]:
        """Streams a reply; the last piece has `done`. Closing the generator stops the server.

        Raises `PromptTooLong` (nothing is cut in silence), `AnswerInterrupted` and any `ModelError`.
        """


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


# Told the index of a file, and what was read of it or the `ReadingError` that it failed with.
FileDone = Callable[[int, DocumentRead | DesktopRagError], None]
# Told the number of a page, from 1, and how many pages there are.
PageTold = Callable[[int, int], None]


class Reader(Protocol):
    """Reads and draws files that nobody trusts, in processes of their own."""

    async def read(self, files: Sequence[FileWanted], done: FileDone) -> None:
        """Reads files; `done` is told of each once, by its index, as soon as it is read or has failed.
        Without any file, a reader is started, so that the first need not wait for it.

        Raises `ChildLost` when no reader can be started. Several calls may be under way: they are queued.
        """

    async def page(self, wanted: PageWanted, report: Callable[[Tile], None]) -> PagePicture:
        """Draws a page of a PDF. Raises `FileChanged` when the file is not the one that was read."""

    async def marks(self, wanted: MarksWanted) -> PageMarks: ...

    async def letters(self, wanted: LettersWanted) -> PageLetters:
        """`start` is 0: the reader does not know the rest of the document."""

    async def close(self) -> None: ...


class Recognizer(Protocol):
    """Recognises the text of scans and pictures, in a process of its own: nothing else waits for it."""

    async def languages(self) -> tuple[str, ...]:
        """The languages that can be recognised, as tesseract names them; () where it is not installed."""

    async def recognize(self, file: FileWanted, turned: PageTold) -> DocumentRead:
        """Reads a file with the text of its pictures, in the languages of `file.recognize`. `turned` is
        told of each page before it is recognised. One file after the other; cancelling stops at once.

        Raises a `ReadingError`, or `ChildLost` when no reader can be started.
        """

    def hold(self, held: bool) -> None:
        """Stops what is under way where it is, or lets it go on."""


class Passwords(Protocol):
    """Passwords that the person gave for documents: in memory until the program ends, never on disk."""

    def of(self, document: int) -> str:
        """The document's password, or ""."""


class Chunker(Protocol):
    """Cuts the text of one unit into passages, with offsets into that text.

    `above` are the headings (level, title) that the unit stands under.
    """

    def __call__(
        self, text: str, blocks: Sequence[Block], above: Sequence[tuple[int, str]] = ()
    ) -> list[Chunk]: ...


class FolderWatch(Protocol):
    """Tells when something changes below folders."""

    def changes(self, folders: Sequence[bytes]) -> AsyncGenerator[frozenset[bytes], None]:
        """The paths that have changed below these folders, gathered over a short time; never ends.

        A folder stands for all that is in it. All of them are told of when the watches are set up, and
        now and then where the system cannot watch so much.
        """


class Retrieved(Struct, frozen=True):
    """Passages for a question; `best_cosine` and `coverage_of_words` feed the refusal later.

    `plain` is the question without filters, quotes and what is not wanted; `said` as in `SearchResult`.
    """

    hits: tuple[Hit, ...]
    found: int
    coverage: Coverage
    words_only: str = ""
    plain: str = ""
    said: tuple[Failure, ...] = ()


class Retriever(Protocol):
    """What answering needs of searching."""

    async def retrieve(
        self, library: int, query: str, top: int, mode: SearchMode = "hybrid", scope: Sequence[int] = ()
    ) -> Retrieved: ...


class Ranked(Struct, frozen=True):
    """A passage in a ranking, before passages are joined; `document` is one that holds it."""

    passage: int
    document: int
    path: bytes
    score: float


class Judged(Struct, frozen=True):
    """A query's ranking, best first, and the hits that a person would be shown of it."""

    ranking: tuple[Ranked, ...]
    hits: tuple[Hit, ...]


class Ranker(Protocol):
    """What evaluation needs of searching: the same search, before and after passages are joined."""

    async def rank(self, library: int, query: str, mode: SearchMode, limit: int, top: int) -> Judged:
        """At most `limit` passages and `top` hits. Raises `IndexUnavailable` and any `ModelError`."""


class Ingest(Protocol):
    """What evaluation needs of indexing: texts in, without discovery and reading."""

    async def ingest(self, library: int, documents: Sequence[tuple[str, str, str]]) -> int:
        """(id, title, text) each; returns the number of passages when all are ready."""
