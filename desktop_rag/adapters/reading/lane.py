"""One reader process and its queue of calls: who is to blame when it dies, and how long it may work."""

import asyncio
import contextlib
import logging
import signal
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from desktop_rag.adapters.reading.calls import Begun, FileFailed, FileRead, PageTurned, Several, UnitRead
from desktop_rag.domain.errors import ChildLost, ReaderCrashed, ReadingMemory, ReadingTimeout
from desktop_rag.processes.calls import Call
from desktop_rag.processes.parent import Child

if TYPE_CHECKING:
    import psutil

log = logging.getLogger(__name__)

SECONDS = 20.0
SECONDS_A_PAGE = 0.2
MEMORY = 1_500_000_000
# Freed memory does not always go back: a reader that keeps this much is replaced between documents.
RETIRE_AT = 400_000_000
IDLE_SECONDS = 60.0
POLL_SECONDS = 0.1
MAX_STARTS = 3
MAX_TRIES = 3


class Job:
    """A call on its way: queued, sent, begun, settled."""

    def __init__(
        self, call: Call[Any, Any, Any], argument: Any, report: Callable[[Any], None], seconds: float
    ) -> None:
        self.call = call
        self.argument = argument
        self.seconds = seconds
        self._report = report
        self.result: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.sent: asyncio.Task[Any] | None = None
        self.begun: float | None = None
        self.tries = 0
        self.pages = 0
        self.reported = False

    def take(self, event: Any) -> None:
        if isinstance(event, Begun):
            self.begun = asyncio.get_running_loop().time()
            return
        if isinstance(event, Several):
            self._count(event)
        elif isinstance(event, PageTurned):
            self.begun, self.pages = asyncio.get_running_loop().time(), 0
        if not self.result.done():
            self._report(event)

    def _count(self, event: Several) -> None:
        """Each file of a request has its own time."""
        for one in event.happened:
            if isinstance(one, UnitRead):
                self.pages += 1
            elif isinstance(one, FileRead | FileFailed):
                self.begun, self.pages = asyncio.get_running_loop().time(), 0

    @property
    def allowed(self) -> float:
        """Seconds that its document may take, from its beginning."""
        # Nobody waits for it any more, and it keeps the others waiting.
        return 1.0 if self.result.done() else self.seconds + SECONDS_A_PAGE * self.pages

    def overdue(self, now: float) -> bool:
        return self.begun is not None and now - self.begun > self.allowed

    def fail(self, error: BaseException) -> None:
        if not self.result.done():
            self.result.set_exception(error)


class Lane:
    """Keeps up to `depth` calls in the pipe of one child, and the rest in a queue of its own.

    The child is started when it is needed and ended when it has been idle for a minute.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        depth: int,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        idle: float = IDLE_SECONDS,
        stderr: int | None = None,
    ) -> None:
        self._name = name
        self._command = command
        self._depth = depth
        self._seconds = seconds
        self._memory = memory
        self._idle = idle
        self._stderr = stderr
        self._child: Child | None = None
        self._process: psutil.Process | None = None
        self._waiting: deque[Job] = deque()
        self._sent: deque[Job] = deque()
        self._work: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._retire = False
        self._closed = False
        self._weighed = 0.0
        self._held = False

    @property
    def load(self) -> int:
        return len(self._waiting) + len(self._sent)

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child is not None and self._child.alive else None

    async def call(
        self,
        call: Call[Any, Any, Any],
        argument: Any,
        report: Callable[[Any], None] = lambda event: None,
        seconds: float | None = None,
    ) -> Any:
        """Raises `ReaderCrashed`, `ReadingTimeout`, `ReadingMemory`, and `ChildLost` when none can be
        started. `seconds`: less than the lane allows a document."""
        if self._closed:
            raise ChildLost(child=self._name, status="closed")
        job = Job(call, argument, report, min(seconds or self._seconds, self._seconds))
        self._waiting.append(job)
        self._wake.set()
        if self._work is None or self._work.done():
            self._work = asyncio.get_running_loop().create_task(self._run(), name=self._name)
        try:
            return await job.result
        finally:
            if job in self._waiting:
                self._waiting.remove(job)

    def hold(self, held: bool) -> None:
        """Stops the child, and what it has started, where they are; or lets them go on."""
        if held == self._held:
            return
        self._held = held
        if self._child is not None and self._child.alive:
            self._child.stop(held)

    async def _run(self) -> None:
        try:
            while True:
                while await self._has_work():
                    await self._step()
                await self._end()
                if not self._waiting:  # a call may have come while the idle child was ending
                    return
        finally:
            await self._end()

    async def _step(self) -> None:
        try:
            child = await self._started()
        except Exception as error:
            self._fail_all(error)
            return
        self._send(child)
        if self._sent:
            await self._settle(self._sent[0])

    async def _has_work(self) -> bool:
        """Waits for work, at most as long as an idle child may live."""
        if self._waiting or self._sent:
            return True
        self._wake.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._idle):
                await self._wake.wait()
        return bool(self._waiting)

    def _fail_all(self, error: BaseException) -> None:
        jobs = [*self._sent, *self._waiting]
        self._sent.clear()
        self._waiting.clear()
        for job in jobs:
            job.fail(error)

    async def _started(self) -> Child:
        if self._retire and not self._sent:
            await self._end()
        starts = 0
        while self._child is None or not self._child.alive:
            if self._child is not None:
                self._send_again()
            child = Child(self._name, self._command, stderr=self._stderr)
            starts += 1
            try:
                await child.start()
            except ChildLost:
                if starts == MAX_STARTS:
                    raise
                continue
            self._child = child
            import psutil  # 8 ms, which a library without changes does without

            with contextlib.suppress(psutil.Error):
                self._process = psutil.Process(child.pid)
        return self._child

    def _send(self, child: Child) -> None:
        while self._waiting and len(self._sent) < self._depth and not self._retire:
            job = self._waiting.popleft()
            if job.result.done():
                continue
            job.begun, job.pages, job.tries = None, 0, job.tries + 1
            job.sent = asyncio.get_running_loop().create_task(
                child.call(job.call, job.argument, job.take), name=job.call.name
            )
            # The head of the line is awaited; what the others came to may be replaced by another attempt.
            job.sent.add_done_callback(_seen)
            self._sent.append(job)

    async def _settle(self, head: Job) -> None:
        """Waits for the head of the line, watching its time and its memory."""
        assert head.sent is not None
        verdict: BaseException | None = None
        while not (await asyncio.wait({head.sent}, timeout=POLL_SECONDS))[0]:
            verdict = self._verdict(head)
            if verdict is not None and self._child is not None:
                await self._child.kill()
                break
        try:
            result = await head.sent
        except ChildLost as lost:
            self._lost(head, lost, verdict)
        except Exception as error:
            self._sent.popleft()
            head.fail(error)
        else:
            self._sent.popleft()
            if not head.result.done():
                head.result.set_result(result)
        if asyncio.get_running_loop().time() - self._weighed > 10 * POLL_SECONDS:
            self._retire = self._resident() > RETIRE_AT

    def _verdict(self, head: Job) -> BaseException | None:
        if self._held and not head.result.done():
            head.begun = head.begun and asyncio.get_running_loop().time()
            return None
        if self._resident() > self._memory:
            return ReadingMemory()
        if head.overdue(asyncio.get_running_loop().time()):
            return ReadingTimeout(seconds=str(round(head.allowed)))
        return None

    def _resident(self) -> int:
        self._weighed = asyncio.get_running_loop().time()
        if self._process is None:
            return 0
        import psutil

        try:
            return int(self._process.memory_info().rss)
        except psutil.Error:
            return 0

    def _lost(self, head: Job, lost: ChildLost, verdict: BaseException | None) -> None:
        """Fails the one document that the child was at; all others, and one not yet begun, go again."""
        if head.begun is not None or head.tries >= MAX_TRIES:
            self._sent.popleft()
            if lost.arguments.get("status") == str(-_SIGXCPU):
                verdict = verdict or ReadingTimeout(seconds=str(round(self._seconds)))
            head.fail(verdict or ReaderCrashed(status=lost.arguments.get("status", "?")))
        log.warning("%s ended: %s", self._name, lost.arguments.get("status"))
        self._send_again()

    def _send_again(self) -> None:
        """Puts what was sent to a child that is gone back to the front of the queue."""
        for job in reversed(self._sent):
            self._waiting.appendleft(job)
        self._sent.clear()
        self._child = self._process = None
        self._retire = False

    async def _end(self) -> None:
        child, self._child, self._process, self._retire = self._child, None, None, False
        if child is not None:
            try:
                await child.close()
            except asyncio.CancelledError:
                await child.kill()
                raise

    async def close(self) -> None:
        """Ends the child at once when it is at work, else gently. Calls under way fail with `ChildLost`."""
        self._closed = True
        self._fail_all(ChildLost(child=self._name, status="closed"))
        if self._child is not None and self._work is not None and not self._work.done():
            await self._child.kill()
        if self._work is not None:
            self._work.cancel()
            await asyncio.wait({self._work})


def _seen(task: asyncio.Task[Any]) -> None:
    """Marks an outcome as seen, so that it is not reported as lost."""
    if not task.cancelled():
        task.exception()


_SIGXCPU = int(getattr(signal, "SIGXCPU", 24))
