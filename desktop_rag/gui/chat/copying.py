"""An answer's text as it leaves the window: citations in brackets, list items with their signs."""

from PySide6.QtGui import QTextBlock, QTextCursor

from desktop_rag.gui.chat.ink import BULLET, Mark


def text_of(cursor: QTextCursor) -> str:
    """The selected text of a cursor as plain text."""
    start, end = cursor.selectionStart(), cursor.selectionEnd()
    block = cursor.document().findBlock(start)
    lines: list[str] = []
    while block.isValid() and block.position() <= end:
        line = _line(block, start, end)
        if line or block.length() > 1:
            lines.append(_sign(block) + line)
        block = block.next()
    return "\n".join(lines)


def _sign(block: QTextBlock) -> str:
    sign = block.blockFormat().property(Mark.ITEM.value)
    if sign is None:
        return ""
    inner = "  " * max(0, block.blockFormat().indent() - 1)
    return f"{inner}- " if sign == BULLET else f"{inner}{sign} "


def _line(block: QTextBlock, start: int, end: int) -> str:
    parts: list[str] = []
    walk = block.begin()
    while not walk.atEnd():
        fragment = walk.fragment()
        first = max(start, fragment.position())
        last = min(end, fragment.position() + fragment.length())
        if first < last:
            number = fragment.charFormat().property(Mark.CITATION.value)
            words = fragment.text()[first - fragment.position() : last - fragment.position()]
            parts.append(words if number is None else f"[{number}]")
        walk += 1
    return "".join(parts).replace("\u00a0", " ").replace("\u2028", "\n")
