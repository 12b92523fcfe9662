"""The official client, imported late and shielded from the environment."""

import os
import sys
from types import ModuleType

# The client makes a session when it is imported: a certificate file that is gone, an odd proxy or
# an odd host in the environment would end the import with an exception.
HARMFUL = (
    "SSL_CERT_FILE", "SSL_CERT_DIR", "OLLAMA_HOST", "OLLAMA_API_KEY", "HTTP_PROXY", "HTTPS_PROXY",
    "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy",
)  # fmt: skip


def ollama() -> ModuleType:
    """The module `ollama`."""
    if "ollama" not in sys.modules:
        kept = {name: os.environ.pop(name) for name in HARMFUL if name in os.environ}
        try:
            import ollama as module
        finally:
            os.environ.update(kept)
        return module
    return sys.modules["ollama"]
