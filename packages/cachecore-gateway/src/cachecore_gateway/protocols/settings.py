"""Settings of the protocol adapters."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFAULTS", "ProtocolSettings"]


@dataclass(frozen=True, slots=True)
class ProtocolSettings:
    """What an operator may declare of the requests and answers of one API shape.

    ``ignore_paths`` are checked when an adapter is made, see :func:`.volatile.parsed_paths`.
    """

    ignore_paths: tuple[str, ...] = ()
    """Places in the body that change from call to call and mean nothing, like ``/metadata/trace_id`` or
    ``/messages/*/timestamp``. None by default: an unknown field always counts."""
    store_truncated: bool = False
    """Also store answers that ended because the caller's own token limit was reached."""


DEFAULTS = ProtocolSettings()
