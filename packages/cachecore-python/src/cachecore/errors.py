"""What can go wrong between this client and the gateway.

    CachecoreError                  the gateway could not be reached, or did not answer as it should
    ├── CachecoreAuthError          401, 403: the token is missing, bad, expired, or may not do this
    └── CachecoreRateLimitError     429: too many requests; ``retry_after`` says when to come back

Proxied LLM calls never raise these: they raise the errors of the SDK that made the call.
"""

from __future__ import annotations

__all__ = [
    "CacheCoreAuthError",
    "CacheCoreError",
    "CacheCoreRateLimitError",
    "CachecoreAuthError",
    "CachecoreError",
    "CachecoreRateLimitError",
]


class CachecoreError(Exception):
    """A management call failed; the message says what to change."""


class CachecoreAuthError(CachecoreError):
    """The gateway refused the token (401) or what it wanted to do (403)."""


class CachecoreRateLimitError(CachecoreError):
    """The gateway asked to slow down (429).

    ``retry_after`` is the wait in seconds (0 or more), or None where the gateway named none.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


CacheCoreError = CachecoreError
CacheCoreAuthError = CachecoreAuthError
CacheCoreRateLimitError = CachecoreRateLimitError
