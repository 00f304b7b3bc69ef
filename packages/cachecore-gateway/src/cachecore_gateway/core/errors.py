"""The error tree of the gateway; each leaf knows its HTTP status and its place in OpenAI's error object.

GatewayError
├── InvalidRequest (400)        the caller's request cannot be understood
│   ├── InvalidDeps (400)       the dependency declaration is malformed: never silently untagged
│   ├── BodyTimeout (408)
│   └── BodyTooLarge (413)
├── NotAuthenticated (401)      a token is missing where needed, or present but bad
├── NotPermitted (403)
├── NotFound (404)
├── RateLimited (429)           carries ``retry_after_seconds``
├── Overloaded (503)            this gateway has no room now
├── UpstreamError               the provider's side
│   ├── UpstreamUnusable (502)  no connection, broken or unreadable answer
│   └── UpstreamTimeout (504)
├── StoreUnavailable (503)      a write that must be durable (an invalidation) could not be made so
└── SettingError                start-up: a setting is wrong; no HTTP status is ever sent
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "BodyTimeout",
    "BodyTooLarge",
    "GatewayError",
    "HeadersTooLarge",
    "InvalidDeps",
    "InvalidRequest",
    "NotAuthenticated",
    "NotFound",
    "NotPermitted",
    "Overloaded",
    "RateLimited",
    "SettingError",
    "StoreUnavailable",
    "UpstreamError",
    "UpstreamTimeout",
    "UpstreamUnusable",
]


class GatewayError(Exception):
    """Base of every error this gateway raises on purpose.

    ``message`` is shown to the caller and says what to change; it never holds a token, a key, a prompt or an answer.
    """

    status: ClassVar[int] = 500
    kind: ClassVar[str] = "api_error"
    code: ClassVar[str] = "internal_error"

    def __init__(self, message: str, *, param: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        self.error_code = code or self.code

    def body(self) -> dict[str, dict[str, str | None]]:
        """The error in OpenAI's shape: ``{"error": {"message", "type", "code", "param"}}``."""
        return {"error": {"message": self.message, "type": self.kind, "code": self.error_code, "param": self.param}}


class InvalidRequest(GatewayError):
    """The request cannot be understood; the message names the place and the cure."""

    status = 400
    kind = "invalid_request_error"
    code = "invalid_request"


class InvalidDeps(InvalidRequest):
    """The dependency declaration is malformed. Untagged storing would be wrong, so the request is refused."""

    code = "invalid_deps"


class BodyTooLarge(InvalidRequest):
    """The body passes the configured limit in bytes."""

    status = 413
    code = "body_too_large"


class BodyTimeout(InvalidRequest):
    """The body did not come in time."""

    status = 408
    code = "body_timeout"


class HeadersTooLarge(InvalidRequest):
    """The header block passes the configured limit in bytes."""

    status = 431
    code = "headers_too_large"


class NotAuthenticated(GatewayError):
    """No usable credential where one is needed, or a CacheCore token that does not verify."""

    status = 401
    kind = "authentication_error"
    code = "invalid_token"


class NotPermitted(GatewayError):
    """The credential is good but does not allow this."""

    status = 403
    kind = "permission_error"
    code = "not_permitted"


class NotFound(GatewayError):
    """No such path or object."""

    status = 404
    kind = "invalid_request_error"
    code = "not_found"


class RateLimited(GatewayError):
    """The tenant's or address's rate is used up for now."""

    status = 429
    kind = "rate_limit_error"
    code = "rate_limit_exceeded"

    def __init__(
        self, message: str, *, retry_after_seconds: float, headers: tuple[tuple[bytes, bytes], ...] = ()
    ) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds
        self.headers = headers
        """``x-ratelimit-*``: the allowance that is used up."""


class Overloaded(GatewayError):
    """The gateway holds as many requests as it may; try again shortly."""

    status = 503
    kind = "overloaded_error"
    code = "overloaded"

    def __init__(self, message: str, *, retry_after_seconds: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class UpstreamError(GatewayError):
    """The provider could not be reached or its answer could not be used."""

    status = 502
    code = "upstream_error"


class UpstreamUnusable(UpstreamError):
    """No connection, a broken transfer, or an answer that is not what the protocol promises."""

    code = "bad_upstream_answer"


class UpstreamTimeout(UpstreamError):
    """The provider did not answer within the configured time."""

    status = 504
    code = "upstream_timeout"


class StoreUnavailable(GatewayError):
    """A step that must be durable before it is acknowledged could not be made durable. Nothing was acknowledged."""

    status = 503
    code = "store_unavailable"


class SettingError(GatewayError):
    """A setting is unknown, malformed or unsafe; start-up stops and the message names the setting and the cure."""

    code = "bad_setting"
