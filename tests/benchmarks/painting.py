"""From a key to the painted results, in the real window over a large library: milliseconds, and the split.

`python -m tests.benchmarks.painting [--passages 100000] [--queries 20] [--every 120] [--indexing 4000]
[--busy] [--profile FILE] [--folder FOLDER]`

Queries are typed letter by letter, each over the one before, first while nothing else goes on, then while so
many texts are indexed. A key counts from the moment at which it was due until results for what stood in the
box then, or for more, are painted. The library is made by code; in a folder that is given it is kept for the
next time, and copied.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from tests.benchmarks.figures import as_installed, load, table

if TYPE_CHECKING:
    from tests.benchmarks.search import Figures

KINDS = ("question", "three words", "phrase", "type:pdf", "misspelled")
# So many queries go before: their figures are left out.
WARM = 2


class Job(msgspec.Struct):
    """What is typed, `every` so many milliseconds a key, and what is indexed meanwhile: "" for nothing."""

    queries: list[str]
    every: float
    texts: str = ""
    profile: str = ""


class Key(msgspec.Struct):
    """The moments of a key, in seconds of one clock; None for what did not come."""

    first: bool
    due: float
    pressed: float = 0.0
    handled: float = 0.0
    call: "Sent | None" = None
    painted: float | None = None
    whole: float | None = None


class Sent(msgspec.Struct):
    """A search that was asked for when `key` was the newest. `took` is what the engine says of its time."""

    key: int
    sent: float
    came: float = 0.0
    took: float = 0.0
    shown: float = 0.0
    ended: bool = False


def measured(job: Job, data: Path, room: Path) -> dict[str, Any]:
    environment = as_installed({**os.environ, "QT_QPA_PLATFORM": "offscreen"}, room)
    profiled = ["-m", "cProfile", "-o", job.profile] if job.profile else []
    command = [sys.executable, *profiled, "-m", "tests.benchmarks.measured", "type", str(data)]
    ended = subprocess.run(command, env=environment, input=msgspec.json.encode(job), stdout=subprocess.PIPE)
    if ended.returncode or not ended.stdout.strip():
        raise SystemExit(f"the window ended with {ended.returncode}")
    figures: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return figures


def _split(keys: Sequence[Key]) -> "Figures":
    """Milliseconds by stage, of the keys whose results were painted."""
    found: Figures = {}
    for key in keys:
        call = key.call
        if key.painted is None or call is None:
            continue
        stages = {
            "key to painted": key.painted - key.due,
            "  until it is taken": key.pressed - key.due,
            "  in the box": key.handled - key.pressed,
            "  until the call": call.sent - key.handled,
            "  engine": call.took,
            "  pipes, reading, turns": call.came - call.sent - call.took,
            "  into the model": call.shown - call.came,
            "  until painted": key.painted - call.shown,
            **({"meaning, too": key.whole - key.due} if key.whole is not None else {}),
        }
        for stage, seconds in stages.items():
            found.setdefault(stage, []).append(seconds * 1000)
    return found


def tell(title: str, told: dict[str, Any]) -> None:
    from tests.benchmarks.search import percentile

    keys = msgspec.convert(told["keys"], list[Key])
    whole = _split(keys)
    for name, some in (("first letters", True), ("further letters", False)):
        whole[name] = _split([key for key in keys if key.first is some]).get("key to painted", [])
    lost = sum(key.painted is None for key in keys)
    print(f"{title}: {len(keys)} keys, {lost} of them never painted, milliseconds; {load()}")
    shares = (0.0, 0.5, 0.95, 1.0)
    rows = [(name, *(f"{percentile(some, share):.1f}" for share in shares)) for name, some in whole.items()]
    print(table(("", "least", "p50", "p95", "longest"), rows))
    thread, process, engine = (seconds * 1000 / len(keys) for seconds in told["used"])
    print(
        f"processor a key: window {thread:.1f}, all its threads {process:.1f}, engine and others {engine:.1f}"
    )
    late, read, seconds = max(told["stalls"]), told["read"], told["seconds"]
    print(
        f"the window's loop was late by {late:.1f} at most; {read} documents came in {seconds:.0f} s\n",
        flush=True,
    )


def main() -> None:
    from tests.benchmarks.big_library import made_once
    from tests.benchmarks.documents import write_texts
    from tests.benchmarks.search import queries

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--passages", type=int, default=100_000)
    options.add_argument("--queries", type=int, default=20)
    options.add_argument("--every", type=float, default=120, help="milliseconds from key to key")
    options.add_argument("--indexing", type=int, default=4000, help="texts; 0 leaves this part out")
    options.add_argument("--busy", action="store_true", help="only while texts are indexed")
    options.add_argument("--profile", default="", help="where cProfile writes of the window's process")
    options.add_argument("--folder", type=Path, help="where the library is kept")
    chosen = options.parse_args()
    rows = zip(*(queries(chosen.queries)[kind] for kind in KINDS), strict=True)
    typed = [query for row in rows for query in row][: chosen.queries + WARM]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        room = Path(name)
        kept = made_once(chosen.folder or room, chosen.passages, True)
        job = Job(typed, chosen.every, profile=chosen.profile)
        if not chosen.busy:
            data = shutil.copytree(kept, room / "idle")
            tell(f"{chosen.passages:,} passages, nothing else goes on", measured(job, data, room))
        if chosen.indexing:
            write_texts(room / "texts", chosen.indexing, 300)
            data = shutil.copytree(kept, room / "busy")
            job = msgspec.structs.replace(job, texts=str(room / "texts"))
            tell(f"while {chosen.indexing} texts are indexed", measured(job, data, room))


if __name__ == "__main__":
    main()
