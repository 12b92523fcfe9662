"""The program with its window, as a process of its own: it starts, it ends, and what it never imports."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHILD = ROOT / "tests" / "engine" / "lively_child.py"

WINDOW = f"""
import sys
from pathlib import Path
from desktop_rag.gui import app
from desktop_rag.paths import DataFolder
folder = DataFolder(Path(sys.argv[1]))
folder.make()
begin = app._begin
def begun(*arguments):
    begin(*arguments)
    print("begun", flush=True)
app._begin = begun
sys.exit(app.run_window([sys.executable, {str(CHILD)!r}, "lives"], folder, sys.argv[2:]))
"""

HEAVY = ("chromadb", "ollama", "httpx", "numpy", "sqlite3", "tantivy", "lxml", "pypdfium2")


def environment() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}


def start(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(folder)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM to close a window with")
def test_a_window_that_is_told_to_end_ends_in_order(tmp_path: Path) -> None:
    program = start(tmp_path)
    try:
        assert program.stdout is not None and program.stdout.readline() == "begun\n"
        second = start(tmp_path)
        told, _ = second.communicate(timeout=30)
        assert (second.returncode, told) == (0, "")
        program.send_signal(signal.SIGTERM)
        _, stderr = program.communicate(timeout=30)
    finally:
        program.kill()
    assert program.returncode == 0, stderr
    assert "Traceback" not in stderr and "never retrieved" not in stderr
    assert (tmp_path / "window.json").stat().st_mode & 0o077 == 0


def test_the_window_imports_nothing_heavy() -> None:
    script = f"import sys, desktop_rag.gui.app; print([m for m in {HEAVY!r} if m in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", script], env=environment(), capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
