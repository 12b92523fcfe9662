"""All benchmarks, one after the other: they print, and judge nothing."""

import sys

from tests.benchmarks import ingest, library_list, light, window

if __name__ == "__main__":
    sys.argv[1:] = []
    for benchmark in (window, light, ingest, library_list):
        benchmark.main()
