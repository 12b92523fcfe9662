"""Indexing from end to end with the built-in embedder: passages a second, busy seconds, memory.

`python -m tests.benchmarks.ingest [--texts 2000] [--words 300]`
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.benchmarks.documents import write_texts
from tests.benchmarks.figures import load, table
from tests.cli.program import NO_OLLAMA, environment

LOOK_SECONDS = 0.1
MB = 1 << 20


def proportional(process: psutil.Process) -> int:
    """Memory in bytes, what is shared divided among those that share it (PSS); 0 when it is gone."""
    try:
        return int(process.memory_full_info().pss)
    except (psutil.Error, AttributeError):
        return 0


def role(process: psutil.Process) -> str:
    """Which of our processes this is, by the hidden verb on its command line."""
    try:
        return next((part for part in process.cmdline() if part.startswith("@")), "index")
    except psutil.Error:
        return "gone"


def watched(running: "subprocess.Popen[str]") -> dict[str, int]:
    """The most that each kind of process held, and all of them at one moment, until the end."""
    program = psutil.Process(running.pid)
    most: dict[str, int] = {}
    while running.poll() is None:
        now: dict[str, int] = {}
        try:
            family = [program, *program.children(recursive=True)]
        except psutil.NoSuchProcess:
            break
        for one in family:
            now[role(one)] = now.get(role(one), 0) + proportional(one)
        now["all at one moment"] = sum(now.values())
        for name, size in now.items():
            most[name] = max(size, most.get(name, 0))
        time.sleep(LOOK_SECONDS)
    return most


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--texts", type=int, default=2000)
    options.add_argument("--words", type=int, default=300)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as room:
        data, folder = Path(room) / "data", Path(room) / "texts"
        paths = write_texts(folder, chosen.texts, chosen.words)
        size = sum(path.stat().st_size for path in paths)
        command = [sys.executable, "-m", "desktop_rag", "index", str(folder), "--ollama", NO_OLLAMA, "--json"]
        begun = time.perf_counter()
        with subprocess.Popen(
            command, env=environment(data), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as running:
            most = watched(running)
            assert running.stdout is not None
            told = json.loads(running.stdout.read())
        took = time.perf_counter() - begun
        print(f"{chosen.texts} texts of {chosen.words} words, {size / MB:.1f} MB; {load()}")
        passages, failed = told["passages"], told["documents"]["failed"]
        rate = f"{passages} passages, {passages / took:.0f} a second"
        print(f"whole process {took:.1f} s, {rate}, {failed} failed")
        busy = [(name, f"{value:.2f}") for name, value in told["stages"].items()]
        print(table(("stage", "busy seconds"), busy))
        print(table(("process", "most PSS, MB"), [(n, f"{size / MB:.0f}") for n, size in most.items()]))
        print(flush=True)


if __name__ == "__main__":
    main()
