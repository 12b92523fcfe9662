"""What came of a run: its documents as they are in the catalog at its end."""

import time
from collections.abc import Sequence

from desktop_rag.domain.documents import Document, Library
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.reports import Discovered, FailedFile, IndexReport
from desktop_rag.domain.stores import Documents
from desktop_rag.indexing.progress import Progress

AT_ONCE = 500


async def report_of(
    kept: Documents, library: Library, found: Discovered, skipped: int, progress: Progress, begun: float
) -> IndexReport:
    """`skipped` are those that reading left out, besides those that were not looked at."""
    documents: list[Document] = []
    for start in range(0, len(found.waiting), AT_ONCE):
        documents += await kept.many(found.waiting[start : start + AT_ONCE])
    failed = _failed(documents)
    ids = [document.id for document in documents]
    within = await kept.attached_to(ids) if ids else ()
    attached = await kept.many(within) if within else ()
    # Text is recognised behind the window alone: for whoever waits here, these are what they were.
    failed += [
        FailedFile(document.shown, Failure("needs-ocr"))
        for document in documents
        if document.recognize and document.state in ("waiting", "reading")
    ]
    done = [document for document in documents if document.state in ("searchable", "ready")]
    return IndexReport(
        indexed=len(done),
        unchanged=found.unchanged,
        failed=len(failed) + len(found.failed),
        skipped=found.skipped + skipped,
        passages=progress.passages,
        seconds=round(time.monotonic() - begun, 4),
        stages=progress.stages,
        embedder=library.embedder,
        failures=(*found.failed, *failed),
        removed=len(found.removed),
        closed=found.closed,
        attached=tuple(_failed(attached)),
    )


def _failed(documents: Sequence[Document]) -> list[FailedFile]:
    return [
        FailedFile(document.shown, document.error)
        for document in documents
        if document.state == "failed" and document.error is not None
    ]
