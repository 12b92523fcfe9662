"""The formats that an answer is written with: what a heading, a badge or a line of code looks like."""

from enum import IntEnum

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QTextBlockFormat, QTextCharFormat, QTextFormat

from desktop_rag.gui.looks.fonts import font
from desktop_rag.gui.looks.theme import theme

# Line height of reading text: 23 px where the text is 14 px high.
LEADING = 23 / 14
CODE_PADDING = 10


class Mark(IntEnum):
    """What is painted under a stretch of text or a block; kept in the formats' own properties."""

    CITATION = QTextFormat.Property.UserProperty.value + 1
    UNSUPPORTED = QTextFormat.Property.UserProperty.value + 2
    BLOCK = QTextFormat.Property.UserProperty.value + 3
    ITEM = QTextFormat.Property.UserProperty.value + 4


BULLET = "•"
CODE, QUOTE, RULE = "code", "quote", "rule"


def line_height(size: QFont | None = None) -> int:
    """Pixels between two lines of reading text, or of another font."""
    return round(QFontInfo(size or font("reading")).pixelSize() * LEADING)


def text_ink() -> QTextCharFormat:
    """Plain reading text."""
    ink = QTextCharFormat()
    ink.setFont(font("reading"))
    ink.setForeground(theme().colour("text"))
    return ink


def code_ink() -> QTextCharFormat:
    """Letters of one width, a little smaller than the text around them."""
    ink = text_ink()
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    fixed.setPointSizeF(font("body").pointSizeF())
    ink.setFont(fixed)
    return ink


def citation_ink(number: int, chosen: bool) -> QTextCharFormat:
    """A badge: a link whose ground is painted by the view, so that it selects and takes the keyboard."""
    ink = QTextCharFormat()
    ink.setFont(font("badge"))
    ink.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
    ink.setFontLetterSpacing(1)
    ink.setAnchor(True)
    ink.setAnchorHref(f"cite:{number}")
    ink.setForeground(theme().colour("on_accent" if chosen else "accent_text"))
    ink.setProperty(Mark.CITATION.value, number)
    return ink


def gap_ink() -> QTextCharFormat:
    """The space before a badge, a little wider than one between words."""
    ink = text_ink()
    ink.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
    ink.setFontLetterSpacing(1)
    return ink


def block(depth: int = 0, above: int = 0, height: int | None = None) -> QTextBlockFormat:
    """A block `above` pixels below the one before it, `depth` steps in."""
    shape = QTextBlockFormat()
    shape.setLineHeight(height or line_height(), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    shape.setTopMargin(above)
    shape.setIndent(depth)
    return shape


def code_block(depth: int, first: bool, last: bool) -> QTextBlockFormat:
    """A line of code; the view paints the ground under lines that follow one another."""
    shape = block(depth, CODE_PADDING + 4 if first else 0, line_height(code_ink().font()))
    shape.setProperty(Mark.BLOCK.value, CODE)
    shape.setLeftMargin(CODE_PADDING + 2)
    shape.setRightMargin(CODE_PADDING + 2)
    shape.setBottomMargin(CODE_PADDING + 4 if last else 0)
    return shape
