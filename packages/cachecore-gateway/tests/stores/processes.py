"""Starting and ending the other process of a test."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


class Worker:
    """A :mod:`worker_process` under the control of a test."""

    def __init__(self, process: Process) -> None:
        self.process = process

    async def line(self, seconds: float = 20.0) -> str:
        """Its next line, empty at the end."""
        assert self.process.stdout is not None
        return (await asyncio.wait_for(self.process.stdout.readline(), seconds)).decode().strip()

    async def begin(self) -> None:
        """Let it play its role."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"go\n")
        await self.process.stdin.drain()

    async def kill(self) -> None:
        """SIGKILL, and wait."""
        self.process.kill()
        await asyncio.wait_for(self.process.wait(), 5)


@asynccontextmanager
async def worker(directory: Path, role: str, *arguments: object) -> AsyncIterator[Worker]:
    """A worker that has opened the store and waits for :meth:`Worker.begin`; killed at the end."""
    command = (sys.executable, "-m", "stores.worker_process", str(directory), role, *map(str, arguments))
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, cwd=TESTS)
    started = Worker(process)
    try:
        assert await started.line() == "ready"
        yield started
    finally:
        if process.returncode is None:
            await started.kill()
        transport = getattr(process, "_transport")  # noqa: B009 - its pipes are not closed by wait()
        transport.close()
