"""Indexing from end to end with the built-in embedder: passages a second, busy seconds, memory.

`python -m tests.benchmarks.ingest [--texts 2000] [--words 300] [--folder FOLDER] [--control SCRIPT]`

A folder of files may be given; with `--control` a script is run on it by turns, which prints its own line.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.benchmarks.documents import write_texts
from tests.benchmarks.figures import as_installed, load, table
from tests.cli.program import NO_OLLAMA, environment

LOOK_SECONDS = 0.05
MB = 1 << 20
ALL = "all at one moment"


@dataclass(frozen=True)
class Ingested:
    """What one run of `desktop-rag index` told, its wall seconds, and the most bytes by kind of process."""

    report: Mapping[str, Any]
    seconds: float
    most: Mapping[str, int]

    @property
    def passages(self) -> int:
        return int(self.report["passages"])


def proportional(process: psutil.Process) -> int:
    """Memory in bytes, what is shared divided among those that share it (PSS); 0 when it is gone."""
    try:
        with open(f"/proc/{process.pid}/smaps_rollup", encoding="ascii") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


def role(process: psutil.Process) -> str:
    """Which of our processes this is, by the hidden verb on its command line."""
    try:
        return next((part for part in process.cmdline() if part.startswith("@")), "index")
    except psutil.Error:
        return "gone"


def watched(running: "subprocess.Popen[str]") -> dict[str, int]:
    """The most that each kind of process held, and some of them at one moment, until the end."""
    program = psutil.Process(running.pid)
    most: dict[str, int] = {}
    roles: dict[int, str] = {}
    while running.poll() is None:
        now: dict[str, int] = {}
        try:
            family = [program, *program.children(recursive=True)]
        except psutil.NoSuchProcess:
            break
        for one in family:
            held, name = proportional(one), role(one)
            # One that ends at this moment no longer says what it was.
            name = roles.get(one.pid, name) if name == "gone" else name
            roles[one.pid] = name
            now[name] = now.get(name, 0) + held
        now[ALL] = sum(now.values())
        now["engine and readers"] = now[ALL] - now.get("@vector-index", 0)
        for name, size in now.items():
            most[name] = max(size, most.get(name, 0))
        time.sleep(LOOK_SECONDS)
    return most


def ingest(data: Path, folder: Path, room: Path, looks: bool = True) -> Ingested:
    """Indexes a folder in a process of its own; `looks` at its memory all the while, which costs it a fifth
    of its time: the system walks through all pages of a process to tell its PSS."""
    command = [sys.executable, "-m", "desktop_rag", "index", str(folder), "--ollama", NO_OLLAMA, "--json"]
    begun = time.perf_counter()
    with subprocess.Popen(
        command,
        env=as_installed(environment(data), room),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as running:
        most = watched(running) if looks else {}
        assert running.stdout is not None
        told = json.loads(running.stdout.read())
    return Ingested(told, time.perf_counter() - begun, most)


def tell(run: Ingested, most: Mapping[str, int]) -> None:
    """The figures of one run, and the memory of another that was looked at."""
    rate = f"{run.passages} passages, {run.passages / run.seconds:.0f} a second"
    print(f"whole process {run.seconds:.1f} s, {rate}, {run.report['documents']['failed']} failed")
    print(table(("stage", "busy seconds"), [(n, f"{v:.2f}") for n, v in run.report["stages"].items()]))
    print(table(("process", "most PSS, MB"), [(n, f"{size / MB:.0f}") for n, size in most.items()]))


def control(script: Path, folder: Path) -> float:
    """Runs another pipeline on the same folder; returns its wall seconds, start of the process included."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, str(script), str(folder)], check=True)
    return time.perf_counter() - begun


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--texts", type=int, default=2000)
    options.add_argument("--words", type=int, default=300)
    options.add_argument("--folder", type=Path)
    options.add_argument("--control", type=Path)
    options.add_argument("--rounds", type=int, default=1)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        room = Path(place)
        write_texts(room / "few", 20, 50)
        ingest(room / "warm", room / "few", room)  # compiles the modules
        folder = chosen.folder or room / "texts"
        if chosen.folder is None:
            write_texts(folder, chosen.texts, chosen.words)
        for number in range(chosen.rounds):
            print(f"{folder.name}, {load()}", flush=True)
            run = ingest(room / f"data {number}", folder, room, looks=False)
            tell(run, ingest(room / f"again {number}", folder, room).most)
            if chosen.control is not None:
                other = control(chosen.control, folder)
                print(f"the control took {other:.1f} s, {other / run.seconds:.2f} times ours")
            print(flush=True)


if __name__ == "__main__":
    main()
