"""What is read of reStructuredText, Org, LaTeX, XML, notebooks, subtitles, calendars and saved web pages."""

import json
from pathlib import Path

import pytest

from desktop_rag.domain.errors import Corrupt, Unsafe, Unsupported
from tests.adapters.reading.test_formats import blocks, read

RST = """\
=====
Guide
=====

.. comment
   goes on

Some **bold**, ``code`` and `linked <http://x/>`_ text
goes on.

First
-----

- one
- two
  goes on

1. numbered

Like this::

    x = 1

    y = 2

.. note:: Mind the *lamp*.

.. code-block:: py
   :linenos:

   z = 3

.. image:: a.png
   :alt: picture

+------+-------+
| Name | Price |
+======+=======+
| Lamp | 12    |
+------+-------+

=====  =====
Chair  7
=====  =====

.. [1] A footnote.
"""

ORG = """\
#+TITLE: The Guide
#+AUTHOR: Ann
#+DATE: <2024-05-01 Wed>
# a comment
* TODO [#A] First part  :tag:
:PROPERTIES:
:ID: 1
:END:
Some =code= and [[http://x/][linked]] text
goes on.
- one
- [ ] two
** Deeper
#+BEGIN_SRC python
x = 1
#+END_SRC
#+begin_quote
said
#+end_quote
| Name | Price |
|------+-------|
| Lamp | 12    |
"""

TEX = r"""
\documentclass[a4paper]{article}
\title{The \emph{Guide}}
\author{Ann}
\newcommand{\product}{Lamp}
\begin{document}
\maketitle
% a comment
\section{First\label{a}}
Some \textbf{bold} text\footnote{a note} about \product, 50\% \cite{key}
na\"{\i}ve caf\'e $\alpha \leq 1$.

\subsection*{Under
it}
\begin{itemize}
\item one
\item[two] three
\end{itemize}
\begin{verbatim}
x % 1
\end{verbatim}
\begin{tabular}{l|r}
\multicolumn{2}{c}{Name} & Price \\
Lamp & 12 \\ \hline
\end{tabular}
\end{document}
left out
"""


def test_restructured_text_is_read_without_its_signs(tmp_path: Path) -> None:
    found, (part,) = read(tmp_path, "a.rst", RST)
    assert (found.kind, found.title) == ("rst", "Guide")
    assert blocks(part) == [
        ("heading", 1, "Guide"),
        ("paragraph", 0, "Some bold, code and linked text\ngoes on."),
        ("heading", 2, "First"),
        ("item", 1, "one"),
        ("item", 1, "two\ngoes on"),
        ("item", 1, "1. numbered"),
        ("paragraph", 0, "Like this:"),
        ("code", 0, "x = 1\n\ny = 2"),
        ("paragraph", 0, "Mind the lamp."),
        ("code", 0, "z = 3"),
        ("row", 0, "Name | Price"),
        ("row", 0, "Lamp | 12"),
        ("row", 0, "Chair | 7"),
        ("paragraph", 0, "[1] A footnote."),
    ]


def test_org_is_read_without_its_signs(tmp_path: Path) -> None:
    found, (part,) = read(tmp_path, "a.org", ORG)
    assert (found.kind, found.title, found.author) == ("org", "The Guide", "Ann")
    assert found.date_ns == 1714521600 * 10**9
    assert blocks(part) == [
        ("heading", 1, "The Guide"),
        ("heading", 1, "First part"),
        ("paragraph", 0, "Some code and linked text\ngoes on."),
        ("item", 1, "one"),
        ("item", 1, "two"),
        ("heading", 2, "Deeper"),
        ("code", 0, "x = 1"),
        ("quote", 0, "said"),
        ("row", 0, "Name | Price"),
        ("row", 0, "Lamp | 12"),
    ]


def test_latex_is_read_without_its_commands(tmp_path: Path) -> None:
    found, (part,) = read(tmp_path, "a.tex", TEX)
    assert (found.kind, found.title, found.author) == ("tex", "The Guide", "Ann")
    assert blocks(part) == [
        ("heading", 1, "The Guide"),
        ("heading", 1, "First"),
        ("paragraph", 0, "Some bold texta note about Lamp, 50%\nnaïve café $α ≤ 1$."),
        ("heading", 2, "Under it"),
        ("item", 1, "one"),
        ("item", 1, "two  three"),
        ("code", 0, "x % 1"),
        ("row", 0, "Name | Price"),
        ("row", 0, "Lamp | 12"),
    ]


def test_a_latex_file_of_definitions_keeps_its_text(tmp_path: Path) -> None:
    _, (part,) = read(tmp_path, "a.tex", "\\newcommand{\\lamp}{Lamp}\n")
    assert "Lamp" in part.unit.text


XML = """<?xml version="1.0" encoding="iso-8859-1"?><stock><title>Größe</title><!-- no -->
<item id="7"><name>Lamp</name><price>12</price></item><para>Some <b>mixed</b>
words.</para><outline text="Said"/><deep><para>one</para><para>two</para></deep></stock>"""


def test_xml_is_read_as_titles_rows_and_paragraphs(tmp_path: Path) -> None:
    for name in ("a.xml", "unknown.thing"):
        found, (part,) = read(tmp_path, name, XML.encode("iso-8859-1"))
        assert (found.kind, found.title) == ("xml", "Größe")
        assert blocks(part) == [
            ("heading", 1, "Größe"),
            ("row", 0, "name: Lamp | price: 12"),
            ("paragraph", 0, "Some mixed words."),
            ("paragraph", 0, "Said"),
            ("paragraph", 0, "one"),
            ("paragraph", 0, "two"),
        ]


def test_xml_that_is_none_is_read_without_its_tags(tmp_path: Path) -> None:
    _, (part,) = read(tmp_path, "a.xml", "only words")
    assert part.unit.text == "only words"
    _, (part,) = read(tmp_path, "b.xml", "<a>some <b>words")
    assert "words" in part.unit.text


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        b"<a>" * 100_000,
    ],
    ids=["entities", "outside", "nesting"],
)
def test_xml_that_would_explode_is_unsafe(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Unsafe):
        read(tmp_path, "a.xml", data)


def test_harmless_entities_stay_as_they_are_written(tmp_path: Path) -> None:
    entities = '<!ENTITY a "x"><!ENTITY b SYSTEM "b.tif" NDATA TIF><!ENTITY c PUBLIC "c" "d" NDATA TIF >'
    _, (part,) = read(tmp_path, "a.xml", f"<!DOCTYPE p [{entities}]><p><q>some &a; words</q></p>")
    assert part.unit.text == "some &a; words"


def test_a_notebook_is_read_cell_by_cell(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# The *Guide*\n", "\n", "words"]},
        {"cell_type": "code", "source": "x = 1\nx", "outputs": [
            {"output_type": "stream", "text": ["printed\n"]},
            {"data": {"text/plain": "1", "image/png": "AAAA"}},
            {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": ["long"]},
            {"data": {"text/plain": "9" * 5000}},
        ]},
        {"cell_type": "raw", "source": "raw"}, "nonsense", {"cell_type": "code", "outputs": 7},
    ]  # fmt: skip
    found, (part,) = read(tmp_path, "a.ipynb", json.dumps({"cells": cells, "nbformat": 4}))
    assert (found.kind, found.title) == ("ipynb", "The Guide")
    read_blocks = blocks(part)
    assert read_blocks[:6] == [
        ("heading", 1, "The Guide"),
        ("paragraph", 0, "words"),
        ("code", 0, "x = 1\nx"),
        ("code", 0, "printed"),
        ("code", 0, "1"),
        ("code", 0, "ValueError: no"),
    ]
    assert len(read_blocks[6][2]) == 2001 and read_blocks[7:] == [("paragraph", 0, "raw")]


def test_a_notebook_of_an_older_version_is_read(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": "Part"},
        {"cell_type": "code", "input": ["a = 1", "b = 2"]},
    ]
    _, (part,) = read(tmp_path, "a.ipynb", json.dumps({"worksheets": [{"cells": cells}]}))
    assert blocks(part) == [("heading", 2, "Part"), ("code", 0, "a = 1\nb = 2")]


@pytest.mark.parametrize("text", ['{"cells": [', "[]", '{"cells": 7, "worksheets": [3]}', "words"])
def test_a_broken_notebook_is_text(tmp_path: Path, text: str) -> None:
    _, (part,) = read(tmp_path, "a.ipynb", text)
    assert part.unit.text == text


SRT = """1
00:00:01,000 --> 00:00:02,000
<i>Hello</i> there.
{\\an8}Come in.

2
00:00:30,500 --> 00:00:31,000
Come in.

3
01:01:05,000 --> 01:01:06,000
Good night.
"""

VTT = """WEBVTT - a title

STYLE
::cue { color: red }

NOTE
nobody says this

intro
00:01.000 --> 00:02.000 align:start
<v Ann>Hello there.</v>
00:03.000 --> 00:04.000
<00:03.500><c>Come in.</c>
NOTE that this is said
"""


def test_subtitles_are_paragraphs_with_the_time_once_a_minute(tmp_path: Path) -> None:
    found, (part,) = read(tmp_path, "a.srt", SRT)
    assert found.kind == "srt"
    assert part.unit.text == "[0:01] Hello there. Come in.\n\n[1:01:05] Good night."
    _, (part,) = read(tmp_path, "a.vtt", VTT)
    assert part.unit.text == "[0:01] Ann: Hello there. Come in. NOTE that this is said"
    _, (part,) = read(tmp_path, "b.srt", "only words")
    assert part.unit.text == "only words"


ICS = """BEGIN:VCALENDAR
X-WR-CALNAME:Ours
BEGIN:VTIMEZONE
DTSTART:19700101T000000
END:VTIMEZONE
BEGIN:VEVENT
UID:1
DTSTART;TZID="Europe/Zurich":20240501T100000
DTEND;VALUE=DATE:20240502
SUMMARY:Meet\\, at
  last
LOCATION:Bern
ATTENDEE;CN="Ann B":mailto:ann@example.org
DESCRIPTION:one\\ntwo
BEGIN:VALARM
DESCRIPTION:Ring
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_is_read_entry_by_entry(tmp_path: Path) -> None:
    found, (part,) = read(tmp_path, "a.ics", ICS.replace("\n", "\r\n"))
    assert (found.kind, found.title) == ("ics", "Ours")
    assert blocks(part) == [
        ("heading", 1, "Meet, at last"),
        ("row", 0, "Start: 2024-05-01 10:00"),
        ("row", 0, "End: 2024-05-02"),
        ("row", 0, "Location: Bern"),
        ("row", 0, "Attendee: Ann B <ann@example.org>"),
        ("paragraph", 0, "Description: one\ntwo"),
    ]


def test_an_address_card_is_read(tmp_path: Path) -> None:
    card = (
        "BEGIN:VCARD\nFN:Ann B\nitem1.EMAIL;TYPE=work:ann@example.org\nADR:;;Road 1;Bern;;3000;\nEND:VCARD\n"
    )
    _, (part,) = read(tmp_path, "a.vcf", card)
    assert part.unit.text == "Ann B\n\nEmail: ann@example.org\nAddress: Road 1, Bern, 3000"


MHTML = b"""From: <Saved by a browser>
Subject: =?utf-8?q?Gr=C3=B6=C3=9Fe?=
Date: Wed, 1 May 2024 10:00:00 +0200
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="b"

--b
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<h1>The lamp</h1><p>Gr=C3=B6=C3=9Fe</p>
--b
Content-Type: image/png
Content-Transfer-Encoding: base64

AAAA
--b--
"""


def test_a_saved_web_page_is_read(tmp_path: Path) -> None:
    found, (part,) = read(tmp_path, "a.mht", MHTML)
    assert (found.kind, found.title, found.date_ns) == ("mhtml", "The lamp", 1714550400 * 10**9)
    assert blocks(part) == [("heading", 1, "The lamp"), ("paragraph", 0, "Größe")]
    _, (part,) = read(tmp_path, "b.mht", "<html><p>a page</p>")
    assert part.unit.text == "a page"
    with pytest.raises(Corrupt):
        read(tmp_path, "c.mht", "Subject: no page\n\nwords")


SVG = """<svg xmlns="http://www.w3.org/2000/svg"><title>The plan</title><style>.a { fill: red }</style>
<g><title>group1</title><text x="1">Kitchen<tspan dy="2">and hall</tspan></text></g><path d="M5 6 1 2z"/>
<switch><foreignObject><p xmlns="http://www.w3.org/1999/xhtml">Größe</p></foreignObject></switch></svg>"""


@pytest.mark.parametrize("name", ["a.svg", "plan"])
@pytest.mark.parametrize("before", ["", '<?xml version="1.0"?>\n'])
def test_what_is_written_in_a_drawing_is_read(tmp_path: Path, name: str, before: str) -> None:
    found, (part,) = read(tmp_path, name, before + SVG)
    assert (found.kind, found.title) == ("svg", "The plan")
    assert part.unit.text == "Kitchen and hall\n\nGröße"


def test_words_within_words_of_a_drawing_are_read_once(tmp_path: Path) -> None:
    nested = "<text>" * 200 + "lamp" + "</text>" * 200
    _, (part,) = read(tmp_path, "a.svg", f'<svg xmlns="http://www.w3.org/2000/svg">{nested}</svg>')
    assert part.unit.text == "lamp"


def test_a_drawing_without_words_is_of_a_kind_that_is_not_read(tmp_path: Path) -> None:
    for name in ("icon.svg", "icon"):
        with pytest.raises(Unsupported):
            read(tmp_path, name, '<svg xmlns="http://www.w3.org/2000/svg"><path d="M5 6 1 2z"/></svg>')


@pytest.mark.parametrize("name", ["a.rst", "a.org", "a.tex", "a.srt", "a.vtt", "a.ics", "a.xml", "a.ipynb"])
@pytest.mark.parametrize(
    "piece",
    ["`", "`a <", ":a:", "**a ", "..", ".. a::\n", "=", "a::\n\n", "[[", "[[a][", "=a ", "|", "\\a{",
     "\\cite[", "{", "\\begin{tabular}", "\\section{", "\\'  ", "00:00:01,0 -->\n", "<v ", "{\\", "A;B=\"",
     ";", "<", "- a\n ", "#+begin_src\n"],
)  # fmt: skip
def test_signs_without_end_are_read_in_time(tmp_path: Path, name: str, piece: str) -> None:
    try:
        read(tmp_path, name, "words\n\n" + piece * (60_000 // len(piece)) + "\n\nwords\n")
    except Unsafe:
        assert name == "a.xml"
