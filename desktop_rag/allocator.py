"""Memory that was freed goes back to the system: glibc would keep it, and a heap for every thread.

5,183 abstracts indexed, the most PSS of all processes: 373 MB, with these settings 246 MB.
"""

import contextlib
import os
import sys

# The names and numbers of glibc's mallopt, and how they are written in the environment of a process.
SETTINGS = (
    (-1, "MALLOC_TRIM_THRESHOLD_", 64 * 1024),
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
