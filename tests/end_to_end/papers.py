"""Two folders as a person has them, of many kinds, of which some cannot be read: for the pictures."""

import os
from email.message import EmailMessage
from pathlib import Path

import pypdf

from desktop_rag.paths import resources
from tests.adapters.reading import making, making_office
from tests.adapters.reading.making_pictures import LETTER, drawn, scanned_pdf

PASSWORD = "secret"
# What the folders hold, attachments and what cannot be read included.
PAPERS, MINUTES = 19, 3
PAGES = 6
_TALK = (
    ("Dredging the inner basin", "Silt has raised the floor by a metre since 2003."),
    ("What it costs", "A small dredger works for eleven weeks, at high tide only."),
)
_TOLLS = (("Month", "Ships", "Tolls"), ("April", "41", "3,280"), ("May", "57", "4,560"))


def papers(home: Path) -> tuple[Path, Path]:
    """The folder with everything, and one with little that can be taken away."""
    folder = home / "Harbour"
    folder.mkdir()
    for name in ("bridge.pdf", "lease.docx", "llamas.md", "tides.html", "hausversammlung.docx", "bread.txt"):
        (folder / name).write_bytes((resources() / "sample" / name).read_bytes())
    (folder / "dredging.pptx").write_bytes(_talk())
    (folder / "tolls 2024.xlsx").write_bytes(_figures())
    (folder / "storm damage.eml").write_bytes(_mail())
    _unreadable(folder)
    minutes = home / "Minutes"
    minutes.mkdir()
    for month in ("April", "May", "June"):
        words = f"# Minutes of {month}\n\nThe harbour committee met and agreed on the tolls of {month}.\n"
        (minutes / f"{month}.md").write_text(words, "utf-8")
    return folder, minutes


def _talk() -> bytes:
    slides = [
        making_office.slide(making_office.shape(title, kind="title"), making_office.shape(words))
        for title, words in _TALK
    ]
    return making.zipped(making_office.pptx_parts(slides))


def _figures() -> bytes:
    rows = ""
    for place, row in enumerate(_TOLLS, 1):
        cells = (making_office.words(f"{'ABC'[n]}{place}", one) for n, one in enumerate(row))
        rows += making_office.row(place, *cells)
    return making_office.xlsx({"Tolls": rows})


def _mail() -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "Harbour master <master@example.org>", "Committee <all@example.org>"
    message["Subject"], message["Date"] = "Storm damage", "Mon, 04 Mar 2024 09:12:00 +0000"
    message.set_content("The north mole was damaged in the night. The report and the figures are attached.")
    words = ("Report on the storm of 3 March", "Forty metres of the mole are gone.")
    report = making.pdf([making.lines(words)])
    message.add_attachment(report, maintype="application", subtype="pdf", filename="storm report.pdf")
    message.add_attachment(_figures(), maintype="application", subtype="vnd.ms-excel", filename="costs.xlsx")
    return message.as_bytes()


def _unreadable(folder: Path) -> None:
    """Scans, locked documents, and three that are damaged."""
    page = drawn(LETTER)
    (folder / "harbour log 1998, scanned.pdf").write_bytes(scanned_pdf([page] * PAGES))
    (folder / "survey 1989.pdf").write_bytes(scanned_pdf([LETTER, page]))
    for name in ("mortgage 2009.pdf", "rates annex 2021.pdf"):
        lock(folder / "bridge.pdf", folder / name)
    for name in ("bridge, copy from the old disk.pdf", "pier drawing.pdf", "crane manual.pdf"):
        damage(folder / "bridge.pdf", folder / name)
    (folder / "shopping list.txt").write_bytes(b"")


def lock(pdf: Path, copy: Path) -> None:
    """Writes a PDF again, to be opened with the password only."""
    writer = pypdf.PdfWriter(clone_from=pdf)
    writer.encrypt(PASSWORD, algorithm="RC4-128")
    writer.write(copy)


def damage(pdf: Path, copy: Path) -> None:
    """Writes what is left of a PDF on a bad disk: its beginning and its end."""
    copy.write_bytes(b"%PDF-1.4\n" + os.urandom(400) + pdf.read_bytes()[-30:])
