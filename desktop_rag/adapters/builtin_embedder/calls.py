"""What can be asked of the embedder child."""

from msgspec import Struct

from desktop_rag.processes.calls import Call, Nothing, table

DIMENSION = 256


class Loaded(Struct, frozen=True):
    """The model is in memory; `digest` is the sha256 of its weights' file."""

    digest: str


class Texts(Struct, frozen=True):
    texts: tuple[str, ...]


class Rows(Struct, frozen=True):
    """One row a text, in their order, as float32 bytes."""

    data: bytes


LOAD: Call[Nothing, Nothing, Loaded] = Call("load", Nothing, Nothing, Loaded)
EMBED: Call[Texts, Nothing, Rows] = Call("embed", Texts, Nothing, Rows)

CALLS = table(LOAD, EMBED)
