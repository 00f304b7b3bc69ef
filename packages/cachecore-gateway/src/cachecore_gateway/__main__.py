"""``python -m cachecore_gateway`` and the command ``cachecore``."""

from __future__ import annotations

import sys

from cachecore_gateway.cli.entry import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
