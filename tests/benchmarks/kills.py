"""SIGKILL at random moments of indexing: what the next start finds, reads again and leaves.

`python -m tests.benchmarks.kills [--kills 50] [--documents 300] [--words 400] [--seed 1]`

Each kill has a data folder of its own. By turns the built-in embedder and a stand-in for Ollama make the
vectors; what the latter was sent tells what was embedded twice. Read, ready and vectors are what the catalog
held when somebody was killed; when it was a child, the same run goes on, and the restart finds its end.
"""

import argparse
import tempfile
import time
from pathlib import Path

from tests.benchmarks.documents import write_documents
from tests.benchmarks.figures import as_installed, load, table
from tests.end_to_end.killing import Killed, Victim, kill, moments, seconds_of, whole
from tests.stand_in.replies import Behaviour
from tests.stand_in.server import StandIn

MODEL = "nomic-embed-text"
# Seconds a text, so that kills fall between its batches too.
EMBEDS_IN = 0.002
HEAD = (
    *("kill", "victim", "embedder", "at, s", "read", "ready", "vectors", "restart, s"),
    *("read again", "embedded again", "result"),
)


def sent(server: StandIn) -> tuple[int, int]:
    """Texts that were sent to be embedded, and how many of these for a second time."""
    texts = [text for body in server.asked("/api/embed") for text in body["input"]]
    return len(texts), len(texts) - len(set(texts))


class Killing:
    """The kills of one benchmark, on one folder of documents."""

    def __init__(self, room: Path, documents: int, words: int) -> None:
        self.room = room
        self.folder = room / "documents"
        self.paths = {str(path) for path in write_documents(self.folder, documents, words)}
        self.environment = as_installed({}, room)
        self.bad = 0

    def arguments(self, embedder: str, server: StandIn) -> list[str]:
        named = ["--embedder", embedder] if embedder != "built-in" else []
        return ["index", str(self.folder), "--json", *named, "--ollama", server.url]

    def seconds(self, embedder: str) -> float:
        with StandIn(Behaviour(embeds_in=EMBEDS_IN)) as server:
            took = 0.0
            for number in range(2):  # the first compiles the modules
                data = self.room / f"{embedder} {number}"
                took = seconds_of(data, self.arguments(embedder, server), **self.environment)
        return took

    def kill(self, number: int, embedder: str, victim: Victim, moment: float) -> tuple[str, ...] | None:
        with StandIn(Behaviour(embeds_in=EMBEDS_IN)) as server:
            killed = kill(
                self.room / f"kill {number} {time.monotonic_ns()}",
                self.arguments(embedder, server),
                victim,
                moment,
                len(self.paths),
                **self.environment,
            )
            twice = f"{sent(server)[1]}" if embedder != "built-in" else ""
        return None if killed is None else self.row(number, embedder, killed, twice)

    def row(self, number: int, embedder: str, killed: Killed, twice: str) -> tuple[str, ...]:
        result = whole(killed, self.paths)
        self.bad += result != "good"
        before = killed.before
        return (
            str(number),
            killed.victim,
            embedder,
            f"{killed.moment:.2f}",
            str(before.read),
            str(before.ready),
            str(before.vectors),
            f"{killed.restart:.1f}",
            str(killed.read_again),
            twice,
            result,
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--documents", type=int, default=300)
    options.add_argument("--words", type=int, default=400)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        killing = Killing(Path(place), chosen.documents, chosen.words)
        seconds = {name: killing.seconds(name) for name in ("built-in", MODEL)}
        rows: list[tuple[str, ...]] = []
        for victim, share in moments(chosen.seed, 1.0):
            number = len(rows) + 1
            embedder = MODEL if number % 2 else "built-in"
            row = killing.kill(number, embedder, victim, share * seconds[embedder])
            rows += [row] if row is not None else []
            if len(rows) == chosen.kills:
                break
        unharmed = ", ".join(f"{name} {took:.1f} s" for name, took in seconds.items())
        print(
            f"{len(rows)} kills while {chosen.documents} documents are indexed; unharmed {unharmed}; {load()}"
        )
        print(table(HEAD, rows))
        print(f"{len(rows) - killing.bad} of {len(rows)} good (wanted: all)\n", flush=True)


if __name__ == "__main__":
    main()
