"""What answers the window, and whether it can be reached: the engine, and Ollama with its models."""

import asyncio
import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop_rag.domain.errors import DesktopRagError, EngineLost
from desktop_rag.domain.models import BUILT_IN, Models
from desktop_rag.engine import calls
from desktop_rag.gui.problems import Problems
from desktop_rag.gui.tasks import TaskRunner
from desktop_rag.processes.calls import Caller

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS, LOOK_SOON_SECONDS = 20.0, 5.0


class Reachable(QObject):
    """`models_told` carries the models as they are now. `ollama_returned` comes when it is there again and
    prepares documents."""

    models_told = Signal(object)
    ollama_returned = Signal()

    def __init__(
        self, engine: Caller, tasks: TaskRunner, problems: Problems, library: Callable[[], str]
    ) -> None:
        super().__init__(problems)
        self._engine, self._tasks, self._problems, self._library = engine, tasks, problems, library
        self._ollama = True

    def begin(self) -> None:
        """Looks at the models, now and again."""
        self._tasks.start(self._look(), group="models", name="look at the models")

    async def _look(self) -> None:
        while True:
            soon = True
            try:
                models = await self._engine.call(calls.MODELS, calls.InLibrary(self._library()))
                self.apply(models)
                soon = not models.ollama.reachable
            except DesktopRagError as error:  # the next look may succeed; the status line waits for it
                log.info("models: %s", error.code)
            await asyncio.sleep(LOOK_SOON_SECONDS if soon else LOOK_EVERY_SECONDS)

    def apply(self, models: Models) -> None:
        self.models_told.emit(models)
        if models.ollama.reachable:
            self._problems.clear("ollama-absent", "ollama-not-installed")
            if not self._ollama and models.embedder != BUILT_IN:
                self.ollama_returned.emit()
        self._ollama = models.ollama.reachable

    def engine_changed(self, state: str, refusal: DesktopRagError | None = None) -> None:
        """What the engine's client reports: a death is a quiet note, staying away is a banner."""
        if state == "lost":
            words = self.tr("Searching stopped for a moment and goes on. Nothing is lost.")
            self._problems.toast.show_words(words)
        elif state == "stopped":
            self._problems.show(EngineLost().failure)
        elif state == "refused" and refusal is not None:
            self._problems.show(refusal.failure)
        elif state == "up":
            self._problems.clear("engine-lost")
