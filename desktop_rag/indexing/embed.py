"""Texts into vectors: what exactly is embedded, and asking an embedder that may be slow, busy or gone."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop_rag.domain.errors import (
    ModelCrashed,
    OllamaAbsent,
    OllamaBusy,
    OllamaRefused,
    OllamaTimeout,
    TextTooLong,
)
from desktop_rag.domain.passages import Passage
from desktop_rag.domain.ports import Embedder

log = logging.getLogger(__name__)

# Title and headings in front of the text are cut to this many estimated tokens.
HEAD_TOKENS = 40
# The estimate may be low for a model's own tokenizer, so its window is not filled to the brim.
WINDOW_SHARE = 0.75
SMALLEST_PART = 40
# What passes by itself: the server loads the model anew, is busy, or is started again by its service.
PASSING = (OllamaAbsent, OllamaBusy, OllamaRefused, OllamaTimeout, ModelCrashed)
PAUSES = (0.5, 1.0, 2.0, 4.0)

Estimate = Callable[[str], int]
Key = tuple[bytes, int]


def head_of(passage: Passage, estimate: Estimate) -> str:
    """The document's own title and the heading path, once, cut to 40 estimated tokens at a word."""
    words = " ".join([passage.document_title, *passage.heading]).split()
    head = " ".join(words)
    while words and estimate(head) > HEAD_TOKENS:
        words = words[: -max(1, len(words) // 8)]
        head = " ".join(words)
    return head


@dataclass(frozen=True)
class Part:
    """One vector's worth of a passage: head and body, the exact string that is embedded and its sha256."""

    passage: int
    part: int
    head: str
    body: str
    text: str
    key: Key


def parts_of(passage: Passage, embedder: Embedder, estimate: Estimate) -> list[Part]:
    """A passage over the model's window becomes several parts, each with the head in front."""
    head = head_of(passage, estimate)
    room = None if embedder.window is None else int(embedder.window * WINDOW_SHARE) - estimate(head) - 16
    bodies = [passage.text] if room is None else _pieces(passage.text, max(room, SMALLEST_PART), estimate)
    return [part_of(passage.id, number, head, body, embedder) for number, body in enumerate(bodies)]


def part_of(passage: int, number: int, head: str, body: str, embedder: Embedder) -> Part:
    exact = embedder.document_input(f"{head} {body}".strip())
    digest = hashlib.sha256(exact.encode("utf-8", "replace")).digest()
    return Part(passage, number, head, body, exact, (digest, number))


def halves(text: str) -> tuple[str, str]:
    """The text in two, at a space near the middle when there is one."""
    middle = len(text) // 2
    cut = text.rfind(" ", middle - len(text) // 4, middle + 1)
    cut = cut if cut > 0 else middle
    return text[:cut].strip(), text[cut:].strip()


def _pieces(text: str, room: int, estimate: Estimate) -> list[str]:
    """Halves until each piece fits the room, in estimated tokens."""
    if estimate(text) <= room or len(text) < 2 * SMALLEST_PART:
        return [text]
    return [piece for half in halves(text) for piece in _pieces(half, room, estimate)]


async def embedded(texts: Sequence[str], embedder: Embedder) -> list[bytes | None]:
    """A float16 row for each text, or None for one that is over the model's window after all.

    What passes by itself is asked again, after some pauses. Raises any `ModelError`.
    """
    try:
        return await _asked(texts, embedder)
    except TextTooLong:
        if len(texts) == 1:
            return [None]
    except OllamaTimeout:
        if len(texts) == 1:
            raise
    # Neither says for which text it was: the half without it costs nothing more than a request.
    middle = len(texts) // 2
    return await embedded(texts[:middle], embedder) + await embedded(texts[middle:], embedder)


async def _asked(texts: Sequence[str], embedder: Embedder) -> list[bytes | None]:
    for pause in (*PAUSES, None):
        try:
            vectors = await embedder.embed(texts)
        except PASSING as error:
            if pause is None or (isinstance(error, OllamaTimeout) and len(texts) > 1):
                raise
            log.warning("the embedder is asked again in %.1f s: %s", pause, error.code)
            await asyncio.sleep(pause)
        else:
            break
    import numpy as np  # 60 ms, in which a server is at work already

    rows = np.frombuffer(vectors.data, np.float32).astype(np.float16)
    return [row.tobytes() for row in rows.reshape(vectors.count, vectors.dimension)]
