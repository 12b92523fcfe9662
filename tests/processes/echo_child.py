"""A child for the tests: `python -m tests.processes.echo_child async|blocking|refuse`."""

import asyncio
import os
import sys
from typing import Any

from desktop_rag.domain.errors import FolderInUse, ModelMissing
from desktop_rag.processes.calls import Nothing
from desktop_rag.processes.child import refuse, serve, serve_blocking, take_pipe
from tests.processes.echo_calls import CALLS, Heard, Seen, Word

cancelled: list[str] = []


def echo(word: Word, report: Any) -> Word:
    print("a native library prints as it likes")
    report(Heard(word.text))
    report(Seen(len(word.text)))
    return word


def fail(word: Word, report: Any) -> Word:
    if word.text == "typed":
        raise ModelMissing(model="qwen3:4b")
    raise ValueError(word.text)


def wrong(word: Word, report: Any) -> Any:
    return Seen(1)


def die(word: Word, report: Any) -> Word:
    os._exit(7)


async def sleep(word: Word, report: Any) -> Word:
    try:
        await asyncio.sleep(float(word.text))
    except asyncio.CancelledError:
        cancelled.append(word.text)
        raise
    return word


async def cancels(nothing: Nothing, report: Any) -> Word:
    return Word(",".join(cancelled))


def later(work: Any) -> Any:
    async def handler(argument: Any, report: Any) -> Any:
        return work(argument, report)

    return handler


def main() -> None:
    source, sink = take_pipe()
    plain = {"echo": echo, "fail": fail, "wrong": wrong, "die": die}
    if sys.argv[1] == "refuse":
        refuse(sink, FolderInUse(path="here"))
    elif sys.argv[1] == "blocking":
        serve_blocking(CALLS, plain, source, sink)
    else:
        handlers = {name: later(work) for name, work in plain.items()} | {"sleep": sleep, "cancels": cancels}
        asyncio.run(serve(CALLS, handlers, source, sink))


if __name__ == "__main__":
    main()
