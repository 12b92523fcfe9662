"""A kill in the middle of writing loses nothing that was committed, and the index opens at once."""

import asyncio
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from desktop_rag.adapters.keyword.index import TantivyKeywords
from desktop_rag.adapters.language.analyzer import Analyzer

WRITE = """
import asyncio, sys
from pathlib import Path
from desktop_rag.adapters.keyword.index import TantivyKeywords
from desktop_rag.adapters.language.analyzer import Analyzer
from desktop_rag.domain.passages import Passage

async def write():
    index = TantivyKeywords(Path(sys.argv[1]), Analyzer())
    number = await index.count(1)
    while True:
        more = range(number, number + 50)
        await index.add(1, [Passage(n, n, 0, 0, 9, (), f"llama number {n}", "", "en") for n in more])
        number += 50
        await index.commit(1)
        print(number, flush=True)

asyncio.run(write())
"""


@pytest.mark.parametrize("seed", range(4))
def test_what_was_committed_is_there_after_a_kill(tmp_path: Path, seed: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITE, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        told = int(writer.stdout.readline())
        time.sleep(random.Random(seed).random() * 0.5)
        writer.send_signal(signal.SIGKILL)
        told = max([told, *(int(line) for line in writer.stdout.read().split())])

    async def look() -> int:
        index = TantivyKeywords(tmp_path, Analyzer())
        try:
            return await index.count(1)
        finally:
            await index.close()

    count = asyncio.run(look())
    # The last commit may have been in when the kill came before it was told.
    assert count in (told, told + 50)
