"""LaTeX: sections, items, tables and verbatim text as blocks; commands give way to what they show."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.parsed import Notes, Parsed
from desktop_rag.adapters.reading.prose import Prose
from desktop_rag.adapters.reading.text import is_dump, paragraphs

_LEVELS = {
    "part": 1, "chapter": 1, "section": 1, "subsection": 2, "subsubsection": 3, "paragraph": 4,
    "subparagraph": 5, "frametitle": 2,
}  # fmt: skip
_HEADING = re.compile(
    r"\\(part|chapter|section|subsection|subsubsection|paragraph|subparagraph|frametitle)\*?[ \t]*"
    r"(?:\[[^\[\]\n]{0,300}\])?[ \t]*\{"
)
_COMMENT = re.compile(r"(?<!\\)%.*")
_BEGIN = re.compile(r"\\begin\{(verbatim|lstlisting|minted|Verbatim|alltt|comment)\*?\}.*")
_ITEM = re.compile(r"[ \t]*\\item\b[ \t]*(?:\[([^\[\]\n]{0,300})\])?(.*)")
_TABLES = re.compile(
    r"\\(begin|end)\{(?:tabular|tabularx|longtable|tabulary|tabu)\*?\}"
    r"(?:\{[^{}\n]{0,100}(?:\{[^{}\n]{0,50}\}[^{}\n]{0,50}){0,9}\}|\[[^\[\]\n]{0,50}\]){0,3}"
)
_NO_TEXT = re.compile(
    r"\\(?:label|ref|eqref|autoref|cref|Cref|pageref|cite\w{0,10}|nocite|includegraphics|input|include|"
    r"bibliography\w{0,5}|usepackage|documentclass|vspace|hspace|setlength|setcounter|addtocounter|begin|end|"
    r"pagestyle|thispagestyle|hypersetup|definecolor|color|cline|cmidrule|rule|specialrule|looseness|graphicspath|url@style)\*?"
    r"(?:[ \t]*\[[^\[\]\n]{0,300}\]|[ \t]*\([^()\n]{0,50}\)|[ \t]*\{[^{}\n]{0,500}\}){0,4}"
)
_SPANNING = re.compile(r"\\multi(?:row|column)(?:\[[^\[\]\n]{0,20}\]|\{[^{}\n]{0,40}\}){2,3}(?=\{)")
_DEFINED = re.compile(
    r"[ \t]*\\(?:re)?(?:newcommand|providecommand|newenvironment|def|let|newtheorem|DeclareMath)"
)
_ACCENT = re.compile(r"\\([`'^\"~=.uvHc])[ \t]*(?:\{(\\?[A-Za-z])\}|(\\?[ij]\b|(?<=[`'^\"~=.])[A-Za-z]))")
_ACCENTS = dict(
    zip("`'^\"~=.uvHc", "\u0300\u0301\u0302\u0308\u0303\u0304\u0307\u0306\u030c\u030b\u0327", strict=True)
)
_SIGNS = (
    (r"\&", "&"), (r"\%", "%"), (r"\$", "$"), (r"\#", "#"), (r"\_", "_"), ("~", " "), ("---", "—"),
    ("--", "–"), ("``", "“"), ("''", "”"),
)  # fmt: skip
_COMMAND = re.compile(r"\\[A-Za-z]{1,40}\*?(?:\[[^\[\]\n]{0,300}\])?|\\[^A-Za-z]")
_MACRO = re.compile(r"\\(?:re)?newcommand\*?[ \t]*\{?\\([A-Za-z]{1,40})\}?[ \t]*\{([^{}\n\\]{1,100})\}")
_NAME = re.compile(r"[A-Za-z]+")
_SYMBOLS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "Gamma": "Γ", "delta": "δ", "Delta": "Δ", "epsilon": "ε",
    "varepsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ", "Theta": "Θ", "kappa": "κ", "lambda": "λ",
    "Lambda": "Λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "Pi": "Π", "rho": "ρ", "sigma": "σ",
    "Sigma": "Σ", "tau": "τ", "phi": "φ", "varphi": "φ", "Phi": "Φ", "chi": "χ", "psi": "ψ", "Psi": "Ψ",
    "omega": "ω", "Omega": "Ω", "times": "×", "cdot": "·", "pm": "±", "leq": "≤", "le": "≤", "geq": "≥",
    "ge": "≥", "neq": "≠", "approx": "≈", "infty": "∞", "sum": "∑", "int": "∫", "partial": "∂", "to": "→",
    "rightarrow": "→", "in": "∈", "sqrt": "√", "euro": "€", "pounds": "£", "S": "§", "ss": "ß", "ae": "æ",
    "AE": "Æ", "oe": "œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "l": "ł", "L": "Ł", "LaTeX": "LaTeX",
    "TeX": "TeX", "ldots": "…", "dots": "…", "textbackslash": "\\", "log": "log", "exp": "exp",
    "min": "min", "max": "max", "sin": "sin", "cos": "cos",
}  # fmt: skip
_BREAK = re.compile(r"\\\\\*?(?:\[[^\[\]\n]{0,20}\])?")
# Without any of these a text is as it is shown.
_SPECIAL = re.compile(r"[\\{}~]|--|``|''")
_META = re.compile(r"\\(title|author|date)(?:\[[^\[\]\n]{0,300}\])?[ \t]*\{")
_MAX_ARGUMENT = 1000
_PREAMBLE = 200_000


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    text = decode(source.data(MAX_TEXT_BYTES)).replace("\x0c", "\n")
    if is_dump(text):
        yield paragraphs(text)
        return
    macros = {**_SYMBOLS, **dict(_MACRO.findall(text[:_PREAMBLE]))}
    for found in _META.finditer(text[:_PREAMBLE]):
        value = " ".join(plain(_COMMENT.sub("", _argument(text, found.end())), macros).split())[:300]
        if found[1] == "title":
            notes.title = notes.title or value
        elif found[1] == "author":
            notes.author = notes.author or value
    _, begins, body = text.partition("\\begin{document}")
    reader = _Tex((body.partition("\\end{document}")[0] if begins else text).split("\n"), macros)
    if notes.title:
        reader.add("heading", notes.title, 1)
    reader.read()
    notes.title = notes.title or reader.composed.heading()
    # A file of definitions has nothing to show; its own words can still be found.
    yield reader.composed.unit() if reader.composed.blocks else paragraphs(text)


def _argument(text: str, start: int) -> str:
    """What stands between the brace before `start` and its partner; bounded."""
    depth = 1
    for at in range(start, min(len(text), start + _MAX_ARGUMENT)):
        if text[at] in "{}" and text[at - 1] != "\\":
            depth += 1 if text[at] == "{" else -1
            if not depth:
                return text[start:at]
    return text[start : start + _MAX_ARGUMENT].partition("\n")[0]


def _accented(match: re.Match[str]) -> str:
    letter = (match[2] or match[3]).lstrip("\\")
    return unicodedata.normalize("NFC", letter + _ACCENTS[match[1]])


def plain(text: str, macros: Mapping[str, str] = _SYMBOLS) -> str:
    """The text without commands, but for those in `macros`; mathematics stays as it is written."""
    if not _SPECIAL.search(text):
        return text
    commands = "\\" in text
    if commands:
        text = _ACCENT.sub(_accented, _NO_TEXT.sub("", _SPANNING.sub("", _BREAK.sub("\n", text))))
    for sign, shown in _SIGNS:
        text = text.replace(sign, shown)
    if commands:
        text = _COMMAND.sub(lambda match: _shown(match[0], macros), text)
    return text.replace("{", "").replace("}", "")


def _shown(command: str, macros: Mapping[str, str]) -> str:
    name = _NAME.match(command, 1)
    return macros.get(name[0], "") if name else ""


class _Tex(Prose):
    """Goes through the lines once."""

    def __init__(self, lines: list[str], macros: Mapping[str, str]) -> None:
        super().__init__()
        self._macros = macros
        self._all = lines
        self._at = 0
        self._table = 0

    def clean(self, text: str) -> str:
        return "\n".join(line.strip() for line in plain(text, self._macros).split("\n") if line.strip())

    def read(self) -> None:
        while self._at < len(self._all):
            line = self._all[self._at]
            self._at += 1
            if begins := _BEGIN.search(line):
                self._verbatim(line[: begins.start()], begins[1])
                continue
            line = _COMMENT.sub("", line) if "%" in line else line
            if not line.strip():
                self.flush()
            elif not _DEFINED.match(line):
                self._read(line)
        self.flush()

    def _verbatim(self, before: str, name: str) -> None:
        self.line(before)
        inside: list[str] = []
        while self._at < len(self._all) and f"\\end{{{name}" not in self._all[self._at]:
            inside.append(self._all[self._at])
            self._at += 1
        self._at += 1
        if name != "comment":
            self.add("code", "\n".join(inside))

    def _read(self, line: str) -> None:
        for found in _TABLES.finditer(line):
            self.flush()
            self._table = max(0, self._table + (1 if found[1] == "begin" else -1))
        if self._table:
            self._row(line)
        elif heading := _HEADING.search(line):
            self._heading(line, heading)
        elif item := _ITEM.match(line):
            self.begin("item", f"{item[1]} {item[2]}" if item[1] else item[2], 1)
        else:
            self.line(line)

    def _heading(self, line: str, heading: re.Match[str]) -> None:
        self.line(line[: heading.start()])
        rest = "\n".join((line, *self._all[self._at : self._at + 3]))
        title = _argument(rest, heading.end())
        self._at += title.count("\n")
        self.add("heading", " ".join(plain(title, self._macros).split()), _LEVELS[heading[1]])
        after = rest[heading.end() + len(title) + 1 :].partition("\n")[0]
        if after.strip():
            self.line(after)

    def _row(self, line: str) -> None:
        cells = [
            plain(cell, self._macros).strip()
            for cell in re.split(r"(?<!\\)&", _BREAK.sub("", _TABLES.sub("", line)))
        ]
        if any(cells):
            self.add("row", " | ".join(cells))
