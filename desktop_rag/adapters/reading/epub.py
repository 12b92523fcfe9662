"""E-books (EPUB): a unit a chapter in the order of the spine, its title from the table of contents."""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree
from msgspec import Struct

from desktop_rag.adapters.reading import html
from desktop_rag.adapters.reading.dates import date_of
from desktop_rag.adapters.reading.divide import in_parts
from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.office_parts import note_what_is_lost, xml_if_readable
from desktop_rag.adapters.reading.parsed import Composed, Notes, Parsed
from desktop_rag.adapters.reading.zips import SafeZip, local
from desktop_rag.domain.documents import UnitPlace
from desktop_rag.domain.errors import Corrupt, PasswordNeeded, ReadingError, Unsafe

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_ENDINGS = (".html", ".htm", ".xhtml", ".xml")
_MAX_AUTHORS = 100


class _Item(Struct, frozen=True):
    path: str
    media: str
    properties: str


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    source.file.seek(0)
    archive = SafeZip(source.file)
    package = _package(archive)
    root = xml_if_readable(archive, package) if package else None
    items: dict[str, _Item] = {}
    if root is not None:
        _take_metadata(root, notes)
        items = _items(root, posixpath.dirname(package))
    locked = _encrypted(archive)
    titles = _titles(archive, items)
    number, lost = 1, list[str]()
    for path in _spine(root, items, archive):
        if path in locked:
            raise PasswordNeeded()
        composed = Composed()
        try:
            text = decode(archive.read(path), declares=True)
            html.compose(text, composed)
        except (Unsafe, PasswordNeeded):
            raise
        except ReadingError:
            lost.append(posixpath.basename(path)[:60])
            continue
        title = titles.get(path) or composed.heading()
        for part in in_parts(composed.unit(UnitPlace("chapter", number, title[:200]))):
            yield Parsed(part.place, part.text, part.blocks, enters=((1, title),))
            number = part.place.number + 1
    if number == 1 and (lost or root is None):
        raise Corrupt(part="chapters")
    note_what_is_lost(archive, notes, lost)


def _package(archive: SafeZip) -> str:
    """The part that lists all others; "" when there is none."""
    if "META-INF/rights.xml" in archive:
        raise PasswordNeeded()
    if _CONTAINER in archive and (container := xml_if_readable(archive, _CONTAINER)) is not None:
        for element in container.iter():
            path = (element.get("full-path") or "").lstrip("/")
            if local(element) == "rootfile" and path in archive:
                return path
    for name in archive.names:
        if name.lower().endswith(".opf"):
            return name
    archive.lost[_CONTAINER] = None
    return ""


def _take_metadata(root: etree._Element, notes: Notes) -> None:
    for element in root.iter():
        text = " ".join((element.text or "").split())[:300]
        match local(element):
            case "title":
                notes.title = notes.title or text
            case "creator" if text and len(notes.author) < _MAX_AUTHORS:
                notes.author = f"{notes.author}, {text}" if notes.author else text
            case "date":
                notes.date_ns = notes.date_ns or date_of(text)
            case "manifest":
                return


def _items(root: etree._Element, folder: str) -> dict[str, _Item]:
    items: dict[str, _Item] = {}
    for element in root.iter():
        if local(element) == "item":
            path = _joined(folder, element.get("href") or "")
            media = element.get("media-type") or ""
            items[element.get("id") or ""] = _Item(path, media, element.get("properties") or "")
    return items


def _joined(folder: str, reference: str) -> str:
    path = posixpath.join("/", folder, unquote(reference.partition("#")[0]))
    return posixpath.normpath(path).lstrip("/")


def _spine(root: etree._Element | None, items: dict[str, _Item], archive: SafeZip) -> list[str]:
    """The paths of what is read, in order, each once; the table of contents itself is left out.

    Without a spine it is every page that is listed, and without a list every page by its name.
    """
    references = (
        [e.get("idref") or "" for e in root.iter() if local(e) == "itemref"] if root is not None else []
    )
    found = [items[name] for name in references if name in items] or list(items.values())
    pages = [
        item.path
        for item in found
        if "nav" not in item.properties.split()
        and ("html" in item.media or item.path.lower().endswith(_ENDINGS))
    ]
    if not pages:
        pages = sorted(name for name in archive.names if name.lower().endswith(_ENDINGS[:3]))
    return list(dict.fromkeys(pages))


def _encrypted(archive: SafeZip) -> set[str]:
    """The parts that cannot be read without a key; fonts are often among them."""
    root = xml_if_readable(archive, _ENCRYPTION) if _ENCRYPTION in archive else None
    if root is None:
        return set()
    return {unquote(e.get("URI") or "").lstrip("/") for e in root.iter() if local(e) == "CipherReference"}


def _titles(archive: SafeZip, items: dict[str, _Item]) -> dict[str, str]:
    """The title of each chapter by its path: from the navigation document, else from the NCX."""
    titles: dict[str, str] = {}
    for item in items.values():
        if "nav" in item.properties.split():
            links, attribute = "a", "href"
        elif item.media == "application/x-dtbncx+xml":
            links, attribute = "navPoint", "src"
        else:
            continue
        contents = xml_if_readable(archive, item.path) if item.path in archive else None
        for element in contents.iter() if contents is not None else ():
            if local(element) == links and (found := _entry(element, attribute)):
                path = _joined(posixpath.dirname(item.path), found[0])
                titles.setdefault(path, found[1])
    return titles


def _entry(element: etree._Element, attribute: str) -> tuple[str, str] | None:
    """(reference, title) of a link, or of a point of an NCX without the points inside."""
    if attribute == "href":
        reference, title = element.get("href") or "", "".join(element.itertext())  # type: ignore[arg-type]
    else:
        named = [child for child in element if local(child) in ("navLabel", "content")]
        parts = [part for child in named for part in child.iter()]
        reference = next((part.get("src") or "" for part in parts if local(part) == "content"), "")
        title = next((part.text or "" for part in parts if local(part) == "text"), "")
    title = " ".join(title.split())[:200]
    return (reference, title) if reference and title else None
