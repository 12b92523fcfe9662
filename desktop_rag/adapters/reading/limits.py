"""What a process that opens files of strangers may take, and that it ends with its parent."""

import contextlib
import os
import signal
import sys

ADDRESS_SPACE = 4 * 2**30
NICENESS = 10
# Far over the parent's own limit of wall time: this one only counts when there is no parent to watch.
CPU_SECONDS = 120

_PR_SET_PDEATHSIG = 1


def die_with(parent: int) -> None:
    """On Linux the kernel ends this process with its parent: it may be stuck inside a C call by then."""
    if sys.platform != "linux":
        return
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)  # it died before it could be asked for


def limit() -> None:
    """No files written, no core dump, 4 GiB of addresses, low priority."""
    if sys.platform == "win32":
        return
    import resource

    for kind, value in (
        (resource.RLIMIT_AS, ADDRESS_SPACE), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)
    ):  # fmt: skip
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, value))
    with contextlib.suppress(OSError):
        os.nice(NICENESS)


def renew_cpu_time() -> None:
    """Moves the soft limit on: it counts from the start of the process."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    with contextlib.suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + CPU_SECONDS, hard))
