"""Workers end with their supervisor, however it ended: an orphan would go on holding the port."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time

__all__ = ["end_with_parent"]

_LOOK_SECONDS = 0.25


def end_with_parent() -> None:
    """Ask this process to end (SIGTERM) as soon as the process that started it is gone."""
    started_by = multiprocessing.parent_process()
    # Not who it is now: a supervisor that went before its worker got here would be waited for forever.
    parent = os.getppid() if started_by is None else started_by.pid

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="cachecore-orphan-watch", daemon=True).start()
