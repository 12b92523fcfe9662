"""The sizes of text, all derived from the system's font and its size S."""

from typing import Literal

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

Kind = Literal[
    "tile", "badge", "small", "small_medium", "body", "body_medium", "reading", "title", "heading", "page",
    "welcome",
]  # fmt: skip

# kind: (points over S, weight)
SIZES: dict[Kind, tuple[float, QFont.Weight]] = {
    "tile": (-3.25, QFont.Weight.DemiBold),
    "badge": (-2.0, QFont.Weight.DemiBold),
    "small": (-1.0, QFont.Weight.Normal),
    "small_medium": (-1.0, QFont.Weight.Medium),
    "body": (0.0, QFont.Weight.Normal),
    "body_medium": (0.0, QFont.Weight.Medium),
    "reading": (0.5, QFont.Weight.Normal),
    "title": (1.0, QFont.Weight.DemiBold),
    "heading": (2.0, QFont.Weight.DemiBold),
    "page": (5.0, QFont.Weight.DemiBold),
    "welcome": (7.0, QFont.Weight.DemiBold),
}

# Line heights in pixels at a system font of 10 pt; `line` scales them.
LINE: dict[Kind, int] = {
    "tile": 9, "badge": 11, "small": 16, "small_medium": 16, "body": 18, "body_medium": 18,
    "reading": 23, "title": 20, "heading": 20, "page": 30, "welcome": 30,
}  # fmt: skip

_DRAWN_AT = 10.0
_system: QFont | None = None


def take_system_font(app: QApplication) -> None:
    """Remembers the font that the system gave; all kinds derive from it."""
    global _system
    _system = QFont(app.font())
    # Where the system gives pixels, its size in points is unknown: 10 is what most desktops mean.
    if _system.pointSizeF() <= 0:
        _system.setPointSizeF(_DRAWN_AT)
    # Advances of whole pixels set text 3 % wider than it was drawn, and unevenly.
    _system.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    _system.setFeature(QFont.Tag("tnum"), 1)
    app.setFont(_system)


def system_size() -> float:
    return _system.pointSizeF() if _system is not None else _DRAWN_AT


def font(kind: Kind) -> QFont:
    """A font of that kind, with tabular figures."""
    more, weight = SIZES[kind]
    made = QFont(_system) if _system is not None else QFont()
    made.setPointSizeF(max(5.0, system_size() + more))
    made.setWeight(weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def line(kind: Kind) -> int:
    """The line height of a kind in pixels, at the system's font size."""
    return round(LINE[kind] * system_size() / _DRAWN_AT)
