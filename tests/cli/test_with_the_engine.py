"""The whole program as a person calls it: another process, real files, no Ollama."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from desktop_rag.paths import resources
from tests.cli.program import PROGRAM, SAMPLE, environment, program

HEAVY = {
    "chromadb", "tantivy", "numpy", "tokenizers", "ollama", "httpx", "PySide6", "lxml", "pypdfium2", "psutil",
    "pathspec", "watchfiles", "platformdirs",
}  # fmt: skip


def test_the_demo_ends_well_and_cites_the_llamas(tmp_path: Path) -> None:
    ended = program(tmp_path / "untouched", "demo")
    assert ended.returncode == 0, ended.stderr
    answer = ended.stdout.split("Asking:")[1]
    assert "vicuñas and camels. [1]" in answer
    assert re.search(r"^\[1\] Llamas · .*llamas\.md$", answer, re.M)
    assert not (tmp_path / "untouched").exists()


def test_the_relatives_of_llamas_are_found_and_the_hours_of_a_german_museum(library: Path) -> None:
    found = json.loads(program(library, "search", "What animals are llamas related to?", "--json").stdout)
    best = found["hits"][0]
    assert "vicuñas and camels" in best["text"]
    text = (resources() / "sample" / "llamas.md").read_text(encoding="utf-8")
    assert best["text"].split("\n")[0][:40] in text
    assert best["page"] is None and best["document"] == "Llamas"
    german = json.loads(program(library, "search", "Wann hat das Museum donnerstags offen?", "--json").stdout)
    assert german["hits"][0]["path"].endswith("museum.md")


def test_a_page_of_the_pdf_is_named(library: Path) -> None:
    found = json.loads(program(library, "search", "who threw the fuses into the pond", "--json").stdout)
    assert (found["hits"][0]["page"], found["hits"][0]["unit"]["kind"]) == (4, "page")


def test_an_unchanged_library_is_done_without_anything_heavy(library: Path) -> None:
    ended = program(library, "index", SAMPLE, "--json", python=("-X", "importtime"))
    assert json.loads(ended.stdout)["documents"]["unchanged"] == 12
    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in ended.stderr.splitlines()}
    assert "sqlite3" in imported
    assert not HEAVY & imported


def test_an_extractive_answer_ends_with_0_and_with_a_named_model_with_3(library: Path) -> None:
    ended = program(library, "ask", "What animals are llamas related to?", "--json")
    last = json.loads(ended.stdout.splitlines()[-1])
    assert (ended.returncode, last["state"], last["citations"][0]["number"]) == (0, "extractive", 1)
    assert ("Start Ollama" if shutil.which("ollama") else "Install Ollama") in ended.stderr
    named = program(library, "ask", "What?", "--model", "none", "--json")
    assert (named.returncode, json.loads(named.stdout)["error"]["code"]) == (3, "ollama-absent")


def test_failures_have_sentences_and_exit_codes(library: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    missing, empty = str(tmp_path / "missing.txt"), str(tmp_path / "empty.txt")
    ended = program(library, "index", missing, empty, "--library", "Failures", "--json")
    assert ended.returncode == 1
    failures = json.loads(ended.stdout)["failures"]
    assert {(failure["path"], failure["error"]) for failure in failures} == {
        (missing, "missing"),
        (empty, "empty"),
    }
    assert all(failure["title"] and failure["remedy"] for failure in failures)
    unknown = program(library, "search", "x", "--library", "Nobody's", "--json")
    assert (unknown.returncode, json.loads(unknown.stdout)["error"]["code"]) == (2, "library-unknown")
    newer = program(Path("/dev/null/nowhere"), "status", "--json")
    assert (newer.returncode, json.loads(newer.stdout)["error"]["code"]) == (4, "folder-unreadable")


def test_status_and_doctor_do_their_work_without_ollama(library: Path) -> None:
    status = program(library, "status", "--json")
    assert (status.returncode, json.loads(status.stdout)["ollama"]["reachable"]) == (0, False)
    doctor = program(library, "doctor", "--json")
    assert doctor.returncode == 0
    checks = {check["check"]: check for check in json.loads(doctor.stdout)}
    assert not checks["ollama"]["ok"] and checks["ollama"]["remedy"]
    assert checks["catalog"]["ok"]


def test_one_at_a_time_may_have_the_data_folder(library: Path) -> None:
    script = (
        "import asyncio, sys\n"
        "from desktop_rag.adapters.files.lock import FolderLock\n"
        "from pathlib import Path\n"
        "async def hold():\n"
        "    lock = FolderLock(Path(sys.argv[1]) / 'lock')\n"
        "    await lock.acquire()\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
        "asyncio.run(hold())\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(library)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdin and holder.stdout
    assert holder.stdout.readline() == "held\n"
    waiting = subprocess.Popen(
        [*PROGRAM, "status", "--json"], stdout=subprocess.PIPE, env=environment(library), text=True
    )
    assert waiting.stdout
    out = waiting.stdout.read()
    waiting.stdout.close()
    assert (waiting.wait(), json.loads(out)["error"]["code"]) == (4, "folder-in-use")
    holder.stdin.close()
    holder.wait()
    holder.stdout.close()
    assert program(library, "status").returncode == 0


def test_without_a_display_the_window_is_one_line_and_2(tmp_path: Path) -> None:
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    command = [sys.executable, "-m", "desktop_rag", "--data", str(tmp_path)]
    ended = subprocess.run(command, env=clean, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert len(ended.stderr.splitlines()) == 1
    assert "no display" in ended.stderr
