"""The command line as a person runs it: a process of its own, with a data folder of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


class Command:
    """Runs `desktop-rag` on one data folder."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        clean = {name: value for name, value in os.environ.items() if not name.startswith("OLLAMA")}
        # A port on which nothing listens: a real Ollama of this machine takes no part in tests.
        self.environment = {**clean, "OLLAMA_HOST": "http://127.0.0.1:9", **environment}

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "desktop_rag", *arguments, "--data", str(self.data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment,
        )

    def run(self, *arguments: str, expect: int = 0) -> str:
        """Standard output. Fails when the exit code is another than expected."""
        with self.start(*arguments) as process:
            out, err = process.communicate(timeout=240)
        assert process.returncode == expect, f"exit {process.returncode}: {out[-2000:]} {err[-2000:]}"
        return out

    def json(self, *arguments: str, expect: int = 0) -> Any:
        return json.loads(self.run(*arguments, "--json", expect=expect))

    def lines(self, *arguments: str, expect: int = 0) -> list[Any]:
        return [json.loads(line) for line in self.run(*arguments, "--json", expect=expect).splitlines()]
