"""Word vectors from the wordllama wheel, pooled with numpy. Blocking; one thread at a time."""

import hashlib
import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from desktop_rag.adapters.builtin_embedder.calls import DIMENSION
from desktop_rag.adapters.builtin_embedder.pieces import Pieces
from desktop_rag.domain.errors import ModelBroken
from desktop_rag.domain.models import BUILT_IN

# Token vectors summed at once, in one place: memory made anew for each text costs a tenth of the time.
_ROWS = 1024


class Model(NamedTuple):
    """The tokenizer, word by word; the weights, float32 of shape (tokens, 256), with the sha256 of their
    file; and room for the vectors of `_ROWS` tokens."""

    pieces: Pieces
    weights: Any
    digest: str
    room: Any


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


def load_model() -> Model:
    """0.1 to 0.3 s, of which 27 ms for the sha256: the bytes are read anyway. Raises `ModelBroken`."""
    # The tokenizer's own threads would take both cores from the window.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import numpy
    from safetensors.numpy import load
    from tokenizers import Tokenizer

    tokens, weights = token_files()
    try:
        pieces = Pieces(Tokenizer.from_file(str(tokens)))
        raw = weights.read_bytes()
        room = numpy.empty((_ROWS, DIMENSION), numpy.float32)
        matrix = numpy.ascontiguousarray(load(raw)["embedding.weight"], numpy.float32)
    except Exception as error:  # tokenizers raises it bare
        raise ModelBroken(model=BUILT_IN) from error
    return Model(pieces, matrix, hashlib.sha256(raw).hexdigest(), room)


def pooled(model: Model, texts: Sequence[str]) -> bytes:
    """Float32 rows of length 1; a row of zeros, never NaN, for a text without a known token."""
    import numpy

    rows = numpy.zeros((len(texts), DIMENSION), numpy.float32)
    ones = numpy.ones(_ROWS, numpy.float32)
    for row, ids in enumerate(model.pieces.ids(texts)):
        for start in range(0, len(ids), _ROWS):
            part = ids[start : start + _ROWS]
            taken = model.weights.take(part, axis=0, mode="clip", out=model.room[: len(part)])
            # ones · matrix is twice as fast as a sum over the rows
            rows[row] += ones[: len(part)] @ taken
    lengths = numpy.linalg.norm(rows, axis=1, keepdims=True)
    lengths[lengths < 1e-9] = numpy.inf
    rows /= lengths
    return rows.tobytes()
