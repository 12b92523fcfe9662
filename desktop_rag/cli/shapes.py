"""The JSON shapes of the command line: a contract that benchmarks and scripts read."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from desktop_rag.domain.answers import Answer, AnswerState, Evidence, Sentence
from desktop_rag.domain.documents import Document, Library, UnitPlace
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.models import Model
from desktop_rag.domain.passages import Hit, SearchResult
from desktop_rag.domain.reports import Check, FailedFile, IndexReport, Measures, Status
from desktop_rag.domain.words import check_title, words_for

Shape = dict[str, Any]


def time_of(nanoseconds: int | None) -> str | None:
    """ISO 8601 in UTC, or None."""
    if nanoseconds is None:
        return None
    try:
        seconds, rest = divmod(nanoseconds, 10**9)
        moment = datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest // 1000)
    except (OverflowError, ValueError, OSError):  # a file system may say any number
        return None
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def unit_of(unit: UnitPlace) -> Shape:
    return {"kind": unit.kind, "number": unit.number, "label": unit.label}


def index_of(report: IndexReport) -> Shape:
    """`closed` (folders) and `attached` (as `failures`) are there when there are any."""
    stages = report.stages
    more: Shape = {"closed": list(report.closed)} if report.closed else {}
    if report.attached:
        more["attached"] = _failures_of(report.attached)
    return {
        "documents": {
            "indexed": report.indexed,
            "unchanged": report.unchanged,
            "failed": report.failed,
            "skipped": report.skipped,
        },
        "passages": report.passages,
        "seconds": report.seconds,
        "stages": {"read": stages.read, "chunk": stages.chunk, "embed": stages.embed, "store": stages.store},
        "embedder": report.embedder,
        "failures": _failures_of(report.failures),
        **more,
    }


def _failures_of(failures: Sequence[FailedFile]) -> list[Shape]:
    return [
        {
            "path": failed.path,
            "error": failed.failure.code,
            "title": words_for(failed.failure).title,
            "remedy": words_for(failed.failure).remedy,
        }
        for failed in failures
    ]


def hit_of(hit: Hit) -> Shape:
    place = hit.place
    return {
        "rank": hit.rank,
        "score": hit.score,
        "document": place.title or os.path.basename(place.shown),
        "path": place.shown,
        "page": place.page,
        "unit": unit_of(place.unit),
        "start": place.start,
        "end": place.end,
        "heading": " › ".join(place.heading),
        "text": hit.text,
        "snippet": hit.snippet,
        "matched": list(hit.matched),
    }


def search_of(result: SearchResult) -> Shape:
    """`said` and `suggestion` are there only when something is said or suggested."""
    coverage = result.coverage
    shape: Shape = {
        "query": result.query,
        "mode": result.mode,
        "seconds": result.seconds,
        "coverage": {
            "documents": coverage.documents,
            "indexed": coverage.indexed,
            "embedded": coverage.embedded,
        },
        "hits": [hit_of(hit) for hit in result.hits],
    }
    if result.said:
        shape["said"] = [said_of(failure) for failure in result.said]
    if result.suggestion:
        shape["suggestion"] = result.suggestion
    return shape


def said_of(failure: Failure) -> Shape:
    """Where something else was done than was asked for, and why."""
    words = words_for(failure)
    return {"code": failure.code, "title": words.title, "explanation": words.explanation}


def evidence_of(item: Evidence) -> Shape:
    return {
        "number": item.number,
        "path": item.shown,
        "page": item.page,
        "unit": unit_of(item.unit),
        "start": item.start,
        "end": item.end,
        "text": item.text,
    }


def sentence_of(sentence: Sentence) -> Shape:
    return {"text": sentence.text, "support": sentence.support, "citations": list(sentence.citations)}


def answer_of(answer: Answer, state: AnswerState | None = None) -> Shape:
    """The last line of `ask`; `state` replaces the answer's own when the person stopped it."""
    return {
        "event": "answer",
        "text": answer.text,
        "state": state or answer.state,
        "citations": [evidence_of(item) for item in answer.citations],
        "invented_citations": answer.invented,
        "sentences": [sentence_of(sentence) for sentence in answer.sentences],
        "search_query": answer.search_query,
        "passages": {"found": answer.found, "used": answer.used, "dropped": answer.dropped},
        "model": answer.model or None,
        "context": {"num_ctx": answer.fit.num_ctx or None, "prompt_tokens": answer.fit.prompt_tokens},
        "seconds": {
            "retrieve": answer.seconds.retrieve,
            "first_token": answer.seconds.first_token,
            "total": answer.seconds.total,
        },
    }


def document_of(document: Document) -> Shape:
    return {
        "path": document.shown,
        "kind": document.kind,
        "state": document.state,
        "pages": document.pages,
        "passages": document.passages,
        "bytes": document.size,
        "modified": time_of(document.modified_ns),
        "indexed": time_of(document.indexed_ns),
        "error": document.error.code if document.error else None,
        "warning": words_for(document.warning).explanation if document.warning else None,
    }


def library_of(library: Library) -> Shape:
    return {
        "name": library.name,
        "documents": library.documents,
        "passages": library.passages,
        "embedder": library.embedder,
        "bytes": library.bytes,
    }


def model_of(model: Model) -> Shape:
    return {
        "name": model.name,
        "kind": model.kind,
        "parameters": model.parameters,
        "quantization": model.quantization,
        "bytes": model.bytes,
        "context": model.context,
        "dimensions": model.dimensions,
        "loaded": model.loaded,
        "remote": model.remote,
    }


def status_shape(status: Status) -> Shape:
    ollama = status.ollama
    return {
        "version": status.version,
        "data": status.data,
        "ollama": {
            "url": ollama.url,
            "version": ollama.version or None,
            "reachable": ollama.reachable,
            "cloud_disabled": ollama.cloud_disabled,
        },
        "embedder": status.embedder,
        "documents": status.documents,
        "passages": status.passages,
        "bytes": status.bytes,
    }


def check_of(check: Check) -> Shape:
    """A check that passed has a title that says so, and no remedy."""
    if check.failure is None:
        return {"check": check.check, "ok": check.ok, "title": check_title(check.check), "remedy": ""}
    words = words_for(check.failure)
    return {"check": check.check, "ok": check.ok, "title": words.title, "remedy": words.remedy}


def measures_of(measures: Measures) -> Shape:
    """Span recall is there only when the questions carry spans."""
    shape: Shape = {
        "queries": measures.queries,
        "documents": measures.documents,
        "passages": measures.passages,
        "ndcg@10": measures.ndcg_10,
        "recall@10": measures.recall_10,
        "recall@50": measures.recall_50,
        "mrr@10": measures.mrr_10,
        "index_seconds": measures.index_seconds,
        "query_ms": {"p50": measures.query_ms_p50, "p95": measures.query_ms_p95},
    }
    if measures.span_recall_5 is not None:
        shape["span_recall@5"] = measures.span_recall_5
        shape["span_recall@10"] = measures.span_recall_10
    return shape
