"""What a process may never have imported, asked of whole processes after they have done their work."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

from desktop_rag.engine import calls
from desktop_rag.engine.client import EngineClient
from desktop_rag.paths import DataFolder, resources
from desktop_rag.processes.calls import ignore

NEVER_IN_THE_WINDOW = {
    "chromadb", "ollama", "httpx", "numpy", "sqlite3", "lxml", "pypdfium2", "tantivy", "tokenizers", "psutil",
}  # fmt: skip
NEVER_IN_THE_ENGINE = {"PySide6", "shiboken6", "qasync", "chromadb", "lxml", "pypdfium2"}

WINDOW = """
import asyncio, json, sys
from pathlib import Path
import desktop_rag.cli.main  # the front door, through which the window is opened
from desktop_rag import bootstrap
from desktop_rag.gui.app import run_window
from desktop_rag.paths import DataFolder

folder = DataFolder(Path(sys.argv[1]))
folder.make()

async def look(window):
    while not window.library.model.counts()[1]:
        await asyncio.sleep(0.02)
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), flush=True)
    window.close()

def shown(window):
    window.tasks.start(look(window), name="look")

engine = bootstrap.child_command(bootstrap.ENGINE, str(folder.root))
sys.exit(run_window(engine, folder, sys.argv[2:], shown))
"""

ENGINE = """
import json, sys
from pathlib import Path
from desktop_rag import bootstrap

code = bootstrap.engine(sys.argv[1:2])
Path(sys.argv[2]).write_text(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
sys.exit(code)
"""


def test_the_window_needs_nothing_of_the_engines_libraries(tmp_path: Path) -> None:
    document = str(resources() / "sample" / "llamas.md")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "OLLAMA_HOST": "http://127.0.0.1:9"}
    ended = subprocess.run(
        [sys.executable, "-c", WINDOW, str(tmp_path / "data"), document],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    imported = set(json.loads(ended.stdout))
    assert {"PySide6", "qasync"} <= imported
    assert not NEVER_IN_THE_WINDOW & imported


def test_the_engine_has_neither_qt_nor_chroma_after_indexing_and_searching(tmp_path: Path) -> None:
    folder, seen = DataFolder(tmp_path / "data"), tmp_path / "imported.json"
    sample = os.fsencode(resources() / "sample")

    async def work() -> int:
        command = [sys.executable, "-c", ENGINE, str(folder.root), str(seen)]
        engine = EngineClient(command, {"OLLAMA_HOST": "http://127.0.0.1:9"})
        engine.start()
        try:
            await engine.call(calls.INDEX, calls.Index(calls.MY_LIBRARY, (sample,), make=True), ignore)
            found = await engine.call(calls.SEARCH, calls.Search("llamas"), ignore)
            return len(found.hits)
        finally:
            await engine.close()

    assert asyncio.run(work()) > 0
    imported = set(json.loads(seen.read_text()))
    assert {"sqlite3", "tantivy"} <= imported
    assert not NEVER_IN_THE_ENGINE & imported
