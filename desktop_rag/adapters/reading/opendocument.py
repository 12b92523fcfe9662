"""OpenDocument: texts as a section, presentations slide by slide, drawings page by page."""

from collections.abc import Iterator

from lxml import etree

from desktop_rag.adapters.reading.dates import date_of
from desktop_rag.adapters.reading.divide import MAX_UNITS, in_parts
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.odf_story import Story, attribute, tidy
from desktop_rag.adapters.reading.office_parts import note_what_is_lost, xml_if_readable
from desktop_rag.adapters.reading.parsed import Notes, Parsed
from desktop_rag.adapters.reading.properties import title_or_nothing
from desktop_rag.adapters.reading.zips import SafeZip, local, parse_xml
from desktop_rag.domain.documents import UnitKind, UnitPlace
from desktop_rag.domain.errors import Corrupt, Failure, PasswordNeeded, ReadingError, Unsafe

_BODIES: dict[str, UnitKind] = {
    "text": "section", "presentation": "slide", "drawing": "page", "spreadsheet": "sheet",
}  # fmt: skip
_MAX_META = 2**20


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    if source.head(4).startswith(b"PK"):
        source.file.seek(0)
        archive = SafeZip(source.file)
        check_password(archive)
        take_meta(archive, notes)
        root = archive.xml("content.xml")
        styles = xml_if_readable(archive, "styles.xml") if "styles.xml" in archive else None
    else:  # a flat file: the same XML without the zip
        archive = None
        styles = root = parse_xml(source.data(MAX_TEXT_BYTES), "document")
        _take_meta(root, notes)
    bodies = (element for body in root if local(body) == "body" for element in body)
    holder = next((element for element in bodies if local(element) in _BODIES), None)
    if holder is None:
        raise Corrupt(part="body")
    kind = _BODIES[local(holder)]
    if kind == "section":
        yield from _section(holder, styles, archive, notes)
    else:
        yield from _units(holder, kind, archive, notes)
    if archive is not None:
        note_what_is_lost(archive, notes)


def check_password(archive: SafeZip) -> None:
    """Raises `PasswordNeeded` when the parts are encrypted."""
    manifest = "META-INF/manifest.xml"
    try:
        locked = manifest in archive and b"encryption-data" in archive.read(manifest)
    except Corrupt:
        archive.lost[manifest] = None
        return
    if locked:
        raise PasswordNeeded()


def take_meta(archive: SafeZip, notes: Notes) -> None:
    """Notes what meta.xml says; a broken one costs nothing but the title."""
    if "meta.xml" not in archive:
        return
    try:
        _take_meta(archive.xml("meta.xml"), notes)
    except Unsafe:
        raise
    except ReadingError:
        return


def take_flat_meta(data: bytes, notes: Notes) -> None:
    """The same for a flat file, whose beginning says it."""
    start, end = data.find(b"<office:meta"), data.find(b"</office:meta>")
    head = data[: data.find(b">", data.find(b"<office:document")) + 1]
    if 0 <= start < end and end - start < _MAX_META and len(head) < _MAX_META:
        closed = head + data[start:end] + b"</office:meta></office:document>"
        try:
            _take_meta(parse_xml(closed, "meta"), notes)
        except Corrupt:
            return


def _take_meta(root: etree._Element, notes: Notes) -> None:
    meta = next((element for element in root.iter() if local(element) == "meta"), root)
    for element in meta:
        text = (element.text or "").strip()
        match local(element):
            case "title":
                notes.title = notes.title or title_or_nothing(text)
            case "creator" | "initial-creator":
                notes.author = notes.author or text[:300]
            case "creation-date":
                notes.date_ns = notes.date_ns or date_of(text[:19])
            case "date":
                notes.date_ns = date_of(text[:19]) or notes.date_ns


def _margins(styles: etree._Element | None, ending: str) -> list[str]:
    """Headers or footers, each text once: there are several a style of pages, and copies of them."""
    found: dict[str, None] = {}
    for element in styles.iter() if styles is not None else ():
        if local(element) in (ending, f"{ending}-left", f"{ending}-first") and "style" in str(element.tag):
            story = Story()
            story.read(element)
            text = " ".join("".join(story.composed.parts).split())
            if any(letter.isalpha() for letter in text):
                found[text] = None
    return list(found)


def _section(
    holder: etree._Element, styles: etree._Element | None, archive: SafeZip | None, notes: Notes
) -> Iterator[Parsed]:
    story = Story(archive)
    for text in _margins(styles, "header"):
        story.composed.add("paragraph", text)
    story.read(holder)
    for text in _margins(styles, "footer"):
        story.composed.add("paragraph", text)
    notes.title = notes.title or story.title or story.composed.heading()
    yield story.composed.unit()


def _units(holder: etree._Element, kind: UnitKind, archive: SafeZip | None, notes: Notes) -> Iterator[Parsed]:
    """Slides, pages of a drawing, or sheets; footers of slides stand on the first."""
    number = 1
    for element in holder:
        if local(element) != ("table" if kind == "sheet" else "page"):
            continue
        if number > MAX_UNITS:
            notes.warning = Failure("text-cut", {"characters": ""})
            return
        story = Story(archive)
        if kind == "sheet":
            name = attribute(element, "name")
            story.table(element)
        else:
            name = story.slide(element)
            notes.title = notes.title or name
            for text in _declared(holder) if number == 1 else ():
                story.composed.add("paragraph", text)
        for part in in_parts(story.composed.unit(UnitPlace(kind, number, name))):
            yield Parsed(part.place, part.text, part.blocks, enters=((1, name),))
            number = part.place.number + 1


def _declared(holder: etree._Element) -> Iterator[str]:
    """The headers and footers that slides share."""
    texts = (tidy(e.text or "") for e in holder if local(e) in ("header-decl", "footer-decl"))
    return iter(dict.fromkeys(text for text in texts if text))
