"""The window's first paint and its event loop under load, beside those of an empty PySide6 window.

`python -m tests.benchmarks.window [--documents 5000] [--words 250] [--rounds 1] [--paints 7] [--watch]`
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.benchmarks.display import display
from tests.benchmarks.documents import write_documents
from tests.benchmarks.figures import as_installed, load, median, p999, table

SECONDS = 600


def measured(environment: Mapping[str, str], *verb: str) -> dict[str, Any]:
    """Runs one process and returns what it reported, with the moment just before its start."""
    command = [sys.executable, "-m", "tests.benchmarks.measured", *verb]
    begun = time.monotonic_ns()
    ended = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, timeout=SECONDS)
    if ended.returncode or not ended.stdout.strip():
        raise SystemExit(f"{' '.join(verb)} ended with {ended.returncode}")
    figures: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return {**figures, "begun": begun}


def first_paint(environment: Mapping[str, str], room: Path, paints: int) -> None:
    """From just before the start of the process to the end of its first paint, in turn."""
    waited: dict[str, list[float]] = {"paint-bare": [], "paint-ours": []}
    used: dict[str, list[float]] = {"paint-bare": [], "paint-ours": []}
    for number in range(paints + 1):
        for verb, arguments in (("paint-bare", ()), ("paint-ours", (str(room / f"paint {number}"),))):
            told = measured(environment, verb, *arguments)
            if number:  # the first of each reads the disk
                waited[verb].append((told["painted"] - told["begun"]) / 1e9)
                used[verb].append(told["used"])
    rows = [
        (
            name,
            *(f"{value:.3f}" for value in (median(waited[verb]), min(waited[verb]), max(waited[verb]))),
            f"{median(used[verb]):.3f}",
            f"{min(used[verb]):.3f}",
        )
        for verb, name in (("paint-bare", "bare QMainWindow"), ("paint-ours", "Desktop RAG"))
    ]
    print(f"First paint after the start of the process, seconds, {paints} times in turn; {load()}")
    print(table(("", "median", "least", "most", "processor", "least"), rows))
    ratios = [median(kind["paint-ours"]) / median(kind["paint-bare"]) for kind in (waited, used)]
    print(
        f"ratio of the medians {ratios[0]:.2f} (wanted: at most 2.5), of processor time {ratios[1]:.2f}\n",
        flush=True,
    )


def event_loop(environment: Mapping[str, str], room: Path, rounds: int, documents: int, words: int) -> None:
    """Stalls while documents are indexed: ours indexes by itself, beside the bare one runs the same work."""
    folder = room / "documents"
    write_documents(folder, documents, words)
    print(f"Stalls of the event loop while {documents} documents are indexed, milliseconds")
    rows: list[tuple[str, ...]] = []
    gathered: dict[str, list[tuple[float, float]]] = {"loop-bare": [], "loop-ours": []}
    all_stalls: dict[str, list[float]] = {"loop-bare": [], "loop-ours": []}
    for number in range(1, rounds + 1):
        for verb, name in (("loop-bare", "bare QMainWindow"), ("loop-ours", "Desktop RAG")):
            told = measured(environment, verb, str(room / f"{verb} {number}"), str(folder))
            stalls = told["stalls"]
            gathered[verb].append((p999(stalls), max(stalls)))
            all_stalls[verb] += stalls
            tasks = [f"{p999(told['tasks']):.1f}", f"{max(told['tasks']):.1f}"] if told["tasks"] else ["", ""]
            starting = f"{max(told['starting']):.1f}" if "starting" in told else ""
            figures = (f"{p999(stalls):.1f}", f"{max(stalls):.1f}", *tasks, starting)
            rows.append((f"{name}, round {number}", *figures, f"{told['seconds']:.1f}", load().split()[5]))
    for verb, name in (("loop-bare", "bare QMainWindow"), ("loop-ours", "Desktop RAG")):
        highs = [f"{median([pair[at] for pair in gathered[verb]]):.1f}" for at in (0, 1)]
        rows.append((f"{name}, median", *highs, "", "", "", "", ""))
        every = all_stalls[verb]
        rows.append((f"{name}, all rounds", f"{p999(every):.1f}", f"{max(every):.1f}", "", "", "", "", ""))
    head = ("", "p99.9", "longest", "tasks p99.9", "longest", "at start", "seconds", "load")
    print(table(head, rows))
    longest = {verb: max(stalls) for verb, stalls in all_stalls.items()}
    over = longest["loop-ours"] - longest["loop-bare"]
    print(
        f"longest in ours {longest['loop-ours']:.1f} ms, {over:.1f} ms over the bare one (wanted: at most 50)"
    )
    print(f"{load()}\n", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=5000)
    options.add_argument("--words", type=int, default=250)
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--paints", type=int, default=7)
    options.add_argument("--watch", action="store_true", help="write where our loop was late")
    chosen = options.parse_args()
    with display() as environment, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as room:
        environment = as_installed({**os.environ, **environment}, Path(room))
        extra = {"WATCH": "1"} if chosen.watch else {}
        if chosen.paints:
            first_paint(environment, Path(room), chosen.paints)
        if chosen.rounds:
            event_loop({**environment, **extra}, Path(room), chosen.rounds, chosen.documents, chosen.words)


if __name__ == "__main__":
    main()
