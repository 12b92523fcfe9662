"""Where chips lie: what does not fit goes into a menu or a line of its own."""

from collections.abc import Sequence

from desktop_rag.gui.looks.controls import Chip
from desktop_rag.gui.looks.tokens import CHIP

GAP = 6


def how_many_fit(chips: Sequence[Chip], more: Chip, room: int, with_more: bool) -> int:
    """How many chips fit into so many pixels, before the one that holds the others; `with_more`: it is
    there although all fit."""
    sizes = [chip.sizeHint().width() + GAP for chip in chips]
    last = more.sizeHint().width() + GAP
    left, fitting = 0, 0
    while fitting < len(sizes):
        needs_more = with_more or fitting + 1 < len(sizes)
        if left + sizes[fitting] > room - (last if needs_more else 0):
            break
        left += sizes[fitting]
        fitting += 1
    return fitting


def place_ends(ends: Sequence[Chip], room: int, beside: bool) -> int:
    """At the right end of a line that holds others, or in lines below it; returns the height of all."""
    widths = [chip.sizeHint().width() for chip in ends]
    x, y = (room - sum(widths) - GAP * (len(ends) - 1), 0) if beside else (0, CHIP + GAP)
    for chip, width in zip(ends, widths, strict=True):
        if not beside and x and x + width > room:
            x, y = 0, y + CHIP + GAP
        chip.setGeometry(x, y, width, CHIP)
        x += width + GAP
    return y + CHIP
