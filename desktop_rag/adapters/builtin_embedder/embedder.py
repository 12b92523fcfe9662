"""The embedder that needs no Ollama: word vectors from the wordllama wheel, pooled with numpy."""

import asyncio
import hashlib
import importlib.util
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from desktop_rag.adapters.builtin_embedder.pieces import Pieces
from desktop_rag.domain.errors import ModelBroken
from desktop_rag.domain.models import BUILT_IN, EmbedderIdentity
from desktop_rag.domain.passages import Vectors

DIMENSION = 256
FUSION = 0.3
BATCH = 512

# Tokenising more at once costs memory and gains nothing.
_BLOCK = 64
# Token vectors summed at once, in one buffer: memory made anew for each text costs a tenth of the time.
_ROWS = 1024


class _Model(NamedTuple):
    """The tokenizer, word by word, for passages and for queries, and the weights, float32 of shape
    (tokens, 256)."""

    pieces: Pieces
    asked: Pieces
    weights: Any
    digest: str


def token_files() -> tuple[Path, Path]:
    """The wheel's tokenizer and weights. Importing wordllama itself would cost 0.1 s and load requests."""
    found = importlib.util.find_spec("wordllama")
    if found is None or not found.submodule_search_locations:
        raise ModelBroken(model=BUILT_IN)
    root = Path(found.submodule_search_locations[0])
    return (
        root / "tokenizers" / "l2_supercat_tokenizer_config.json",
        root / "weights" / f"l2_supercat_{DIMENSION}.safetensors",
    )


def _load() -> _Model:
    # The tokenizer's own threads would take both cores from the window.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import numpy
    from safetensors.numpy import load
    from tokenizers import Tokenizer

    tokens, weights = token_files()
    try:
        tokenizer = Tokenizer.from_file(str(tokens))
        pieces, asked = Pieces(tokenizer), Pieces(tokenizer)
        raw = weights.read_bytes()
        matrix = numpy.ascontiguousarray(load(raw)["embedding.weight"], numpy.float32)
    except Exception as error:  # tokenizers raises it bare
        raise ModelBroken(model=BUILT_IN) from error
    return _Model(pieces, asked, matrix, hashlib.sha256(raw).hexdigest())


def _encodable(text: str) -> str:
    """The text without lone surrogates, which a query typed on a command line may hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _pooled(pieces: Pieces, weights: Any, inputs: Sequence[str]) -> bytes:
    """Float32 rows of length 1; a row of zeros, never NaN, for a text without a known token."""
    import numpy

    rows = numpy.zeros((len(inputs), DIMENSION), numpy.float32)
    buffer, ones = numpy.empty((_ROWS, DIMENSION), numpy.float32), numpy.ones(_ROWS, numpy.float32)
    for begin in range(0, len(inputs), _BLOCK):
        block = [_encodable(text) for text in inputs[begin : begin + _BLOCK]]
        for row, ids in enumerate(pieces.ids(block), begin):
            for start in range(0, len(ids), _ROWS):
                part = ids[start : start + _ROWS]
                taken = weights.take(part, axis=0, mode="clip", out=buffer[: len(part)])
                # ones · matrix is twice as fast as a sum over the rows
                rows[row] += ones[: len(part)] @ taken
    lengths = numpy.linalg.norm(rows, axis=1, keepdims=True)
    lengths[lengths < 1e-9] = numpy.inf
    rows /= lengths
    return rows.tobytes()


class BuiltInEmbedder:
    """Implements `Embedder` in one thread of its own, and another for queries; `open_builtin` makes it."""

    def __init__(self, model: _Model, thread: ThreadPoolExecutor) -> None:
        self._model = model
        self._thread = thread
        self._asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="builtin-embedder-query")
        self._identity = EmbedderIdentity(BUILT_IN, model.digest, DIMENSION)

    @property
    def identity(self) -> EmbedderIdentity:
        return self._identity

    @property
    def fusion(self) -> float:
        return FUSION

    @property
    def window(self) -> int | None:
        return None

    @property
    def batch(self) -> int:
        return BATCH

    def document_input(self, text: str) -> str:
        return text

    def query_input(self, text: str) -> str:
        return text

    async def embed(self, inputs: Sequence[str]) -> Vectors:
        """Vectors of these strings; never raises. 8,000 passages a second on one core.

        A single one does not wait for a batch of passages, which takes 60 ms.
        """
        model = self._model
        alone = len(inputs) == 1
        thread, pieces = (self._asking, model.asked) if alone else (self._thread, model.pieces)
        loop = asyncio.get_running_loop()
        rows = await loop.run_in_executor(thread, _pooled, pieces, model.weights, inputs)
        return Vectors(len(inputs), DIMENSION, rows)

    async def close(self) -> None:
        """Ends the threads after what they have in hand."""
        for thread in (self._thread, self._asking):
            await asyncio.to_thread(thread.shutdown, True)


async def open_builtin() -> BuiltInEmbedder:
    """Loads tokenizer and weights (0.1 to 0.3 s) in the embedder's own thread. Raises `ModelBroken`.

    The digest is the sha256 of the weights' file: 27 ms, and the bytes are read anyway.
    """
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="builtin-embedder")
    try:
        model = await asyncio.get_running_loop().run_in_executor(thread, _load)
    except BaseException:
        thread.shutdown(wait=False)
        raise
    return BuiltInEmbedder(model, thread)
