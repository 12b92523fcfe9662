"""The language of each document that is read, told from its beginning while its units go by."""

from collections.abc import Callable

from msgspec.structs import replace

from desktop_rag.domain.reading import DocumentRead, UnitChunks

# Enough to tell the language of a document by.
CHARACTERS = 500

LanguageOf = Callable[[str], str]


class Languages:
    """Of one file and of the documents inside it, which are numbered from 0; the file itself is -1."""

    def __init__(self, language_of: LanguageOf) -> None:
        self._language_of = language_of
        self._begun: dict[int, str] = {}

    def take(self, part: UnitChunks, member: int) -> None:
        begun = self._begun.get(member, "")
        if len(begun) < CHARACTERS:
            self._begun[member] = f"{begun} {part.unit.text[:CHARACTERS]}".strip()

    def told(self, read: DocumentRead) -> DocumentRead:
        """The same with its language, and those inside it with theirs."""
        members = tuple(
            replace(member, read=replace(member.read, language=self._of(index))) if member.read else member
            for index, member in enumerate(read.members)
        )
        return replace(read, language=self._of(-1), members=members)

    def _of(self, member: int) -> str:
        return self._language_of(self._begun.get(member, "")[:CHARACTERS])
