"""The words of DrawingML: what stands in shapes, text boxes, diagrams and the titles of charts."""

from collections.abc import Iterator

from lxml import etree

from desktop_rag.adapters.reading.zips import local


def paragraphs(element: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs below an element; of two copies of a shape those of the first."""
    stack = [element]
    while stack:
        found = stack.pop()
        name = local(found)
        if name == "p" and "/drawingml/" in str(found.tag):
            yield found
        elif name != "Fallback":
            stack.extend(reversed(found))


def paragraph_text(paragraph: etree._Element) -> str:
    parts: list[str] = []
    for element in paragraph.iter():
        match local(element):
            case "t":
                parts.append(element.text or "")
            case "br":
                parts.append("\n")
            case "tab":
                parts.append("\t")
    return "".join(parts).replace("\xa0", " ").replace("\x0b", "\n").strip()


def drawn_lines(element: etree._Element) -> list[str]:
    """The texts of the paragraphs below an element, without empty ones."""
    return [text for paragraph in paragraphs(element) if (text := paragraph_text(paragraph))]
