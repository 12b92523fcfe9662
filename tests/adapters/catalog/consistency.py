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
        SELECT id FROM documents WHERE content IS NULL AND state IN (0, 1) AND must_read = 0
        AND next_content IS NULL""",
    "only a document with an old version has a new one coming": """
        SELECT id FROM documents WHERE next_content IS NOT NULL
        AND ((content IS NULL AND member = '') OR content = next_content)""",
    "what is attached waits for a mail that changes": """
        SELECT d.id FROM documents d JOIN documents f USING (library, path)
        WHERE f.member = '' AND f.next_content IS NULL
        AND (d.leaving = 1 OR (d.content IS NULL AND d.next_content IS NOT NULL))""",
    "what is attached stands under what holds it": """
        SELECT d.id FROM documents d LEFT JOIN documents p ON p.id = d.parent
        WHERE (d.member <> '') <> (p.id IS NOT NULL) OR p.path <> d.path OR p.library <> d.library""",
    "what is attached is read with its mail": """
        SELECT d.id FROM documents d JOIN documents f USING (library, path)
        WHERE d.member <> '' AND f.member = '' AND d.must_read > f.must_read""",
    "what leaves is not what comes": """
        SELECT id FROM documents WHERE leaving = 1 AND (next_content IS NOT NULL OR content IS NULL)""",
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
        SELECT d.id {_DECIDING} WHERE d.next_content IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM documents f WHERE f.library = d.library AND f.path = d.path
        AND EXISTS ({_ROW} o.target IN (d.library * 2, g.id * 2 + 1) AND o.content = f.next_content))""",
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
