"""Reads the members of a zip within bounds, and their XML without entities.

What is damaged costs that part: of a member that breaks off the beginning is kept, and a file that breaks
off is read member by member. `SafeZip.lost` names what is missing.
"""

import zipfile
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, BinaryIO

from lxml import etree

from desktop_rag.adapters.reading.broken_zip import Remains, damaged, inflated, remains
from desktop_rag.domain.errors import Corrupt, PasswordNeeded, Unsafe

MAX_MEMBERS = 100_000
MAX_MEMBER = 256 * 2**20
MAX_TOTAL = 2**30
# A bomb is told by its ratio, but only above 16 MiB: long tables of zeros are honest.
RATIO_FROM = 16 * 2**20
MAX_RATIO = 200

_ENTITY = "<!ENTITY"
_ENTITIES = tuple(_ENTITY.encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
# libxml2's codes (xmlParserErrors) for a document that ends too early: in an element, a tag, an attribute.
_BROKEN_OFF = frozenset({4, 40, 73, 77})

Member = zipfile.ZipInfo | Remains


class SafeZip:
    """The members of a zip by name, with forward slashes. Raises `Corrupt`, `Unsafe`, `PasswordNeeded`.

    `lost` holds the names of members of which something is missing, in the order of asking.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.lost: dict[str, None] = {}
        self._total = 0
        self._file = file
        members: list[Member]
        try:
            self._zip = zipfile.ZipFile(file)
            members = [*self._zip.infolist()]
        except (
            zipfile.BadZipFile,
            ValueError,
            OSError,
            NotImplementedError,
            EOFError,
            OverflowError,
        ) as error:
            members = [*remains(file, MAX_MEMBERS + 1)]
            if not members:
                raise Corrupt(part="zip") from error
            self.lost["zip"] = None
        if len(members) > MAX_MEMBERS:
            raise Unsafe(reason="members")
        self.names = {member.filename.replace("\\", "/").lstrip("/"): member for member in members}

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        """The bytes of a member, or those before the place where it is damaged."""
        member = self.names.get(name)
        if member is None:
            raise Corrupt(part=name[:100])
        if member.flag_bits & 1:
            raise PasswordNeeded()
        if isinstance(member, Remains):
            data, whole = self._unpacked(member)
        else:
            data, whole = self._read(member)
        if not whole:
            self.lost[name] = None
            if not data:
                raise Corrupt(part=name[:100])
        return data

    def _read(self, member: zipfile.ZipInfo) -> tuple[bytes, bool]:
        grows = member.file_size > RATIO_FROM and member.file_size > MAX_RATIO * max(1, member.compress_size)
        self._total += member.file_size
        if grows or member.file_size > MAX_MEMBER or self._total > MAX_TOTAL:
            raise Unsafe(reason="bomb")
        try:
            with self._zip.open(member) as file:
                # Never more than was announced: the announced size is what was checked.
                return file.read(member.file_size), True
        except Exception:  # zlib, zipfile and lzma each raise their own
            self._total -= member.file_size
            return self._unpacked(damaged(self._file, member))[0], False

    def _unpacked(self, member: Remains) -> tuple[bytes, bool]:
        room = min(MAX_MEMBER, MAX_TOTAL - self._total, max(RATIO_FROM, MAX_RATIO * len(member.packed)))
        if member.method == zipfile.ZIP_STORED:
            data, whole = bytes(member.packed[:room]), member.whole and len(member.packed) <= room
        elif member.method == zipfile.ZIP_DEFLATED:
            data, whole = inflated(member.packed, room)
            if len(data) >= room:
                raise Unsafe(reason="bomb")
        else:
            return b"", False
        self._total += len(data)
        return data, whole

    def xml(self, name: str) -> etree._Element:
        """The root of a part; of one that breaks off, what there is of it."""
        root, whole = parse_xml_or_part(self.read(name), name)
        if not whole:
            self.lost[name] = None
        return root


def parse_xml(data: bytes, part: str) -> etree._Element:
    """The root of an XML part. Raises `Unsafe` for entities and for nesting beyond libxml2's bounds."""
    return parse_xml_or_part(data, part)[0]


def parse_xml_or_part(data: bytes, part: str) -> tuple[etree._Element, bool]:
    """(root, whether the document goes to its end). Raises as `parse_xml` does."""
    if any(entity in data for entity in _ENTITIES):
        raise Unsafe(reason="entities")
    error: etree.XMLSyntaxError | None = None
    whole = True
    for recover in (False, True):
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
            recover=recover, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        try:
            root: etree._Element | None = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as failed:
            error = failed
            # A missing namespace, which costs nothing, may be said after it.
            log: Iterable[Any] = failed.error_log  # type: ignore[assignment]
            whole = not any(entry.type in _BROKEN_OFF for entry in log)
            if "depth" in str(failed) or "huge" in str(failed).lower():
                raise Unsafe(reason="nesting") from failed
            continue
        except ValueError as failed:
            raise Corrupt(part=part[:100]) from failed
        if root is not None:
            return root, whole
    raise Corrupt(part=part[:100]) from error


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


# Asked some ten times for each cell of a table, of names that are always the same.
@lru_cache(4096)
def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]
