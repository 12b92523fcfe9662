"""Seconds of a whole `desktop-rag index` on a library of small files in which nothing has changed, and
after the whole folder was moved.

`python -m tests.benchmarks.light [--files 10000] [--rounds 7] [--imports]`
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.documents import write_texts
from tests.benchmarks.figures import as_installed, load, median, table
from tests.cli.program import NO_OLLAMA, environment

WORDS = 40
PROGRAM = ("-m", "desktop_rag")
# What an unchanged library may do without.
HEAVY = ("chromadb", "tantivy", "tokenizers", "numpy", "watchfiles", "pathspec", "httpx")


def around(data: Path) -> dict[str, str]:
    return as_installed(environment(data), data.parent)


def seconds(data: Path, *arguments: str) -> float:
    """Wall seconds of one process, from before its start to after its end."""
    begun = time.perf_counter()
    command = [sys.executable, *arguments]
    subprocess.run(command, env=around(data), stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


def busy() -> float:
    """Seconds that the processes which have ended were busy: what other load does not lengthen so much."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def imported(data: Path, arguments: Sequence[str]) -> list[tuple[int, str]]:
    """Microseconds and names of all that is imported."""
    command = [sys.executable, "-X", "importtime", *arguments]
    ended = subprocess.run(command, env=around(data), capture_output=True, text=True, check=True)
    found = re.findall(r"import time:\s+(\d+) \|\s+(\d+) \| +(\S+)", ended.stderr)
    return [(int(own), name) for own, _, name in found]


def moved(data: Path, folder: Path) -> tuple[str, str, str, str, str]:
    """The whole folder has another name and is added again: what is done, in one row."""
    folder.rename(folder.with_name("moved"))
    command = [
        sys.executable,
        *PROGRAM,
        "index",
        str(folder.with_name("moved")),
        "--ollama",
        NO_OLLAMA,
        "--json",
    ]
    begun = time.perf_counter()
    ended = subprocess.run(command, env=around(data), capture_output=True, text=True, check=True)
    took = time.perf_counter() - begun
    report = json.loads(ended.stdout)
    counts = report["documents"]
    said = f"the folder moved: {counts['indexed']} read, {counts['unchanged']} followed"
    return (f"{said}, {report['passages']} passages", f"{took:.3f}", "", "", "")


def imports(data: Path, arguments: Sequence[str]) -> str:
    """The modules that take longest to import, by themselves, in milliseconds."""
    slowest = sorted(imported(data, arguments), reverse=True)[:25]
    return table(("module", "ms"), [(name, f"{own / 1000:.1f}") for own, name in slowest])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--imports", action="store_true", help="also the slowest imports")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as room:
        data, folder = Path(room) / "data", Path(room) / "texts"
        write_texts(folder, chosen.files, WORDS)
        index = (*PROGRAM, "index", str(folder), "--ollama", NO_OLLAMA)
        first = seconds(data, *index)
        seconds(data, *index)  # once more, so that all it imports is compiled
        rows = []
        bare = 0.0
        for name, command in (
            ("python -c pass", ("-c", "pass")),
            ("desktop-rag --version", (*PROGRAM, "--version")),
            (f"desktop-rag index, {chosen.files} files unchanged", index),
        ):
            before = busy()
            found = [seconds(data, *command) for _ in range(chosen.rounds)]
            spent = (busy() - before) / chosen.rounds
            bare = bare or min(found)
            figures = (f"{value:.3f}" for value in (median(found), min(found), spent))
            rows.append((name, *figures, f"{min(found) / bare:.1f}"))
        names = {name.partition(".")[0] for _, name in imported(data, index)}
        rows.append(moved(data, folder))
        print(f"Whole processes, seconds, {chosen.rounds} times; the first index took {first:.1f}; {load()}")
        print(table(("", "median", "least", "busy", "x python"), rows))
        heavy = ", ".join(sorted(names.intersection(HEAVY))) or "none"
        print(f"Heavy modules imported where nothing has changed: {heavy}", end="\n\n", flush=True)
        if chosen.imports:
            print(imports(data, index))


if __name__ == "__main__":
    main()
