"""What can be asked of the vector index child. Vectors travel as float32 bytes, as Chroma takes them."""

from msgspec import Struct

from desktop_rag.domain.indexes import Opened
from desktop_rag.domain.passages import Scored
from desktop_rag.processes.calls import Call, Nothing, table

# Bytes of a number of a vector.
FLOAT = 4


class Generation(Struct, frozen=True):
    """A directory below the vector folder, by name; `dimension` is that of its vectors."""

    directory: str
    dimension: int = 0


class Add(Struct, frozen=True):
    """Ids with their vectors: `data` holds len(ids) × dimension numbers."""

    directory: str
    ids: tuple[str, ...]
    dimension: int
    data: bytes
    again: bool


class Named(Struct, frozen=True):
    """Ids whose vectors are wanted."""

    directory: str
    ids: tuple[str, ...]


class Stored(Struct, frozen=True):
    """Vectors in the order of the ids that were asked for."""

    data: bytes


class Delete(Struct, frozen=True):
    directory: str
    ids: tuple[str, ...]


class Query(Struct, frozen=True):
    """One vector, and how many passages are wanted."""

    directory: str
    data: bytes
    limit: int


class Nearest(Struct, frozen=True):
    passages: tuple[Scored, ...]


class Ids(Struct, frozen=True):
    ids: tuple[str, ...]


OPEN: Call[Generation, Nothing, Opened] = Call("open", Generation, Nothing, Opened)
ADD: Call[Add, Nothing, Nothing] = Call("add", Add, Nothing, Nothing)
DELETE: Call[Delete, Nothing, Nothing] = Call("delete", Delete, Nothing, Nothing)
QUERY: Call[Query, Nothing, Nearest] = Call("query", Query, Nothing, Nearest)
STORED: Call[Named, Nothing, Stored] = Call("stored", Named, Nothing, Stored)
IDS: Call[Generation, Nothing, Ids] = Call("ids", Generation, Nothing, Ids)
DROP: Call[Generation, Nothing, Nothing] = Call("drop", Generation, Nothing, Nothing)

CALLS = table(OPEN, ADD, DELETE, QUERY, STORED, IDS, DROP)
