"""The observers that write log lines. Equal faults are said once a period, with their number."""

from __future__ import annotations

import logging

from cachecore_gateway.core.errors import GatewayError
from cachecore_gateway.core.ports import Answered, Clock, Judged, UpstreamCalled

from .fan_out import ignored

__all__ = ["QUIET_SECONDS", "FaultLog", "RequestLog"]

QUIET_SECONDS = 10.0
"""After a line about a part's fault, equal ones are only counted for this long."""

_log = logging.getLogger("cachecore.gateway")
_MODEL_CHARACTERS = 100


class FaultLog:
    """Writes what went wrong. Implements ``Observer``."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._faults: dict[tuple[str, str], tuple[float, int]] = {}

    @ignored
    def answered(self, event: Answered) -> None:
        """Nothing: the counters say it."""

    @ignored
    def judged(self, event: Judged) -> None:
        """Nothing: the counters and the list of near misses say it."""

    def upstream_called(self, event: UpstreamCalled) -> None:
        """A line when a call got no answer."""
        if not event.status and event.error_code:
            self._write(f"upstream for {event.protocol}", event.error_code, "The provider gave no answer")

    @ignored
    def stored(self, tenant_id: str, protocol: str, refused_reason: str) -> None:
        """Nothing: the counters say it."""

    def fault(self, part: str, error: Exception) -> None:
        """A line that says what failed; the text only of our own errors, which never quote a request."""
        own = error.message if isinstance(error, GatewayError) else "A part failed and was worked around"
        self._write(part, type(error).__name__, own)

    def _write(self, part: str, error: str, message: str) -> None:
        now = self._clock.monotonic()
        until, unsaid = self._faults.get((part, error), (now, 0))
        if now < until:
            self._faults[part, error] = (until, unsaid + 1)
            return
        self._faults[part, error] = (now + QUIET_SECONDS, 0)
        _log.warning("%s", message, extra={"part": part, "error": error, "count": unsaid + 1})


class RequestLog(FaultLog):
    """Writes a line per answered request, too."""

    def answered(self, event: Answered) -> None:
        """One line."""
        _log.info("answered", extra=_fields(event))


def _fields(event: Answered) -> dict[str, object]:
    fields: dict[str, object] = {
        "tier": event.tier.value,
        "protocol": event.protocol,
        "model": event.model[:_MODEL_CHARACTERS],
        "tenant": event.tenant_id,
        "status": event.status,
        "milliseconds": round(1000 * event.seconds, 3),
        "stream": event.stream,
        "collapsed": event.collapsed,
        "similarity": round(event.similarity, 4),
        "saved_input_tokens": event.saved.input_tokens,
        "saved_output_tokens": event.saved.output_tokens,
    }
    return fields if event.reason is None else {**fields, "reason": event.reason.value}
