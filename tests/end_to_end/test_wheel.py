"""The wheel carries what it needs and works from any folder."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_wheel_carries_its_resources_and_runs_the_demo_from_any_folder(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    unpacked = tmp_path / "unpacked"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(unpacked)
    held = {
        path.relative_to(ROOT / "resources") for path in (ROOT / "resources").rglob("*") if path.is_file()
    }
    carried = unpacked / "desktop_rag" / "resources"
    assert {path.relative_to(carried) for path in carried.rglob("*") if path.is_file()} == held

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OLLAMA")}
    environment = {**clean, "PYTHONPATH": str(unpacked), "OLLAMA_HOST": "http://127.0.0.1:9"}
    where = "import desktop_rag.paths as p; print(p.resources())"
    shown = subprocess.run(
        [sys.executable, "-c", where],
        cwd=elsewhere,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.strip() == str(carried)
    demo = subprocess.run(
        [sys.executable, "-m", "desktop_rag", "demo"],
        cwd=elsewhere,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "vicuñas and camels" in demo.stdout
    assert "[1]" in demo.stdout
