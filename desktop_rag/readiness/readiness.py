"""May we start: every check is run, and each says what to do when it fails."""

import asyncio
from collections.abc import Sequence

from desktop_rag.domain.errors import DesktopRagError, failure_of
from desktop_rag.domain.reports import Check
from desktop_rag.readiness.checks import Probe

# A check that hangs must not keep the others' findings back.
PATIENCE = 20.0


class Readiness:
    """Runs the checks that it was given, in their order."""

    def __init__(self, probes: Sequence[Probe]) -> None:
        self._probes = tuple(probes)

    async def check(self) -> tuple[Check, ...]:
        """One result a probe. Never raises: a probe that fails is a check that is not ok."""
        return tuple(await asyncio.gather(*map(self._run, self._probes)))

    async def _run(self, probe: Probe) -> Check:
        try:
            async with asyncio.timeout(PATIENCE):
                return Check(probe.check, True, detail=await probe.look())
        except DesktopRagError as error:
            return Check(probe.check, False, error.failure)
        except Exception as error:
            return Check(probe.check, False, failure_of(error))
