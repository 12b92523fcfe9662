"""What a query wants of documents, beside the words that are looked for in them."""

from typing import Literal

from msgspec import Struct

FilterField = Literal["file", "folder", "type", "title", "before", "after"]


class DocumentFilter(Struct, frozen=True):
    """What a document must be, or with `negated` must not be.

    `file`, `folder`, `title`: `text` is part of the file's name, of the folders that it lies in below the
    added folder, of the document's own title (without one, of the file's name); in upper or lower case,
    with accents or without; with `*` or `?` in it, the whole of the name or title is meant.
    `type`: one of `kinds`, or a name that ends with one of `endings`.
    `before`, `after`: the document's own date, and where it has none the time of the file's last change,
    is earlier than `moment_ns` (nanoseconds since 1970, UTC), or is not.
    """

    field: FilterField
    text: str = ""
    kinds: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    moment_ns: int = 0
    negated: bool = False


# A document must match one of each tuple.
Filters = tuple[tuple[DocumentFilter, ...], ...]


class Selection(Struct, frozen=True):
    """Documents that can be searched, what they show, and how many passages that is."""

    documents: tuple[int, ...]
    contents: tuple[int, ...]
    passages: int
