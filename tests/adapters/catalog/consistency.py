"""What must be true of a catalog at every moment, whatever happened to it."""

import sqlite3
from pathlib import Path

_DECIDING = """
FROM documents d LEFT JOIN generations g ON g.id = (
    SELECT id FROM generations WHERE library = d.library AND state <> 'dropped' ORDER BY state LIMIT 1)
"""
_ROW = "SELECT 1 FROM outbox o WHERE o.dropping = 0 AND"
_HELD = """
FROM outbox o LEFT JOIN generations g ON o.target % 2 = 1 AND g.id = o.target / 2
WHERE {} EXISTS (
    SELECT 1 FROM documents d WHERE d.library = CASE WHEN o.target % 2 THEN g.library ELSE o.target / 2 END
    AND (d.content = o.content OR d.next_content = o.content))
"""

RULES = {
    "a document that waits or failed shows nothing": """
        SELECT id FROM documents WHERE content IS NOT NULL AND state IN (0, 4)""",
    "a document that is found shows something": """
        SELECT id FROM documents WHERE content IS NULL AND state IN (2, 3)""",
    "a document without a content must be read, or failed": """
        SELECT id FROM documents WHERE content IS NULL AND state IN (0, 1) AND must_read = 0""",
    "only a document with an old version has a new one coming": """
        SELECT id FROM documents WHERE next_content IS NOT NULL
        AND (content IS NULL OR content = next_content)""",
    "every content is held": """
        SELECT id FROM contents WHERE id NOT IN (
        SELECT content FROM documents WHERE content IS NOT NULL
        UNION SELECT next_content FROM documents WHERE next_content IS NOT NULL)""",
    "what is to be added is held by the library": f"""
        SELECT o.sequence {_HELD.format("o.dropping = 0 AND NOT")}""",
    "what is to be dropped is held by no document of the library": f"""
        SELECT o.sequence {_HELD.format("o.dropping = 1 AND")}""",
    "a dropped generation is given nothing": """
        SELECT sequence FROM outbox o JOIN generations g ON o.target = g.id * 2 + 1
        WHERE g.state = 'dropped'""",
    "a document is not left behind when its words are in": f"""
        SELECT id FROM documents d WHERE state = 1 AND content IS NOT NULL
        AND NOT EXISTS ({_ROW} o.target = d.library * 2 AND o.content = d.content)""",
    "a document is ready exactly when its vectors are in": f"""
        SELECT d.id {_DECIDING} WHERE d.state IN (2, 3) AND (d.state = 3) <> (g.id IS NOT NULL
        AND NOT EXISTS ({_ROW} o.target = g.id * 2 + 1 AND o.content = d.content))""",
    "a new version is not left behind when it is in": f"""
        SELECT d.id {_DECIDING} WHERE d.next_content IS NOT NULL
        AND NOT EXISTS ({_ROW} o.target IN (d.library * 2, g.id * 2 + 1) AND o.content = d.next_content)""",
    "counts are right": """
        SELECT id FROM contents c WHERE passages <> (SELECT count(*) FROM passages WHERE content = c.id)
        OR units <> (SELECT count(*) FROM units WHERE content = c.id)""",
}


def broken_rules(path: Path) -> list[str]:
    """The rules that a catalog's file breaks; SQLite's own checks are among them."""
    db = sqlite3.connect(path)
    try:
        broken = [rule for rule, query in RULES.items() if db.execute(query).fetchall()]
        if db.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            broken.append("the file is sound")
        if db.execute("PRAGMA foreign_key_check").fetchall():
            broken.append("rows refer to rows that are there")
        return broken
    finally:
        db.close()
