"""An X server of its own with a window manager, for a window that is driven like a person's."""

import os
import subprocess
from types import TracebackType


class Display:
    """`name` goes into DISPLAY. Both programs end with it, and no others."""

    def __init__(self, size: str = "1600x1040x24") -> None:
        self.name = ""
        self._size = size
        self._programs: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Display":
        read, write = os.pipe()
        # The server chooses a number that is free and says it when it can be used.
        server = ["Xvfb", "-displayfd", str(write), "-screen", "0", self._size, "-dpi", "96", "-noreset"]
        self._start([*server, "-nolisten", "tcp"], dict(os.environ), (write,))
        os.close(write)
        with os.fdopen(read) as told:
            self.name = f":{told.readline().strip()}"
        if self.name == ":":
            self.close()
            raise RuntimeError("Xvfb could not start")
        self._start(["openbox"], {**os.environ, "DISPLAY": self.name}, ())
        return self

    def _start(self, command: list[str], environment: dict[str, str], passed: tuple[int, ...]) -> None:
        quiet = subprocess.DEVNULL
        self._programs.append(
            subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet, pass_fds=passed)
        )

    def close(self) -> None:
        for program in reversed(self._programs):
            program.terminate()
        for program in reversed(self._programs):
            try:
                program.wait(5)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
