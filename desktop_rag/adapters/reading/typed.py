"""Whatever a parser raises becomes the error of the document that it was at."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from desktop_rag.domain.errors import Corrupt, DesktopRagError, ReadingMemory, Unsafe

log = logging.getLogger(__name__)


@contextmanager
def typed_errors(path: bytes) -> Iterator[None]:
    """Inside it, only a `DesktopRagError` is raised, unless the process is to end."""
    try:
        yield
    except (DesktopRagError, BrokenPipeError, KeyboardInterrupt, SystemExit):
        raise
    except MemoryError:
        raise ReadingMemory(path=os.fsdecode(path)) from None
    except RecursionError:
        raise Unsafe(reason="nesting") from None
    except BaseException as error:  # a Rust panic is a BaseException; the document stays the one to fail
        log.error("a parser failed: %s", type(error).__name__, exc_info=_without_text(error))
        raise Corrupt(part=type(error).__name__[:60]) from None


def _without_text(error: BaseException) -> tuple[type[Exception], Exception, TracebackType | None]:
    return Exception, Exception(type(error).__name__), error.__traceback__
