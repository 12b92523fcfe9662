"""The ports: what services ask of everything outside. All are async; an adapter chooses thread or process.

The ports of the two indexes stand in `desktop_rag.domain.indexes`, those of the catalog in
`desktop_rag.domain.stores` and `desktop_rag.domain.projections`.
"""

from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from typing import Protocol

from msgspec import Struct

from desktop_rag.domain.discovery import Files as Files
from desktop_rag.domain.documents import Block
from desktop_rag.domain.errors import DesktopRagError, Failure
from desktop_rag.domain.models import ChatPiece, ChatRequest, EmbedderIdentity, Model, OllamaState
from desktop_rag.domain.passages import Chunk, Coverage, Hit, SearchMode, Vectors
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

    `window` is the model's context in tokens, or None when it has none; `batch` how many texts to hand over
    at once.
    """

    @property
    def identity(self) -> EmbedderIdentity: ...
    @property
    def window(self) -> int | None: ...
    @property
    def batch(self) -> int: ...

    def fusion(self, language: str) -> float:
        """The weight of meaning in hybrid search, where documents are in this language ("" for unknown)."""

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
