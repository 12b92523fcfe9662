"""The exit codes of the command line, and which error ends with which."""

from desktop_rag.domain.errors import (
    BadRequest,
    ConversationUnknown,
    DocumentUnknown,
    FolderError,
    IndexUnwritable,
    LibraryUnknown,
    ModelError,
)

DONE = 0
SOME_FAILED = 1
WRONG_USAGE = 2
NO_MODEL = 3
FOLDER = 4
INTERNAL = 5
INTERRUPTED = 130

_BY_KIND: tuple[tuple[type[BaseException], int], ...] = (
    (BadRequest, WRONG_USAGE),
    (LibraryUnknown, WRONG_USAGE),
    (DocumentUnknown, WRONG_USAGE),
    (ConversationUnknown, WRONG_USAGE),
    (ModelError, NO_MODEL),
    (FolderError, FOLDER),
    (IndexUnwritable, FOLDER),
)


def exit_code_of(error: BaseException) -> int:
    """Anything that is not named here is a defect or a lost engine."""
    for kind, code in _BY_KIND:
        if isinstance(error, kind):
            return code
    return INTERNAL
