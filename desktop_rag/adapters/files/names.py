"""Names of what lies in almost every folder and is nobody's document, whatever the person's rules say."""

# Folders that programs fill for themselves.
_FOLDERS = frozenset(
    (
        b"node_modules bower_components __pycache__ site-packages venv.bak __macosx lost+found "
        b"$recycle.bin $windows.~bt @eadir #recycle"
    ).split()
) | {b"system volume information"}
# What systems leave in folders that people look at.
_FILES = frozenset((b"thumbs.db", b"ehthumbs.db", b"desktop.ini", b"ntuser.dat", b"icon\r"))
# Hidden, or the lock of an office program: ~$letter.docx, .~lock.letter.odt#
_BEGINNINGS = (b".", b"~$")
# Temporary files, downloads that are not complete, and locks.
_ENDINGS = frozenset(
    (
        b"tmp temp part partial crdownload download opdownload aria2 filepart swp swo swx lock lck "
        b"pid pyc pyo"
    ).split()
)
# A folder that holds one of these is a cache (bford.info/cachedir), or a Python environment.
CACHE_MARK = b"CACHEDIR.TAG"
CACHE_SIGNATURE = b"Signature: 8a477f597d28d172789f06886806bc55"
ENVIRONMENT_MARK = b"pyvenv.cfg"


def nobodys_folder(name: bytes) -> bool:
    return name.startswith(_BEGINNINGS) or name.lower() in _FOLDERS


def nobodys_file(name: bytes, ending: bytes) -> bool:
    """`ending` is what follows the last dot, in lower case."""
    return (
        name.startswith(_BEGINNINGS)
        or ending in _ENDINGS
        or name.endswith(b"~")
        or (name.startswith(b"#") and name.endswith(b"#"))
        or name.lower() in _FILES
    )
