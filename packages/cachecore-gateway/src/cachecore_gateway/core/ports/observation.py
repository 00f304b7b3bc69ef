"""What happened, for counters, logs and traces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from ..entry import NO_USAGE, Usage
from ..lookup import Reason, Tier
from ..meaning import Judgement

__all__ = ["Answered", "Judged", "Observer", "UpstreamCalled"]


class Answered(NamedTuple):
    """One request was answered. No text of prompt, answer or token ever gets here."""

    tier: Tier
    reason: Reason | None
    protocol: str
    model: str
    tenant_id: str
    status: int
    seconds: float
    """From the parsed request to the head of the answer."""
    similarity: float = 0.0
    stream: bool = False
    collapsed: bool = False
    saved: Usage = NO_USAGE
    """Tokens that a hit did not spend."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The semantic tier looked at candidates for one request."""

    tenant_id: str
    judgements: Sequence[Judgement]
    served: bool
    shadow: bool
    """It would have been served, but the tier only watches."""
    seconds: float


@dataclass(frozen=True, slots=True)
class UpstreamCalled:
    """One call to the provider ended its head phase; ``status`` 0 when it failed, with the error's code."""

    protocol: str
    status: int
    error_code: str
    seconds: float
    purpose: str
    """``miss``, ``refresh``, ``bypass``, ``recheck`` or ``judge``."""


class Observer(Protocol):
    """Counts, logs and traces. Never raises, never blocks."""

    def answered(self, event: Answered) -> None:
        """A request was answered."""

    def judged(self, event: Judged) -> None:
        """Candidates were judged."""

    def upstream_called(self, event: UpstreamCalled) -> None:
        """A provider answered or failed."""

    def stored(self, tenant_id: str, protocol: str, refused_reason: str) -> None:
        """An answer was stored, or why not."""

    def fault(self, part: str, error: Exception) -> None:
        """A part failed and was worked around."""
