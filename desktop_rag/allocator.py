"""Memory that was freed goes back to the system: glibc would keep it, and a heap for every thread.

5,183 abstracts indexed, the most PSS of all processes: 373 MB, with these settings 255 MB.
"""

import contextlib
import os
import sys

# The names and numbers of glibc's mallopt, and how they are written in the environment of a process.
# With 64 KiB each document's end gives its pages back and the next takes them again: 350,000 page faults
# and 0.7 s of 1.8 in a reader of 5,183 small files, and no memory less than with 1 MiB.
SETTINGS = (
    (-1, "MALLOC_TRIM_THRESHOLD_", 1024 * 1024),
    (-8, "MALLOC_ARENA_MAX", 2),
)


def give_back() -> None:
    """For this process, which should be young (1.5 ms), and for children that it starts. Linux alone."""
    if sys.platform != "linux":
        return
    for _, name, value in SETTINGS:
        os.environ.setdefault(name, str(value))
    import ctypes

    with contextlib.suppress(AttributeError, OSError):  # another C library has no mallopt
        library = ctypes.CDLL(None)
        for number, _, value in SETTINGS:
            library.mallopt(number, value)
