"""The composition root: the only place that chooses and builds backends.

``open_house`` builds every part and ``House.aclose`` lets go of them in reverse order; ``create_app`` is the ASGI
factory that does both at the edges of the server's life.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .auth.token_authenticator import TokenAuthenticator
from .config import Settings, settings_for_worker
from .core.canonical import JsonObject
from .core.controls import Preset
from .core.errors import GatewayError, SettingError
from .core.ports import Clock, Embedder, Health, Observer, PairJudge, ProtocolAdapter, RateLimiter, Stores
from .dashboard import Dashboard
from .engine import Engine, Forwarder, Intake, JudgeSettings, Parts
from .limits import MemoryLimiter, SharedLimiter
from .protocols import ProtocolSettings, all_adapters
from .semantic.batching_embedder import BatchingEmbedder, BatchLimits
from .semantic.compare import LocalPairJudge
from .semantic.model_files import packaged_model, read_model
from .semantic.onnx_embedder import OnnxEmbedder
from .semantic.remembered import REMEMBERED_COUNT
from .semantic.segments import TextSegmenter
from .semantic.settings import SemanticSettings
from .stores.embedded import EmbeddedStores
from .telemetry import Telemetry, TelemetrySettings
from .upstream import HttpJudgeModel, HttpUpstream, JudgeEndpoint, UpstreamSettings, fetch_document
from .web import Admin, Doorkeeper, FeedbackEndpoint, Gateway, Handler, LlmEndpoints, LlmParts, Management, Probes
from .web.exchange import Message
from .web.management import no_such_call

__all__ = ["House", "Semantics", "SystemClock", "create_app", "open_house", "open_semantics", "open_stores"]

_COUNT_SECONDS = 5.0

Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class SystemClock:
    """The machine's clocks."""

    now = staticmethod(time.time)
    monotonic = staticmethod(time.monotonic)


@dataclass(frozen=True, slots=True)
class Semantics:
    """The parts of the semantic tier."""

    segmenter: TextSegmenter
    embedder: Embedder
    judge: PairJudge


@dataclass(frozen=True, slots=True)
class House:
    """A running gateway: the handler of HTTP requests and what it stands on."""

    gateway: Gateway
    engine: Engine
    parts: Parts
    intake: Intake
    telemetry: Telemetry
    _stack: AsyncExitStack

    async def aclose(self) -> None:
        """Let go of everything, last opened first."""
        await self._stack.aclose()


async def open_semantics(
    settings: SemanticSettings, stack: AsyncExitStack, remembered_count: int = REMEMBERED_COUNT
) -> Semantics:
    """Load the models; a second or so. With ``remembered_count`` 0 every text is embedded and every pair judged anew.

    Raises:
        SettingError: a model's files are missing or damaged.
    """
    directory = settings.model_directory
    files = await asyncio.to_thread(packaged_model if directory is None else lambda: read_model(Path(directory)))
    model = await asyncio.to_thread(OnnxEmbedder, files, settings.embedding_threads)
    limits = BatchLimits(deadline_seconds=settings.embedding_deadline_seconds)
    embedder = BatchingEmbedder(model, limits, remembered_count)
    stack.push_async_callback(embedder.aclose)
    judge = await asyncio.to_thread(LocalPairJudge.load, model, remembered_count)
    stack.push_async_callback(judge.aclose)
    return Semantics(TextSegmenter(lambda text: model.count_tokens(text) - 2), embedder, judge)


async def open_house(settings: Settings, clock: Clock | None = None) -> House:
    """Build every part. What was opened before a part that fails is closed again.

    Raises:
        SettingError: a setting cannot be honoured.
        StoreUnavailable: the store cannot be opened.
    """
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        telemetry = Telemetry(settings.telemetry, clock, *_tracing(settings.telemetry, clock, stack))
        stack.callback(telemetry.close)
        stores, limiter = await open_stores(settings, clock, stack)
        upstream = await HttpUpstream.open(settings.upstream)
        stack.push_async_callback(upstream.aclose)
        semantics = await open_semantics(settings.semantic, stack)
        adapters = _adapters(settings.protocols)
        parts = Parts(
            stores,
            upstream,
            adapters,
            telemetry.observer,
            clock,
            settings.engine,
            semantics.embedder,
            semantics.judge,
            await _judge_model(settings.engine.judge, settings.upstream, stack),
        )
        engine = Engine(parts)
        stack.push_async_callback(engine.aclose)
        engine.begin()
        intake = Intake(
            semantics.segmenter,
            isolate_by_user=settings.cache.isolate_by_user,
            compares=settings.engine.meaning.preset is not Preset.OFF,
        )
        authenticator = TokenAuthenticator(settings.auth, clock, fetch_document)
        await authenticator.open()
        stack.push_async_callback(authenticator.aclose)
        await _start_counting(parts.stores, engine, telemetry, stack)
        gateway = _gateway(settings, parts, engine, intake, authenticator, limiter, telemetry)
        return House(gateway, engine, parts, intake, telemetry, stack.pop_all())
    raise AssertionError("unreachable: the stack swallows nothing")


class create_app:  # noqa: N801 - a factory to the server, a class to hold the life of one application
    """ASGI application; opens the house at start-up and closes it at shutdown.

    Args:
        settings: ``None``: those handed to this worker process, or read from file and environment.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings if settings is not None else settings_for_worker()
        self._house: House | None = None

    def at_once(
        self, fields: tuple[tuple[bytes, bytes], ...], target: bytes, body: bytes
    ) -> tuple[int, bytes, bytes] | None:
        """See ``AtOnce``."""
        return None if self._house is None else self._house.gateway.at_once(fields, target, body)

    def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> Coroutine[Any, Any, None]:
        """Dispatch by scope type; WebSockets are refused."""
        if scope["type"] == "http" and self._house is not None:
            return self._house.gateway(scope, receive, send)
        return self._other(scope, receive, send)

    async def _other(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1003})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            self._house = await open_house(self._settings)
        except GatewayError as error:
            await send({"type": "lifespan.startup.failed", "message": error.message})
            return
        gc.collect()
        gc.freeze()  # models, word lists and code stay; a full collection that walks them would hold up a request
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._house.aclose()
        await send({"type": "lifespan.shutdown.complete"})


def _adapters(settings: ProtocolSettings) -> Mapping[str, ProtocolAdapter]:
    """Every shape, by name, read alike."""
    return all_adapters(dict.fromkeys(all_adapters(), settings))


def _tenant_adapters(settings: Settings) -> Mapping[str, Mapping[str, ProtocolAdapter]]:
    """Adapters of the tenants that declare ignore paths of their own."""
    return {
        name: _by_path(_adapters(own.protocols(settings.protocols)))
        for name, own in settings.tenants.items()
        if own.ignore_paths
    }


def _by_path(adapters: Mapping[str, ProtocolAdapter]) -> Mapping[str, ProtocolAdapter]:
    return {adapter.path: adapter for adapter in adapters.values()}


async def open_stores(settings: Settings, clock: Clock, stack: AsyncExitStack) -> tuple[Stores, RateLimiter]:
    """The store that the settings name, and the limiter that counts where it keeps."""
    if settings.stores.redis_url:
        return await _redis_stores(settings, clock, stack)
    stores = await EmbeddedStores.open(settings.stores.embedded, clock)
    stack.push_async_callback(stores.aclose)
    limiter: MemoryLimiter | SharedLimiter = MemoryLimiter(clock, settings.limits.max_subjects)
    if settings.server.workers > 1:
        limiter = SharedLimiter(clock, settings.stores.embedded.directory, settings.limits.max_subjects)
    stack.push_async_callback(limiter.aclose)
    return stores, limiter


async def _redis_stores(settings: Settings, clock: Clock, stack: AsyncExitStack) -> tuple[Stores, RateLimiter]:
    try:
        from .stores.redis import RedisStores  # noqa: PLC0415 - an optional extra
    except ModuleNotFoundError as error:
        raise SettingError(
            "CACHECORE_STORE names a Redis or Valkey server; that needs pip install 'cachecore-gateway[redis]'."
        ) from error
    stores = await RedisStores.open(settings.stores.redis_url, settings.stores.redis, clock)
    stack.push_async_callback(stores.aclose)
    return stores, stores.limiter


def _tracing(settings: TelemetrySettings, clock: Clock, stack: AsyncExitStack) -> Sequence[Observer]:
    if not settings.otlp_endpoint:
        return ()
    try:
        from .telemetry.open_telemetry import exporting  # noqa: PLC0415 - an optional extra
    except ModuleNotFoundError as error:
        raise SettingError("telemetry.otlp_endpoint needs pip install 'cachecore-gateway[otel]'.") from error
    observer = exporting(settings.otlp_endpoint, clock)
    stack.push_async_callback(asyncio.to_thread, observer.close)
    return (observer,)


async def _judge_model(
    settings: JudgeSettings, upstream: UpstreamSettings, stack: AsyncExitStack
) -> HttpJudgeModel | None:
    if not settings.base_url:
        return None
    endpoint = JudgeEndpoint(settings.base_url, settings.model, settings.api_key, settings.timeout_seconds)
    model = await HttpJudgeModel.open(endpoint, upstream)
    stack.push_async_callback(model.aclose)
    return model


async def _start_counting(stores: Stores, engine: Engine, telemetry: Telemetry, stack: AsyncExitStack) -> None:
    async def count() -> None:
        while True:
            with contextlib.suppress(GatewayError):
                telemetry.note_stored(await stores.entries.counts())
                telemetry.note((await engine.summary()).numbers())
            await asyncio.sleep(_COUNT_SECONDS)

    task = asyncio.create_task(count())

    async def stop() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stack.push_async_callback(stop)


def _gateway(  # noqa: PLR0913 - the one place that knows all parts
    settings: Settings,
    parts: Parts,
    engine: Engine,
    intake: Intake,
    authenticator: TokenAuthenticator,
    limiter: RateLimiter,
    telemetry: Telemetry,
) -> Gateway:
    doorkeeper = Doorkeeper(limiter, settings.limits)
    adapters = _by_path(parts.adapters)
    llm = LlmEndpoints(
        LlmParts(
            engine,
            Forwarder(parts),
            intake,
            authenticator,
            doorkeeper,
            parts.observer,
            parts.clock,
            adapters,
            _tenant_adapters(settings),
            telemetry.in_flight,
        ),
        settings.web,
    )
    management = Management(parts, authenticator, doorkeeper)
    feedback = FeedbackEndpoint(engine, authenticator, doorkeeper)
    admin = Admin(parts, engine.evidence, settings.web.admin_token, _stats(telemetry, engine))
    probes = Probes(parts, telemetry.metrics, _semantic_health(parts))
    routes: dict[tuple[str, str], Handler] = {("POST", path): llm.cached for path in adapters}
    routes |= {
        ("POST", "/v1/invalidate"): management.invalidate,
        ("POST", "/v1/feedback"): feedback.report,
        ("GET", "/health"): probes.health,
        ("GET", "/ready"): probes.ready,
        ("GET", "/metrics"): probes.metrics,
        ("GET", "/dashboard"): Dashboard().page,
        ("GET", "/admin/stats"): admin.stats,
        ("POST", "/admin/invalidate"): admin.invalidate,
        ("POST", "/admin/l2"): admin.l2,
    }
    return Gateway(
        settings.web,
        routes,
        {
            "/v1/invalidate": no_such_call,
            "/v1/feedback": no_such_call,
            "/v1/": llm.passed,
            "/admin/": admin.unknown,
        },
        llm.at_once,
    )


def _stats(telemetry: Telemetry, engine: Engine) -> Callable[[], Awaitable[JsonObject]]:
    async def stats() -> JsonObject:
        return {**telemetry.report().as_json(), "false_hits": (await engine.summary()).as_json()}

    return stats


def _semantic_health(parts: Parts) -> Callable[[], Sequence[Health]]:
    def health() -> Sequence[Health]:
        if parts.embedder is None:
            return [Health("semantic", ok=True, detail="off")]
        return [Health("semantic", ok=True, detail=f"model {parts.embedder.model_id[:12]}")]

    return health
