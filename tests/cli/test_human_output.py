"""What people read: escaped, in sentences, with progress only where a terminal is."""

import io
import subprocess
import sys

import msgspec
import pytest

from desktop_rag.cli.output import Output, escaped_line, in_a_line, readable
from desktop_rag.domain.answers import Answer
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.events import TextArrived
from desktop_rag.domain.passages import Coverage, SearchResult
from desktop_rag.domain.reports import FailedFile
from tests.cli.conftest import Command
from tests.fakes.cli_engine import HIT, REPORT_WITH_FAILURE, ScriptedEngine

HOSTILE = "a\x1b[2Jb\u202ec\x07\x9bd\ud800"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_control_and_bidirectional_characters_are_escaped() -> None:
    assert readable(HOSTILE + "\n\te") == "a\\x1b[2Jb\\u202ec\\x07\\x9bd\\ud800\n\te"
    assert escaped_line("a\nb\rc") == "a\\x0ab\\x0dc"
    assert in_a_line("a\n  b\tc") == "a b c"


def test_a_hostile_document_cannot_steer_the_terminal(command: Command, engine: ScriptedEngine) -> None:
    place = msgspec.structs.replace(HIT.place, title=HOSTILE, shown=f"/docs/{HOSTILE}")
    hit = msgspec.structs.replace(HIT, place=place, snippet=HOSTILE)
    engine.results["search"] = SearchResult("x", "hybrid", 0.1, Coverage(1, 1, 1), (hit,), 1)
    engine.events["ask"] = (TextArrived(HOSTILE),)
    for ended in (command("search", "x"), command("ask", "x"), command("search", "x", "--json")):
        assert ended.code == 0
        assert "\x1b" not in ended.out and "\u202e" not in ended.out and "\x9b" not in ended.out


def test_a_folder_of_photographs_is_told_of_in_one_line(command: Command, engine: ScriptedEngine) -> None:
    photos = tuple(FailedFile(f"/docs/{number}.jpg", Failure("needs-ocr")) for number in range(412))
    report = msgspec.structs.replace(REPORT_WITH_FAILURE, failed=413)
    engine.results["index"] = msgspec.structs.replace(report, failures=(*report.failures, *photos))
    out = command("index", "/docs").out
    assert "412 scans and pictures" in out and "/docs/7.jpg" not in out and "/docs/locked.pdf" in out
    assert len(command("index", "/docs", "--json").json["failures"]) == 413


def test_search_shows_document_place_and_score(command: Command) -> None:
    out = command("search", "llamas").out
    assert " 1  Llamas · page ii · 0.93" in out
    assert "/docs/llamas.pdf" in out


def test_a_search_without_hits_gives_a_hint(command: Command, engine: ScriptedEngine) -> None:
    engine.results["search"] = SearchResult("x", "hybrid", 0.1, Coverage(2, 2, 2), (), 0)
    assert "Try fewer or other words" in command("search", "x").err
    engine.results["search"] = SearchResult("x", "hybrid", 0.1, Coverage(0, 0, 0), (), 0)
    assert "Add files or folders first" in command("search", "x").err


def test_what_was_searched_for_instead_is_said(command: Command, engine: ScriptedEngine) -> None:
    corrected = SearchResult(
        "lamas",
        "hybrid",
        0.1,
        Coverage(1, 1, 1),
        (HIT,),
        1,
        said=(Failure("query-corrected", {"what": "llamas"}),),
        suggestion="llamas",
        corrected=True,
    )
    engine.results["search"] = corrected
    ended = command("search", "lamas")
    assert "so llamas was searched for" in ended.err and "Did you mean" not in ended.err
    shape = command("search", "lamas", "--json").json
    assert shape["said"][0]["code"] == "query-corrected" and shape["suggestion"] == "llamas"
    engine.results["search"] = msgspec.structs.replace(corrected, said=(), corrected=False)
    assert "Did you mean: llamas" in command("search", "lamas").err


def test_a_search_by_words_alone_says_so(command: Command, engine: ScriptedEngine) -> None:
    engine.results["search"] = SearchResult(
        "x", "hybrid", 0.1, Coverage(1, 1, 1), (HIT,), 1, "vector-index-damaged"
    )
    ended = command("search", "x", "--json")
    assert ended.code == 0
    assert "Searching by words only" in ended.err


def test_the_answer_is_streamed_once_and_then_its_sources(command: Command) -> None:
    out = command("ask", "What?").out
    assert out.count("To vicuñas and camels [1].") == 1
    assert "[1] Llamas · page ii · /docs/llamas.pdf" in out


def test_an_answer_that_cites_nothing_shows_what_was_at_hand(
    command: Command, engine: ScriptedEngine
) -> None:
    whole = engine.results["ask"]
    engine.events["ask"] = ()
    engine.results["ask"] = msgspec.structs.replace(whole, text="To camels.", cited=(), invented=0)
    out = command("ask", "What?").out
    assert "cites no source" in out
    assert "[1] Llamas · page ii · /docs/llamas.pdf" in out


def test_a_refused_question_says_why_once(command: Command, engine: ScriptedEngine) -> None:
    engine.events["ask"] = ()
    engine.results["ask"] = Answer(0, 0, "refused", "", reason=Failure("nothing-found"))
    ended = command("ask", "What?")
    assert (ended.code, ended.out.strip()) == (0, "")
    assert ended.err.count("Nothing was found") == 1
    assert "do not say" not in ended.err
    engine.results["ask"] = Answer(0, 0, "refused", "")
    assert "Your documents do not say" in command("ask", "What?", "--json").err


def test_every_command_says_something_to_people(command: Command) -> None:
    assert "Locked · password needed" in command("documents").out
    assert "2 documents removed" in command("remove", "/docs").out
    assert "My library" in command("libraries").out
    assert "writes answers" in command("models").out
    assert "version 0.33.0" in command("status").out
    assert "Start Ollama and try again" in command("doctor").out
    assert "[1]" in command("demo").out


def test_progress_is_shown_on_a_terminal_and_wiped_before_the_result() -> None:
    out, err = io.StringIO(), Terminal()
    output = Output(stdout=out, stderr=err)
    output.progress("1 of 3 · \x1b[2J.pdf")
    output.line("done")
    assert err.getvalue() == "\r\x1b[K1 of 3 · \\x1b[2J.pdf\r\x1b[K"
    assert out.getvalue() == "done\n"


def test_progress_is_not_shown_where_no_terminal_is(command: Command) -> None:
    assert command("index", "/docs").err == ""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_of_an_old_code_page_still_gets_its_text(encoding: str) -> None:
    raw = io.BytesIO()
    output = Output(stdout=io.TextIOWrapper(raw, encoding=encoding), stderr=io.StringIO())
    output.line("› …")
    assert raw.getvalue() == b"\\u203a \\u2026\n"


def test_a_reader_that_has_gone_is_no_error() -> None:
    script = (
        "import sys\n"
        "from desktop_rag.cli.main import main\n"
        "from tests.fakes.cli_engine import ScriptedEngine\n"
        "sys.stdin.read()\n"
        "sys.exit(main(['documents'], ScriptedEngine().open))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin and process.stdout and process.stderr
    process.stdout.close()
    process.stdin.close()
    complaint = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), complaint) == (0, "")


def test_nothing_heavy_is_imported_for_a_command() -> None:
    script = "import sys, desktop_rag.cli.main; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    heavy = {"chromadb", "tantivy", "numpy", "tokenizers", "ollama", "httpx", "PySide6", "lxml", "sqlite3"}
    assert not heavy & set(loaded.stdout.split())
