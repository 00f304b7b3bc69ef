"""What httpx and httpx2 have in common, as far as we use it, and what has to be said of each once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from cachecore.transports.routing import UrlParts


class Url(UrlParts, Protocol):
    def copy_with(self, **kwargs: Any) -> Any: ...


class Headers(Protocol):
    @property
    def raw(self) -> list[tuple[bytes, bytes]]: ...


class Request(Protocol):
    method: str
    extensions: Any
    stream: Any

    @property
    def url(self) -> Url: ...
    @property
    def headers(self) -> Headers: ...


class Response(Protocol):
    status_code: int

    @property
    def headers(self) -> Mapping[str, str]: ...
    def read(self) -> bytes: ...
    def close(self) -> None: ...
    async def aread(self) -> bytes: ...
    async def aclose(self) -> None: ...


RequestT = TypeVar("RequestT", bound=Request)
ResponseT = TypeVar("ResponseT", bound=Response)
RequestIn = TypeVar("RequestIn", bound=Request, contravariant=True)
ResponseOut = TypeVar("ResponseOut", bound=Response, covariant=True)


class Sender(Protocol[RequestIn, ResponseOut]):
    """A sync transport of the family."""

    def handle_request(self, request: RequestIn) -> ResponseOut: ...
    def close(self) -> None: ...


class AsyncSender(Protocol[RequestIn, ResponseOut]):
    """An async transport of the family."""

    async def handle_async_request(self, request: RequestIn) -> ResponseOut: ...
    async def aclose(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Family(Generic[RequestT, ResponseT]):
    """One HTTP library.

    ``replayable_stream`` is the type of request bodies that can be sent twice; ``network_error`` the base of all that
    sending and reading raise when the other side or the way there is at fault.
    """

    make_request: Callable[..., RequestT]
    replayable_stream: type
    network_error: type[Exception]
    pool: Callable[[], Sender[RequestT, ResponseT]]
    async_pool: Callable[[], AsyncSender[RequestT, ResponseT]]
