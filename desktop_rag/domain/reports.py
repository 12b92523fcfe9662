"""What commands and services hand back when they are done: counts, checks, measures."""

from typing import Literal

from msgspec import Struct

from desktop_rag.domain.errors import Failure
from desktop_rag.domain.models import OllamaState


class FailedFile(Struct, frozen=True):
    """A document that could not be read; `path` is its path made readable."""

    path: str
    failure: Failure


class Stages(Struct, frozen=True):
    """Busy seconds of each step of indexing; steps overlap, so they may add up to more than the whole."""

    read: float = 0.0
    chunk: float = 0.0
    embed: float = 0.0
    store: float = 0.0


class IndexReport(Struct, frozen=True):
    """indexed + unchanged + failed + skipped = files discovered; `passages` of this run. `removed` counts
    documents whose files are gone; `closed` are folders that could not be opened, made readable. `attached`
    are documents inside others that could not be read: they are no files, and none of the `failures`."""

    indexed: int
    unchanged: int
    failed: int
    skipped: int
    passages: int
    seconds: float
    stages: Stages
    embedder: str
    failures: tuple[FailedFile, ...] = ()
    removed: int = 0
    closed: tuple[str, ...] = ()
    attached: tuple[FailedFile, ...] = ()


class Discovered(Struct, frozen=True):
    """What a scan of roots found: ids to be read, ids that are gone, and counts of the rest.

    `moved` documents have another path and are otherwise as they were; `changed` ones went offline, came
    back, or failed before they could be read. `unsettled` files (root, path) were
    left for later because they are being written; `closed` are folders that could not be opened.
    """

    waiting: tuple[int, ...] = ()
    unchanged: int = 0
    skipped: int = 0
    removed: tuple[int, ...] = ()
    failed: tuple[FailedFile, ...] = ()
    moved: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    unsettled: tuple[tuple[int, bytes], ...] = ()
    closed: tuple[str, ...] = ()


class Status(Struct, frozen=True):
    """What runs and where things are; `bytes` is the size of the data folder."""

    version: str
    data: str
    ollama: OllamaState
    embedder: str
    documents: int
    passages: int
    bytes: int


CheckName = Literal[
    "data-folder",
    "catalog",
    "keyword-index",
    "vector-index",
    "built-in-embedder",
    "readers",
    "recognition",
    "ollama",
    "chat-model",
    "private",
]


class Check(Struct, frozen=True):
    """One check of readiness; when it is not ok, `failure` names the sentence and the remedy."""

    check: CheckName
    ok: bool
    failure: Failure | None = None
    detail: str = ""


class CorpusDocument(Struct, frozen=True):
    """A document of a judged collection, which enters where texts enter."""

    id: str
    title: str
    text: str


class JudgedQuery(Struct, frozen=True):
    """A query with its judgements; spans are offsets into the text of `doc_id`."""

    id: str
    text: str
    doc_id: str | None = None
    spans: tuple[tuple[int, int], ...] = ()


class Measures(Struct, frozen=True):
    """Means over the judged queries; times in seconds, except the query times in milliseconds."""

    queries: int
    documents: int
    passages: int
    ndcg_10: float
    recall_10: float
    recall_50: float
    mrr_10: float
    index_seconds: float
    query_ms_p50: float
    query_ms_p95: float
    span_recall_5: float | None = None
    span_recall_10: float | None = None


# Made by machines for machines, and found in folders of documents all the same.
IGNORE = """\
*.min.js
*.min.css
*.map
package-lock.json
"""
# Just below what a reader takes at most: a larger one would fill the memory.
LARGEST = 500_000_000


class EngineSettings(Struct, frozen=True):
    """What the engine keeps in its settings table: the engine alone writes it.

    `ollama` is the address that was confirmed in the window, or "" for the environment's. `ignore` are
    rules as in `.gitignore` for what is left out of folders; `largest` is in bytes, for files in folders.
    `recognize`: the text of scans and pictures is recognised without asking for each.
    """

    ollama: str = ""
    confirmed_hosts: tuple[str, ...] = ()
    confirmed_cloud: tuple[str, ...] = ()
    chat_model: str = ""
    embedder: str = "built-in"
    ignore: str = IGNORE
    largest: int = LARGEST
    recognize: bool = False
