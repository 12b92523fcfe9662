"""What the engine keeps between starts, a row for each setting."""

import sqlite3

import msgspec

from desktop_rag.adapters.catalog.connection import Connections
from desktop_rag.domain.reports import EngineSettings

# The table also holds marks of the catalog's own, which are none of the engine's.
_PREFIX = "engine."


class SqliteSettings:
    """`Settings` in the catalog, each value as JSON under the name of its field."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def load(self) -> EngineSettings:
        """A value that this version cannot use is left out, and what is not there is the default."""
        return await self._connections.read(_load)

    async def save(self, settings: EngineSettings) -> None:
        rows = [
            (_PREFIX + name, msgspec.json.encode(getattr(settings, name)).decode())
            for name in EngineSettings.__struct_fields__
        ]
        await self._connections.write(
            lambda db: db.executemany("INSERT OR REPLACE INTO settings VALUES (?, ?)", rows)
        )


def _load(db: sqlite3.Connection) -> EngineSettings:
    types = {field.name: field.type for field in msgspec.structs.fields(EngineSettings)}
    values = {}
    for stored, value in db.execute("SELECT name, value FROM settings WHERE name LIKE ?", (_PREFIX + "%",)):
        name = stored.removeprefix(_PREFIX)
        try:
            values[name] = msgspec.json.decode(value, type=types[name])
        except (KeyError, msgspec.MsgspecError):
            continue
    return EngineSettings(**values)
