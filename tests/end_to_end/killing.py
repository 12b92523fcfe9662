"""Kills somebody in the middle of indexing, starts again, and tells what was found then."""

import contextlib
import dataclasses
import json
import os
import random
import signal
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil

from desktop_rag.adapters.catalog.rows import READY
from tests.end_to_end.agreement import Agreement, agreed
from tests.end_to_end.command import Command

Victim = Literal["engine", "everybody", "vector index", "reader", "embedder"]
VICTIMS: tuple[Victim, ...] = ("engine", "everybody", "vector index", "reader", "embedder")
VERBS = {"vector index": "@vector-index", "reader": "@reader", "embedder": "@embedder"}
PATIENCE = 240.0


@dataclass(frozen=True)
class Stored:
    """What the catalog held: documents that were read, documents that were ready, vectors."""

    read: int = 0
    ready: int = 0
    vectors: int = 0


@dataclass(frozen=True)
class Killed:
    """One kill: when and at which progress, and what the restart did and left.

    `read_again` counts documents that the restart read although they had been stored before.
    """

    victim: Victim
    moment: float
    before: Stored
    restart: float
    read_again: int
    after: Agreement
    failed: int


def stored(data: Path) -> Stored:
    """Asked of the file itself, which may not be there yet."""
    file = data / "catalog.db"
    if not file.exists():
        return Stored()
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as db:
        try:
            read, ready = db.execute(
                "SELECT count(content), coalesce(sum(state = ?), 0) FROM documents", (READY,)
            ).fetchone()
            (vectors,) = db.execute("SELECT count(*) FROM vectors").fetchone()
        except sqlite3.OperationalError:  # killed before the tables were made
            return Stored()
    return Stored(read, ready, vectors)


def family(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def those(victim: Victim, process: psutil.Process) -> list[psutil.Process]:
    """The processes that are to be killed; nobody while they are not there."""
    if victim == "engine":
        return [process]
    if victim == "everybody":
        return family(process)
    found = []
    for one in family(process):
        with contextlib.suppress(psutil.Error):
            found += [one] if VERBS[victim] in one.cmdline() else []
    return found


def ended(process: psutil.Process) -> bool:
    """Kills it; False when it was gone."""
    try:
        os.kill(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def kill_in_the_middle(
    command: Command, arguments: Sequence[str], victim: Victim, moment: float
) -> tuple[float, Stored] | None:
    """Starts indexing and kills the victim `moment` seconds after, or as soon as it is there then.

    Returns the seconds after which it was killed and what was stored then, None when the run had ended.
    """
    begun = time.monotonic()
    with command.start(*arguments) as running:
        process = psutil.Process(running.pid)
        killed: tuple[float, Stored] | None = None
        while running.poll() is None and killed is None:
            time.sleep(max(0.002, begun + moment - time.monotonic()))
            hit = [ended(one) for one in those(victim, process)]
            if True in hit:
                killed = time.monotonic() - begun, stored(command.data)
        running.communicate(timeout=PATIENCE)
    return killed


def kill(
    data: Path, arguments: Sequence[str], victim: Victim, moment: float, documents: int, **environment: str
) -> Killed | None:
    """One kill on a fresh data folder; None when the run was over too soon."""
    command = Command(data, **environment)
    found = kill_in_the_middle(command, arguments, victim, moment)
    if found is None:
        return None
    at, before = found
    begun = time.monotonic()
    report = json.loads(command.run(*arguments))
    took = time.monotonic() - begun
    again = max(0, report["documents"]["indexed"] - (documents - before.read))
    after = agreed(data)
    return Killed(victim, at, before, took, again, after, report["documents"]["failed"])


def moments(seed: int, seconds: float) -> "Sequence[tuple[Victim, float]]":
    """Victims in turn, each at a random moment of a run that takes so many seconds; endless enough."""
    chance = random.Random(seed)
    return [(VICTIMS[number % 4], chance.uniform(0.05, seconds)) for number in range(1000)]


def seconds_of(data: Path, arguments: Sequence[str], **environment: str) -> float:
    """How long a run takes that nobody kills."""
    begun = time.monotonic()
    Command(data, **environment).run(*arguments)
    return time.monotonic() - begun


def whole(killed: Killed, paths: set[str]) -> str:
    """ "good", or what is not as it should be."""
    wrong = []
    if not killed.after.holds:
        wrong.append(str(dataclasses.replace(killed.after, states={})))
    unfinished = sum(state != "ready" for state in killed.after.states.values())
    if unfinished or killed.failed:
        wrong.append(f"{unfinished} not ready, {killed.failed} failed")
    if set(killed.after.states) != paths:
        wrong.append(f"{len(set(killed.after.states) ^ paths)} documents missing or too many")
    return "; ".join(wrong) or "good"
