"""All benchmarks, one after the other: they print, and judge nothing."""

import sys

from tests.benchmarks import ingest, kills, library_list, light, memory, ollama, window

if __name__ == "__main__":
    sys.argv[1:] = []
    for benchmark in (window, light, ingest, memory, ollama, kills, library_list):
        benchmark.main()
