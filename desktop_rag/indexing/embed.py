"""Passages into vectors: what exactly is embedded, and nothing embedded twice."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop_rag.domain.errors import TextTooLong
from desktop_rag.domain.passages import Passage, Vectors
from desktop_rag.domain.ports import Embedder, vector_id
from desktop_rag.domain.stores import StoredVector, VectorStore

# Title and headings in front of the text are cut to this many estimated tokens.
HEAD_TOKENS = 40
# The estimate may be low for a model's own tokenizer, so its window is not filled to the brim.
WINDOW_SHARE = 0.75
SMALLEST_PART = 40

Estimate = Callable[[str], int]


def head_of(passage: Passage, estimate: Estimate) -> str:
    """The document's own title and the heading path, once, cut to 40 estimated tokens at a word."""
    words = " ".join([passage.document_title, *passage.heading]).split()
    head = " ".join(words)
    while words and estimate(head) > HEAD_TOKENS:
        words = words[: -max(1, len(words) // 8)]
        head = " ".join(words)
    return head


def input_of(passage: Passage, estimate: Estimate) -> str:
    """The text that stands for a passage, before the model's prefix."""
    return f"{head_of(passage, estimate)} {passage.text}".strip()


@dataclass(frozen=True)
class Part:
    """One vector's worth of a passage: the exact string that is embedded and its sha256."""

    passage: int
    part: int
    text: str
    key: bytes


@dataclass(frozen=True)
class Embedded:
    """Vectors ready for the index, and how many of them were made just now."""

    ids: tuple[str, ...]
    vectors: Vectors
    made: int


def parts_of(passage: Passage, embedder: Embedder, estimate: Estimate) -> list[Part]:
    """A passage over the model's window becomes several parts, each with the head in front."""
    head = head_of(passage, estimate)
    room = None if embedder.window is None else int(embedder.window * WINDOW_SHARE) - estimate(head) - 16
    texts = [passage.text] if room is None else _pieces(passage.text, max(room, SMALLEST_PART), estimate)
    return [
        _part(passage.id, number, f"{head} {text}".strip(), embedder) for number, text in enumerate(texts)
    ]


def _part(passage: int, number: int, text: str, embedder: Embedder) -> Part:
    exact = embedder.document_input(text)
    return Part(passage, number, exact, hashlib.sha256(exact.encode("utf-8", "replace")).digest())


def _pieces(text: str, room: int, estimate: Estimate) -> list[str]:
    """Halves at a space until each piece fits the room, in estimated tokens."""
    if estimate(text) <= room or len(text) < 2 * SMALLEST_PART:
        return [text]
    middle = len(text) // 2
    cut = text.rfind(" ", middle - len(text) // 4, middle + 1)
    cut = cut if cut > 0 else middle
    return _pieces(text[:cut].strip(), room, estimate) + _pieces(text[cut:].strip(), room, estimate)


class PassageEmbedder:
    """Finds or makes the vectors of passages; what was embedded before is taken from the catalog."""

    def __init__(self, vectors: VectorStore, estimate: Estimate) -> None:
        self._vectors = vectors
        self._estimate = estimate

    async def embed(self, passages: Sequence[Passage], embedder: Embedder) -> Embedded:
        """Vectors of every part of every passage, stored and assigned. Raises any `ModelError`."""
        import numpy as np

        identity = embedder.identity
        parts = [part for passage in passages for part in parts_of(passage, embedder, self._estimate)]
        have = await self._vectors.find(identity.digest, [(part.key, part.part) for part in parts])
        missing = {(part.key, part.part): part for part in parts if (part.key, part.part) not in have}
        order = sorted(missing.values(), key=lambda part: len(part.text))
        made: list[tuple[bytes, int, bytes]] = []
        for start in range(0, len(order), embedder.batch):
            batch = order[start : start + embedder.batch]
            rows = await self._rows([part.text for part in batch], embedder)
            made += [(part.key, part.part, row) for part, row in zip(batch, rows, strict=True)]
        have |= {(key, part): row for key, part, row in made}
        if made:
            await self._vectors.put(identity, made)
        await self._vectors.assign(
            identity.digest, [StoredVector(part.passage, part.part, part.key) for part in parts]
        )
        data = b"".join(have[part.key, part.part] for part in parts)
        full = np.frombuffer(data, np.float16).astype(np.float32)
        ids = tuple(vector_id(part.passage, part.part) for part in parts)
        return Embedded(ids, Vectors(len(ids), identity.dimension, full.tobytes()), len(made))

    async def _rows(self, texts: Sequence[str], embedder: Embedder) -> list[bytes]:
        """A float16 row for each text; one that is over the window after all is embedded in halves."""
        import numpy as np

        try:
            vectors = await embedder.embed(texts)
        except TextTooLong:
            if len(texts) > 1:
                middle = len(texts) // 2
                return await self._rows(texts[:middle], embedder) + await self._rows(texts[middle:], embedder)
            return [await self._mean_of_halves(texts[0], embedder)]
        rows = np.frombuffer(vectors.data, np.float32).reshape(vectors.count, vectors.dimension)
        return [row.astype(np.float16).tobytes() for row in rows]

    async def _mean_of_halves(self, text: str, embedder: Embedder) -> bytes:
        """The estimate was far too low for this text (a table of numbers, a rare script)."""
        import numpy as np

        if len(text) < SMALLEST_PART:
            raise TextTooLong(model=embedder.identity.name)
        middle = len(text) // 2
        halves = await self._rows([text[:middle], text[middle:]], embedder)
        mean = np.mean([np.frombuffer(half, np.float16).astype(np.float32) for half in halves], axis=0)
        length = float(np.linalg.norm(mean))
        row: bytes = (mean / length if length else mean).astype(np.float16).tobytes()
        return row
