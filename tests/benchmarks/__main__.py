"""All benchmarks that need no folder of a person's, one after the other: they print, and judge nothing."""

import sys
import tempfile

from tests.benchmarks import (
    ingest,
    kills,
    library_list,
    light,
    memory,
    ollama,
    painting,
    search,
    strange_queries,
    window,
)

if __name__ == "__main__":
    sys.argv[1:] = []
    for benchmark in (window, light, ingest, memory, ollama, kills, library_list):
        benchmark.main()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as room:
        sys.argv[1:] = ["--folder", room]
        for benchmark in (search, painting, strange_queries):
            benchmark.main()
