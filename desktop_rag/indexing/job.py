"""What an indexing run is asked to do, and whom it tells."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop_rag.domain.events import IndexEvent
from desktop_rag.domain.ports import Embedder
from desktop_rag.domain.projections import Generation
from desktop_rag.indexing.progress import Progress

# Told the ids of documents whose state has changed.
Changed = Callable[[Sequence[int]], None]


@dataclass(frozen=True)
class Target:
    """The generation to fill, and the embedder that makes its vectors."""

    generation: Generation
    embedder: Embedder


@dataclass(frozen=True)
class Job:
    """One run over a library. Without a target, words only; in `folder_roots` unread kinds are skipped.

    The target comes while documents are read already; a `ModelError` of it is told after all words are in.
    """

    library: int
    target: "asyncio.Future[Target] | None"
    progress: Progress
    changed: Changed
    report: Callable[[IndexEvent], None]
    folder_roots: frozenset[int] = frozenset()
