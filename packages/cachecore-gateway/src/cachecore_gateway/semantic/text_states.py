"""What an encoder's lower layers made of a text, kept for a while: the verifier goes on from there.

A question is embedded before its candidates are known, and a candidate was embedded when it was stored or asked for. So
the verifier, which shares the encoder's lower layers, mostly finds its work half done.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .remembered import Remembered

__all__ = ["States", "TextStates"]

States = NDArray[np.float16]
"""(tokens, width), `[CLS]` and `[SEP]` included. Half precision: its rounding is below that of the int8 products."""


class TextStates(Remembered[str, States]):
    """States by text."""

    def __init__(self, limit_count: int = 1024) -> None:
        """`limit_count` texts of 60 tokens take 47 MB, usual questions a quarter of it."""
        super().__init__(limit_count)
