"""Beginnings of files that hold no text for us, whatever they are called."""

from functools import cache

from desktop_rag.adapters.reading.encodings import is_text

Signs = tuple[tuple[bytes, str], ...]
SignsWithin = tuple[tuple[int, bytes, str], ...]

# Some are written in letters: these count only where the rest is no text either.
_BEGINNINGS = (
    # archives and images of disks
    (b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"7z\xbc\xaf", "7z"), (b"Rar!", "rar"), (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"), (b"\x04\x22\x4d\x18", "lz4"), (b"\x1f\x9d", "compress"), (b"MSCF", "cab"),
    (b"!<arch>\n", "ar"), (b"xar!", "xar"), (b"\xed\xab\xee\xdb", "rpm"), (b"LZIP", "lzip"),
    (b"\x60\xea", "arj"), (b"SIT!", "stuffit"), (b"StuffIt", "stuffit"), (b"hsqs", "squashfs"),
    (b"KDMV", "vmdk"), (b"QFI\xfb", "qcow"), (b"070701", "cpio"), (b"070707", "cpio"), (b"\xc7\x71", "cpio"),
    (b"PK\x05\x06", "zip"), (b"PK\x07\x08", "zip"), (b"bookmark_", "bookmark"),
    # books and notes
    (b"ITSF", "chm"), (b"ITOLITLS", "lit"), (b"AT&TFORM", "djvu"),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "onenote"), (b"\xa1\x2f\xff\x43\xd9\xef\x76\x4c", "onenote"),
    (b"\xffWPC", "wordperfect"), (b"!BDN", "pst"), (b"%!PS", "postscript"), (b"\xc5\xd0\xd3\xc6", "eps"),
    # programs
    (b"\x7fELF", "program"), (b"MZ", "program"), (b"\xfe\xed\xfa\xce", "program"),
    (b"\xfe\xed\xfa\xcf", "program"), (b"\xce\xfa\xed\xfe", "program"), (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xca\xfe\xba\xbe", "program"), (b"\0asm", "program"), (b"dex\n", "program"),
    (b"BC\xc0\xde", "program"),
    # sound and film
    (b"ID3", "mp3"), (b"\xff\xfb", "mp3"), (b"\xff\xf3", "mp3"), (b"\xff\xf2", "mp3"), (b"\xff\xf1", "aac"),
    (b"\xff\xf9", "aac"), (b"fLaC", "flac"), (b"OggS", "ogg"), (b"MThd", "midi"), (b"FORM", "iff"),
    (b".snd", "au"), (b"#!AMR", "amr"), (b"\x1aE\xdf\xa3", "matroska"), (b"FLV\x01", "flv"),
    (b"\0\0\1\xba", "mpeg"), (b"\0\0\1\xb3", "mpeg"), (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    # pictures that text recognition does not take
    (b"8BPS", "psd"), (b"\0\0\1\0", "ico"), (b"\0\0\2\0", "cur"), (b"gimp xcf", "xcf"), (b"AC10", "dwg"),
    (b"\xd7\xcd\xc6\x9a", "wmf"), (b"\1\0\0\0\x58\0\0\0", "emf"), (b"\1\0\0\0\x6c\0\0\0", "emf"),
    # data
    (b"SQLite format 3\0", "sqlite"), (b"\0\1\0\0Standard ", "access"), (b"PAR1", "parquet"),
    (b"\x89HDF", "hdf5"), (b"\x93NUMPY", "numpy"), (b"ORC", "orc"), (b"Obj\x01", "avro"),
    (b"ARROW1", "arrow"), (b"bplist00", "plist"), (b"regf", "registry"), (b"GGUF", "model"),
    (b"L\0\0\0\1\x14\2\0", "shortcut"), (b"?_\3\0", "help"), (b"\xd4\xc3\xb2\xa1", "pcap"),
    (b"\n\r\r\n", "pcap"), (b"PACK\0", "git"), (b"Salted__", "encrypted"), (b"\0\0\x02\0\x06\4", "lotus"),
    (b"\0\0\x1a\0", "lotus"),
    # office programs before Windows 95
    (b"\x09\0\x04\0", "excel"), (b"\x09\2\6\0", "excel"), (b"\x09\4\6\0", "excel"),
    (b"\x9b\xa5", "word"), (b"\xfe\x37\0", "word"), (b"\x31\xbe\0\0", "write"), (b"\x32\xbe\0\0", "write"),
    # fonts
    (b"OTTO\0", "font"), (b"\0\1\0\0\0", "font"), (b"true\0", "font"), (b"ttcf", "font"), (b"wOFF", "font"),
    (b"wOF2", "font"), (b"\x80\1", "font"),
)  # fmt: skip
_PICTURES = (
    (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"II*\0", "tiff"), (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"), (b"MM\0+", "tiff"), (b"BM", "bmp"), (b"\0\0\0\x0cjP", "jp2"),
    (b"\xff\x4f\xff\x51", "jp2"), (b"\xff\x0a", "jxl"), (b"\0\0\0\x0cJXL", "jxl"),
)  # fmt: skip
# Signs with bytes that no text begins with.
_NEVER_TEXT = frozenset({"png", "jpeg", "tiff", "jp2", "jxl"})
_PICTURES_WITHIN = (
    (8, b"WEBP", "webp"), (4, b"ftyphei", "heic"), (4, b"ftyphev", "heic"), (4, b"ftypmif", "heic"),
    (4, b"ftypavi", "avif"),
)  # fmt: skip
_WITHIN = (
    (257, b"ustar", "tar"), (60, b"BOOKMOBI", "mobi"), (60, b"TEXtREAd", "palmdoc"), (128, b"DICM", "dicom"),
    (2, b"-lh", "lha"), (7, b"**ACE**", "ace"), (4, b"ftyp", "mp4"), (4, b"moov", "mov"), (4, b"mdat", "mov"),
    (8, b"WAVE", "wav"), (8, b"AVI ", "avi"), (34, b"LP", "eot"), (11, b"MS-DOS", "disk"),
)  # fmt: skip


def unread_kind(head: bytes) -> str:
    """What a file that begins so is, when it is one of those; else "". 4 KiB are enough."""
    found = _found(head, _BEGINNINGS, _WITHIN)
    return found if found in ("postscript", "ar") or (found and not is_text(head)) else ""


def picture_kind(head: bytes) -> str:
    """What picture a file that begins so is, or ""."""
    found = _found(head, _PICTURES, _PICTURES_WITHIN)
    # A white picture that is not compressed looks like a text of some encoding or other.
    sure = found in _NEVER_TEXT or (found == "bmp" and head[6:10] == b"\0\0\0\0")
    return found if found and (sure or not is_text(head)) else ""


@cache
def _signs(begin: Signs) -> tuple[bytes, ...]:
    return tuple(sign for sign, _ in begin)


def _found(head: bytes, begin: Signs, within: SignsWithin) -> str:
    # One call for all: of most files none is true.
    if head.startswith(_signs(begin)):
        return next(kind for sign, kind in begin if head.startswith(sign))
    return next((kind for at, sign, kind in within if head.startswith(sign, at)), "")
