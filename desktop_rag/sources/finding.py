"""Finds words in the whole text of a document, as they are written."""

import asyncio
import re

from desktop_rag.domain.passages import Span
from desktop_rag.domain.stores import Contents

MOST_FINDS = 1000
_LONGEST_QUERY = 200


class WordFinder:
    """Reads the text of a document part by part, so that a long one is never held whole."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents

    async def find(self, document: int, query: str) -> tuple[tuple[Span, ...], tuple[int, ...], bool]:
        """Where the words stand, the index from 0 of the unit of each, and whether there are more.

        Capitals do not count, and blanks of the query stand for any blanks, so that line ends do not hide
        a find. Raises `DocumentUnknown`.
        """
        words = query[:_LONGEST_QUERY].split()
        if not words:
            return (), (), False
        pattern = re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE)
        spans: list[Span] = []
        units: list[int] = []
        for number in range(await self._contents.units(document)):
            unit = await self._contents.unit(document, number)
            places = await asyncio.to_thread(_places, pattern, unit.text)
            spans += [Span(unit.start + start, unit.start + end) for start, end in places]
            units += [number] * len(places)
            if len(spans) > MOST_FINDS:
                break
        return tuple(spans[:MOST_FINDS]), tuple(units[:MOST_FINDS]), len(spans) > MOST_FINDS


def _places(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    found = []
    for match in pattern.finditer(text):
        found.append(match.span())
        if len(found) > MOST_FINDS:
            break
    return found
