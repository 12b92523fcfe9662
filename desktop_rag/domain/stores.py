"""The ports of the catalog: libraries, documents, contents, conversations, settings.

All methods are async and atomic: each that writes is one transaction. What leads from
here to the indexes stands in `desktop_rag.domain.projections`.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from desktop_rag.domain.answers import Answer, Conversation, Turn
from desktop_rag.domain.discovery import KnownFile
from desktop_rag.domain.documents import Document, FileSeen, Library, Root, RootKind, Unit
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.passages import Coverage, Passage, Place
from desktop_rag.domain.projections import Generation
from desktop_rag.domain.queries import DocumentFilter, Selection
from desktop_rag.domain.reading import DocumentRead, PageSize, WordBox
from desktop_rag.domain.reports import EngineSettings


class Libraries(Protocol):
    async def all(self) -> tuple[Library, ...]: ...
    async def named(self, name: str) -> Library:
        """Raises `LibraryUnknown`; "My library" always exists."""

    async def id_of(self, name: str) -> int:
        """The id alone, at once: `named` counts what the library holds. Raises `LibraryUnknown`."""

    async def create(self, name: str, embedder: str, sample: bool = False) -> Library:
        """Returns the library of that name, made if need be."""

    async def remove(self, library: int) -> None: ...
    async def set_embedder(self, library: int, name: str) -> None: ...
    async def roots(self, library: int) -> tuple[Root, ...]: ...
    async def add_root(self, library: int, path: bytes, kind: RootKind, device: int) -> Root:
        """Returns the root of that path, made if need be."""

    async def remove_root(self, root: int) -> None: ...
    async def mounts(self, root: int) -> frozenset[bytes]:
        """The places in a root where other file systems begin, as it was last looked at."""

    async def set_mounts(self, root: int, paths: Collection[bytes]) -> None: ...
    async def rules(self, library: int) -> str:
        """The rules that all its folders were last looked at with, "" at first."""

    async def set_rules(self, library: int, rules: str) -> None: ...
    async def exclude(self, library: int, paths: Sequence[bytes]) -> None:
        """Of files that are documents still, it is kept what tells them under another name."""

    async def exclude_instead(self, library: int, moved: Mapping[bytes, bytes]) -> None:
        """Old path to new of what was taken out and has been moved."""

    async def excluded_files(self, library: int) -> tuple[FileSeen, ...]:
        """What is known of the files among the exclusions, as they were when they were taken out."""

    async def include(self, library: int, paths: Sequence[bytes]) -> None: ...
    async def exclusions(self, library: int) -> frozenset[bytes]: ...


class Documents(Protocol):
    """Documents and their states. Methods that change documents return the ids of those that changed."""

    async def known(self, library: int, paths: Collection[bytes] = ()) -> dict[bytes, KnownFile]:
        """All files, or only those at these paths and in folders of these paths."""

    async def with_inodes(self, library: int, inodes: Collection[int]) -> tuple[KnownFile, ...]:
        """Files that had one of these inodes, wherever they were."""

    async def wait(self, library: int, root: int, files: Sequence[FileSeen]) -> tuple[int, ...]:
        """Makes or updates documents that must be read: new ones are `waiting`; a changed one keeps its
        state and its old content until the new one is in. Returns the ids in the order given."""

    async def refuse(
        self, library: int, root: int, files: Sequence[tuple[FileSeen, Failure]]
    ) -> tuple[int, ...]:
        """Makes or updates documents that have failed before they could be read."""

    async def moved(self, library: int, moves: Sequence[tuple[int, int, FileSeen]]) -> None:
        """(document, its root now, its file now) each: same document, other path. Nothing is read again."""

    async def digests(self, documents: Sequence[int]) -> dict[int, bytes]:
        """The sha256 of the files that these documents show; of those that show one."""

    async def waiting(self, library: int) -> tuple[int, ...]:
        """Ids that must be read: those left `waiting` or `reading` by an earlier run too."""

    async def start_reading(self, documents: Sequence[int]) -> None: ...
    async def fail(self, document: int, failure: Failure, seen: FileSeen | None = None) -> None:
        """`failed`; a document with an old version stays `ready` with a warning that says so."""

    async def fail_all(self, failed: Sequence[tuple[int, Failure, FileSeen | None]]) -> None:
        """The same for many at once."""

    async def skip(self, documents: Sequence[int]) -> None:
        """Takes out documents of a kind that nobody reads, and remembers their files as they were seen."""

    async def skipped(self, library: int) -> dict[bytes, tuple[int, int]]:
        """Size and time of change of the files that were skipped, for the readers as they are now."""

    async def attention(self, library: int) -> int:
        """How many documents need the person: those failed, and those ready with a warning."""

    async def to_recognize(self, library: int) -> tuple[int, ...]:
        """Ids of those that wait for the text of their pictures; `waiting` is without them."""

    async def need_recognition(self, library: int) -> tuple[int, ...]:
        """Ids of those that are, or hold, pictures whose text the person may want recognised."""

    async def recognized_sizes(self) -> frozenset[int]:
        """Of the files whose text was recognised, all of it."""

    async def recognized(self, sha256: bytes) -> DocumentRead | None:
        """What was recognised in these bytes, when nothing of it is missing; without its units."""

    async def recognize(self, documents: Sequence[int]) -> tuple[int, ...]:
        """The person agrees: those that need it wait for recognition. Returns the ids that do, with the
        mails that hold them."""

    async def stop_recognizing(self, documents: Sequence[int], read: bool = False) -> tuple[int, ...]:
        """Those that wait for it, or the mails that hold them, wait no longer: they are as before, or with
        `read` they are read without it."""

    async def settle_offline(
        self, root: int, offline: bool, folders: Collection[bytes] = ()
    ) -> tuple[int, ...]:
        """All documents of the root are offline or not; those below one of the `folders` are, either way."""

    async def remove(self, documents: Sequence[int]) -> tuple[int, ...]:
        """Takes documents out, with what is attached to them, and returns the ids of all that went;
        contents that no document of the library has leave both indexes."""

    async def attached_to(self, documents: Sequence[int]) -> tuple[int, ...]:
        """Ids of what is attached to these documents, and to what is attached."""

    async def bring_back(self, library: int, address: bytes) -> bool:
        """Whether this is the address of something in a file of the library. If the person had taken it
        out, its file is read again."""

    async def file_of(self, document: int) -> Document:
        """The document that is a file: this one, or the mail that holds it. Raises `DocumentUnknown`."""

    async def one(self, document: int) -> Document:
        """Raises `DocumentUnknown`."""

    async def many(self, documents: Sequence[int]) -> tuple[Document, ...]: ...
    async def page(self, library: int, after: int, limit: int) -> tuple[Document, ...]:
        """Documents with ids over `after`, by id."""

    async def at(self, library: int, paths: Sequence[bytes]) -> tuple[Document, ...]:
        """Documents at these paths or in folders of these paths; what is attached to a mail comes with
        the mail, and alone at the path of the mail with its member below it."""

    async def matching(
        self, library: int, wanted: Sequence[Sequence[DocumentFilter]], scope: Collection[int] = ()
    ) -> Selection:
        """The documents that can be searched and match one filter of each of `wanted`; with `scope` only
        of those with these ids."""

    async def coverage(self, library: int) -> Coverage: ...
    async def retry(self, documents: Sequence[int]) -> None:
        """Failed documents wait again; what is attached waits together with its mail."""


class Standing(Struct, frozen=True):
    """A library as it is at a moment: the catalog's version, its languages (the most frequent first), how
    much of it can be searched, and the vector index that answers: the active one, or else the first one
    that is being built."""

    version: int
    languages: tuple[str, ...]
    coverage: Coverage
    generation: Generation | None = None


class Contents(Protocol):
    """What was read of documents; passages are slices of the text, stored once."""

    async def version(self) -> int:
        """A number that is another after anything in the catalog has changed."""

    async def standing(self, library: int) -> Standing:
        """What a search has to know of its library, in one step."""

    async def store(self, read: Sequence[tuple[int, DocumentRead]]) -> int:
        """(document id, what was read) each, in one transaction, with the outbox rows for the keyword
        index and for every generation of the library that is building or active. A content that is
        there already is shared. Returns the number of new passages."""

    async def passages(self, ids: Sequence[int]) -> tuple[Passage, ...]:
        """In the order given; ids that are gone are left out."""

    async def places(self, library: int, ids: Sequence[int]) -> dict[int, tuple[Place, ...]]:
        """Where each passage can be seen now: a place a document that holds it, by document id. A
        passage of an old version, or whose document is not searchable, is not in the result."""

    async def documents_of(self, library: int, passages: Sequence[int]) -> dict[int, tuple[int, ...]]:
        """Which documents show each passage now, by id: those of `places`, in a third of its time."""

    async def shown(
        self, library: int, ids: Sequence[int], beside: Sequence[int] = (), known: Sequence[int] = ()
    ) -> tuple[tuple[Passage, ...], dict[int, tuple[Place, ...]]]:
        """`passages` and `places` in one step; with those too of `beside` that touch one of the `ids`, one of
        the `known`, or another such: at most `AFTER` characters of the same unit lie between them."""

    async def passages_of(self, documents: Sequence[int]) -> tuple[int, ...]:
        """Ids of all passages that these documents show now, in order."""

    async def first_passages(self, documents: Sequence[int], limit: int = 100) -> tuple[int, ...]:
        """The ids of the first passages of these documents, at most so many, those of the newest first."""

    async def sha256(self, content: int) -> bytes: ...
    async def content_of(self, document: int) -> tuple[int, bytes]:
        """The content that a document shows now, and its sha256. Raises `DocumentUnknown`."""

    async def units(self, document: int) -> int: ...
    async def sizes(self, document: int) -> tuple[PageSize, ...]:
        """The extents of its units, in order; 0 for what is no page. Raises `DocumentUnknown`."""

    async def unit(self, document: int, number: int) -> Unit:
        """The unit with this index from 0. Raises `DocumentUnknown`."""

    async def boxes(self, document: int, number: int) -> tuple[WordBox, ...]:
        """Where the words of the unit with this index from 0 stand, when its text was recognised."""

    async def unit_at(self, document: int, offset: int) -> tuple[int, Unit]:
        """The unit that holds a document offset, and its index from 0."""

    async def languages(self, library: int) -> tuple[str, ...]:
        """The languages of the library's documents, the most frequent first."""


class Conversations(Protocol):
    async def all(self, library: int) -> tuple[Conversation, ...]:
        """Newest first, without turns."""

    async def one(self, conversation: int) -> Conversation:
        """Raises `ConversationUnknown`."""

    async def add_turn(
        self, library: int, conversation: int | None, parent: int | None, question: str, scope: Sequence[int]
    ) -> tuple[Conversation, Turn]:
        """A new turn; without a conversation, a new one titled by the question."""

    async def add_answer(self, answer: Answer) -> Answer:
        """Stores an answer of `answer.turn` and returns it with its id."""

    async def remove(self, conversation: int) -> None: ...


class Settings(Protocol):
    async def load(self) -> EngineSettings: ...
    async def save(self, settings: EngineSettings) -> None: ...
