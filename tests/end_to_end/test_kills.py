"""Whatever is killed in the middle of indexing: started again, nothing is missing and nothing doubled."""

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.end_to_end.agreement import agreed
from tests.end_to_end.command import Command
from tests.end_to_end.killing import VICTIMS, Victim, kill, whole

DOCUMENTS = 120


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    words = [
        "llama",
        "camel",
        "vicuña",
        "alpaca",
        "highland",
        "wool",
        "pack",
        "grass",
        "herd",
        "mountain",
        "river",
        "stone",
    ]
    chance = random.Random(7)
    for number in range(DOCUMENTS):
        paragraphs = [" ".join(chance.choices(words, k=90)) + "." for _ in range(6)]
        (folder / f"{number:03}.txt").write_text(f"Document {number}\n\n" + "\n\n".join(paragraphs))
    return folder


def child(process: psutil.Process, verb: str) -> psutil.Process | None:
    for one in process.children(recursive=True):
        try:
            if verb in one.cmdline():
                return one
        except psutil.Error:
            continue
    return None


def kill_when(command: Command, folder: Path, whom: Callable[[psutil.Process], psutil.Process | None]) -> int:
    """Starts indexing, kills somebody in the middle, and returns the exit code."""
    with command.start("index", str(folder), "--json") as process:
        watched = psutil.Process(process.pid)
        end = time.monotonic() + 60
        while time.monotonic() < end and process.poll() is None:
            victim = whom(watched)
            if victim is not None and (command.data / "catalog.db").exists():
                time.sleep(0.4)
                if victim.is_running():
                    os.kill(victim.pid, signal.SIGKILL)
                break
            time.sleep(0.01)
        process.communicate(timeout=240)
    return process.returncode


def complete(command: Command, folder: Path) -> None:
    held = agreed(command.data)
    assert held.holds, held
    assert held.states == {str(path): "ready" for path in folder.iterdir()}


def test_the_vector_index_child_is_killed_and_the_same_run_completes(tmp_path: Path, documents: Path) -> None:
    command = Command(tmp_path / "data")
    assert kill_when(command, documents, lambda process: child(process, "@vector-index")) == 0
    complete(command, documents)


def test_a_reader_is_killed_and_no_document_is_lost(tmp_path: Path, documents: Path) -> None:
    command = Command(tmp_path / "data")
    assert kill_when(command, documents, lambda process: child(process, "@reader")) == 0
    complete(command, documents)


def test_the_embedder_is_killed_and_the_same_run_completes(tmp_path: Path, documents: Path) -> None:
    command = Command(tmp_path / "data")
    assert kill_when(command, documents, lambda process: child(process, "@embedder")) == 0
    complete(command, documents)


def test_the_whole_run_is_killed_and_the_next_completes_it(tmp_path: Path, documents: Path) -> None:
    command = Command(tmp_path / "data")
    for verb in ("@reader", "@vector-index", "@vector-index"):
        kill_when(command, documents, lambda process, verb=verb: process if child(process, verb) else None)
    report = command.json("index", str(documents))
    assert report["documents"]["failed"] == 0
    complete(command, documents)


def test_damaged_vectors_are_answered_for_by_words_and_then_rebuilt(tmp_path: Path, documents: Path) -> None:
    command = Command(tmp_path / "data")
    command.run("index", str(documents))
    for file in (command.data / "vectors").rglob("*"):
        if file.is_file() and file.suffix in (".sqlite3", ".bin"):
            file.write_bytes(b"damaged" * 500)
    hits = command.json("search", "vicuña")["hits"]
    assert hits
    assert all(hit["matched"] == ["keyword"] for hit in hits)
    command.run("index", str(documents))
    complete(command, documents)


def test_a_damaged_keyword_index_is_rebuilt_when_it_is_noticed(tmp_path: Path, documents: Path) -> None:
    command = Command(tmp_path / "data")
    command.run("index", str(documents))
    for file in (command.data / "keywords").rglob("*"):
        if file.is_file():
            file.write_bytes(b"damaged" * 20)
    answer = command.lines("ask", "What about the vicuña?")[-1]
    assert answer["state"] == "extractive"
    assert answer["citations"]
    assert command.json("search", "vicuña")["hits"]
    complete(command, documents)


@pytest.mark.parametrize("victim", VICTIMS)
def test_killed_at_a_random_moment_everything_agrees_after_the_next_start(
    tmp_path: Path, documents: Path, victim: Victim
) -> None:
    """`python -m tests.benchmarks.kills` does this fifty times."""
    arguments = ["index", str(documents), "--json"]
    killed = None
    while killed is None:  # a run may be over before its turn comes
        moment = random.uniform(0.1, 2.0)
        killed = kill(tmp_path / f"data {moment}", arguments, victim, moment, DOCUMENTS)
    assert whole(killed, {str(path) for path in documents.iterdir()}) == "good", killed
