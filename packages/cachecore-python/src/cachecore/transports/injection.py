"""Which headers go out: the token to the gateway, and no trace of it to anybody else. Raw header lists, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cachecore import wire
from cachecore.context import Frame

RawHeaders = list[tuple[bytes, bytes]]
IsOwn = Callable[[str], bool]
"""Whether a word is a token that this client has or had."""

_TOKEN, _DEPS, _BYPASS = (name.lower().encode() for name in (wire.TOKEN, wire.DEPS, wire.BYPASS))
_OURS = frozenset({_TOKEN, _DEPS, _BYPASS})
_CREDENTIALS = frozenset({b"authorization", b"x-api-key", b"api-key"})


def for_gateway(raw: Iterable[tuple[bytes, bytes]], frame: Frame, token: str, is_own: IsOwn) -> RawHeaders:
    """Add what the gateway needs. On bypass the token leaves the places that would mean caching."""
    dropped = {_TOKEN} | ({_DEPS} if frame.deps else set()) | ({_BYPASS} if frame.bypass else set())
    kept = [(name, value) for name, value in raw if name.lower() not in dropped]
    credential = None if frame.bypass else token
    headers = [pair for name, value in kept if (pair := _settled(name, value, credential, is_own))]
    headers.append(((wire.BYPASS if frame.bypass else wire.TOKEN).encode(), token.encode()))
    if frame.deps:
        headers.append((wire.DEPS.encode(), wire.encode_deps(frame.deps).encode()))
    return headers


def for_stranger(raw: Iterable[tuple[bytes, bytes]], is_own: IsOwn) -> RawHeaders:
    """Leave out our headers and every other one that carries a token of ours, such as an SDK's api_key."""
    return [(name, value) for name, value in raw if name.lower() not in _OURS and not _carries(value, is_own)]


def with_host(headers: RawHeaders, netloc: str) -> RawHeaders:
    """The same headers with ``Host`` first, naming this server."""
    return [(b"Host", netloc.encode()), *(pair for pair in headers if pair[0].lower() != b"host")]


def _settled(name: bytes, value: bytes, credential: str | None, is_own: IsOwn) -> tuple[bytes, bytes] | None:
    """An SDK's own key stays; a token of ours in its place becomes the current one, or goes where there is none."""
    if name.lower() not in _CREDENTIALS or not _carries(value, is_own):
        return name, value
    if credential is None:
        return None
    words = (credential.encode() if is_own(word.decode("latin-1")) else word for word in value.split())
    return name, b" ".join(words)


def _carries(value: bytes, is_own: IsOwn) -> bool:
    return any(is_own(word.decode("latin-1")) for word in value.split())
