"""Counting bytecode instructions: the same on every machine and under every load."""

from __future__ import annotations

import asyncio
import gc
import selectors
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

__all__ = ["Meter"]

_LOOP = (str(Path(asyncio.__file__).parent), selectors.__file__)
"""The event loop's own: how often it turns depends on how fast the provider answers, and in production it is in C."""


class Meter:
    """Counts bytecode instructions of everything called inside the block, in this thread.

    Args:
        with_loop: count those of the event loop, too.
    """

    def __init__(self, *, with_loop: bool = True) -> None:
        self.count = 0
        self._with_loop = with_loop

    def __enter__(self) -> Meter:
        gc.disable()
        self._former = sys.gettrace()
        sys.settrace(self._trace)
        return self

    def __exit__(self, *exc: object) -> None:
        sys.settrace(self._former)
        gc.enable()

    def _trace(self, frame: FrameType, event: str, argument: object) -> Callable[..., Any] | None:
        if not self._with_loop and frame.f_code.co_filename.startswith(_LOOP):
            return None
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        self.count += event == "opcode"
        return self._trace
