"""The most memory that indexing holds, for a small and a large folder: it must stay flat.

`python -m tests.benchmarks.memory [--documents 1000 10000] [--words 200] [--folder FOLDER …]`

Sums of the processes' PSS (what is shared is divided among those that share it), looked at 20 times a
second: engine, readers and vector index at one moment. Without folders, texts are made.
"""

import argparse
import tempfile
from pathlib import Path

from tests.benchmarks.documents import write_texts
from tests.benchmarks.figures import load, table
from tests.benchmarks.ingest import ALL, MB, Ingested, ingest

ROLES = ("index", "@reader", "@vector-index", "@embedder")


def engine_and_readers(run: Ingested) -> int:
    """At one moment, in bytes; the vector index holds the vectors, which grow with what is indexed."""
    return run.most["engine and readers"]


def row(name: str, run: Ingested) -> tuple[str, ...]:
    parts = [f"{run.most.get(role, 0) / MB:.0f}" for role in ROLES]
    sums = [f"{run.most[name] / MB:.0f}" for name in ("engine and readers", ALL)]
    return (name, str(run.passages), f"{run.seconds:.1f}", *parts, *sums)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, nargs="+", default=[1000, 10000])
    options.add_argument("--words", type=int, default=200)
    options.add_argument("--folder", type=Path, nargs="*", default=[])
    chosen = options.parse_args()
    runs: list[tuple[str, Ingested]] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        room = Path(place)
        folders = {f"{folder.name}": folder for folder in chosen.folder}
        for count in chosen.documents if not folders else ():
            folders[f"{count} texts"] = room / f"{count} texts"
            write_texts(folders[f"{count} texts"], count, chosen.words)
        ingest(room / "first", next(iter(folders.values())), room)  # compiles the modules
        for number, (name, folder) in enumerate(folders.items()):
            runs.append((name, ingest(room / f"data {number}", folder, room)))
    print(f"The most PSS at one moment, MB; {load()}")
    head = (
        "",
        "passages",
        "seconds",
        "engine",
        "readers",
        "vectors",
        "embedder",
        "engine and readers",
        "all",
    )
    print(table(head, [row(name, run) for name, run in runs]))
    if len(runs) > 1:
        first, last = engine_and_readers(runs[0][1]), engine_and_readers(runs[-1][1])
        print(f"engine and readers, the last over the first: {last / first:.2f} (wanted: at most 1.4)")
        print(f"all, the last over the first: {runs[-1][1].most[ALL] / runs[0][1].most[ALL]:.2f}")
    print(flush=True)


if __name__ == "__main__":
    main()
