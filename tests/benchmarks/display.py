"""A display of one's own: Xvfb on a free number, or Qt's offscreen platform where there is none."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator


@contextlib.contextmanager
def display() -> Iterator[dict[str, str]]:
    """What to add to the environment of a window's process. Ends the server that it started."""
    if not shutil.which("Xvfb"):
        print("There is no Xvfb: the windows are drawn offscreen.")
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        if number:
            yield {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        else:
            print("Xvfb does not start: the windows are drawn offscreen.")
            yield {"QT_QPA_PLATFORM": "offscreen"}
    finally:
        server.terminate()
        server.wait()
