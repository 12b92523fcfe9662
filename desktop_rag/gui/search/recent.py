"""The searches that brought something, library by library: the window keeps them, and can forget them."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

MOST = 12


class RecentSearches(QObject):
    """`changed` says that they are to be kept anew. Never logged: they are the person's own words."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: dict[str, tuple[str, ...]] = {}

    def restore(self, kept: Mapping[str, tuple[str, ...]]) -> None:
        """Takes what was kept at the last start."""
        self._kept = dict(kept)

    def kept(self) -> dict[str, tuple[str, ...]]:
        """All of them by library, the newest first."""
        return dict(self._kept)

    def of(self, library: str) -> tuple[str, ...]:
        return self._kept.get(library, ())

    def remember(self, library: str, query: str) -> None:
        """Puts a query first; one that differs in upper and lower case alone gives way."""
        query = " ".join(query.split())
        if query and self.of(library)[:1] != (query,):
            others = [one for one in self.of(library) if one.casefold() != query.casefold()]
            self._kept[library] = (query, *others)[:MOST]
            self.changed.emit()

    def forget(self, library: str) -> None:
        """Nothing of this library is kept any more."""
        if self._kept.pop(library, ()):
            self.changed.emit()
