"""Reading one small document over HTTP, such as an issuer's key set."""

from __future__ import annotations

import aiohttp

from cachecore_gateway.core.errors import UpstreamTimeout, UpstreamUnusable

__all__ = ["MOST_BYTES", "fetch_document"]

MOST_BYTES = 1024 * 1024
_SECONDS = 10.0


async def fetch_document(url: str) -> bytes:
    """The body at ``url``; redirects are not followed.

    Raises:
        UpstreamUnusable: no answer, another status than 200, or more than ``MOST_BYTES``.
        UpstreamTimeout: it took longer than 10 s.
    """
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url, allow_redirects=False) as answer:
            if answer.status != 200:
                raise UpstreamUnusable(f"{url} answered {answer.status}.")
            body = await answer.content.read(MOST_BYTES + 1)
    except TimeoutError as error:
        raise UpstreamTimeout(f"{url} did not answer within {_SECONDS:g} seconds.") from error
    except aiohttp.ClientError as error:
        raise UpstreamUnusable(f"{url} cannot be read ({type(error).__name__}).") from error
    if len(body) > MOST_BYTES:
        raise UpstreamUnusable(f"{url} holds more than {MOST_BYTES} bytes.")
    return body
