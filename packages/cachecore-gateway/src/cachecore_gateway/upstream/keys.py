"""Whose key pays (SPEC 2.2): the project's, the tenant's, the default one, else the caller's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from cachecore_gateway.core.errors import NotAuthenticated
from cachecore_gateway.core.identity import Principal

from .providers import OPENAI, Api
from .settings import ProviderSettings

__all__ = ["KEY_HEADERS", "Key", "KeyRing", "is_cachecore_token"]

KEY_HEADERS = frozenset({b"authorization", b"x-api-key", b"api-key"})
"""Request headers that carry a provider key."""

Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Key:
    """A provider key in the header that carries it. Neither shows in ``repr``."""

    header: str = field(repr=False)
    value: str = field(repr=False)
    credential: str = field(repr=False)
    """Hash that is equal for equal keys, however they are sent."""


class KeyRing:
    """Picks the key for one provider."""

    def __init__(self, api: Api, settings: ProviderSettings, *, anonymous_key: bool) -> None:
        self._api = api
        self._default = self._own(settings.api_key) if settings.api_key else None
        self._anonymous = self._default if anonymous_key else None
        self._tenants = {tenant: self._own(key) for tenant, key in settings.tenant_keys.items()}
        self._projects = {
            (tenant, project): self._own(key)
            for tenant, projects in settings.project_keys.items()
            for project, key in projects.items()
        }

    @property
    def count(self) -> int:
        """Configured keys."""
        return len(self._tenants) + len(self._projects) + (self._default is not None)

    def configured(self, principal: Principal | None) -> Key | None:
        """The operator's key for this caller, ``None`` where there is none."""
        if principal is None:
            return self._anonymous
        tenant = principal.tenant_id
        return self._projects.get((tenant, principal.project_id)) or self._tenants.get(tenant) or self._default

    def _paying(self, principal: Principal | None, authorization: bytes) -> Key | None:
        """The operator's key where it pays: never for an anonymous caller that brought one of its own (SPEC 2.3)."""
        if principal is None and _is_provider_key(authorization):
            return None
        return self.configured(principal)

    def credential(self, principal: Principal | None, authorization: bytes) -> str:
        """Hash of the key that pays; empty when there is none."""
        key = self._paying(principal, authorization)
        if key is not None:
            return key.credential
        return _credential(authorization) if _is_provider_key(authorization) else ""

    def pick(self, principal: Principal | None, authorization: bytes, headers: Headers) -> Key:
        """The key that pays.

        Raises:
            NotAuthenticated: none is configured for this caller and it brought none.
        """
        key = self._paying(principal, authorization)
        if key is not None:
            return key
        if not _is_provider_key(authorization):
            raise self._missing(principal)
        return self._callers(authorization, headers)

    def _own(self, key: str) -> Key:
        return Key(self._api.key_header, (self._api.key_prefix + key.encode()).decode(), _credential(key.encode()))

    def _callers(self, authorization: bytes, headers: Headers) -> Key:
        """The caller's own key, in the header that it came in where that is known."""
        value = authorization.strip()
        try:
            text = value.decode("ascii")
        except UnicodeDecodeError:
            raise NotAuthenticated(
                "The provider key in the request holds non-ASCII characters.", code="bad_provider_key"
            ) from None
        came_in = next((name for name, sent in headers if name in KEY_HEADERS and sent.strip() == value), None)
        if came_in is not None:
            return Key(came_in.decode(), text, _credential(value))
        if b" " in value:
            return Key("authorization", text, _credential(value))
        return Key(self._api.key_header, self._api.key_prefix.decode() + text, _credential(value))

    def _missing(self, principal: Principal | None) -> NotAuthenticated:
        api = self._api
        if principal is None and self._default is not None:
            message = (
                f"This request came without a CacheCore token and without a key for {api.name}. Send a token, or your "
                f"own key as {api.key_header}; the operator may lend the gateway's key with anonymous_upstream_key."
            )
        else:
            message = (
                f"No key for {api.name} is configured for this caller and the request brought none. Set "
                f"{api.key_variable} ({api.setting}.api_key) at the gateway, or send your own key as "
                f"{'Authorization' if api is OPENAI else 'x-api-key'} beside X-Cachecore-Token."
            )
        return NotAuthenticated(message, code="no_provider_key")


def is_cachecore_token(value: bytes) -> bool:
    """Does a credential header carry what looks like a CacheCore token? Such a value never travels upstream."""
    return b"cc_live_" in value.lower()


def _is_provider_key(authorization: bytes) -> bool:
    return bool(authorization.strip()) and not is_cachecore_token(authorization)


def _credential(value: bytes) -> str:
    scheme, _, key = value.strip().partition(b" ")
    bare = key.strip() if scheme.lower() == b"bearer" and key else value.strip()
    return sha256(b"cachecore-credential-1\x00" + bare).hexdigest()
