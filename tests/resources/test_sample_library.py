"""The sample library: twelve short texts of ours, in several formats and two languages."""

import importlib.util
import re
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pypdfium2
import pytest
from docx import Document

from desktop_rag.paths import resources

SAMPLE = resources() / "sample"
ROOT = Path(__file__).resolve().parent.parent.parent
FILES = sorted(SAMPLE.iterdir())


def pages_of(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    finally:
        document.close()


def text_of(path: Path) -> str:
    if path.suffix == ".pdf":
        return "\n".join(pages_of(path))
    if path.suffix == ".docx":
        document = Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
    text = path.read_text(encoding="utf-8")
    return re.sub(r"<[^>]+>", " ", text) if path.suffix == ".html" else text


def the_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_samples", ROOT / "scripts" / "make_samples.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_are_twelve_texts_of_five_formats() -> None:
    assert len(FILES) == 12
    assert set(Counter(path.suffix for path in FILES)) == {".txt", ".md", ".html", ".docx", ".pdf"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_text_is_short_and_whole(path: Path) -> None:
    words = text_of(path).split()
    assert 300 <= len(words) <= 900
    assert "lorem" not in [word.lower() for word in words]


def test_there_are_two_languages() -> None:
    german = [path.name for path in FILES if re.search(r"\bnicht\b.*\bund\b", text_of(path), re.S)]
    assert 3 <= len(german) <= 6


def test_the_llamas_are_told_in_one_sentence_with_their_relatives() -> None:
    text = " ".join(text_of(SAMPLE / "llamas.md").split())
    sentences = re.split(r"(?<=[.!?]) ", text)
    (relatives,) = [sentence for sentence in sentences if "closely related" in sentence]
    assert all(word in relatives for word in ("Llamas", "camelid family", "animals", "vicuñas", "camels"))
    assert "4,000 to 5,000 years ago" in text and "Peruvian highlands" in text and "pack animals" in text
    assert "280 and 450 pounds" in text
    assert "about 20 years" in text


def test_the_pdf_has_pages_with_headings_and_text() -> None:
    pages = pages_of(SAMPLE / "bridge.pdf")
    assert len(pages) >= 3
    for number, page in enumerate(pages, 1):
        assert f"{number}. " in page
        assert len(page.split()) > 50


def test_the_made_files_are_those_that_the_script_makes() -> None:
    for name, made in the_script().samples().items():
        kept = (SAMPLE / name).read_bytes()
        if not name.endswith(".docx"):
            assert kept == made
            continue
        with zipfile.ZipFile(BytesIO(kept)) as old, zipfile.ZipFile(BytesIO(made)) as new:
            assert old.namelist() == new.namelist()
            # Another version of python-docx may bring another template: our text is what counts.
            assert old.read("word/document.xml") == new.read("word/document.xml")
