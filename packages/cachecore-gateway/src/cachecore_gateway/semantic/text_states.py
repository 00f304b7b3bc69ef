"""What an encoder's lower layers made of a text, kept for a while: the verifier goes on from there.

A question is embedded before its candidates are known, and a candidate was embedded when it was stored or asked for. So
the verifier, which shares the encoder's lower layers, mostly finds its work half done.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

import numpy as np
from numpy.typing import NDArray

__all__ = ["States", "TextStates"]

States = NDArray[np.float16]
"""(tokens, width), `[CLS]` and `[SEP]` included. Half precision: its rounding is below that of the int8 products."""


class TextStates:
    """States by text, least recently used forgotten first. Safe from many threads."""

    def __init__(self, limit_count: int = 1024) -> None:
        """`limit_count` texts of 60 tokens take 47 MB, usual questions a quarter of it."""
        self._limit_count = limit_count
        self._kept: OrderedDict[str, States] = OrderedDict()
        self._lock = Lock()

    def get(self, text: str) -> States | None:
        """The states of `text`, `None` when they are not kept (any more)."""
        with self._lock:
            found = self._kept.get(text)
            if found is not None:
                self._kept.move_to_end(text)
            return found

    def put(self, text: str, states: States) -> None:
        """Keep the states of `text`."""
        with self._lock:
            self._kept[text] = states
            if len(self._kept) > self._limit_count:
                self._kept.popitem(last=False)
