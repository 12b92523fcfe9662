"""A chat as it travels: what is asked, and each line of the reply, checked and told apart."""

from collections.abc import AsyncGenerator
from typing import Any

import msgspec
from msgspec import Struct

from desktop_rag.adapters.ollama.errors import from_reply, interrupting, translated
from desktop_rag.domain.models import ChatPiece, ChatRequest

OPENED, CLOSED = "<think>", "</think>"


class _Said(Struct, frozen=True):
    content: str | None = None
    thinking: str | None = None


class Line(Struct, frozen=True):
    message: _Said = _Said()
    done: bool = False
    done_reason: str | None = None
    prompt_eval_count: int | None = None
    eval_count: int | None = None
    error: str | None = None


async def next_line(lines: AsyncGenerator[bytes, None], model: str, begun: bool) -> Line | None:
    """The next line, or None at the end of the stream. Raises a `ModelError`."""
    if begun:
        with interrupting(model):
            return await _line(lines, model)
    return await _line(lines, model)


async def _line(lines: AsyncGenerator[bytes, None], model: str) -> Line | None:
    async for text in lines:
        if not text.strip():
            continue
        with translated("", model):
            line = msgspec.json.decode(text, type=Line)
        if line.error is not None:
            raise from_reply(-1, line.error, model)
        return line
    return None


def piece_of(line: Line) -> ChatPiece:
    return ChatPiece(
        text=line.message.content or "",
        thinking=line.message.thinking or "",
        done=line.done,
        reason=line.done_reason or "",
        prompt_tokens=line.prompt_eval_count,
        answer_tokens=line.eval_count,
    )


def chat_body(request: ChatRequest, thinks: bool) -> dict[str, Any]:
    """`truncate` and `shift` false: an honest 400 instead of a prompt that is cut in silence."""
    body: dict[str, Any] = {
        "model": request.model,
        "messages": [{"role": message.role, "content": message.content} for message in request.messages],
        "stream": True,
        "truncate": False,
        "shift": False,
        "options": {
            "num_ctx": request.context,
            "num_predict": request.predict,
            "temperature": request.temperature,
        },
    }
    if thinks:
        body["think"] = False
    return body


class Thoughts:
    """Takes apart what a model thinks and what it answers, where the server left both in one text.

    Thinking that cannot be turned off comes in front, between `<think>` and `</think>`.
    """

    def __init__(self) -> None:
        self._held = ""
        self._place = "before"

    def apart(self, piece: ChatPiece) -> ChatPiece:
        """The piece with thinking moved out of its text; what may be a mark is held until it is sure."""
        if self._place == "after":
            return piece
        self._held += piece.text
        text, thinking = self._split(piece.done)
        return msgspec.structs.replace(piece, text=text, thinking=piece.thinking + thinking)

    def _split(self, last: bool) -> tuple[str, str]:
        if self._place == "before":
            begun = self._held.lstrip()
            if OPENED.startswith(begun) and begun != OPENED and not last:
                return "", ""
            if not begun.startswith(OPENED):
                self._place = "after"
                return self._take(len(self._held)), ""
            self._held = begun[len(OPENED) :]
            self._place = "within"
        end = self._held.find(CLOSED)
        if end >= 0:
            thought = self._take(end)
            self._place = "after"
            return self._take(len(self._held))[len(CLOSED) :], thought
        if last:
            return "", self._take(len(self._held))
        sure = max(0, len(self._held) - len(CLOSED) + 1)
        return "", self._take(sure)

    def _take(self, count: int) -> str:
        taken, self._held = self._held[:count], self._held[count:]
        return taken
