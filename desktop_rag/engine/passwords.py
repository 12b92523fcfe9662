"""Passwords that the person gave: they live here until the engine ends, and are never written."""

from collections.abc import Sequence


class PasswordMemory:
    """Implements `Passwords`. It shows nothing of itself to logs and traces."""

    def __init__(self) -> None:
        self._held: dict[int, str] = {}

    def __repr__(self) -> str:
        return f"PasswordMemory of {len(self._held)}"

    def of(self, document: int) -> str:
        return self._held.get(document, "")

    def keep(self, documents: Sequence[int], password: str) -> None:
        self._held |= dict.fromkeys(documents, password)

    def forget(self, documents: Sequence[int]) -> None:
        """Of documents that it did not open, or that are gone."""
        for document in documents:
            self._held.pop(document, None)
