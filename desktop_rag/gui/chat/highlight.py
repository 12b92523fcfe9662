"""The words of a program told apart, in the theme's own colours."""

from collections.abc import Iterator

from desktop_rag.gui.looks.tokens import Role

LONGEST = 20_000


def coloured(code: str, language: str) -> Iterator[tuple[str, Role]]:
    """The pieces of a program with the colour of each; a language that is not known stays plain."""
    if not language or len(code) > LONGEST:
        yield code, "text"
        return
    from pygments import lex
    from pygments.lexers import get_lexer_by_name
    from pygments.token import Token
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        yield code, "text"
        return
    roles: list[tuple[object, Role]] = [
        (Token.Keyword, "accent_text"),
        (Token.Literal.String, "ok"),
        (Token.Literal.Number, "attention"),
        (Token.Comment, "text3"),
    ]
    for kind, piece in lex(code, lexer):
        yield piece, next((role for token, role in roles if kind in token), "text")  # type: ignore[operator]
