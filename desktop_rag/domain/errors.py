"""Everything that can go wrong, as ordinary exceptions with a code and arguments.

Between processes travels `Failure(code, arguments)`; `error_from` makes the exception again. Titles,
explanations and remedies stand in `desktop_rag.domain.words`, by code.
"""

from typing import ClassVar

from msgspec import Struct


class Failure(Struct, frozen=True):
    """An error as it is stored and sent: its code and the arguments of its sentence."""

    code: str
    arguments: dict[str, str] = {}


class DesktopRagError(Exception):
    """The root of all errors that a person is told about; `arguments` fill its sentence."""

    code: ClassVar[str] = "internal"

    def __init__(self, **arguments: str) -> None:
        super().__init__(self.code, arguments)
        self.arguments = arguments

    def __str__(self) -> str:
        return f"{self.code} {self.arguments}" if self.arguments else self.code

    @property
    def failure(self) -> Failure:
        return Failure(self.code, dict(self.arguments))


class InternalError(DesktopRagError):
    """A defect of ours; `kind` is the type of the exception, never its text."""

    code = "internal"


class EngineLost(DesktopRagError):
    code = "engine-lost"


class ChildLost(DesktopRagError):
    """A child process ended while a call was in flight; `child` names it, `status` its exit."""

    code = "child-lost"


class BadRequest(DesktopRagError):
    """Wrong usage; `what` says which word of the call is off."""

    code = "bad-request"


class LibraryUnknown(DesktopRagError):
    code = "library-unknown"


class DocumentUnknown(DesktopRagError):
    code = "document-unknown"


class ConversationUnknown(DesktopRagError):
    code = "conversation-unknown"


# ---- the data folder


class FolderError(DesktopRagError):
    code = "folder"


class FolderInUse(FolderError):
    code = "folder-in-use"


class FolderUnreadable(FolderError):
    code = "folder-unreadable"


class FolderNewer(FolderError):
    code = "folder-newer"


class DiskFull(FolderError):
    code = "disk-full"


# ---- reading a document


class ReadingError(DesktopRagError):
    """A document that cannot be read; the code is one of the typed outcomes."""

    code = "corrupt"


class Missing(ReadingError):
    code = "missing"


class NotAFile(ReadingError):
    code = "not-a-file"


class Unreadable(ReadingError):
    code = "unreadable"


class Empty(ReadingError):
    code = "empty"


class TooLarge(ReadingError):
    code = "too-large"


class Unsupported(ReadingError):
    code = "unsupported"


class PasswordNeeded(ReadingError):
    code = "password"


class Corrupt(ReadingError):
    code = "corrupt"


class Unsafe(ReadingError):
    code = "unsafe"


class NeedsOcr(ReadingError):
    code = "needs-ocr"


class RecognizerMissing(DesktopRagError):
    """Tesseract is not installed; `system` is "linux", "macos" or "windows"."""

    code = "recognizer-missing"


class NoText(ReadingError):
    code = "no-text"


class ReadingTimeout(ReadingError):
    code = "timeout"


class ReadingMemory(ReadingError):
    code = "memory"


class ReaderCrashed(ReadingError):
    code = "crashed"


class OwnFolder(ReadingError):
    """The path lies in the data folder, which is never indexed."""

    code = "own-folder"


class RuleInvalid(DesktopRagError):
    """A rule for what is left out of folders cannot be understood; `line` from 1, `rule` as it was typed."""

    code = "rule-invalid"


class FileChanged(ReadingError):
    """The file is no longer the one that was read, so its pages cannot be marked."""

    code = "file-changed"


# ---- Ollama and its models


class ModelError(DesktopRagError):
    """Ollama or a model is not available."""

    code = "model"


class OllamaAbsent(ModelError):
    code = "ollama-absent"


class OllamaNotInstalled(ModelError):
    code = "ollama-not-installed"


class HostUnconfirmed(ModelError):
    """`OLLAMA_HOST` names another machine, and nobody has confirmed it; argument `host`."""

    code = "host-unconfirmed"


class AddressInvalid(ModelError):
    code = "address-invalid"


class NoModels(ModelError):
    code = "no-models"


class NoChatModel(ModelError):
    code = "no-chat-model"


class ModelMissing(ModelError):
    code = "model-missing"


class ModelBroken(ModelError):
    code = "model-broken"


class CloudModelUnconfirmed(ModelError):
    code = "cloud-model"


class NotAChatModel(ModelError):
    code = "not-a-chat-model"


class NotAnEmbeddingModel(ModelError):
    code = "not-an-embedding-model"


class PromptTooLong(ModelError):
    code = "prompt-too-long"


class TextTooLong(ModelError):
    """A text is over the embedding model's window; the caller divides it."""

    code = "text-too-long"


class OllamaBusy(ModelError):
    code = "ollama-busy"


class OllamaRefused(ModelError):
    code = "ollama-refused"


class OllamaTimeout(ModelError):
    code = "ollama-timeout"


class ModelCrashed(ModelError):
    code = "model-crashed"


class AnswerInterrupted(ModelError):
    """The stream ended without `done`, or the server died in the middle of an answer."""

    code = "answer-interrupted"


# ---- the two projections


class IndexUnavailable(DesktopRagError):
    """The vector index cannot answer now; keywords do."""

    code = "vector-index-unavailable"


class IndexDamaged(IndexUnavailable):
    """The files of a generation are damaged; it is rebuilt from the catalog."""

    code = "vector-index-damaged"


class IndexUnwritable(IndexUnavailable):
    """What lies in the folder `path` may not be opened or not be written to."""

    code = "vector-index-unwritable"


class KeywordIndexDamaged(DesktopRagError):
    code = "keyword-index-damaged"


def _subclasses(cls: type[DesktopRagError]) -> list[type[DesktopRagError]]:
    return [cls] + [below for child in cls.__subclasses__() for below in _subclasses(child)]


# The one table from code to exception. A parent and its child may share a code (`ReadingError` and
# `Corrupt`, `DesktopRagError` and `InternalError`): the child, which comes later, is the one made.
ERRORS: dict[str, type[DesktopRagError]] = {cls.code: cls for cls in _subclasses(DesktopRagError)}


def error_from(failure: Failure) -> DesktopRagError:
    """The exception that a failure stands for; an unknown code becomes `InternalError`."""
    known = ERRORS.get(failure.code)
    if known is None:
        return InternalError(kind=failure.code[:60])
    return known(**failure.arguments)


def failure_of(error: BaseException) -> Failure:
    """What may be said of any exception: its code, or for a defect its type and nothing else."""
    if isinstance(error, DesktopRagError):
        return error.failure
    return Failure(InternalError.code, {"kind": type(error).__name__})
