"""The authenticator behind the port ``Authenticator``."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import sha256

from cachecore_gateway.core.errors import NotAuthenticated
from cachecore_gateway.core.identity import Principal
from cachecore_gateway.core.ports import Clock, Health

from .claims import checked_times, principal_of
from .compact import Compact, looks_like_token, parse_compact
from .jose_header import checked_header
from .key_source import Fetch, KeySource, key_source
from .settings import AuthSettings

__all__ = ["TokenAuthenticator"]


class TokenAuthenticator:
    """Verifies CacheCore tokens; ``open`` before use, ``aclose`` after.

    A verified token is remembered by its hash, so that a caller's next requests cost no cryptography. What is
    remembered has been verified, expires with the token and is dropped when keys change; bad tokens are not remembered,
    so they cannot push good ones out.
    """

    def __init__(self, settings: AuthSettings, clock: Clock, fetch: Fetch | None = None) -> None:
        self._settings = settings
        self._clock = clock
        self._algorithms = frozenset(settings.algorithms)
        self._keys: KeySource = key_source(settings, clock, fetch)
        self._generation = self._keys.generation
        self._remembered: OrderedDict[bytes, Principal] = OrderedDict()

    async def open(self) -> None:
        """Read the keys.

        Raises:
            SettingError: a key file cannot be used.
        """
        await self._keys.open()

    async def aclose(self) -> None:
        """End background work and forget everything."""
        await self._keys.aclose()
        self._remembered.clear()

    async def health(self) -> Health:
        """State of the keys."""
        return await self._keys.health()

    @property
    def generation(self) -> int:
        """Grows when keys change."""
        return self._keys.generation

    def looks_like_token(self, credential: str) -> bool:
        """Is this meant to be a CacheCore token (``cc_live_…`` or a JWT), whether or not it is a good one?"""
        return looks_like_token(credential)

    def verify(self, token: str) -> Principal:
        """The caller behind a good token.

        Raises:
            NotAuthenticated: anything is wrong with it.
        """
        if len(token) > self._settings.max_token_bytes:
            raise NotAuthenticated(f"The token is longer than {self._settings.max_token_bytes} bytes.")
        handle = sha256(token.encode("utf-8", "surrogatepass")).digest()
        principal = self._recall(handle)
        if principal is None:
            principal = self._verified(token)
            self._remember(handle, principal)
        return principal

    def _recall(self, handle: bytes) -> Principal | None:
        if self._keys.generation != self._generation:
            self._generation = self._keys.generation
            self._remembered.clear()
        principal = self._remembered.get(handle)
        if principal is None:
            return None
        if principal.expires_at <= self._clock.now():
            del self._remembered[handle]
            return None
        self._remembered.move_to_end(handle)
        return principal

    def _remember(self, handle: bytes, principal: Principal) -> None:
        self._remembered[handle] = principal
        if len(self._remembered) > self._settings.remembered_count:
            self._remembered.popitem(last=False)

    def _verified(self, token: str) -> Principal:
        compact = parse_compact(token, self._settings.max_token_bytes)
        self._check_signature(compact)
        expires_at = checked_times(compact.claims, self._clock.now(), self._settings.leeway_seconds)
        return principal_of(compact.claims, compact.token_id, self._settings, expires_at)

    def _check_signature(self, compact: Compact) -> None:
        verifier = self._keys.verifier(checked_header(compact.header, self._algorithms))
        if verifier is None:
            raise NotAuthenticated("The token is signed with a key that is not known here; get a new token.")
        if not verifier(compact.signed, compact.signature):
            raise NotAuthenticated("The token's signature is not good; it was changed or made with another key.")
