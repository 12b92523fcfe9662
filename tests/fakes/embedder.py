"""An embedder whose vectors count words of a small vocabulary, so that tests can foresee cosines."""

import math
import re
from array import array
from collections.abc import Sequence

from desktop_rag.domain.errors import DesktopRagError
from desktop_rag.domain.models import EmbedderIdentity
from desktop_rag.domain.passages import Vectors


class CountingEmbedder:
    """Implements `Embedder`: one dimension a word of the vocabulary; synonyms share one.

    `asked` holds what was embedded; with `fails` every call raises that error.
    """

    def __init__(
        self,
        vocabulary: Sequence[str] = ("cat kitten", "dog puppy", "car", "rain", "bread", "law", "sea", "moon"),
        name: str = "built-in",
        fails: DesktopRagError | None = None,
    ) -> None:
        self._place = {word: place for place, words in enumerate(vocabulary) for word in words.split()}
        self._dimension = len(vocabulary)
        self._name = name
        self.fails = fails
        self.asked: list[str] = []

    @property
    def identity(self) -> EmbedderIdentity:
        return EmbedderIdentity(self._name, f"digest of {self._name}", self._dimension)

    def fusion(self, language: str) -> float:
        return 0.3

    @property
    def window(self) -> int | None:
        return None

    @property
    def batch(self) -> int:
        return 16

    def document_input(self, text: str) -> str:
        return text

    def query_input(self, text: str) -> str:
        return text

    async def embed(self, inputs: Sequence[str]) -> Vectors:
        if self.fails:
            raise self.fails
        self.asked.extend(inputs)
        data = array("f")
        for text in inputs:
            data.extend(self._row(text))
        return Vectors(len(inputs), self._dimension, data.tobytes())

    def _row(self, text: str) -> list[float]:
        row = [0.0] * self._dimension
        for word in re.findall(r"\w+", text.lower()):
            if word in self._place:
                row[self._place[word]] += 1.0
        length = math.sqrt(sum(value * value for value in row)) or 1.0
        return [value / length for value in row]


class OneEmbedder:
    """Implements `Embedders` with a single embedder, whatever name is asked for."""

    def __init__(self, embedder: CountingEmbedder, fails: DesktopRagError | None = None) -> None:
        self.embedder = embedder
        self.fails = fails

    async def open(self, name: str) -> CountingEmbedder:
        if self.fails:
            raise self.fails
        return self.embedder
