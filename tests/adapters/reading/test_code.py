"""What is read of source code, of settings and of text with an ending that nobody knows."""

from pathlib import Path

import pytest

from tests.adapters.reading.test_formats import blocks, read


def headings(folder: Path, name: str, text: str) -> list[str]:
    _, (part,) = read(folder, name, text)
    assert part.unit.text == text
    return [line.strip() for kind, _, line in blocks(part) if kind == "heading"]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("a.py", "class Lamp(Light):"),
        ("a.py", "async def light(self, x: int) -> None:"),
        ("a.js", "export default function light(x) {"),
        ("a.js", "const light = async (x) => {"),
        ("a.ts", "export interface Lamp {"),
        ("a.go", "func (l *Lamp) Light(x int) error {"),
        ("a.rs", "pub(crate) fn light<T>(x: T) {"),
        ("a.java", "public final class Lamp extends Light {"),
        ("a.c", "static int light(struct lamp *l, int x)"),
        ("a.cpp", "void Lamp::light(int x) const {"),
        ("a.rb", "def self.light"),
        ("a.php", "public function light($x) {"),
        ("a.sh", "light() {"),
        ("a.sql", "CREATE OR REPLACE VIEW lamps AS"),
        ("a.r", "light <- function(x) {"),
        ("a.kt", "data class Lamp(val x: Int)"),
        ("a.swift", "protocol Light {"),
        ("a.scala", "object Lamp extends App {"),
        ("a.lua", "local function M.light(x)"),
        ("a.pl", "sub light {"),
        ("a.ini", "[lamp]"),
        ("a.toml", "[[tool.lamp]]"),
        ("a.yaml", "lamps:"),
    ],
)
def test_definitions_are_headings(tmp_path: Path, name: str, line: str) -> None:
    text = f"first = here\n\n{line}\n    more of it;\n\nend of it;\n"
    assert headings(tmp_path, name, text) == [line]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("a.py", "class of things that come"),
        ("a.py", "            def deep(inside):"),
        ("a.c", "if (light) {"),
        ("a.c", "light(lamp);"),
        ("a.css", "a { color: red }"),
        ("a.yaml", "lamp: red"),
    ],
)
def test_other_lines_are_code(tmp_path: Path, name: str, line: str) -> None:
    assert headings(tmp_path, name, f"x\n{line}\n") == []


def test_code_is_divided_at_empty_lines_and_keeps_its_indents(tmp_path: Path) -> None:
    found, (part,) = read(
        tmp_path, "a.py", "import x\n\nclass A:\n    def b(self):\n        return 1\n\n    y = 2\n"
    )
    assert found.kind == "code"
    assert blocks(part) == [
        ("code", 0, "import x"),
        ("heading", 1, "class A:"),
        ("heading", 2, "    def b(self):"),
        ("code", 0, "        return 1"),
        ("code", 0, "    y = 2"),
    ]
    assert [chunk.heading for chunk in part.chunks][-1] in ((), ("class A:", "def b(self):"))


@pytest.mark.parametrize(
    "line", ["export " * 40, "a" * 290, "f(" * 140, "x <" * 95, "public static " * 20, "[" * 290]
)
@pytest.mark.parametrize("name", ["a.py", "a.c", "a.sh", "a.ini", "a.yaml", "a.sql"])
def test_lines_made_to_be_slow_are_not(tmp_path: Path, name: str, line: str) -> None:
    assert headings(tmp_path, name, f"{line}\n" * 1000 + line * 2000) == []


@pytest.mark.parametrize("name", ["Makefile", "a.unheard", "a.adoc", "README", ".profile"])
def test_any_other_file_of_text_is_read(tmp_path: Path, name: str) -> None:
    found, (part,) = read(tmp_path, name, "Some words.\n\nAnd more.")
    assert (found.kind, part.unit.text) == ("text", "Some words.\n\nAnd more.")
    read(tmp_path, name, "Größe".encode("utf-16"))
    read(tmp_path, name, "plain words in two bytes each".encode("utf-16-le"))
