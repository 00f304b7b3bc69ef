"""Where verification keys come from: fixed ones, or a JWK set that is read again in the background."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Protocol

from cachecore_gateway.core.errors import SettingError
from cachecore_gateway.core.ports import Clock, Health

from .jose_header import JoseHeader
from .settings import AuthSettings
from .verifiers import KeySet, Verifier, of_pem, of_secret, parse_key_set

__all__ = ["FixedKeys", "JwksKeys", "KeySource", "key_source"]

Read = Callable[[], Awaitable[bytes]]
Fetch = Callable[[str], Awaitable[bytes]]
"""The body at a URL, within a time of its own; any exception is a failed reading."""


class KeySource(Protocol):
    """Finds the key for a header. Opened before use; ``aclose`` ends what ``open`` started."""

    @property
    def generation(self) -> int:
        """Grows when keys change: what was verified under an older one must be verified again."""

    def verifier(self, header: JoseHeader) -> Verifier | None:
        """The check under the key that the header names; ``None`` when there is no such key."""

    async def open(self) -> None:
        """Read what must be read."""

    async def health(self) -> Health:
        """Are there keys, and are they new enough?"""

    async def aclose(self) -> None:
        """End background work."""


def key_source(settings: AuthSettings, clock: Clock, fetch: Fetch | None = None) -> KeySource:
    """The source that the settings name. Reads nothing yet.

    Args:
        settings: of the authenticator.
        clock: its monotonic time tells how old a JWK set is.
        fetch: reads ``auth.jwks_url``; needed for that alone.

    Raises:
        SettingError: a key cannot be used, or ``fetch`` is missing.
    """
    if settings.jwt_secret:
        return FixedKeys(of_secret(settings.jwt_secret, settings.algorithms))
    if settings.public_key_pem:
        return FixedKeys(of_pem(settings.public_key_pem, settings.algorithms))
    path, url = settings.jwks_file, settings.jwks_url
    if path is not None:
        return JwksKeys(settings, clock, lambda: asyncio.to_thread(path.read_bytes), must_read=True)
    if fetch is None:
        raise SettingError("auth.jwks_url needs an HTTP client, and none was given.")
    return JwksKeys(settings, clock, lambda: fetch(url), must_read=False)


class FixedKeys:
    """One key, whatever key id a token names."""

    generation = 0

    def __init__(self, verifiers: dict[str, Verifier]) -> None:
        self._verifiers = verifiers

    def verifier(self, header: JoseHeader) -> Verifier | None:
        """The check for the header's algorithm."""
        return self._verifiers.get(header.algorithm)

    async def open(self) -> None:
        """Nothing to read."""

    async def health(self) -> Health:
        """Always well."""
        return Health("auth", ok=True, detail=f"{', '.join(self._verifiers)} with a fixed key")

    async def aclose(self) -> None:
        """Nothing to end."""


class JwksKeys:
    """Keys of a JWK set. It is read again every ``jwks_refresh_seconds``, sooner after a failure and when a token
    names an unknown key; when reading fails, the keys at hand serve for ``jwks_stale_seconds``."""

    def __init__(self, settings: AuthSettings, clock: Clock, read: Read, *, must_read: bool) -> None:
        self.generation = 0
        self._settings = settings
        self._clock = clock
        self._read = read
        self._must_read = must_read
        self._keys: KeySet = {}
        self._data = b""
        self._read_at = float("-inf")
        self._trouble = "the key set was not read yet"
        self._wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def verifier(self, header: JoseHeader) -> Verifier | None:
        """The key with the header's id; without an id the only key there is for the algorithm."""
        if header.key_id:
            found = self._keys.get(header.key_id, {}).get(header.algorithm)
        else:
            fitting = [checks[header.algorithm] for checks in self._keys.values() if header.algorithm in checks]
            found = fitting[0] if len(fitting) == 1 else None
        if found is None:
            self._wanted.set()
        return found

    async def open(self) -> None:
        """First reading; later ones go on in the background.

        Raises:
            SettingError: the file cannot be used. A URL may fail for now.
        """
        await self.refresh()
        if self._trouble and self._must_read:
            raise SettingError(f"auth.jwks_file cannot be used: {self._trouble}.")
        self._task = asyncio.create_task(self._refresh_for_ever(), name="jwks")

    async def refresh(self) -> None:
        """Read the set once; what goes wrong is kept for ``health``."""
        try:
            data = await self._read()
            keys = parse_key_set(data, self._settings.algorithms)
        except Exception as error:  # noqa: BLE001 - of whatever HTTP client; the keys at hand must go on serving
            self._failed(error)
            return
        self._trouble = "" if keys else "the key set holds no usable key"
        self._read_at = self._clock.monotonic()
        if data != self._data:
            self._replace(keys, data)

    async def health(self) -> Health:
        """Not well while the set cannot be read or holds no usable key."""
        if self._trouble:
            return Health("auth", ok=False, detail=f"{len(self._keys)} keys at hand, but {self._trouble}")
        return Health("auth", ok=True, detail=f"{len(self._keys)} keys of a JWK set")

    async def aclose(self) -> None:
        """End the background reading."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def _failed(self, error: Exception) -> None:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        self._trouble = f"reading the key set failed ({reason})"
        if self._keys and self._clock.monotonic() - self._read_at > self._settings.jwks_stale_seconds:
            self._replace({}, b"")

    def _replace(self, keys: KeySet, data: bytes) -> None:
        self._keys, self._data = keys, data
        self.generation += 1

    async def _refresh_for_ever(self) -> None:
        settings = self._settings
        while True:
            await asyncio.sleep(settings.jwks_retry_seconds)
            rest = 0.0 if self._trouble else settings.jwks_refresh_seconds - settings.jwks_retry_seconds
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, rest)):
                    await self._wanted.wait()
            self._wanted.clear()
            await self.refresh()
