"""The table of formats: a kind, the endings of its names, and the module whose `parse` reads it.

A new format is a file in this folder and a row here.
"""

from importlib import import_module

from msgspec import Struct

from desktop_rag.adapters.reading.parsed import Parser


class Format(Struct, frozen=True):
    kind: str
    suffixes: tuple[str, ...]
    module: str


_CODE = (
    "py pyi pyx js mjs cjs jsx ts tsx vue svelte c h cc cpp cxx hpp hh hxx ino cu m mm java kt kts scala "
    "groovy gradle go rs rb php sh bash zsh ksh fish ps1 psm1 bat cmd sql css scss less r jl lua pl pm swift "
    "cs fs fsx vb dart ex exs erl hs elm clj cljs lisp el scm rkt ml mli nim zig v sv vhd vhdl asm s f f90 "
    "f95 for pas ada tcl awk cmake mk proto graphql gql tf hcl nix d glsl ini cfg conf properties env "
    "desktop service editorconfig inf reg"
)

FORMATS = (
    Format("pdf", ("pdf",), "pdf"),
    Format("doc", ("doc", "dot"), "doc"),
    Format("docx", ("docx", "docm", "dotx", "dotm"), "docx"),
    Format("pptx", ("pptx", "pptm", "ppsx", "ppsm", "potx", "potm"), "pptx"),
    Format("ppt", ("ppt", "pps", "pot"), "ppt"),
    Format("xlsx", ("xlsx", "xlsm", "xltx", "xltm"), "xlsx"),
    Format("xls", ("xls", "xlt"), "xls"),
    Format("xlsb", ("xlsb",), "xlsx"),
    Format("ods", ("ods", "ots", "fods"), "ods"),
    Format("odt", ("odt", "ott", "odm", "fodt"), "opendocument"),
    Format("odp", ("odp", "otp", "fodp", "odg", "otg", "fodg"), "opendocument"),
    Format("epub", ("epub",), "epub"),
    Format("fb2", ("fb2", "fbz"), "fb2"),
    Format("html", ("html", "htm", "xhtml"), "html"),
    Format("markdown", ("md", "markdown"), "markdown"),
    Format("text", ("txt", "text", "log"), "text"),
    Format("csv", ("csv", "tsv", "tab"), "csv_table"),
    Format("json", ("json", "jsonl", "ndjson", "jsonlines", "geojson", "webmanifest"), "json_lines"),
    Format(
        "xml", ("xml", "opml", "rss", "atom", "xsd", "xsl", "xslt", "plist", "kml", "gpx", "wsdl"), "xml_text"
    ),
    Format("svg", ("svg",), "svg"),
    Format("ipynb", ("ipynb",), "notebook"),
    Format("rtf", ("rtf",), "rtf"),
    Format("rst", ("rst", "rest"), "rst"),
    Format("org", ("org",), "org"),
    Format("tex", ("tex", "ltx", "latex"), "tex"),
    Format("srt", ("srt", "vtt"), "subtitles"),
    Format("ics", ("ics", "ical", "ifb", "vcf"), "calendar_lines"),
    Format("mhtml", ("mhtml", "mht"), "mhtml"),
    Format("yaml", ("yaml", "yml"), "code"),
    Format("toml", ("toml",), "code"),
    Format("eml", ("eml", "emlx"), "mail"),
    Format("msg", ("msg",), "msg"),
    Format("tnef", ("tnef",), "tnef"),
    Format("mbox", ("mbox", "mbx"), "mbox"),
    Format("png", ("png",), "pictures"),
    Format("jpeg", ("jpg", "jpeg", "jpe", "jfif"), "pictures"),
    Format("tiff", ("tif", "tiff"), "pictures"),
    Format("bmp", ("bmp", "dib"), "pictures"),
    Format("gif", ("gif",), "pictures"),
    Format("webp", ("webp",), "pictures"),
    Format("code", tuple(_CODE.split()), "code"),
)

BY_SUFFIX = {suffix: row.kind for row in FORMATS for suffix in row.suffixes}
_MODULES = {row.kind: row.module for row in FORMATS}


def parser_of(kind: str) -> Parser:
    """The parser of a kind; its library is imported now, not before."""
    parse: Parser = import_module(f"{__package__}.{_MODULES[kind]}").parse
    return parse
