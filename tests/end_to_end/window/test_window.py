"""The real window with its real engine, on an X server, beside a stand-in of Ollama."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest

from desktop_rag.paths import resources
from desktop_rag.settings import WindowSettings, save
from tests.adapters.reading.making import lines, pdf, picture_pdf
from tests.end_to_end.agreement import agreed
from tests.end_to_end.window.display import Display
from tests.stand_in.replies import Behaviour
from tests.stand_in.server import StandIn

ROOT = Path(__file__).resolve().parents[3]
NOBODY = "http://127.0.0.1:9"
SAMPLES, MANY = 12, 600

pytestmark = [
    pytest.mark.display,
    pytest.mark.skipif(
        not all(map(shutil.which, ("Xvfb", "openbox", "xdotool"))),
        reason="Xvfb, openbox and xdotool are not installed: scripts/system-packages test",
    ),
]


@pytest.fixture(scope="session")
def display() -> Iterator[Display]:
    with Display() as shown:
        yield shown


class Window:
    """Starts the window on one data folder and walks a journey in it."""

    def __init__(self, display: Display, room: Path) -> None:
        self.data = room / "data"
        self._display, self._room = display, room
        self.data.mkdir()
        save(self.data / "window.json", WindowSettings(theme="light"))

    def walk(self, journey: str, ollama: str = NOBODY, **given: Any) -> None:
        """Fails with what the window said when the journey does not come to its end."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("OLLAMA", "QT_"))}
        clean.pop("WAYLAND_DISPLAY", None)
        more = {"DISPLAY": self._display.name, "OLLAMA_HOST": ollama, "PYTHONPATH": str(ROOT)}
        more |= {"QT_QPA_PLATFORM": "xcb", "XDG_CONFIG_HOME": str(self._room), "LC_ALL": "C.UTF-8"}
        command = [sys.executable, "-m", "tests.end_to_end.window.driven", "--data", str(self.data)]
        command += ["--journey", f"tests.end_to_end.window.journeys:{journey}"]
        ended = subprocess.run(
            [*command, "--out", str(self._room), "--given", json.dumps(given)],
            env={**clean, **more},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=240,
        )
        assert ended.returncode == 0, ended.stderr
        assert "Traceback" not in ended.stderr and "never retrieved" not in ended.stderr, ended.stderr


@pytest.fixture
def window(display: Display, tmp_path: Path) -> Window:
    return Window(display, tmp_path)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return Path(shutil.copytree(resources() / "sample", tmp_path / "Reading"))


def all_ready(window: Window, documents: int) -> None:
    held = agreed(window.data)
    assert held.holds, held
    assert len(held.states) == documents and set(held.states.values()) == {"ready"}


def test_from_dropped_files_to_a_cited_answer_that_is_there_again_next_time(
    window: Window, library: Path
) -> None:
    with StandIn(Behaviour(delay=0.02)) as server:
        given = {"folder": str(library), "documents": SAMPLES}
        window.walk("from_dropped_files_to_a_cited_answer", server.url, **given)
        window.walk("the_conversation_is_there_again", server.url, **given)
    all_ready(window, SAMPLES)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    folder = tmp_path / "Many"
    folder.mkdir()
    chance = random.Random(11)
    words = ["llama", "camel", "vicuña", "alpaca", "wool", "pack", "grass", "herd", "river", "stone"]
    for number in range(MANY):
        paragraphs = [" ".join(chance.choices(words, k=90)) + "." for _ in range(8)]
        (folder / f"{number:03}.txt").write_text(f"Document {number}\n\n" + "\n\n".join(paragraphs))
    return folder


@pytest.mark.parametrize("verb", ["@engine", "@vector-index", "@reader", "@embedder"])
def test_whoever_is_killed_while_indexing_the_window_stays_and_nothing_is_lost(
    window: Window, many: Path, verb: str
) -> None:
    window.walk("somebody_is_killed", folder=str(many), documents=MANY, kill=verb)
    all_ready(window, MANY)


@pytest.mark.parametrize("broken", ["dies_after", "stops_after"])
def test_an_answer_that_breaks_off_is_kept_and_said_to_be_interrupted(
    window: Window, library: Path, broken: str
) -> None:
    with StandIn(Behaviour(delay=0.02, **{broken: 8})) as server:  # type: ignore[arg-type]
        window.walk("an_answer_breaks_off", server.url, folder=str(library), documents=SAMPLES)
    all_ready(window, SAMPLES)


def test_without_ollama_the_best_passages_are_shown_and_the_window_says_why(
    window: Window, library: Path
) -> None:
    installed = shutil.which("ollama") is not None
    window.walk(
        "there_is_no_written_answer",
        folder=str(library),
        documents=SAMPLES,
        code="ollama-absent" if installed else "ollama-not-installed",
        url=NOBODY,
        remedy="Start Ollama" if installed else "How to install",
        because="Ollama is not running" if installed else "Ollama is not installed",
    )


def test_with_an_ollama_without_models_the_best_passages_are_shown_and_the_window_says_why(
    window: Window, library: Path
) -> None:
    with StandIn(Behaviour(models=())) as server:
        window.walk(
            "there_is_no_written_answer",
            server.url,
            folder=str(library),
            documents=SAMPLES,
            code="no-models",
            remedy="Download a model",
            because="Ollama has no models yet",
        )


def locked_pdf() -> pypdf.PdfWriter:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(300, 400)
    writer.encrypt("secret", algorithm="RC4-128")
    return writer


def test_documents_that_fail_say_what_happened_and_what_to_do(window: Window, tmp_path: Path) -> None:
    folder = tmp_path / "Papers"
    folder.mkdir()
    (folder / "notes.txt").write_text("Llamas are members of the camelid family.")
    (folder / "minutes.pdf").write_bytes(pdf([lines(["The minutes of the meeting about the bridge."])]))
    (folder / "empty.txt").write_bytes(b"")
    (folder / "scan.pdf").write_bytes(picture_pdf())
    locked_pdf().write(str(folder / "locked.pdf"))
    alone = tmp_path / "holiday.mp4"
    alone.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(200))
    expected = {
        "empty.txt": "empty",
        "scan.pdf": "needs-ocr",
        "locked.pdf": "password",
        "holiday.mp4": "unsupported",
    }
    if os.geteuid() != 0:  # root may read everything
        (folder / "private.txt").write_text("Nobody may read this.")
        (folder / "private.txt").chmod(0)
        expected["private.txt"] = "unreadable"
    count = 2 + len(expected)
    window.walk(
        "some_documents_fail", folder=str(folder), alone=str(alone), documents=count, expected=expected
    )
    held = agreed(window.data)
    assert held.holds, held
    states = {Path(path).name: state for path, state in held.states.items()}
    ready = {"notes.txt": "ready", "minutes.pdf": "ready"}
    assert states == ready | dict.fromkeys(expected, "failed")
