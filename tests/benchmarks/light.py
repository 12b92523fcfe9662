"""Seconds of a whole `desktop-rag index` on a library of small files in which nothing has changed.

`python -m tests.benchmarks.light [--files 2000] [--rounds 7] [--imports]`
"""

import argparse
import re
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


def around(data: Path) -> dict[str, str]:
    return as_installed(environment(data), data.parent)


def seconds(data: Path, *arguments: str) -> float:
    """Wall seconds of one process, from before its start to after its end."""
    begun = time.perf_counter()
    command = [sys.executable, *arguments]
    subprocess.run(command, env=around(data), stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


def imports(data: Path, arguments: Sequence[str]) -> str:
    """The modules that take longest to import, by themselves, in milliseconds."""
    command = [sys.executable, "-X", "importtime", *arguments]
    ended = subprocess.run(command, env=around(data), capture_output=True, text=True, check=True)
    found = re.findall(r"import time:\s+(\d+) \|\s+(\d+) \| +(\S+)", ended.stderr)
    slowest = sorted(((int(own), name) for own, _, name in found), reverse=True)[:25]
    return table(("module", "ms"), [(name, f"{own / 1000:.1f}") for own, name in slowest])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=2000)
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
        for name, command in (
            ("python -c pass", ("-c", "pass")),
            ("desktop-rag --version", (*PROGRAM, "--version")),
            (f"desktop-rag index, {chosen.files} files unchanged", index),
        ):
            found = [seconds(data, *command) for _ in range(chosen.rounds)]
            rows.append((name, f"{median(found):.3f}", f"{min(found):.3f}", f"{max(found):.3f}"))
        print(f"Whole processes, seconds, {chosen.rounds} times; the first index took {first:.1f}; {load()}")
        print(table(("", "median", "least", "most"), rows), end="\n\n", flush=True)
        if chosen.imports:
            print(imports(data, index))


if __name__ == "__main__":
    main()
