"""Which provider a path belongs to, and the URL there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from yarl import URL

from cachecore_gateway.core.errors import InvalidRequest

from .settings import ProviderSettings

__all__ = ["ANTHROPIC", "OPENAI", "Api", "checked_path", "is_anthropic", "url_builder"]

_TARGET = re.compile(r"/v1(?:/[!-~]*)?(?:\?[!-~]*)?")
_DOT_SEGMENT = re.compile(r"(?:/|\\|%2f|%5c)(?:\.|%2e){1,2}(?:/|\\|%2f|%5c|$)", re.IGNORECASE)
_VERSION = re.compile(r"/v\d+[a-z0-9]*(?:/|$)")
_MESSAGES = "/v1/messages"


@dataclass(frozen=True, slots=True)
class Api:
    """What sets a provider's API apart for the client."""

    name: str
    setting: str
    base_url_variable: str
    key_variable: str
    key_header: str
    key_prefix: bytes


OPENAI = Api("openai", "upstream.openai", "CACHECORE_OPENAI_BASE_URL", "OPENAI_API_KEY", "authorization", b"Bearer ")
ANTHROPIC = Api(
    "anthropic", "upstream.anthropic", "CACHECORE_ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY", "x-api-key", b""
)


def is_anthropic(path: str) -> bool:
    """Does the path (with or without query) belong to Anthropic's API?"""
    return path.startswith(_MESSAGES) and path[len(_MESSAGES) : len(_MESSAGES) + 1] in ("", "/", "?")


def checked_path(path: str) -> str:
    """The path if it is safe to append to a base URL.

    Raises:
        InvalidRequest: it is not below ``/v1``, holds characters that no request line may hold, or dot segments that
            could leave the base URL's own path.
    """
    if not _TARGET.fullmatch(path) or "#" in path:
        raise InvalidRequest("The path must start with /v1/ and hold visible ASCII characters; escape the others.")
    if "." in path or "%2" in path:
        _refuse_dot_segments(path.partition("?")[0])
    return path


def url_builder(provider: ProviderSettings) -> Callable[[str], URL]:
    """A function from a path below ``/v1`` to the URL at the provider; raises as ``checked_path``.

    The base URL is read as SDKs read it: ``/v1`` may be named or left out; a base path that names another version
    (``/v1beta/openai``) takes the place of ``/v1``.
    """
    parts = urlsplit(provider.base_url)
    origin, base = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
    base = base.removesuffix("/v1")
    replaced = "/v1" if _VERSION.search(base) else ""

    @lru_cache(maxsize=1024)
    def build(path: str) -> URL:
        return URL(f"{origin}{base}{checked_path(path).removeprefix(replaced)}", encoded=True)

    return build


def _refuse_dot_segments(path: str) -> None:
    if _DOT_SEGMENT.search(path):
        raise InvalidRequest("The path holds '.' or '..' segments; send the path they lead to.")
