"""A process that writes to a catalog without end, to be killed: `python -m … <file> <how>`."""

import asyncio
import itertools
import sqlite3
import sys
import time
from pathlib import Path

from desktop_rag.adapters.catalog.connection import Connections
from tests.adapters.catalog.shelf import SMALL, Shelf, open_shelf, read_of, seen


async def in_the_middle_of_a_transaction(path: Path) -> None:
    """Says so, and stays there."""

    def work(db: sqlite3.Connection) -> None:
        db.execute("DELETE FROM documents")
        db.execute("DELETE FROM contents")
        print("now", flush=True)
        time.sleep(600)

    connections = Connections(path)
    await connections.open()
    await connections.write(work)


async def without_end(path: Path) -> None:
    """Stores, changes, commits and removes documents, round and round."""
    shelf = await open_shelf(path)
    building = await shelf.catalog.generations.building(shelf.library)
    generation = building or await shelf.catalog.generations.begin(shelf.library, SMALL)
    print("now", flush=True)
    for turn in itertools.count(int(time.time_ns())):
        await _once(shelf, turn)
        await shelf.words()
        if turn % 2:
            await shelf.meaning(generation)


async def _once(shelf: Shelf, turn: int) -> None:
    files = [seen(b"/docs/%d.pdf" % (number % 40)) for number in range(turn, turn + 10)]
    ids = await shelf.catalog.documents.wait(shelf.library, shelf.root, files)
    await shelf.catalog.documents.start_reading(ids)
    reads = [(document, read_of(f"text {turn % 7}", f"{number}" * 50)) for number, document in enumerate(ids)]
    await shelf.catalog.contents.store(reads)
    await shelf.catalog.documents.remove(ids[:2])


if __name__ == "__main__":
    how = {"middle": in_the_middle_of_a_transaction, "endless": without_end}[sys.argv[2]]
    asyncio.run(how(Path(sys.argv[1])))
