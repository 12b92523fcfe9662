"""Empty files: documents that lost what they held fail, markers of programs are nobody's documents."""

from pathlib import Path

import pytest

from desktop_rag.engine.engine import Engine
from tests.engine.test_engine import documents, folder, index, with_engine

__all__ = ["folder"]


def test_in_a_folder_empty_documents_fail_and_empty_markers_are_skipped(tmp_path: Path, folder: Path) -> None:
    for name in ("__init__.py", "py.typed", "KEEP", "minutes.md", "letter.docx"):
        (folder / name).touch()

    async def act(engine: Engine) -> None:
        report = await index(engine, folder)
        assert (report.indexed, report.failed, report.skipped) == (3, 2, 3)
        failed = {
            name: one.error.code for name, one in (await documents(engine)).items() if one.error is not None
        }
        assert failed == {"minutes.md": "empty", "letter.docx": "empty"}

    with_engine(tmp_path / "data", act)


@pytest.mark.parametrize("name", ["__init__.py", "KEEP"])
def test_an_empty_file_that_is_named_fails(tmp_path: Path, folder: Path, name: str) -> None:
    (folder / name).touch()

    async def act(engine: Engine) -> None:
        report = await index(engine, folder / name)
        assert (report.failed, report.skipped) == (1, 0)

    with_engine(tmp_path / "data", act)
