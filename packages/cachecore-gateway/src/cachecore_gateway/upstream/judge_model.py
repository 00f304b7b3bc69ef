"""The judge's model behind the port ``JudgeModel``: any API that speaks OpenAI's chat completions."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field

import aiohttp
from yarl import URL

from cachecore_gateway.core.errors import UpstreamError, UpstreamTimeout, UpstreamUnusable

from .connector import connector_for
from .providers import url_builder
from .settings import ProviderSettings, UpstreamSettings

__all__ = ["HttpJudgeModel", "JudgeEndpoint"]

_PATH = "/v1/chat/completions"
_LARGEST_ANSWER_BYTES = 256 * 1024
_REFUSED_STATUSES = frozenset({400, 413, 415, 422})
"""Statuses of a request that would be refused again."""


@dataclass(frozen=True, slots=True)
class JudgeEndpoint:
    """Where the judge is. The key never shows in ``repr``."""

    base_url: str
    """``https://host[/path]``, with or without ``/v1`` at its end."""
    model: str
    api_key: str = field(default="", repr=False)
    timeout_seconds: float = 20.0
    """From sending to the last byte."""


class HttpJudgeModel:
    """Asks for a short answer. Open with ``HttpJudgeModel.open``, close with ``aclose``."""

    def __init__(self, endpoint: JudgeEndpoint, session: aiohttp.ClientSession, proxy: str) -> None:
        self._endpoint = endpoint
        self._session = session
        self._proxy = URL(proxy) if proxy else None
        self._url = url_builder(ProviderSettings(endpoint.base_url))(_PATH)

    @classmethod
    async def open(cls, endpoint: JudgeEndpoint, settings: UpstreamSettings) -> HttpJudgeModel:
        """A client for the running loop, with the authorities and the proxy of the providers' client."""
        key = endpoint.api_key
        session = aiohttp.ClientSession(
            connector=connector_for(settings),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=aiohttp.ClientTimeout(total=endpoint.timeout_seconds),
        )
        return cls(endpoint, session, settings.proxy_url)

    async def aclose(self) -> None:
        """End all connections."""
        await self._session.close()

    async def ask(self, instructions: str, material: str) -> str:
        """See :class:`JudgeModel`. The code ``judge_refused`` says that the same question would be refused again."""
        messages = [{"role": "system", "content": instructions}, {"role": "user", "content": material}]
        # No temperature and no token limit: there are models that refuse either.
        body = {"model": self._endpoint.model, "messages": messages}
        try:
            async with self._session.post(self._url, json=body, proxy=self._proxy, allow_redirects=False) as response:
                raw = await _body(response) if response.status == 200 else b""
        except asyncio.TimeoutError:
            raise UpstreamTimeout("The judge gave no verdict in time.", code="judge_timeout") from None
        except aiohttp.ClientError as error:
            raise UpstreamUnusable("The judge cannot be reached; check judge.base_url.", code="judge_down") from error
        if response.status != 200:
            raise _refusal(response.status)
        return _content(raw)


async def _body(response: aiohttp.ClientResponse) -> bytes:
    parts, size = [], 0
    async for part in response.content.iter_chunked(65_536):
        parts.append(part)
        size += len(part)
        if size > _LARGEST_ANSWER_BYTES:
            break
    return b"".join(parts)


def _refusal(status: int) -> UpstreamError:
    if status in (401, 403):
        return UpstreamUnusable("The judge does not accept the key; check judge.api_key.", code="judge_key")
    code = "judge_refused" if status in _REFUSED_STATUSES else "judge_status"
    return UpstreamUnusable(f"The judge answered with status {status}.", code=code)


def _content(raw: bytes) -> str:
    try:
        text = json.loads(raw)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError):
        text = None
    if not isinstance(text, str):
        raise UpstreamUnusable("The judge's answer is no chat completion; check judge.base_url.", code="judge_shape")
    return text
