"""Language models: what Ollama has, what we know of each, and where Ollama is."""

from typing import Literal

from msgspec import Struct

from desktop_rag.domain.errors import Failure

BUILT_IN = "built-in"

ModelKind = Literal["chat", "embedding"]


class Model(Struct, frozen=True):
    """A model of the server; sizes in bytes, `context` and `dimensions` in tokens and numbers."""

    name: str
    kind: ModelKind
    digest: str = ""
    parameters: str = ""
    quantization: str = ""
    bytes: int = 0
    context: int | None = None
    dimensions: int | None = None
    loaded: bool = False
    remote: bool = False
    thinks: bool = False


# The weight of meaning in a language that a model does not know: what it makes of names, numbers and words
# that languages share still helps. all-minilm, nDCG@10: German .942 -> .951, Chinese .950 -> .965.
FOREIGN = 0.3


class EmbedderTraits(Struct, frozen=True):
    """A row of the models table: how a model wants its texts, and its weight `fusion` in hybrid search.

    `document_prefix` and `query_prefix` are put in front of the text exactly as they stand. `languages` are
    those that it was trained for, or none for many: in others it weighs `FOREIGN` at most.
    """

    name: str
    fusion: float = 0.5
    document_prefix: str = ""
    query_prefix: str = ""
    window: int | None = None
    languages: tuple[str, ...] = ()

    def weight(self, language: str) -> float:
        """Of meaning, where documents are in this language; "" is one that could not be told."""
        known = not self.languages or not language or language in self.languages
        return self.fusion if known else min(self.fusion, FOREIGN)


class EmbedderIdentity(Struct, frozen=True):
    """Which numbers an embedder makes: two with the same digest make the same vectors."""

    name: str
    digest: str
    dimension: int


class Message(Struct, frozen=True):
    """A message of a chat, as the server takes it."""

    role: Literal["system", "user", "assistant"]
    content: str


class ChatRequest(Struct, frozen=True):
    """What a chat model is asked; `context` is `num_ctx` in tokens and is always sent.

    `predict` is the largest number of tokens that may be generated.
    """

    model: str
    messages: tuple[Message, ...]
    context: int
    predict: int
    temperature: float = 0.2


class ChatPiece(Struct, frozen=True):
    """A piece of a streamed reply; the last has `done` and, where known, the token counts."""

    text: str = ""
    thinking: str = ""
    done: bool = False
    reason: str = ""
    prompt_tokens: int | None = None
    answer_tokens: int | None = None


class OllamaState(Struct, frozen=True):
    """Where the server is and whether it answers; `problem` is set when it cannot be used."""

    url: str
    reachable: bool
    version: str = ""
    cloud_disabled: bool | None = None
    local: bool = True
    installed: bool = False
    problem: Failure | None = None


class Models(Struct, frozen=True):
    """All models, the server's state, and which models are chosen; `chat` is "" when there is none."""

    ollama: OllamaState
    models: tuple[Model, ...]
    chat: str
    embedder: str
    confirmed_cloud: tuple[str, ...] = ()
