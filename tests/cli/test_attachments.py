"""Documents that are attached to mails, as the command line names them: below the path of their mail."""

import json
import subprocess
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.adapters.reading.making import docx, lines, pdf
from tests.cli.program import program

REPORT = pdf([lines(["The roof was mended in spring."]), lines(["The landlord keeps the walnut tree."])])
PLAN = docx("<w:p><w:r><w:t>Quinces grow along the northern wall.</w:t></w:r></w:p>")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "documents"
    place.mkdir()
    message = EmailMessage()
    message["Subject"] = "The lease"
    message["From"] = "ann@example.org"
    message.set_content("Dear Bob, here is what we spoke of.")
    for name, data in (("report.pdf", REPORT), ("plan.docx", PLAN)):
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    (place / "lease.eml").write_bytes(message.as_bytes())
    return place


def test_they_are_listed_found_and_taken_out_by_their_mail_and_name(tmp_path: Path, folder: Path) -> None:
    data = tmp_path / "data"

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        ended = program(data, *map(str, arguments))
        assert ended.returncode == 0, ended.stderr
        return ended

    report = json.loads(run("index", folder, "--json").stdout)
    assert report["documents"] == {"indexed": 1, "unchanged": 0, "failed": 0, "skipped": 0}
    mail = folder / "lease.eml"
    listed = {one["path"]: one for one in json.loads(run("documents", "--json").stdout)}
    assert set(listed) == {str(mail), f"{mail}/report.pdf", f"{mail}/plan.docx"}
    attached = listed[f"{mail}/report.pdf"]
    assert (attached["kind"], attached["state"], attached["pages"], attached["bytes"]) == (
        "pdf", "ready", 2, len(REPORT),
    )  # fmt: skip
    [hit] = json.loads(run("search", "walnut landlord", "--mode", "keyword", "--json").stdout)["hits"]
    assert (hit["path"], hit["page"], hit["document"]) == (f"{mail}/report.pdf", 2, "report.pdf")
    assert "report.pdf" in run("search", "walnut landlord").stdout
    removed = json.loads(run("remove", f"{mail}/report.pdf", "--json").stdout)
    assert removed == {"removed": 1}
    run("index", folder, "--json")
    assert len(json.loads(run("documents", "--json").stdout)) == 2
    run("index", f"{mail}/report.pdf", "--json")
    assert len(json.loads(run("documents", "--json").stdout)) == 3
