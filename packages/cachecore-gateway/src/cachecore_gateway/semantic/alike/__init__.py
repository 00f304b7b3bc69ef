"""Two texts written alike: what one writes otherwise than the other, and means the same by, is written in one way."""

from .wording import compared, wording_of

__all__ = ["compared", "wording_of"]
