"""The button with words."""

from typing import Literal

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop_rag.gui.looks import fonts
from desktop_rag.gui.looks.icons import icon as make_icon
from desktop_rag.gui.looks.theme import repolish, theme
from desktop_rag.gui.looks.tokens import Role

ButtonKind = Literal["normal", "primary", "flat", "link", "row"]

GAP = 4

_TINT: dict[ButtonKind, Role] = {
    "normal": "text2", "primary": "on_accent", "flat": "text2", "link": "accent_text", "row": "text2",
}  # fmt: skip


class Button(QPushButton):
    """32 px, small 28, a link as high as its line, a row 36; one primary a view.

    Its words are its accessible name and never elide.
    """

    def __init__(
        self,
        text: str,
        kind: ButtonKind = "normal",
        icon: str | None = None,
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon, self._kind, self._small = icon, kind, small
        self.setProperty("kind", kind)
        self.setProperty("small", small)
        self.setProperty("iconed", icon is not None)
        self.setFont(fonts.font("small_medium" if small else "body_medium"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self._tint()
        theme().changed.connect(self._tint)

    def set_kind(self, kind: ButtonKind) -> None:
        self._kind = kind
        self.setProperty("kind", kind)
        self._tint()
        repolish(self)

    def set_icon(self, icon: str | None) -> None:
        if icon == self._icon:  # progress says it ten times a second, and styling costs a millisecond
            return
        self._icon = icon
        self.setProperty("iconed", icon is not None)
        self._tint()
        repolish(self)

    def _tint(self) -> None:
        if self._icon is not None:
            size = 14 if self._small else 16
            gap = GAP if self.text() else 0
            self.setIconSize(QSize(size + gap, size))
            self.setIcon(make_icon(self._icon, _TINT[self._kind], size, gap))
