"""What the command line prints: answers on standard output, everything else on standard error."""

import json
import re
import sys
from typing import Any, TextIO

from desktop_rag.domain.errors import Failure
from desktop_rag.domain.words import words_for

# Control characters steer a terminal, bidirectional ones turn a line round, and a lone surrogate
# cannot be printed at all: a document or a file name may hold any of them.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_UNSAFE_LINE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def readable(text: str) -> str:
    """The text for a terminal: line breaks and tabs stay, all other control characters are escaped."""
    return _UNSAFE.sub(_escaped, text)


def in_a_line(text: str) -> str:
    """The text on one line: runs of blanks and breaks become one blank, the rest is escaped."""
    return _UNSAFE_LINE.sub(_escaped, " ".join(text.split()))


def escaped_line(text: str) -> str:
    """A name or a path exactly as it is, but for what would steer the terminal."""
    return _UNSAFE_LINE.sub(_escaped, text)


class Output:
    """The two streams. With `json`, standard output holds JSON lines alone."""

    def __init__(
        self, as_json: bool = False, stdout: TextIO | None = None, stderr: TextIO | None = None
    ) -> None:
        self.as_json = as_json
        self._stdout = stdout if stdout is not None else sys.stdout
        self._stderr = stderr if stderr is not None else sys.stderr
        self._shows_progress = self._stderr.isatty()
        self._progress = False

    def json(self, value: Any) -> None:
        """One line of JSON, in ASCII: no terminal and no code page can spoil it."""
        self._clear()
        self._stdout.write(json.dumps(value, ensure_ascii=True, allow_nan=False) + "\n")
        self._stdout.flush()

    def line(self, text: str = "") -> None:
        """A line for people; what came from outside must have been escaped already."""
        self._clear()
        self._write(self._stdout, text + "\n")

    def piece(self, text: str) -> None:
        """A piece of a streamed answer, escaped here."""
        self._clear()
        self._write(self._stdout, readable(text))

    def note(self, text: str) -> None:
        """A remark beside the result, on standard error."""
        self._clear()
        self._write(self._stderr, readable(text) + "\n")

    def failure(self, failure: Failure) -> None:
        """Why a command ends with 2 to 5."""
        words = words_for(failure)
        if self.as_json:
            error = {
                "code": failure.code,
                "title": words.title,
                "explanation": words.explanation,
                "remedy": words.remedy,
            }
            self.json({"error": error})
        else:
            self.remark(failure)

    def remark(self, failure: Failure) -> None:
        """The words of a failure on standard error."""
        words = words_for(failure)
        self.note(f"{words.title}. {words.explanation}\n{words.remedy}")

    def progress(self, text: str) -> None:
        """Replaces the line of progress, where a person can see it."""
        if self._shows_progress:
            self._progress = True
            self._write(self._stderr, "\r\x1b[K" + escaped_line(text)[:100])

    def _clear(self) -> None:
        if self._progress:
            self._progress = False
            self._write(self._stderr, "\r\x1b[K")

    close = _clear

    def _write(self, stream: TextIO, text: str) -> None:
        encoding = getattr(stream, "encoding", None) or "utf-8"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
