"""The whole program as a process of its own, on a data folder of its own."""

import os
import subprocess
import sys
from pathlib import Path

from desktop_rag.paths import resources

SAMPLE = str(resources() / "sample")
# Nothing listens on the port for discarding: an Ollama of this computer must not answer in a test.
NO_OLLAMA = "http://127.0.0.1:9"
PROGRAM = (sys.executable, "-m", "desktop_rag")


def environment(data: Path) -> dict[str, str]:
    return {**os.environ, "DESKTOP_RAG_DATA": str(data)}


def program(
    data: Path, *arguments: str, python: tuple[str, ...] = (), ollama: str = NO_OLLAMA
) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end; `python` are options of the interpreter."""
    command = [PROGRAM[0], *python, *PROGRAM[1:], *arguments, "--ollama", ollama]
    return subprocess.run(command, capture_output=True, text=True, env=environment(data))
