"""`make screenshots`: the pictures of docs/images, made by the real program on an X server of its own.

`python -m tests.end_to_end.screenshots FOLDER [--themes light dark]`
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtGui import QImage

from desktop_rag.paths import resources
from desktop_rag.settings import Theme, WindowSettings, save
from tests.adapters.reading.making import picture_pdf
from tests.end_to_end.papers import MINUTES, PAPERS, damage, lock, papers
from tests.end_to_end.window.display import Display
from tests.stand_in.models import chat_model, embedding_model
from tests.stand_in.replies import Behaviour
from tests.stand_in.server import StandIn

ROOT = Path(__file__).resolve().parents[2]
NOBODY = "http://127.0.0.1:9"
FONT = "Inter"
SAMPLES, FAILING = 12, 4
# What a good chat model writes of these passages; the stand-in's own sentences are those of the document.
REPLY = (
    "Robert Ashby opened the stone bridge on 14 September 1784, after six years. [1] He walked across "
    "it alone in the morning, so that it would fall on nobody else. [1] It took the place of a wooden bridge "
    "that had been opened in 1725 and stood on nine pairs of oak piles. [2]"
)
LETTERS = 2000
YEARS_AGO = 1_560_000_000
MODELS = (
    replace(chat_model("qwen3:4b", "4.0B", 40960), size=2_497_293_931),
    chat_model("llama3.2:3b"),
    embedding_model("nomic-embed-text:latest"),
)


class Studio:
    """A home of its own for each run, so that folders have the names that a person would give them."""

    def __init__(self, display: Display, out: Path, room: Path, theme: Theme) -> None:
        self._display, self._out, self._room, self._theme = display, out, room, theme
        self.home = room / "home"
        self.home.mkdir()

    def fresh(self) -> Path:
        """A new data folder; the theme is that of the pictures."""
        data = Path(tempfile.mkdtemp(dir=self._room))
        save(data / "window.json", WindowSettings(theme=self._theme, library_width=288, source_width=456))
        return data

    def walk(self, journey: str, data: Path, ollama: str = NOBODY, **given: Any) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
        environment.pop("WAYLAND_DISPLAY", None)
        environment |= {"DISPLAY": self._display.name, "OLLAMA_HOST": ollama, "HOME": str(self.home)}
        environment |= {"QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
        command = [sys.executable, "-m", "tests.end_to_end.window.driven", "--data", str(data)]
        command += ["--journey", f"tests.end_to_end.window.{journey}", "--font", FONT]
        command += ["--out", str(self._out), "--given", json.dumps({"theme": self._theme, **given})]
        print(f"{self._theme}: {journey} {given.get('name', '')}", flush=True)
        subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=300)


def reading(home: Path) -> Path:
    """The sample library under a natural name."""
    return Path(shutil.copytree(resources() / "sample", home / "Reading"))


def with_failures(folder: Path) -> Path:
    """Four documents that nobody can read, each for another reason."""
    (folder / "shopping list.txt").write_bytes(b"")
    (folder / "survey 1998, scanned.pdf").write_bytes(picture_pdf())
    damage(folder / "bridge.pdf", folder / "bridge, copy from the old disk.pdf")
    lock(folder / "bridge.pdf", folder / "mortgage 2009.pdf")
    return folder


def letters(home: Path) -> Path:
    """Many short texts, so that indexing can be seen."""
    folder = home / "Letters"
    folder.mkdir()
    chance = random.Random(3)
    words = (resources() / "sample" / "bread.txt").read_text("utf-8").split()
    for number in range(LETTERS):
        paragraphs = [" ".join(chance.choices(words, k=80)) for _ in range(9)]
        (folder / f"letter {number:03}.txt").write_text("\n\n".join(paragraphs), "utf-8")
    return folder


def of_two_years(home: Path) -> list[str]:
    """The sample library in two folders, the second of them years old."""
    new, old = home / "Town", home / "Older notes"
    for folder in (new, old):
        folder.mkdir()
    for number, path in enumerate(sorted((resources() / "sample").iterdir())):
        copy = shutil.copy2(path, old if number % 2 else new)
        if number % 2:
            os.utime(copy, (YEARS_AGO + number * 86_400 * 40,) * 2)
    return [str(new), str(old)]


def the_search(studio: Studio) -> None:
    """All that the search pane can show."""
    given = {"folders": of_two_years(studio.home), "documents": SAMPLES}
    with StandIn(Behaviour(models=MODELS)) as server:
        studio.walk("search_pictures:the_search", studio.fresh(), server.url, **given)


def take(studio: Studio) -> None:
    """All pictures of one theme."""
    folder = with_failures(reading(studio.home))
    both = shutil.copytree(folder, studio.home / "Archive" / "Reading")
    shutil.move(letters(studio.home), studio.home / "Archive" / "Letters")
    plain = Path(shutil.copytree(resources() / "sample", studio.home / "Samples"))
    studio.walk("pictures:first_start", studio.fresh(), name="ollama-absent")
    with StandIn(Behaviour(models=())) as server:
        studio.walk("pictures:first_start", studio.fresh(), server.url, name="ollama-no-models")
    with StandIn(Behaviour(models=MODELS, delay=0.05, wait=1.5, reply=REPLY)) as server:
        studio.walk("pictures:first_start", studio.fresh(), server.url, name="first-start")
        many = LETTERS + SAMPLES + FAILING
        studio.walk("pictures:the_way", studio.fresh(), server.url, many=str(both.parent), documents=many)
        data = studio.fresh()
        index = [sys.executable, "-m", "desktop_rag", "index", str(folder), "--data", str(data)]
        subprocess.run(index, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
        studio.walk("pictures:the_answer", data, server.url, documents=SAMPLES + FAILING)
        studio.walk("pictures:the_rest", data, server.url, documents=SAMPLES + FAILING)
        folders, together = papers(studio.home), PAPERS + MINUTES
        given = {"folders": [str(one) for one in folders], "documents": together}
        studio.walk("library_pictures:the_papers", studio.fresh(), server.url, **given)
        studio.walk("library_pictures:only_words", studio.fresh(), server.url, many=str(both.parent))
    with StandIn(Behaviour(models=MODELS, delay=0.02, dies_after=24, reply=REPLY)) as server:
        studio.walk(
            "pictures:it_breaks_off", studio.fresh(), server.url, folder=str(plain), documents=SAMPLES
        )
    the_search(studio)
    studio.walk("pictures:without_a_model", studio.fresh(), folder=str(plain), documents=SAMPLES)


def make_small(path: Path) -> None:
    """Writes a picture again with 256 of its colours, the others as the nearest of these."""
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32) & 0xFFFFFF
    colours, places, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    parts = np.stack([colours >> 16 & 255, colours >> 8 & 255, colours & 255], 1).astype(np.int32)
    # The most frequent alone would turn a small red icon brown: half of the table goes to what is far off.
    kept = [int(place) for place in np.argsort(-counts)[:128]]
    far = np.full(len(parts), np.inf)
    nearest = np.zeros(len(parts), dtype=np.uint8)
    for number in range(min(256, len(parts))):
        if number == len(kept):
            kept.append(int(np.argmax(far * np.log1p(counts))))
        away = np.abs(parts - parts[kept[number]]).sum(1)
        nearest[away < far] = number
        far = np.minimum(far, away)
    # Lines of an indexed image begin at multiples of four bytes.
    rows = nearest[places].reshape(image.height(), image.width())
    rows = np.pad(rows, ((0, 0), (0, -image.width() % 4)))
    small = QImage(
        rows.tobytes(), image.width(), image.height(), rows.shape[1], QImage.Format.Format_Indexed8
    )
    small.setColorTable([0xFF000000 | int(colours[place]) for place in kept])
    # A quality of 0 asks for the smallest file.
    small.save(str(path), "PNG", 0)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.end_to_end.screenshots")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--themes", nargs="+", choices=("light", "dark"), default=("light", "dark"))
    given = parser.parse_args()
    out = given.folder.absolute()
    out.mkdir(parents=True, exist_ok=True)
    with Display() as display:
        for theme in given.themes:
            with tempfile.TemporaryDirectory(prefix="desktop-rag-", ignore_cleanup_errors=True) as room:
                take(Studio(display, out, Path(room), theme))
    for path in out.glob("*.png"):
        make_small(path)
    print(f"{len(list(out.glob('*.png')))} pictures in {given.folder}")


if __name__ == "__main__":
    main()
