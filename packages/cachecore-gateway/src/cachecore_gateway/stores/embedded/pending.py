"""Entries that are visible in this process and on their way to the disk."""

from __future__ import annotations

from collections.abc import Iterator

from cachecore_gateway.core.entry import Entry

from .entry_rows import Filing

__all__ = ["Pending"]


class Pending:
    """The last word on a key until the disk has it: an entry, or its removal."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._filings: dict[str, Filing | None] = {}
        self._waiting_bytes = 0

    @property
    def full(self) -> bool:
        """Is more waiting than the limit allows?"""
        return self._waiting_bytes > self._limit_bytes

    def add(self, key: str, filing: Filing | None) -> None:
        """From now on ``filing`` is what the key holds; ``None``: it is removed."""
        self._filings[key] = filing
        self._waiting_bytes += filing.size if filing else 0

    def done(self, key: str, filing: Filing | None) -> None:
        """The disk has ``filing`` (or it was given up); a later one of the same key keeps waiting."""
        self._waiting_bytes -= filing.size if filing else 0
        if key in self._filings and self._filings[key] is filing:
            del self._filings[key]

    def holds(self, key: str) -> bool:
        """Does the disk not know the last word on ``key`` yet?"""
        return key in self._filings

    def entry(self, key: str) -> Entry | None:
        """The entry waiting under ``key``; ``None``: it is being removed."""
        filing = self._filings[key]
        return filing.entry if filing else None

    def filing(self, key: str) -> Filing | None:
        """What waits under ``key``; ``None``: its removal."""
        return self._filings[key]

    def find(self, entry_id: str) -> Entry | None:
        """The waiting entry with this opaque id."""
        return next((filing.entry for filing in self.filings() if filing.entry.entry_id == entry_id), None)

    def filings(self) -> Iterator[Filing]:
        """All entries that wait."""
        return (filing for filing in self._filings.values() if filing is not None)
