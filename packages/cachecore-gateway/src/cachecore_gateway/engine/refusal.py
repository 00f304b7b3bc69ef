"""Refusals of the engine itself."""

from __future__ import annotations

from cachecore_gateway.core.errors import GatewayError
from cachecore_gateway.core.lookup import Reason

__all__ = ["OnlyIfCached"]


class OnlyIfCached(GatewayError):
    """``Cache-Control: only-if-cached`` and nothing stored may be served (RFC 9111 §5.2.1.7)."""

    status = 504
    kind = "invalid_request_error"
    code = "only_if_cached"

    def __init__(self, reason: Reason) -> None:
        super().__init__(
            f"Nothing stored may answer this request ({reason.value}); drop only-if-cached to ask the provider."
        )
        self.reason = reason
