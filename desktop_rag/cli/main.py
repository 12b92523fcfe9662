"""The command line from its arguments to its exit code."""

import asyncio
import importlib
import logging
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, ExitStack

import msgspec

from desktop_rag.cli import exit_codes
from desktop_rag.cli.output import Output
from desktop_rag.cli.parse import Options, parse
from desktop_rag.domain.errors import DesktopRagError, Failure, failure_of
from desktop_rag.domain.words import words_for
from desktop_rag.processes.calls import Caller

log = logging.getLogger(__name__)

OpenEngine = Callable[[Options], AbstractAsyncContextManager[Caller]]
OpenWindow = Callable[[Options], int]
Run = Callable[[Options, Caller, Output], Awaitable[int]]

# A file a command: only the one that is asked for is imported.
COMMANDS = (
    "index", "search", "ask", "documents", "remove", "libraries", "models", "status", "doctor", "demo",
    "evaluate",
)  # fmt: skip


def main(arguments: list[str], open_engine: OpenEngine, open_window: OpenWindow | None = None) -> int:
    """Runs what the arguments say and returns the exit code; never raises but for a broken terminal.

    `open_engine` opens the engine on `options.data`; without a command `open_window` is called, and
    where there is none the person is told that there is no display.
    """
    output = Output("--json" in arguments)
    try:
        options = parse(arguments)
        if options.command == "version":
            output.line(f"desktop-rag {_version()}")
            return exit_codes.DONE
        if options.command == "window":
            return _window(options, open_window, output)
        if options.command == "models":  # what can be refused before the data folder is opened
            from desktop_rag.cli import models

            models.check(options)
        return _run(options, open_engine, output)
    except SystemExit as end:  # help was asked for and printed
        return end.code if isinstance(end.code, int) else exit_codes.DONE
    except (KeyboardInterrupt, asyncio.CancelledError):
        output.close()
        return exit_codes.INTERRUPTED
    except BrokenPipeError:
        return _nobody_reads()
    except Exception as error:
        return _fail(error, output)


def _run(options: Options, open_engine: OpenEngine, output: Output) -> int:
    with ExitStack() as stack:
        if options.temporary:
            import tempfile

            # What a child still holds open for a moment must not turn a good end into a bad one.
            folder = tempfile.TemporaryDirectory(prefix="desktop-rag-", ignore_cleanup_errors=True)
            options = msgspec.structs.replace(options, data=stack.enter_context(folder))
        return asyncio.run(_call(options, open_engine, output))


async def _call(options: Options, open_engine: OpenEngine, output: Output) -> int:
    async with open_engine(options) as engine:
        return await _command(options.command)(options, engine, output)


def _command(name: str) -> Run:
    assert name in COMMANDS, name
    run: Run = importlib.import_module(f"desktop_rag.cli.{name}").run
    return run


def _window(options: Options, open_window: OpenWindow | None, output: Output) -> int:
    if open_window is not None:
        return open_window(options)
    failure = Failure("no-display")
    if output.as_json:
        output.failure(failure)
    else:  # one line, which is all that a person who meant the window needs
        words = words_for(failure)
        output.note(f"{words.title}. {words.remedy}")
    return exit_codes.WRONG_USAGE


def _fail(error: Exception, output: Output) -> int:
    """Says what went wrong; a defect says its type alone, since its text may quote a document."""
    if not isinstance(error, DesktopRagError) and log.hasHandlers():
        trace = (type(error), Exception(type(error).__name__), error.__traceback__)
        log.error("a command failed: %s", type(error).__name__, exc_info=trace)
    output.failure(failure_of(error))
    return exit_codes.exit_code_of(error)


def _nobody_reads() -> int:
    """The reader of our output has gone, as `head` does: nothing more can be said, and nothing is wrong."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    return exit_codes.DONE


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("desktop-rag")
    except PackageNotFoundError:  # run from a folder that was never installed
        return "unknown"
