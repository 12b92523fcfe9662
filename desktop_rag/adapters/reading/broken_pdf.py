"""A PDF that breaks off before the list of its objects, or lost it, is given a new one (ISO 32000-1, 7.5)."""

import contextlib
import re
import zlib
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

MAX_UNPACKED = 64 * 2**20
_MAX_PAGES = 50_000
_MAX_OBJECTS = 2_000_000
_MAX_HEAD = 65_536
_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,10})[\0\t\n\f\r ]+([0-9]{1,5})[\0\t\n\f\r ]+obj\b")
_END = re.compile(rb"\bstream\r?\n|\bendobj\b")
_KIND = re.compile(rb"/Type[\0\t\n\f\r ]*/(Catalog|Pages|Page|ObjStm|XRef)(?![A-Za-z])")
_PAGES = re.compile(rb"/Pages[\0\t\n\f\r ]+([0-9]{1,10})[\0\t\n\f\r ]")
_PARENT = re.compile(rb"/Parent[\0\t\n\f\r ]+[0-9]")
_LOCKED = re.compile(rb"/Filter[\0\t\n\f\r ]*/Standard\b|/Encrypt[\0\t\n\f\r ]+[0-9<]")
_COUNT = re.compile(rb"/N[\0\t\n\f\r ]+([0-9]{1,7})")
_FIRST = re.compile(rb"/First[\0\t\n\f\r ]+([0-9]{1,9})")
_TRAILER = re.compile(rb"\btrailer\b.{0,1000}", re.DOTALL)


class _Found(Struct):
    """Numbers of objects by what they are, in the order of the file; `unpacked` are objects that were in
    a stream, with their numbers."""

    catalogs: list[tuple[int, bytes]] = []
    trees: list[int] = []
    pages: list[int] = []
    unpacked: list[tuple[int, bytes]] = []
    room: int = MAX_UNPACKED
    highest: int = 0
    locked: bool = False


def mended(data: bytes) -> bytes | None:
    """The file with a trailer that leads to its pages; None when there are none, or when it is encrypted.

    Pages that the tree of pages names and that are not there keep their numbers.
    """
    found = _Found()
    for number, head, end in _objects(data):
        found.highest = max(found.highest, number)
        _take(number, head, found)
        kind = _KIND.search(head)
        if kind and kind[1] == b"ObjStm":
            held = _unpacked(memoryview(data)[end:], found.room)
            found.room -= len(held)
            for inside, body in _inside(head, held):
                found.highest = max(found.highest, inside)
                found.unpacked.append((inside, body))
                _take(inside, body, found)
    found.locked = found.locked or any(_LOCKED.search(held) for held in _TRAILER.findall(data))
    if found.locked or not (found.pages or found.trees) or found.highest > 2**31:
        return None
    return data + _ending(found)


def _objects(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """(number, what is said of it, where its stream begins) of each object."""
    signs = islice(_OBJECT.finditer(data), _MAX_OBJECTS)
    sign = next(signs, None)
    while sign is not None:
        after = next(signs, None)
        most = min(after.start() if after else len(data), sign.end() + _MAX_HEAD)
        end = _END.search(data, sign.end(), most)
        yield int(sign[1]), data[sign.end() : end.start() if end else most], end.end() if end else most
        sign = after


def _take(number: int, head: bytes, found: _Found) -> None:
    found.locked = found.locked or bool(_LOCKED.search(head))
    kind = _KIND.search(head)
    if not kind:
        return
    if kind[1] == b"Catalog":
        found.catalogs.append((number, head))
    elif kind[1] == b"Pages" and not _PARENT.search(head):
        found.trees.append(number)
    elif kind[1] == b"Page":
        found.pages.append(number)


def _unpacked(data: memoryview, room: int) -> bytes:
    unpacking = zlib.decompressobj()
    parts: list[bytes] = []
    with contextlib.suppress(zlib.error):
        for at in range(0, len(data), 4096):
            if unpacking.eof or room <= 0:
                break
            parts.append(unpacking.decompress(data[at : at + 4096], room))
            room -= len(parts[-1])
    return b"".join(parts)


def _inside(head: bytes, held: bytes) -> Iterator[tuple[int, bytes]]:
    """The objects in a stream of objects (7.5.7): pairs (number, place) and then the objects."""
    count, first = _COUNT.search(head), _FIRST.search(head)
    if not count or not first:
        return
    begin = int(first[1])
    numbers = [
        int(word) for word in held[:begin].split()[: 2 * int(count[1])] if len(word) < 11 and word.isdigit()
    ]
    places = [begin + place for place in numbers[1::2]]
    room = len(held)
    for number, start, end in zip(numbers[0::2], places, [*places[1:], len(held)], strict=False):
        body = held[start:end]
        room -= len(body)
        if room < 0:  # they would lie over one another
            return
        yield number, body


def _ending(found: _Found) -> bytes:
    made = [b"\nendstream\nendobj\n"]  # of the object in whose middle the file may have ended
    made += [b"%d 0 obj\n%s\nendobj\n" % one for one in found.unpacked]
    root = _root(found)
    number = found.highest + 1
    if root is None:
        tree = found.trees[-1] if found.trees else number + 1
        made.append(b"%d 0 obj\n<< /Type /Catalog /Pages %d 0 R >>\nendobj\n" % (number, tree))
        root = number
    if not found.trees:
        pages = list(dict.fromkeys(found.pages))[:_MAX_PAGES]
        kids = b" ".join(b"%d 0 R" % page for page in pages)
        listed = b"%d 0 obj\n<< /Type /Pages /Count %d /Kids [%s] >>\nendobj\n"
        made.append(listed % (number + 1, len(pages), kids))
    made.append(b"trailer\n<< /Root %d 0 R /Size %d >>\nstartxref\n0\n%%%%EOF\n" % (root, number + 2))
    return b"".join(made)


def _root(found: _Found) -> int | None:
    """The last catalog whose tree of pages is there."""
    for number, head in reversed(found.catalogs):
        tree = _PAGES.search(head)
        if tree and int(tree[1]) in found.trees:
            return number
    return None
