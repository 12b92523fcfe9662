"""The official client, imported late and shielded from the environment."""

import os
import threading
from types import ModuleType

# The client makes a session when it is imported: a certificate file that is gone, an odd proxy or
# an odd host in the environment would end the import with an exception.
HARMFUL = (
    "SSL_CERT_FILE", "SSL_CERT_DIR", "OLLAMA_HOST", "OLLAMA_API_KEY", "HTTP_PROXY", "HTTPS_PROXY",
    "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy",
)  # fmt: skip


_loaded: list[ModuleType] = []
_loading = threading.Lock()


def is_loaded() -> bool:
    return bool(_loaded)


def ollama() -> ModuleType:
    """The module `ollama`, whole: while a thread imports it, another finds half of it in `sys.modules`."""
    with _loading:
        if not _loaded:
            kept = {name: os.environ.pop(name) for name in HARMFUL if name in os.environ}
            try:
                import ollama as module
            finally:
                os.environ.update(kept)
            _loaded.append(module)
        return _loaded[0]
