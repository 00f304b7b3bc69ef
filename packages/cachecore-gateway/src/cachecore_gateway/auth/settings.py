"""Settings of the authenticator; checked where they are made."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from cachecore_gateway.core.errors import SettingError

__all__ = ["ASYMMETRIC", "MIN_SECRET_BYTES", "SYMMETRIC", "AuthSettings"]

SYMMETRIC = frozenset({"HS256", "HS384", "HS512"})
ASYMMETRIC = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
MIN_SECRET_BYTES = 32
"""RFC 7518 §3.2: a key of the hash's size or larger."""

_DAY = 86_400.0
_MAKE_ONE = "make one with `python3 -c 'import secrets; print(secrets.token_urlsafe(48))'`"


@dataclass(frozen=True, slots=True)
class AuthSettings:
    """How tokens are verified. Exactly one of ``jwt_secret``, ``public_key_pem``, ``jwks_file``, ``jwks_url``.

    Raises:
        SettingError: the settings cannot be honoured or are unsafe; the message never shows the secret.
    """

    algorithms: tuple[str, ...] = ("HS256",)
    """JWS algorithms that are accepted; never taken from a token (RFC 8725 §3.1)."""
    jwt_secret: str = field(default="", repr=False)
    """Shared secret of the HS algorithms, >= 32 bytes."""
    public_key_pem: str = ""
    """Public key of the issuer, PEM."""
    jwks_file: Path | None = None
    """The issuer's keys as a JWK set (RFC 7517)."""
    jwks_url: str = ""
    """Where the issuer publishes its JWK set; https, or http on loopback."""
    audience: str = ""
    """``aud`` that tokens must carry; empty: not checked."""
    issuer: str = ""
    """``iss`` that tokens must carry; empty: not checked."""
    leeway_seconds: float = 10.0
    """Tolerance for ``nbf`` and ``iat`` of issuers whose clock runs ahead, 0…300. ``exp`` has none."""
    max_token_bytes: int = 8192
    """Longer tokens are refused unread."""
    remembered_count: int = 65_536
    """Verified tokens that are remembered, least recently used dropped first."""
    max_fresh_seconds: float = 30 * _DAY
    """Cap on the claim ``fresh_ttl_secs``."""
    max_stale_seconds: float = 30 * _DAY
    """Cap on the claim ``stale_window_secs``."""
    jwks_refresh_seconds: float = 300.0
    """How often the JWK set is read again."""
    jwks_retry_seconds: float = 10.0
    """Shortest time between two readings, for failures and unknown key ids."""
    jwks_stale_seconds: float = _DAY
    """How long keys are used while the set cannot be read again."""
    dev: bool = False
    """Development on loopback: short secrets are accepted."""

    def __post_init__(self) -> None:
        _check_algorithms(self.algorithms)
        _check_one_source(self)
        if self.jwt_secret:
            _check_secret(self.jwt_secret, dev=self.dev)
        if self.jwks_url:
            _check_url(self.jwks_url)
        if not 0 <= self.leeway_seconds <= 300:
            raise SettingError("auth.leeway_seconds must lie between 0 and 300.")
        for name in ("max_token_bytes", "remembered_count"):
            if getattr(self, name) < 1:
                raise SettingError(f"auth.{name} must be 1 or more.")
        for name in ("max_fresh_seconds", "max_stale_seconds"):
            _check_number(name, getattr(self, name), least=0.0)
        for name in ("jwks_refresh_seconds", "jwks_retry_seconds", "jwks_stale_seconds"):
            _check_number(name, getattr(self, name), least=0.01)

    @property
    def is_symmetric(self) -> bool:
        """Do tokens carry a MAC under ``jwt_secret``? Else a signature."""
        return self.algorithms[0] in SYMMETRIC


def _check_algorithms(algorithms: tuple[str, ...]) -> None:
    chosen = frozenset(algorithms)
    if not chosen or not (chosen <= SYMMETRIC or chosen <= ASYMMETRIC):
        raise SettingError(
            f"auth.algorithms must name some of {', '.join(sorted(SYMMETRIC))} or some of "
            f"{', '.join(sorted(ASYMMETRIC))}, never of both."
        )


def _check_one_source(settings: AuthSettings) -> None:
    sources = {
        "jwt_secret": bool(settings.jwt_secret),
        "public_key_pem": bool(settings.public_key_pem),
        "jwks_file": settings.jwks_file is not None,
        "jwks_url": bool(settings.jwks_url),
    }
    given = [name for name, is_given in sources.items() if is_given]
    if settings.is_symmetric and given != ["jwt_secret"]:
        raise SettingError(f"auth.jwt_secret (CACHECORE_JWT_SECRET) is needed, alone, for HS algorithms: {_MAKE_ONE}.")
    if not settings.is_symmetric and (len(given) != 1 or given == ["jwt_secret"]):
        raise SettingError(
            f"auth.algorithms {', '.join(settings.algorithms)} need one of auth.public_key_pem, auth.jwks_file and "
            "auth.jwks_url, and no auth.jwt_secret."
        )


def _check_secret(secret: str, *, dev: bool) -> None:
    size = len(secret.encode("utf-8", "surrogatepass"))
    if size < MIN_SECRET_BYTES and not dev:
        raise SettingError(
            f"auth.jwt_secret (CACHECORE_JWT_SECRET) has {size} bytes and needs {MIN_SECRET_BYTES} or more: "
            f"{_MAKE_ONE}, or start with --dev to try things."
        )
    if secret.strip() != secret:
        raise SettingError("auth.jwt_secret (CACHECORE_JWT_SECRET) begins or ends with white space; strip it.")


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        raise SettingError("auth.jwks_url is not a URL.") from None
    is_local = host in ("localhost", "127.0.0.1", "::1")
    if not host or (parts.scheme != "https" and not (parts.scheme == "http" and is_local)):
        raise SettingError("auth.jwks_url must be an https URL; http is for loopback only.")


def _check_number(name: str, value: float, *, least: float) -> None:
    if not (math.isfinite(value) and value >= least):
        raise SettingError(f"auth.{name} must be a number, {least:g} or more.")
