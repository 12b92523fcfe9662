"""Tells what a file is: by its content first, by its name second."""

import re

from desktop_rag.adapters.reading.encodings import is_text
from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.signatures import picture_kind, unread_kind
from desktop_rag.adapters.reading.zips import SafeZip
from desktop_rag.domain.errors import Corrupt, PasswordNeeded, ReadingError, Unsafe, Unsupported

_HTML = (b"<!doctype html", b"<html")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TNEF = b"\x78\x9f\x3e\x22"
# The streams that tell the kind of an OLE container; other documents may lie deeper inside it.
_OLE_STREAMS = (
    ("EncryptedPackage", "encrypted"), ("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"),
    ("PowerPoint Document", "ppt"), ("__properties_version1.0", "msg"),
)  # fmt: skip
_MBOX = re.compile(rb"From \S[^\n]{0,200}?\d:\d\d[^\n]{0,60}?\d{4}\r?\n[A-Za-z-]{2,60}: ")
_HEADER = re.compile(
    rb"^(received|return-path|message-id|mime-version|from|to|subject|date|delivered-to|reply-to):",
    re.IGNORECASE | re.MULTILINE,
)
# What an Office file says of its main part; its folders may have any names.
_OFFICE = re.compile(
    rb"(wordprocessingml|ms-word|presentationml|ms-powerpoint|spreadsheetml|ms-excel)[\w.-]{1,60}\.main\b"
)
_OFFICE_KINDS = {
    b"wordprocessingml": "docx", b"ms-word": "docx", b"presentationml": "pptx", b"ms-powerpoint": "pptx",
    b"spreadsheetml": "xlsx", b"ms-excel": "xlsx",
}  # fmt: skip
_ZIP_FOLDERS = (("word/", "docx"), ("ppt/", "pptx"), ("xl/", "xlsx"))
_ZIP_MEMBERS = (("META-INF/container.xml", "epub"), ("content.xml", "odt"))
_IWORK = frozenset(
    {"index.apxl", "index.apxl.gz", "index.xml", "index.xml.gz", "Index.zip", "buildVersionHistory.plist"}
)
_OTHER_ZIPS = {
    "META-INF/MANIFEST.MF": "jar", "AndroidManifest.xml": "apk", "FixedDocSeq.fdseq": "xps",
    "FixedDocumentSequence.fdseq": "xps", "visio/document.xml": "visio",
}  # fmt: skip
_MIMETYPES = (
    (b"epub", "epub"), (b"opendocument.spreadsheet", "ods"), (b"opendocument.presentation", "odp"),
    (b"opendocument.graphics", "odp"), (b"opendocument.text", "odt"),
)  # fmt: skip
_OLE_KINDS = frozenset({"xls", "msg", "doc", "ppt"})
_CONTENT_TYPES = "[Content_Types].xml"
_ZIPPED = frozenset({"docx", "pptx", "xlsx", "xlsb", "odt", "odp", "ods", "epub"})
# Of pictures, those that text recognition takes.
_RECOGNIZED = frozenset({"png", "jpeg", "tiff", "bmp", "gif", "webp"})
_NEEDS_A_CONTAINER = _ZIPPED | _RECOGNIZED | {"pdf", "tnef"}
# Programs save pages and tables under these names that are HTML, XML or text inside; translations are "msg".
_OFTEN_TEXT = frozenset({"doc", "xls", "ppt", "rtf", "msg"})
_SPACES = b"\xef\xbb\xbf \t\r\n"
# XML that is a whole document, whatever it is called.
_MAY_BE_XML = frozenset({"", "text", "xml", "fb2", "odt", "odp", "ods"})
_XML_BEGINNING = 16_384


def kind_of(source: Source, by_suffix: dict[str, str]) -> str:
    """The kind of a file. `by_suffix` maps the endings that we read to their kinds.

    Raises `Unsupported` (argument `kind`), `Corrupt` for content that is not what the name says, and
    `PasswordNeeded` for an encrypted Office document.
    """
    head = source.head(4096)
    named = by_suffix.get(source.suffix, "")
    if head.startswith(TNEF):
        return "tnef"
    # Far from the beginning the sign counts only where nothing else is said: it may stand in a program.
    if head.lstrip()[:5] == b"%PDF-" or (named in ("", "pdf", "docx") and b"%PDF-" in head[:1024]):
        return "pdf"
    if head.startswith(b"PK\x03\x04") or (named in _ZIPPED and head.startswith(b"PK")):
        return _zip_kind(source, named)
    if head.startswith(_OLE):
        return _ole_kind(source, named)
    if head.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    if head[:2] == b"\xdb\xa5" and named in ("", "doc"):
        return "doc"  # Word 2
    picture = picture_kind(head)
    if picture in _RECOGNIZED:
        return picture
    if unread := picture or unread_kind(head):
        raise Unsupported(kind=unread)
    return _text_kind(source, head, named)


def _ole_kind(source: Source, named: str) -> str:
    from desktop_rag.adapters.reading.ole import opened

    with opened(source) as container:
        found = next((kind for stream, kind in _OLE_STREAMS if container.exists(stream)), named)
    if found == "encrypted":
        raise PasswordNeeded()
    if found not in _OLE_KINDS:
        raise Unsupported(kind=source.suffix[:20] or "ole")
    return found


def _text_kind(source: Source, head: bytes, named: str) -> str:
    if named in _MAY_BE_XML and (kind := _xml_kind(source.head(_XML_BEGINNING))):
        return kind
    if named in _OFTEN_TEXT and is_text(head):
        named = "text"
    elif named in _NEEDS_A_CONTAINER or named in _OFTEN_TEXT:
        # Programs save pages under the names of tables; a plain text is more likely a broken file.
        named = _by_beginning(head.lstrip(_SPACES)) if is_text(head) else "text"
        if named == "text":
            raise Corrupt(part=source.suffix[:20])
    if named not in ("", "text"):
        return named
    if not named and not is_text(head):
        raise Unsupported(kind=source.suffix[:20] or "binary")
    return _by_beginning(head.lstrip(_SPACES))


def _xml_kind(head: bytes) -> str:
    """Of a flat OpenDocument file or a FictionBook; "" for any other XML."""
    if b"<FictionBook" in head:
        return "fb2"
    if b"<office:document " not in head:
        return ""
    return next((kind for sign, kind in _MIMETYPES if sign in head), "")


def _by_beginning(head: bytes) -> str:
    """The kind of a text whose name does not say it, such as a mailbox called "Inbox"."""
    if head[:20].lower().startswith(_HTML):
        return "html"
    if _MBOX.match(head):
        return "mbox"
    if head.startswith((b"<svg", b"<?xml", b"<!--")) and b"<svg" in head[:1024]:
        return "svg"
    if head.startswith(b"<?xml"):
        return "html" if b"<html" in head[:1024].lower() else "xml"
    found = {name.lower() for name in _HEADER.findall(head.partition(b"\n\n")[0].partition(b"\r\n\r\n")[0])}
    if _HEADER.match(head) and len(found) >= 3 and found & {b"received", b"message-id", b"mime-version"}:
        return "eml"
    return "text"


def _zip_kind(source: Source, named: str) -> str:
    source.file.seek(0)
    try:
        archive = SafeZip(source.file)
    except Corrupt:
        if named in _ZIPPED:
            raise
        raise Unsupported(kind=source.suffix[:20] or "zip") from None
    names = list(archive.names)
    if kind := _kind_inside(names, _beginning(archive, "mimetype"), _beginning(archive, _CONTENT_TYPES)):
        return kind
    if unread := _unread_inside(names):
        raise Unsupported(kind=unread)
    if named in _ZIPPED:
        raise Corrupt(part="document")
    raise Unsupported(kind=source.suffix[:20] or "zip")


def _unread_inside(names: list[str]) -> str:
    """Of documents and programs that are zips and that we do not read."""
    for name in names[:2000]:
        if name.endswith((".iwa", "/Index.zip")) or name in _IWORK:
            return "iwork"
        if name in _OTHER_ZIPS:
            return _OTHER_ZIPS[name]
    return ""


def _beginning(archive: SafeZip, name: str) -> bytes:
    """The bytes of a member that says what the file is; nothing when it is not there or broken."""
    try:
        return archive.read(name) if name in archive else b""
    except (ReadingError, Unsafe):
        return b""


def _kind_inside(names: list[str], mimetype: bytes, content_types: bytes) -> str:
    """The kind of document that a zip with these members is, or ""."""
    for sign, kind in _MIMETYPES:
        if sign in mimetype[:100]:
            return kind
    if found := _OFFICE.search(content_types):
        return "xlsb" if b"binary" in found.group(0) else _OFFICE_KINDS[found.group(1)]
    for folder, kind in _ZIP_FOLDERS:
        if any(name.startswith(folder) for name in names):
            return "xlsb" if "xl/workbook.bin" in names else kind
    for member, kind in _ZIP_MEMBERS:
        if member in names:
            return kind
    return "fb2" if len(names) == 1 and names[0].lower().endswith(".fb2") else ""
