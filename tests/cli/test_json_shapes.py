"""The JSON of every command, field by field: benchmarks and scripts read it."""

import json
from pathlib import Path

import msgspec
import pytest

from desktop_rag.cli.shapes import measures_of, time_of
from desktop_rag.domain.events import PassagesFound
from desktop_rag.domain.reports import Measures
from tests.cli.conftest import Command
from tests.fakes.cli_engine import (
    COVERAGE,
    EVENTS,
    EVIDENCE,
    EXTRACTIVE,
    REPORT_WITH_FAILURE,
    URL,
    ScriptedEngine,
)

PAGE_II = {"kind": "page", "number": 2, "label": "ii"}


def test_index(command: Command) -> None:
    assert command("index", "/docs", "--json").json == {
        "documents": {"indexed": 2, "unchanged": 1, "failed": 0, "skipped": 4},
        "passages": 17,
        "seconds": 1.5,
        "stages": {"read": 0.1, "chunk": 0.2, "embed": 0.3, "store": 0.4},
        "embedder": "built-in",
        "failures": [],
    }


def test_a_failure_of_index_says_its_code_and_what_to_do(command: Command, engine: ScriptedEngine) -> None:
    engine.results["index"] = REPORT_WITH_FAILURE
    ended = command("index", "/docs", "--json")
    assert ended.code == 1
    assert ended.json["failures"] == [
        {
            "path": "/docs/locked.pdf",
            "error": "password",
            "title": "The document is locked",
            "remedy": "Unlock it in the window if it is a PDF, or save a copy without the password "
            "and add that copy.",
        }
    ]


def test_folders_that_are_closed_and_failed_attachments_are_named(
    command: Command, engine: ScriptedEngine
) -> None:
    locked = REPORT_WITH_FAILURE.failures[0]
    engine.results["index"] = msgspec.structs.replace(
        REPORT_WITH_FAILURE, closed=("/docs/closed",), failures=(), failed=0, attached=(locked,)
    )
    ended = command("index", "/docs", "--json")
    assert (ended.code, ended.json["closed"], ended.json["failures"]) == (0, ["/docs/closed"], [])
    assert [failed["error"] for failed in ended.json["attached"]] == ["password"]
    out = command("index", "/docs").out
    assert "/docs/closed" in out and "/docs/locked.pdf" in out and "failed" not in out.splitlines()[0]


def test_search(command: Command) -> None:
    found = command("search", "llamas", "--json").json
    first, second = found.pop("hits")
    assert found == {
        "query": "llamas",
        "mode": "hybrid",
        "seconds": 0.012,
        "coverage": {"documents": 3, "indexed": 3, "embedded": 2},
    }
    assert first == {
        "rank": 1,
        "score": 0.93,
        "document": "Llamas",
        "path": "/docs/llamas.pdf",
        "page": 2,
        "unit": PAGE_II,
        "start": 10,
        "end": 30,
        "heading": "Animals › Llamas",
        "text": "Llamas are related.",
        "snippet": "… are related …",
        "matched": ["keyword", "semantic"],
    }
    assert second["page"] is None
    assert second["document"] == "notes.md"
    assert second["unit"] == {"kind": "section", "number": 1, "label": ""}


def test_ask_prints_events_and_ends_with_the_answer(command: Command) -> None:
    lines = command("ask", "What?", "--json").lines
    assert [line["event"] for line in lines] == [
        "search_started", "passages_found", "prompt_built", "text_arrived", "text_arrived", "answer",
    ]  # fmt: skip
    assert lines[-1] == {
        "event": "answer",
        "text": "To vicuñas and camels [1].",
        "state": "complete",
        "citations": [
            {
                "number": 1,
                "path": "/docs/llamas.pdf",
                "page": 2,
                "unit": PAGE_II,
                "start": 10,
                "end": 30,
                "text": "Vicuñas.",
            }
        ],
        "invented_citations": 1,
        "sentences": [{"text": "To vicuñas and camels.", "support": None, "citations": [1]}],
        "search_query": "llamas related",
        "passages": {"found": 9, "used": 2, "dropped": 7},
        "model": "qwen3:4b",
        "context": {"num_ctx": 4096, "prompt_tokens": 812},
        "seconds": {"retrieve": 0.02, "first_token": 0.5, "total": 1.25},
    }
    assert [passage["number"] for passage in lines[1]["passages"]] == [1, 2]


def test_passages_may_be_found_again_when_fewer_fit_into_the_prompt(
    command: Command, engine: ScriptedEngine
) -> None:
    engine.events["ask"] = (*EVENTS[:4], PassagesFound(EVIDENCE[:1], 9, 0.02, COVERAGE), *EVENTS[4:])
    names = [line["event"] for line in command("ask", "What?", "--json").lines]
    assert names.count("search_started") == 1
    assert names.count("passages_found") == 2


def test_an_extractive_answer_names_no_model_and_says_why_on_standard_error(
    command: Command, engine: ScriptedEngine
) -> None:
    engine.results["ask"] = EXTRACTIVE
    ended = command("ask", "What?", "--json")
    assert ended.code == 0
    assert ended.lines[-1]["state"] == "extractive"
    assert ended.lines[-1]["model"] is None
    assert ended.lines[-1]["context"] == {"num_ctx": None, "prompt_tokens": None}
    assert "There is no model to write answers" in ended.err


def test_documents(command: Command) -> None:
    ready, failed = command("documents", "--json").json
    assert ready == {
        "path": "/docs/llamas.pdf",
        "kind": "pdf",
        "state": "ready",
        "pages": 4,
        "passages": 9,
        "bytes": 4096,
        "modified": "2023-11-14T22:13:20.123456Z",
        "indexed": "2023-11-14T22:13:21.000000Z",
        "error": None,
        "warning": "Pages without readable text: 2, 3. They are damaged; all others can be searched.",
    }
    assert (failed["state"], failed["error"], failed["warning"]) == ("failed", "password", None)
    assert (failed["pages"], failed["indexed"]) == (None, None)


def test_remove(command: Command) -> None:
    assert command("remove", "/docs/llamas.pdf", "--json").json == {"removed": 2}


def test_libraries(command: Command) -> None:
    assert command("libraries", "--json").json == [
        {"name": "My library", "documents": 3, "passages": 17, "embedder": "built-in", "bytes": 5000}
    ]


def test_models(command: Command) -> None:
    chat, embedding = command("models", "--json").json
    assert chat == {
        "name": "qwen3:4b",
        "kind": "chat",
        "parameters": "4.0B",
        "quantization": "Q4_K_M",
        "bytes": 2_500_000_000,
        "context": 40960,
        "dimensions": 2560,
        "loaded": True,
        "remote": False,
    }
    assert embedding["kind"] == "embedding"


def test_status(command: Command) -> None:
    assert command("status", "--json").json == {
        "version": "0.1.0",
        "data": "/data",
        "ollama": {"url": URL, "version": "0.33.0", "reachable": True, "cloud_disabled": True},
        "embedder": "built-in",
        "documents": 3,
        "passages": 17,
        "bytes": 5000,
    }


def test_doctor_ends_with_0_although_a_check_failed(command: Command) -> None:
    ended = command("doctor", "--json")
    assert ended.code == 0
    assert ended.json == [
        {
            "check": "data-folder",
            "ok": True,
            "title": "The data folder can be read and written",
            "remedy": "",
        },
        {
            "check": "ollama",
            "ok": False,
            "title": "Ollama is not running",
            "remedy": "Start Ollama and try again.",
        },
    ]


def test_demo_prints_a_search_line_and_then_the_lines_of_ask(command: Command) -> None:
    lines = command("demo", "--json").lines
    assert "hits" in lines[0]
    assert lines[1]["event"] == "search_started"
    assert lines[-1]["event"] == "answer"


def collection(folder: Path, **lines: str) -> list[str]:
    arguments: list[str] = []
    texts = {
        "corpus": '{"id": "d1", "title": "One", "text": "first"}\n{"id": "d2", "title": "", "text": "x"}\n',
        "queries": '{"id": "q1", "text": "?", "doc_id": "d1", "spans": [[0, 3]], "answerable": true}\n',
        "qrels": "q1\td1\t1\nq1\td2\t0\n",
        **lines,
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
        arguments += [f"--{name}", str(folder / name)]
    return arguments


def test_evaluate(command: Command, engine: ScriptedEngine, tmp_path: Path) -> None:
    run = tmp_path / "run.tsv"
    ended = command("evaluate", *collection(tmp_path), "--run", str(run), "--mode", "keyword", "--json")
    assert ended.json == {
        "queries": 10,
        "documents": 20,
        "passages": 30,
        "ndcg@10": 0.7,
        "recall@10": 0.8,
        "recall@50": 0.9,
        "mrr@10": 0.6,
        "index_seconds": 1.5,
        "query_ms": {"p50": 3.0, "p95": 9.0},
    }
    asked = engine.asked[-1]
    assert (asked.mode, asked.relevance) == ("keyword", {"q1": {"d1": 1, "d2": 0}})
    assert [document.id for document in asked.documents] == ["d1", "d2"]
    assert asked.queries[0].spans == ((0, 3),)
    assert run.read_text().splitlines() == [
        "q1\tQ0\td2\t1\t0.900000\tdesktop-rag",
        "q1\tQ0\td1\t2\t0.250000\tdesktop-rag",
    ]


@pytest.mark.parametrize(
    "broken", [{"corpus": "no json"}, {"queries": '{"id": 3}'}, {"qrels": "q1 d1"}, {"qrels": "q1\td1\tx"}]
)
def test_evaluate_refuses_a_file_that_is_not_what_it_should_be(
    command: Command, tmp_path: Path, broken: dict[str, str]
) -> None:
    ended = command("evaluate", *collection(tmp_path, **broken), "--json")
    assert ended.code == 2
    assert next(iter(broken)) in ended.json["error"]["explanation"]


def test_span_recall_is_there_when_it_was_measured() -> None:
    shape = measures_of(Measures(1, 1, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 0.75))
    assert (shape["span_recall@5"], shape["span_recall@10"]) == (0.5, 0.75)


def test_an_impossible_time_is_no_time() -> None:
    assert time_of(10**30) is None


def test_json_is_ascii_whatever_a_document_holds(command: Command) -> None:
    ended = command("search", "llamas", "--json")
    assert ended.out.isascii()
    assert json.loads(ended.out)["hits"][0]["snippet"] == "… are related …"
