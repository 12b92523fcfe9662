"""The person's rules for what is no document, written as in `.gitignore`, by the library pathspec."""

import logging
import os
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING

from desktop_rag.domain.errors import RuleInvalid

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

log = logging.getLogger(__name__)


class Rules:
    """Lines as in `.gitignore`, understood at the first question: the library takes 50 ms to import."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._spec: GitIgnoreSpec | None = None

    def __bool__(self) -> bool:
        return any(_says_something(line) for line in self._text.splitlines())

    def leave_out(self, path: bytes, folder: bool) -> bool:
        """Whether the rules leave out this path, relative to its root. A bad line says nothing."""
        if self._spec is None:
            self._spec = _compiled(self._text)
        name = path.decode("utf-8", "surrogateescape").replace(os.sep, "/")
        return self._spec.match_file(name + "/" if folder else name)


def check(text: str) -> None:
    """Raises `RuleInvalid` for the first line that is no rule."""
    for number, line in enumerate(text.splitlines(), 1):
        if _says_something(line) and not _is_rule(line):
            raise RuleInvalid(line=str(number), rule=line.strip()[:80])


@lru_cache(maxsize=4)
def _compiled(text: str) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec

    lines = [line for line in text.splitlines() if _says_something(line)]
    good = [line for line in lines if _is_rule(line)]
    if len(good) < len(lines):
        log.warning("%d rules for folders cannot be understood", len(lines) - len(good))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return GitIgnoreSpec.from_lines(good)


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _is_rule(line: str) -> bool:
    """One that pathspec understands: it passes over some bad ones without a word, and its regular
    expression may be none."""
    import re

    from pathspec import GitIgnoreSpec

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            patterns = list(GitIgnoreSpec.from_lines([line]).patterns)
    except (ValueError, re.error, RecursionError):
        return False
    return bool(patterns) and patterns[0].include is not None
