"""The rules of the house that no linter knows: file lengths, empty __init__ files, no registry addresses."""

import subprocess
import sys
from pathlib import Path

HARD = 500
ROOT = Path(__file__).resolve().parent.parent


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def complaints() -> list[str]:
    found: list[str] = []
    for path in tracked():
        name = path.relative_to(ROOT)
        if path.suffix == ".py":
            lines = path.read_text(encoding="utf-8").count("\n")
            if lines > HARD:
                found.append(f"{name}: {lines} lines, over {HARD}")
            if path.name == "__init__.py" and lines and name.parts[0] == "desktop_rag":
                found.append(f"{name}: is not empty")
        if path.name in ("constraints.txt", "pyproject.toml") and "--index" in path.read_text(
            encoding="utf-8"
        ):
            found.append(f"{name}: names a registry")
    return found


if __name__ == "__main__":
    problems = complaints()
    sys.stdout.write("".join(f"{problem}\n" for problem in problems))
    sys.exit(bool(problems))
