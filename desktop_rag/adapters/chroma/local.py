"""A Chroma collection in a directory, through the compiled half of chromadb.

`chromadb.PersistentClient` is a wrapper around these very calls, but to import it takes 0.6 s of a processor
and 60 MB for servers, telemetry and embedding functions that nobody uses here: `docs/decisions/0020`. What is
written is the same; the tests open it with `PersistentClient`, and the other way round.
"""

import json
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import chromadb_rust_bindings as chroma

NAME = "passages"
HOME = ("default_tenant", "default_database")
# `ef_construction` 100 and `max_neighbors` 16: the double costs 1.7 times and changed no hybrid top 10.
# `sync_threshold` 1000: at 100 kills broke the index 5 times in 61, at 50,000 reopening takes 3 s.
SHAPE = {
    "hnsw": {
        "space": "cosine",
        "ef_search": 400,
        "max_neighbors": 16,
        "ef_construction": 100,
        "sync_threshold": 1000,
    },
    "spann": None,
    "embedding_function": {"type": "legacy"},
}
# Files of graphs that are kept open: a directory has one graph.
GRAPHS = 4


class LocalChroma:
    """The one collection of a directory that exists. Errors are those of `chromadb.errors`, or a panic of the
    compiled part, which is a `BaseException`."""

    def __init__(self, path: Path) -> None:
        tables = chroma.SqliteDBConfig(
            hash_type=chroma.MigrationHash.MD5,
            migration_mode=chroma.MigrationMode.Apply,
            url=str(path / "chroma.sqlite3"),
        )
        self._calls: Any = chroma.Bindings(
            allow_reset=False, sqlite_db_config=tables, persist_path=str(path), hnsw_cache_size=GRAPHS
        )
        found = self._calls.create_collection(NAME, json.dumps(SHAPE), None, None, True, *HOME)
        self._id = str(found.id)

    def count(self) -> int:
        return int(self._calls.count(self._id, *HOME))

    def add(self, ids: Sequence[str], dimension: int, data: bytes) -> None:
        """`data` holds len(ids) × dimension numbers, row after row, as float32 bytes."""
        rows = memoryview(data).cast("f", (len(ids), dimension)).tolist()
        self._calls.add(list(ids), self._id, rows, None, None, None, *HOME)

    def delete(self, ids: Sequence[str]) -> None:
        self._calls.delete(self._id, list(ids), None, None, None, *HOME)

    def nearest(self, data: bytes, limit: int) -> list[tuple[str, float]]:
        """Ids with their cosine distance from a vector of float32 bytes, nearest first."""
        vector = memoryview(data).cast("f").tolist()
        found = self._calls.query(self._id, None, [vector], limit, None, None, ["distances"], *HOME)
        return list(zip(found.ids[0], found.distances[0], strict=True)) if found.ids else []

    def there(self, ids: Sequence[str] | None = None) -> list[str]:
        """Those of the ids that the tables know, or all."""
        wanted = None if ids is None else list(ids)
        return list(self._calls.get(self._id, wanted, None, None, 0, None, [], *HOME).ids)

    def vectors(self, ids: Sequence[str]) -> dict[str, bytes]:
        """As float32 bytes. Raises when the graph has no such id, whatever the tables say."""
        found = self._calls.get(self._id, list(ids), None, None, 0, None, ["embeddings"], *HOME)
        return {
            name: array("f", row).tobytes() for name, row in zip(found.ids, found.embeddings, strict=True)
        }

    def close(self) -> None:
        """The files are closed when the last reference to the compiled object goes."""
        del self._calls
