"""The text of a PDF page: cleaned, with the way back from every character to the page."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}
_ACCENTS = {"¨": "\u0308", "´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "˜": "\u0303"}
# PDFium writes U+0002 for a hyphen that it joined; the others are soft hyphens and what is no character.
_EDIT = re.compile(
    "(?P<joined>[\x02\ufffe\xad](?:\r?\n)?)"
    "|(?P<hyphen>(?<=[^\\W\\d_])[-\u2010]\r?\n[ \t]*(?=[a-zß-ÿ]))"
    "|(?P<line>\r\n?|\x0b|\x0c)"
    "|(?P<ligature>[\ufb00-\ufb04])"
    "|(?P<accent>[¨´`ˆ˜] ?[A-Za-z](?=[a-zß-ÿ]))"
    "|(?P<marked>[^\\W_][\u0300-\u036f]+)"
    "|(?P<control>[\x00-\x08\x0e-\x1f\uffff\ud800-\udfff])"
)
_FLATTENED = frozenset({pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP})
_MAX_ANNOTATIONS = 500


@dataclass
class CleanText:
    """Text, and where its edits stand: `edits` are (place in the text, its length, raw start, raw end)."""

    text: str
    edits: list[tuple[int, int, int, int]]

    def __post_init__(self) -> None:
        self._places = [edit[0] for edit in self.edits]
        self._raw_starts = [edit[2] for edit in self.edits]

    def raw(self, place: int) -> int:
        """Where the character at `place` begins in the raw text."""
        index = bisect_right(self._places, place) - 1
        if index < 0:
            return place
        start, length, raw_start, raw_end = self.edits[index]
        return raw_start if place < start + length else raw_end + place - start - length

    def place(self, raw: int) -> int:
        """Where the raw character stands in the text; inside an edit, where the edit begins."""
        index = bisect_right(self._raw_starts, raw) - 1
        if index < 0:
            return raw
        start, length, _, raw_end = self.edits[index]
        return start if raw < raw_end else start + length + raw - raw_end


def _replacement(match: re.Match[str]) -> str:
    found = match.group()
    match match.lastgroup:
        case "line":
            return "\n"
        case "ligature":
            return _LIGATURES[found]
        case "accent":
            composed = unicodedata.normalize("NFC", found[-1] + _ACCENTS[found[0]])
            return composed if len(composed) == 1 else found
        case "marked":
            return unicodedata.normalize("NFC", found)
        case _:
            return ""


def clean(raw: str) -> CleanText:
    """Line ends, joined hyphens, ligatures, accents beside their letters, characters that are none."""
    parts: list[str] = []
    edits: list[tuple[int, int, int, int]] = []
    reached = place = 0
    for match in _EDIT.finditer(raw):
        start, end = match.span()
        replacement = _replacement(match)
        parts.append(raw[reached:start])
        parts.append(replacement)
        place += start - reached
        edits.append((place, len(replacement), start, end))
        place += len(replacement)
        reached = end
    parts.append(raw[reached:])
    return CleanText("".join(parts), edits)


def open_page(document: pypdfium2.PdfDocument, index: int) -> pypdfium2.PdfPage:
    """A page with form values and notes made part of it: PDFium's text page has them only then.

    With it, word recall rose from .930 to .965. `init_forms` hangs on a cyclic field and is not called.
    """
    page = document[index]
    count = pdfium.FPDFPage_GetAnnotCount(page)
    if count <= 0:
        return page
    kinds = set()
    for number in range(min(count, _MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        if annotation:
            kinds.add(pdfium.FPDFAnnot_GetSubtype(annotation))
            pdfium.FPDFPage_CloseAnnot(annotation)
    if kinds & _FLATTENED:
        flattened = pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        if flattened == pdfium.FLATTEN_SUCCESS:
            page.close()
            return document[index]
    return page


def raw_text(text_page: pypdfium2.PdfTextPage) -> str:
    """The page's characters in PDFium's order, with the spaces and line ends that it adds."""
    if pdfium.FPDFText_CountChars(text_page) <= 0:
        return ""
    text: str = text_page.get_text_range()
    return text
