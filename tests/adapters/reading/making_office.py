"""Makes small spreadsheets, presentations, OpenDocument files and e-books for the tests, part by part."""

from collections.abc import Mapping, Sequence
from html import escape

from tests.adapters.reading.making import zipped

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DRAWING = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    f'xmlns:r="{_RELATIONS}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_CORE = (
    '<cp:coreProperties xmlns:cp="http://x/cp" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>{}</dc:title><dc:creator>A. Nobody</dc:creator>'
    "<dcterms:created>2024-05-01T12:00:00Z</dcterms:created></cp:coreProperties>"
)

Parts = dict[str, bytes]


def relations(*found: tuple[str, str, str]) -> bytes:
    """(id, last word of the type, target) of each."""
    rows = "".join(
        f'<Relationship Id="{identity}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for identity, kind, target in found
    )
    return f"<Relationships>{rows}</Relationships>".encode()


def core(title: str) -> bytes:
    return _CORE.format(escape(title)).encode()


def xlsx_parts(
    sheets: Mapping[str, str],
    strings: Sequence[str] = (),
    formats: Sequence[str] = (),
    properties: str = "",
    hidden: Sequence[str] = (),
) -> Parts:
    """The parts of a workbook; `sheets` are the rows of each as XML, `formats` are those of styles 1, 2, …"""
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="s{n}" '
        f'state="{"hidden" if name in hidden else "visible"}"/>'
        for n, name in enumerate(sheets, 1)
    )
    codes = "".join(
        f'<numFmt numFmtId="{164 + n}" formatCode="{escape(code)}"/>' for n, code in enumerate(formats)
    )
    styles = "".join(f'<xf numFmtId="{164 + n}"/>' for n in range(len(formats)))
    parts: Parts = {
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "docProps/core.xml": core("Figures"),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">{properties}'
        f"<sheets>{listed}</sheets></workbook>".encode(),
        "xl/_rels/workbook.xml.rels": relations(
            *((f"s{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)),
            ("t", "sharedStrings", "sharedStrings.xml"),
            ("f", "styles", "styles.xml"),
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{"".join(strings)}</sst>'.encode(),
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts>{codes}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        f'<cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>'.encode(),
    }
    for n, rows in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()
        )
    return parts


def xlsx(sheets: Mapping[str, str], **more: Sequence[str]) -> bytes:
    return zipped(xlsx_parts(sheets, **more))  # type: ignore[arg-type]


def words(place: str, text: str) -> str:
    """A cell with words of its own."""
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def number(place: str, value: object, style: int = 0) -> str:
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def row(place: int, *cells: str) -> str:
    return f'<row r="{place}">{"".join(cells)}</row>'


def shape(*paragraphs: str, kind: str = "", levels: Sequence[int] = ()) -> str:
    """A shape of a slide; `kind` is that of its placeholder."""
    placeholder = f'<p:ph type="{kind}"/>' if kind else ""
    texts = "".join(
        f'<a:p><a:pPr lvl="{level}"/><a:r><a:t>{escape(text)}</a:t></a:r></a:p>'
        for text, level in zip(paragraphs, [*levels, *[0] * len(paragraphs)], strict=False)
    )
    return f"<p:sp><p:nvSpPr><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr><p:txBody>{texts}</p:txBody></p:sp>"


def slide(*shapes: str) -> str:
    return f"<p:sld {_DRAWING}><p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld></p:sld>"


def drawing(name: str, inside: str) -> str:
    """An element with the prefixes of drawings declared: a: p: c: r: mc:."""
    return f"<{name} {_DRAWING}>{inside}</{name}>"


def pptx_parts(slides: Sequence[str], beside: Mapping[int, Mapping[str, str]] | None = None) -> Parts:
    """The parts of a presentation; `beside` are further parts (chart, notesSlide, …) of a slide by kind."""
    identities = "".join(f'<p:sldId r:id="s{n}"/>' for n in range(1, len(slides) + 1))
    parts: Parts = {
        "_rels/.rels": relations(("r1", "officeDocument", "ppt/presentation.xml")),
        "docProps/core.xml": core("Talk"),
        "ppt/presentation.xml": drawing("p:presentation", f"<p:sldIdLst>{identities}</p:sldIdLst>").encode(),
        "ppt/_rels/presentation.xml.rels": relations(
            *((f"s{n}", "slide", f"slides/slide{n}.xml") for n in range(1, len(slides) + 1))
        ),
    }
    for n, xml in enumerate(slides, 1):
        parts[f"ppt/slides/slide{n}.xml"] = xml.encode()
        found = (beside or {}).get(n, {})
        parts[f"ppt/slides/_rels/slide{n}.xml.rels"] = relations(
            *((f"b{k}", kind, f"../{kind}s/{kind}{n}.xml") for k, kind in enumerate(found))
        )
        parts |= {f"ppt/{kind}s/{kind}{n}.xml": xml.encode() for kind, xml in found.items()}
    return parts


_ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style"),
        ("presentation", "presentation"), ("meta", "meta"), ("chart", "chart"),
    )
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip
_META = (
    "<office:meta><dc:title>Own title</dc:title><meta:initial-creator>A. Nobody</meta:initial-creator>"
    "<meta:creation-date>2024-05-01T12:00:00.123</meta:creation-date></office:meta>"
)


def odf_parts(kind: str, body: str, styles: str = "", **objects: str) -> Parts:
    """The parts of an OpenDocument file; `kind` is text, presentation or spreadsheet."""
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"<office:document-content {_ODF}><office:body><office:{kind}>{body}"
        f"</office:{kind}></office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {_ODF}><office:master-styles>{styles}"
        "</office:master-styles></office:document-styles>",
        "meta.xml": f"<office:document-meta {_ODF}>{_META}</office:document-meta>",
        "META-INF/manifest.xml": "<manifest/>",
    }
    for name, xml in objects.items():
        parts[f"{name}/content.xml"] = (
            f"<office:document-content {_ODF}><office:body><office:chart>{xml}"
            "</office:chart></office:body></office:document-content>"
        )
    return {name: xml.encode() for name, xml in parts.items()}


def flat_odf(kind: str, body: str, master: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>\n<office:document {_ODF} '
        f'office:mimetype="application/vnd.oasis.opendocument.{kind}">{_META}'
        f"<office:master-styles>{master}</office:master-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>"
    ).encode()


def epub_parts(
    chapters: Mapping[str, str], spine: Sequence[str], contents: str = "", navigation: str = ""
) -> Parts:
    """The parts of a book; `chapters` are XHTML bodies by file name, `spine` their order."""
    items = "".join(
        f'<item id="{name}" href="{escape(name)}" media-type="application/xhtml+xml"/>' for name in chapters
    )
    if navigation:
        items += '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    if contents:
        items += '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    order = "".join(f'<itemref idref="{name}"/>' for name in spine)
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles>'
        "</container>",
        "OEBPS/book.opf": '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        "<dc:title>The Book</dc:title><dc:creator>A. Nobody</dc:creator><dc:date>2024-05-01</dc:date>"
        f"<dc:language>en</dc:language></metadata><manifest>{items}</manifest><spine>{order}</spine></package>",
        "OEBPS/toc.ncx": f"<ncx><navMap>{contents}</navMap></ncx>",
        "OEBPS/nav.xhtml": f"<html><body><nav>{navigation}</nav></body></html>",
    }
    for name, body in chapters.items():
        parts[f"OEBPS/{name}"] = (
            f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body>{body}</body></html>'
        )
    return {name: xml.encode() for name, xml in parts.items()}
