"""Writes Markdown into a text document through a cursor: formats only, so that no HTML can arise."""

from collections.abc import Iterator, Sequence

from markdown_it.token import Token
from PySide6.QtGui import (
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextLength,
    QTextTableFormat,
)

from desktop_rag.gui.chat import ink
from desktop_rag.gui.chat.highlight import coloured
from desktop_rag.gui.chat.markdown import is_safe_link, parse, pieces
from desktop_rag.gui.looks.fonts import font
from desktop_rag.gui.looks.theme import theme

NO_BREAK_SPACE = "\u00a0"


class Writer:
    """Writes one Markdown text after another, each below the last.

    `known` are the numbers of the passages: only these become badges. `chosen` are the numbers
    whose badge is filled, because their source is open.
    """

    def __init__(
        self, cursor: QTextCursor, known: frozenset[int], chosen: frozenset[int], fresh: bool
    ) -> None:
        self.cursor = cursor
        self.known = known
        self.chosen = chosen
        self.fresh = fresh
        self._lists: list[int | None] = []
        self._item_opens = False
        self._tight = False
        self._quotes = 0
        self._in_cell = False

    def write(self, text: str) -> None:
        """Writes a whole text."""
        tokens = iter(parse(text))
        for token in tokens:
            self._block(token, tokens)

    # ---- blocks

    def _block(self, token: Token, rest: Iterator[Token]) -> None:
        kind = token.type
        if kind == "heading_open":
            self._heading(token, next(rest))
        elif kind == "inline":
            self._begin(self._paragraph())
            self._inline(token.children or [], ink.text_ink())
        elif kind in ("fence", "code_block"):
            self._code(token.content, (token.info or "").split(" ")[0])
        elif kind == "hr":
            self._rule()
        elif kind == "table_open":
            self._table(rest)
        else:
            self._nest(token)

    def _nest(self, token: Token) -> None:
        """What surrounds blocks and writes nothing by itself."""
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            self._open_list(token)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self._lists.pop()
        elif kind == "list_item_open":
            self._item_opens = True
        elif kind in ("blockquote_open", "blockquote_close"):
            self._quotes += token.nesting
        elif kind == "paragraph_open":
            self._tight = token.hidden

    def _begin(self, shape: QTextBlockFormat) -> None:
        if self._lists and self._item_opens:
            self._item_opens = False
            shape.setProperty(ink.Mark.ITEM.value, self._sign())
        if self.fresh:
            self.cursor.setBlockFormat(shape)
            self.cursor.setBlockCharFormat(ink.text_ink())
        else:
            self.cursor.insertBlock(shape, ink.text_ink())
        self.fresh = False

    def _above(self) -> int:
        if self.cursor.position() == 0:
            return 0
        return 0 if self._lists and self._tight else 8

    def _paragraph(self) -> QTextBlockFormat:
        shape = ink.block(len(self._lists), self._above())
        if self._quotes:
            shape.setProperty(ink.Mark.BLOCK.value, ink.QUOTE)
            shape.setLeftMargin(14 * self._quotes)
        return shape

    def _open_list(self, token: Token) -> None:
        ordered = token.type.startswith("ordered")
        self._lists.append(int(token.attrs.get("start", 1)) if ordered else None)

    def _sign(self) -> str:
        """What stands before the next item of the innermost list."""
        number = self._lists[-1]
        if number is None:
            return ink.BULLET
        self._lists[-1] = number + 1
        return f"{number}."

    def _heading(self, token: Token, inline: Token) -> None:
        size = font("heading" if token.tag in ("h1", "h2") else "title")
        self._begin(ink.block(len(self._lists), 12 if self.cursor.position() else 0, ink.line_height(size)))
        letters = ink.text_ink()
        letters.setFont(size)
        self._inline(inline.children or [], letters)

    def _code(self, code: str, language: str) -> None:
        letters = ink.code_ink()
        depth = len(self._lists)
        lines = code.rstrip("\n").count("\n") + 1
        line = 0
        self._begin(ink.code_block(depth, True, lines == 1))
        for piece, role in coloured(code.rstrip("\n"), language):
            letters.setForeground(theme().colour(role))
            for number, part in enumerate(piece.split("\n")):
                if number:
                    line += 1
                    self._begin(ink.code_block(depth, False, line == lines - 1))
                self.cursor.insertText(part, letters)

    def _rule(self) -> None:
        shape = ink.block(len(self._lists))
        shape.setProperty(ink.Mark.BLOCK.value, ink.RULE)
        self._begin(shape)

    # ---- tables

    def _table(self, rest: Iterator[Token]) -> None:
        rows: list[list[Token]] = []
        for token in rest:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(token)
        columns = max(len(row) for row in rows)
        # A table cannot begin a document, and the empty block above it must not show.
        self._begin(ink.block(height=4))
        table = self.cursor.insertTable(len(rows), columns, self._table_shape())
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                self.cursor = table.cellAt(number, column).firstCursorPosition()
                letters = ink.text_ink()
                letters.setFont(font("body_medium" if number == 0 else "body"))
                self._inline(cell.children or [], letters)
        self.cursor.setPosition(table.lastPosition() + 1)
        self.fresh = True

    @staticmethod
    def _table_shape() -> QTextTableFormat:
        shape = QTextTableFormat()
        shape.setBorder(1)
        shape.setBorderCollapse(True)
        shape.setBorderBrush(theme().colour("line"))
        shape.setCellPadding(6)
        shape.setCellSpacing(0)
        shape.setHeaderRowCount(1)
        shape.setTopMargin(4)
        shape.setBottomMargin(4)
        shape.setWidth(QTextLength(QTextLength.Type.VariableLength, 0))
        return shape

    # ---- within a line

    def _inline(self, tokens: Sequence[Token], letters: QTextCharFormat) -> None:
        stack = [letters]
        for token in tokens:
            if token.nesting == 1:
                stack.append(self._changed(stack[-1], token))
            elif token.nesting == -1:
                stack.pop()
            else:
                self._leaf(token, stack[-1])

    def _leaf(self, token: Token, letters: QTextCharFormat) -> None:
        if token.type == "text":
            self._words(token.content, letters)
        elif token.type == "code_inline":
            code = ink.code_ink()
            code.setBackground(theme().colour("sunken"))
            self.cursor.insertText(token.content, code)
        elif token.type == "softbreak":
            self.cursor.insertText(" ", letters)
        elif token.type == "hardbreak":
            self.cursor.insertText("\u2028", letters)
        elif token.type == "image":
            self.cursor.insertText(f"[image: {token.content}]" if token.content else "[image]", letters)
        else:
            self.cursor.insertText(token.content, letters)

    def _words(self, text: str, letters: QTextCharFormat) -> None:
        for piece in pieces(text, self.known):
            if isinstance(piece, str):
                self.cursor.insertText(piece, letters)
            else:
                self._badge(piece)

    def _badge(self, number: int) -> None:
        # Two no-break spaces hold the badge to the word before it: it never begins a line. U+2060
        # would too, but falls back to another font, which lifts the line.
        if self.cursor.block().text()[: self.cursor.positionInBlock()].endswith(" "):
            self.cursor.deletePreviousChar()
        self.cursor.insertText(NO_BREAK_SPACE, ink.gap_ink())
        letters = ink.citation_ink(number, number in self.chosen)
        self.cursor.insertText(f"{NO_BREAK_SPACE}{number}{NO_BREAK_SPACE}", letters)

    @staticmethod
    def _changed(letters: QTextCharFormat, token: Token) -> QTextCharFormat:
        changed = QTextCharFormat(letters)
        if token.type == "strong_open":
            changed.setFontWeight(QFont.Weight.DemiBold)
        elif token.type == "em_open":
            changed.setFontItalic(True)
        elif token.type == "s_open":
            changed.setFontStrikeOut(True)
        elif token.type == "link_open":
            address = str(token.attrs.get("href", ""))
            if is_safe_link(address):
                changed.setAnchor(True)
                changed.setAnchorHref(address)
                changed.setForeground(theme().colour("accent_text"))
                changed.setToolTip(address)
        return changed
