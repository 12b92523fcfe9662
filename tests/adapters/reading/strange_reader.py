"""A reader process that misbehaves on demand, so that the parent's rules can be tried on a real child."""

import os
import sys
from collections.abc import Sequence

from desktop_rag.adapters.reading.child import run
from desktop_rag.domain.documents import Block
from desktop_rag.domain.passages import Chunk
from desktop_rag.indexing.chunk import chunk


class Panic(BaseException):
    """What a Rust library raises."""


def strange(text: str, blocks: Sequence[Block], above: Sequence[tuple[int, str]] = ()) -> list[Chunk]:
    if "please spin" in text:
        while True:
            pass
    if "please die" in text:
        os._exit(7)
    if "please grow" in text:
        held = bytearray(b"x") * 400_000_000
        while held:
            pass
    if "please overflow" in text:
        bytearray(8 * 2**30)
    if "please panic" in text:
        raise Panic("secret words of the document")
    if "please print" in text:
        print("stray output")
        os.write(1, b"more stray output\n")
    if "please write" in text:
        with open("written.tmp", "wb") as file:
            file.write(b"x" * 10)
    return chunk(text, blocks, above)


if __name__ == "__main__":
    if sys.argv[1:] == ["refuse"]:
        sys.exit(3)
    run(strange, lambda text: "")
