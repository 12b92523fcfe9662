"""The embedder child: the built-in model and nothing else. It answers one call after the other."""

import os
import sys
from functools import cached_property
from typing import Any

from desktop_rag.adapters.builtin_embedder.calls import CALLS, Loaded, Rows, Texts
from desktop_rag.adapters.builtin_embedder.model import Model, load_model, pooled
from desktop_rag.processes.calls import Nothing
from desktop_rag.processes.child import serve_blocking, take_pipe


class _Embedding:
    """The handlers of the calls."""

    @cached_property
    def model(self) -> Model:
        return load_model()

    def load(self, wanted: Nothing, report: Any) -> Loaded:
        return Loaded(self.model.digest)

    def embed(self, wanted: Texts, report: Any) -> Rows:
        return Rows(pooled(self.model, wanted.texts))


def run() -> None:
    """Answers calls until the pipe ends. Raises nothing: a broken model fails the call."""
    source, sink = take_pipe()
    embedding = _Embedding()
    serve_blocking(CALLS, {"load": embedding.load, "embed": embedding.embed}, source, sink)
    # There is nothing to be kept: taking numpy and the model apart would cost 50 ms.
    sys.stderr.flush()
    os._exit(0)
