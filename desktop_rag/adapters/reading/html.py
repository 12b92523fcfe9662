"""HTML: headings, paragraphs, lists, table rows, quotes and code as blocks; scripts and styles left out."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from desktop_rag.adapters.reading.dates import date_of
from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.html_bounds import parseable, stripped, without_long_lists
from desktop_rag.adapters.reading.parsed import Composed, Notes, Parsed, table_rows
from desktop_rag.adapters.reading.text import paragraphs
from desktop_rag.domain.documents import BlockKind

_SKIPPED = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "object", "head", "canvas"})
_BREAKS = frozenset(
    {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "pre",
     "blockquote", "section", "article", "table", "tr", "td", "th", "caption", "thead", "tbody",
     "tfoot", "hr", "figure", "figcaption", "header", "footer", "main", "nav", "aside", "body",
     "form", "fieldset", "legend", "option", "select", "address", "details", "summary", "center"}
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# Not a space that stands alone: almost all of them do, and would be replaced by themselves.
_SPACES = re.compile(r"[\t\r\n\x0c\xa0][ \t\r\n\x0c\xa0]*| [ \t\r\n\x0c\xa0]+")
_MAX_CELL = 2000
_DATES = ('meta[property="article:published_time"]', 'meta[name="date"]', 'meta[name="dcterms.created"]')


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    text = decode(source.data(MAX_TEXT_BYTES), declares=True)
    composed = Composed()
    compose(text, composed, notes)
    yield composed.unit()


def compose(text: str, composed: Composed, notes: Notes | None = None) -> None:
    """Adds the blocks of an HTML document, and notes its title, author and date where they are missing.

    Without `notes` it is a part of a document, which says them itself. Raises `Unsafe` for elements nested
    beyond all use.
    """
    if not parseable(text):
        plain = stripped(text)
        for block in paragraphs(plain).blocks:
            composed.add("paragraph", plain[block.start : block.end])
        return
    tree = LexborHTMLParser(without_long_lists(text))
    root = tree.body or tree.root
    if root is None:
        return
    _Walk(composed).walk(root)
    if notes is not None:
        _take_head(tree, composed, notes)


def _take_head(tree: LexborHTMLParser, composed: Composed, notes: Notes) -> None:
    title = tree.css_first("title")
    notes.title = notes.title or _tidy(title.text() if title is not None else "")[:300] or composed.heading()
    author = tree.css_first('meta[name="author"]')
    if author is not None:
        notes.author = notes.author or _tidy(author.attributes.get("content") or "")[:300]
    for selector in _DATES:
        found = tree.css_first(selector)
        if notes.date_ns is None and found is not None:
            notes.date_ns = date_of(found.attributes.get("content") or "")


def _is_skipped(tag: str) -> bool:
    return tag in _SKIPPED or tag.startswith(("-", "_", "!"))


def _tidy(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


class _Walk:
    """An iterative walk: 10,000 nested elements must not overflow the stack."""

    def __init__(self, composed: Composed) -> None:
        self._composed = composed
        self._line: list[str] = []
        self._kinds: list[tuple[BlockKind, int]] = [("paragraph", 0)]
        self._lists: list[list[int | None]] = []
        self._preformatted = 0

    def walk(self, root: LexborNode) -> None:
        stack: list[tuple[LexborNode, bool]] = [(root, False)]
        while stack:
            node, leaves = stack.pop()
            tag = node.tag or ""
            if leaves:
                self._leave(tag)
            elif tag == "-text":
                self._text(node.text_content or "")
            elif not (_is_skipped(tag) or (tag == "table" and self._table(node))):
                self._enter(tag, node)
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(_children(node)))
        self._flush()

    def _text(self, text: str) -> None:
        self._line.append(text if self._preformatted else _SPACES.sub(" ", text))

    def _flush(self) -> None:
        if not self._line:
            return
        text = "".join(self._line)
        self._line.clear()
        kind, level = self._kinds[-1]
        if kind != "code":
            text = "\n".join(_tidy(line) for line in text.split("\n"))
        self._composed.add(kind, text, level)

    def _enter(self, tag: str, node: LexborNode) -> None:
        if tag in _BREAKS:
            self._flush()
        if tag == "br":
            self._line.append("\n")
        elif tag == "img" and (described := node.attributes.get("alt")):
            self._line.append(f" {_tidy(described)} ")
        elif tag in _HEADINGS:
            self._kinds.append(("heading", _HEADINGS[tag]))
        elif tag == "pre":
            self._preformatted += 1
            self._kinds.append(("code", 0))
        elif tag == "blockquote":
            self._kinds.append(("quote", 0))
        elif tag in ("ul", "ol"):
            self._lists.append([0 if tag == "ol" else None])
        elif tag == "li":
            self._item()

    def _item(self) -> None:
        self._kinds.append(("item", min(max(1, len(self._lists)), 6)))
        if self._lists and (number := self._lists[-1][0]) is not None:
            self._lists[-1][0] = number + 1
            self._line.append(f"{number + 1}. ")

    def _leave(self, tag: str) -> None:
        if tag in _BREAKS:
            self._flush()
        if tag in _HEADINGS or tag in ("pre", "blockquote", "li"):
            self._kinds.pop()
        if tag == "pre":
            self._preformatted -= 1
        elif tag in ("ul", "ol"):
            self._lists.pop()

    def _table(self, node: LexborNode) -> bool:
        """Takes a table of data as rows; False for one that only lays out the page."""
        if node.css_first("table table, td h1, td h2, td h3, td p + p, td ul, td pre") is not None:
            return False
        rows: list[list[str]] = []
        headed = False
        for row in node.css("tr"):
            cells = [child for child in _children(row) if child.tag in ("td", "th")]
            texts = [_tidy(cell.text(separator=" ", skip_empty=True)) for cell in cells]
            if any(len(text) > _MAX_CELL for text in texts):
                return False
            headed = headed or (not rows and bool(cells) and all(cell.tag == "th" for cell in cells))
            rows.append(texts)
        self._flush()
        caption = node.css_first("caption")
        if caption is not None:
            self._composed.add("paragraph", _tidy(caption.text(separator=" ")))
        for line in table_rows([row for row in rows if row], headed):
            self._composed.add("row", line)
        return True


def _children(node: LexborNode) -> list[LexborNode]:
    children = []
    child = node.child
    while child is not None:
        children.append(child)
        child = child.next
    return children
