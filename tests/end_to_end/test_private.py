"""Nothing leaves this computer: not from the program, not from its engine, readers or vector index."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.command import Command
from tests.stand_in.server import StandIn

GUARD = Path(__file__).parent / "guard"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "llamas.txt").write_text(
        "Llamas are closely related to the secretword vicuñas and camels.\n" * 9
    )
    page = (
        "<h1>Out</h1><img src='http://192.0.2.1/a.png'><script src='http://192.0.2.1/x.js'></script><p>Words."
    )
    (folder / "page.html").write_text(page)
    return folder


def guarded(data: Path, ollama: str) -> tuple[Command, Path]:
    strays = data.parent / "strays.txt"
    path = os.pathsep.join((str(GUARD), str(ROOT)))
    return Command(data, PYTHONPATH=path, DESKTOP_RAG_STRAYS=str(strays), OLLAMA_HOST=ollama), strays


def test_the_guard_sees_what_strays(tmp_path: Path) -> None:
    command, strays = guarded(tmp_path / "data", "")
    stray = "import socket; socket.create_connection(('192.0.2.1', 80))"
    subprocess.run([sys.executable, "-c", stray], env=command.environment, check=False, capture_output=True)
    assert "192.0.2.1" in strays.read_text()


def test_indexing_searching_and_asking_connect_to_nothing_but_loopback(
    tmp_path: Path, documents: Path
) -> None:
    with StandIn() as server:
        command, strays = guarded(tmp_path / "data", server.url)
        command.run("index", str(documents))
        command.run("index", str(documents), "--embedder", "all-minilm")
        command.run("search", "vicuñas")
        command.run("ask", "What are llamas related to?")
        command.run("models")
        command.run("doctor")
        assert any(path == "/api/chat" for _, path, _, _ in server.requests)
    assert not strays.exists(), strays.read_text()


def test_another_computers_address_in_the_environment_is_refused_before_anything_is_sent(
    tmp_path: Path, documents: Path
) -> None:
    command, strays = guarded(tmp_path / "data", "http://192.0.2.7:11434")
    command.run("index", str(documents))
    error = command.json("ask", "What are llamas related to?", "--model", "qwen3:4b", expect=3)["error"]
    assert error["code"] == "host-unconfirmed"
    assert not strays.exists(), strays.read_text()


def test_the_data_folder_is_the_persons_alone_and_no_log_holds_what_was_read_or_asked(
    tmp_path: Path, documents: Path
) -> None:
    command = Command(tmp_path / "data")
    command.run("index", str(documents))
    command.run("search", "secretword")
    command.run("ask", "What is the secretquestion?")
    for path in (command.data, *command.data.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode & 0o077 == 0, (path, oct(mode))
    logs = "".join(file.read_text(errors="replace") for file in (command.data / "logs").iterdir())
    assert "secretword" not in logs
    assert "secretquestion" not in logs
