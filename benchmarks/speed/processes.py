"""Child processes on ports of loopback, ended by their own ids."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

__all__ = ["Server", "cpu_seconds", "resident_bytes"]


class Server:
    """A server that is ready once it accepts connections on ``port``."""

    def __init__(
        self, command: Sequence[str], port: int, log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.port = port
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command,
                env={**os.environ, **(environment or {})},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._log = log

    @property
    def pid(self) -> int:
        """Of the process that was started."""
        return self._process.pid

    def wait(self, timeout_seconds: float) -> None:
        """Until it listens.

        Raises:
            RuntimeError: it ended, or does not listen in time.
        """
        end = time.monotonic() + timeout_seconds
        while time.monotonic() < end:
            if self._process.poll() is not None:
                break
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 0.5):
                return
            time.sleep(0.05)
        text = self._log.read_text("utf-8", "replace")[-600:]
        self.stop()
        raise RuntimeError(f"{self._log.stem} does not listen: {text}")

    def stop(self) -> None:
        """End it and its children, which are of its session."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
                return


def resident_bytes(pid: int) -> int:
    """Resident memory of a process, of Linux's ``/proc``."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("no VmRSS")


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has taken so far, in user space and in the kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
