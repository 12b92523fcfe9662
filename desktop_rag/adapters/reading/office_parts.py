"""The parts of an Office Open XML file and how they point to one another."""

import posixpath
from collections.abc import Iterable

from lxml import etree
from msgspec import Struct

from desktop_rag.adapters.reading.parsed import Notes
from desktop_rag.adapters.reading.zips import SafeZip, local
from desktop_rag.domain.errors import Corrupt, Failure, PasswordNeeded, ReadingError, Unsafe

_ROOT = "_rels/.rels"
_MAX_LISTED = 20


class Related(Struct, frozen=True):
    """A relation: its id, the last word of its type, and the name of the part that it leads to."""

    id: str
    kind: str
    part: str


def main_part(archive: SafeZip, ending: str) -> str:
    """The target of the officeDocument relation, else the first part with this ending. Raises `Corrupt`."""
    root = xml_if_readable(archive, _ROOT) if _ROOT in archive else None
    if root is not None:
        for relation in root.iter():
            if (relation.get("Type") or "").endswith("/officeDocument"):
                target = (relation.get("Target") or "").lstrip("/")
                if target in archive:
                    return target
    for name in archive.names:
        if name.lower().endswith(ending):
            return name
    raise Corrupt(part=ending)


def main_part_or_nothing(archive: SafeZip, ending: str) -> str:
    """The same for a file whose other parts can be found by their names; "" when it is lost."""
    try:
        return main_part(archive, ending)
    except Corrupt:
        archive.lost[ending] = None
        return ""


def related(archive: SafeZip, part: str) -> list[Related]:
    """What a part points to inside the archive, in the order in which it lists it."""
    folder, _, name = part.rpartition("/")
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    root = xml_if_readable(archive, relations) if relations in archive else None
    found: list[Related] = []
    for relation in root.iter() if root is not None else ():
        if local(relation) == "Relationship" and relation.get("TargetMode") != "External":
            path = posixpath.join("/", folder, relation.get("Target") or "")
            target = posixpath.normpath(path).lstrip("/")
            if target in archive:
                kind = (relation.get("Type") or "").rsplit("/", 1)[-1]
                found.append(Related(relation.get("Id") or "", kind, target))
    return found


def relation_id(element: etree._Element) -> str:
    """The id of the relation that an element names, or ""."""
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("}id")), "")


def xml_if_readable(archive: SafeZip, name: str) -> etree._Element | None:
    """The root of a part; None for a broken one, which counts as lost. Raises `Unsafe`, `PasswordNeeded`."""
    try:
        return archive.xml(name)
    except (Unsafe, PasswordNeeded):
        raise
    except ReadingError:
        archive.lost[name] = None
        return None


def note_what_is_lost(archive: SafeZip, notes: Notes, named: Iterable[str] = ()) -> None:
    """Warns of parts that are damaged or missing: those `named` as people know them, or by their names."""
    lost = [*named] or ["…" if name == "zip" else posixpath.basename(name)[:60] for name in archive.lost]
    if lost and notes.warning is None:
        more = f" (+{len(lost) - _MAX_LISTED})" if len(lost) > _MAX_LISTED else ""
        notes.warning = Failure("parts-unreadable", {"parts": ", ".join(lost[:_MAX_LISTED]) + more})
