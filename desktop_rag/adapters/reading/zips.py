"""Reads the members of a zip within bounds, and their XML without entities."""

import zipfile
from typing import BinaryIO

from lxml import etree

from desktop_rag.domain.errors import Corrupt, PasswordNeeded, Unsafe

MAX_MEMBERS = 100_000
MAX_MEMBER = 256 * 2**20
MAX_TOTAL = 2**30
# A bomb is told by its ratio, but only above 16 MiB: long tables of zeros are honest.
RATIO_FROM = 16 * 2**20
MAX_RATIO = 200

_ENTITY = "<!ENTITY"
_ENTITIES = tuple(_ENTITY.encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))


class SafeZip:
    """The members of a zip by name, with forward slashes. Raises `Corrupt`, `Unsafe`, `PasswordNeeded`."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except (
            zipfile.BadZipFile,
            ValueError,
            OSError,
            NotImplementedError,
            EOFError,
            OverflowError,
        ) as error:
            raise Corrupt(part="zip") from error
        members = self._zip.infolist()
        if len(members) > MAX_MEMBERS:
            raise Unsafe(reason="members")
        self.names = {member.filename.replace("\\", "/").lstrip("/"): member for member in members}
        self._total = 0

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        member = self.names.get(name)
        if member is None:
            raise Corrupt(part=name[:100])
        if member.flag_bits & 1:
            raise PasswordNeeded()
        grows = member.file_size > RATIO_FROM and member.file_size > MAX_RATIO * max(1, member.compress_size)
        self._total += member.file_size
        if grows or member.file_size > MAX_MEMBER or self._total > MAX_TOTAL:
            raise Unsafe(reason="bomb")
        try:
            with self._zip.open(member) as file:
                # Never more than was announced: the announced size is what was checked.
                return file.read(member.file_size)
        except Exception as error:  # zlib, zipfile and lzma each raise their own
            raise Corrupt(part=name[:100]) from error

    def xml(self, name: str) -> etree._Element:
        return parse_xml(self.read(name), name)


def parse_xml(data: bytes, part: str) -> etree._Element:
    """The root of an XML part. Raises `Unsafe` for entities and for nesting beyond libxml2's bounds."""
    if any(entity in data for entity in _ENTITIES):
        raise Unsafe(reason="entities")
    error: etree.XMLSyntaxError | None = None
    for recover in (False, True):
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
            recover=recover, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        try:
            root: etree._Element | None = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as failed:
            error = failed
            if "depth" in str(failed) or "huge" in str(failed).lower():
                raise Unsafe(reason="nesting") from failed
            continue
        except ValueError as failed:
            raise Corrupt(part=part[:100]) from failed
        if root is not None:
            return root
    raise Corrupt(part=part[:100]) from error


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""
