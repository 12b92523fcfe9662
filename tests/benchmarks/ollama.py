"""Indexing with an Ollama embedder over the embedder's own time for the same chunks.

`python -m tests.benchmarks.ollama [--documents 300] [--words 600] [--seconds 0.042] [--rounds 1]`

A stand-in for Ollama takes so many seconds a text, one request after the other. The whole is the wall time
of `desktop-rag index` from the start of its process to its end; the embedder's own time is the number of
texts that it was sent, times those seconds. What lies between is told by when the server had nothing to do.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.documents import write_documents
from tests.benchmarks.figures import as_installed, load, table
from tests.cli.program import environment
from tests.stand_in.replies import Behaviour
from tests.stand_in.server import StandIn

MODEL = "nomic-embed-text"


def indexed(data: Path, folder: Path, url: str) -> tuple[float, float, dict[str, Any]]:
    """Begin and end in seconds of the monotonic clock, and the report."""
    command = [sys.executable, "-m", "desktop_rag", "index", str(folder), "--embedder", MODEL]
    begun = time.monotonic()
    ended = subprocess.run(
        [*command, "--ollama", url, "--json"],
        env=as_installed(environment(data), data.parent),
        stdout=subprocess.PIPE,
        text=True,
    )
    took = time.monotonic()
    if ended.returncode:
        raise SystemExit(f"the command ended with {ended.returncode}")
    return begun, took, json.loads(ended.stdout)


def measure(room: Path, folder: Path, seconds: float, name: str) -> tuple[str, ...]:
    """One run: a row of the table."""
    with StandIn(Behaviour(embeds_in=seconds)) as server:
        begun, ended, report = indexed(room / name, folder, server.url)
        requests = list(server.replies.embedded)
    texts = sum(count for _, _, count in requests)
    own = texts * seconds
    between = sum(requests[at + 1][0] - requests[at][1] for at in range(len(requests) - 1))
    return (
        name,
        str(report["documents"]["indexed"]),
        f"{texts}",
        f"{texts / len(requests):.1f}",
        f"{ended - begun:.2f}",
        f"{own:.2f}",
        f"{(ended - begun) / own:.3f}",
        f"{requests[0][0] - begun:.2f}",
        f"{between:.2f}",
        f"{ended - requests[-1][1]:.2f}",
    )


HEAD = (
    *("", "documents", "texts", "a request", "whole, s", "embedder, s", "ratio"),
    *("idle before", "between", "after, s"),
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=300)
    options.add_argument("--words", type=int, default=600)
    options.add_argument("--seconds", type=float, default=0.042)
    options.add_argument("--rounds", type=int, default=1)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        room = Path(place)
        write_documents(room / "few", 3, 50)
        with StandIn() as server:
            indexed(room / "warm", room / "few", server.url)  # compiles the modules
        folder = room / "documents"
        write_documents(folder, chosen.documents, chosen.words)
        rows = [
            measure(room, folder, chosen.seconds, f"round {number + 1}") for number in range(chosen.rounds)
        ]
        print(f"Embedding with a server that takes {chosen.seconds * 1000:.0f} ms a text; {load()}")
        print(table(HEAD, rows))
        print("wanted: a ratio of at most 1.05\n", flush=True)


if __name__ == "__main__":
    main()
