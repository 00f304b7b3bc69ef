"""The checks of ``cachecore doctor``. None of them costs money, sends a key anywhere or changes what is stored."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from cachecore_gateway.app import SystemClock, open_stores
from cachecore_gateway.config import Settings
from cachecore_gateway.core.errors import GatewayError
from cachecore_gateway.core.ports import Health
from cachecore_gateway.semantic.model_files import packaged_model, read_model
from cachecore_gateway.semantic.onnx_embedder import OnnxEmbedder
from cachecore_gateway.upstream import ProviderSettings

from .findings import Finding, fail, ok, warn

__all__ = ["check_clock", "check_model", "check_port", "check_providers", "check_store", "check_workers"]

_GIB = 1024**3
_CONNECT_SECONDS = 3.0
_EARLIEST = 1_750_000_000.0
"""A clock before mid-2025 was never set."""
_MOST_SKEW_SECONDS = 5.0


def check_store(settings: Settings) -> Iterator[Finding]:
    """The store can be used: the server answers, or the directory can be written, has room, and its files open."""
    if not settings.stores.redis_url:
        yield from _directory(settings.stores.embedded.directory)
        if not settings.stores.embedded.directory.is_dir():
            return
    try:
        yield from asyncio.run(_opened(settings))
    except GatewayError as error:
        yield fail("store", error.message, "mend that, or start with another, empty store")


def check_model(settings: Settings) -> Iterator[Finding]:
    """The embedding model is whole and tells different texts apart."""
    directory = settings.semantic.model_directory
    try:
        files = packaged_model() if directory is None else read_model(directory)
        embedder = OnnxEmbedder(files, settings.semantic.embedding_threads)
        began = time.perf_counter()
        same, other = embedder.embed(["What does it cost?", "What does it cost?", "Where is the station?"])[1:]
        took = 1000 * (time.perf_counter() - began)
    except GatewayError as error:
        yield fail("model", error.message, "install cachecore-minilm again, or mend semantic.model_directory")
        return
    if bytes(same) == bytes(other):
        yield fail("model", "different texts have equal vectors", "install cachecore-minilm again")
    else:
        yield ok("model", f"{files.model_id[:12]}, {files.dimensions} dimensions, test embedding in {took:.0f} ms")


def check_providers(settings: Settings) -> Iterator[Finding]:
    """Each provider has a key (or callers bring theirs) and can be connected to."""
    upstream = settings.upstream
    for name, variable, provider in (
        ("openai", "OPENAI_API_KEY", upstream.openai),
        ("anthropic", "ANTHROPIC_API_KEY", upstream.anthropic),
    ):
        if not any(provider.all_keys()):
            yield warn(name, "no key is configured; callers must bring their own", f"set {variable} if you want to pay")
        yield _connected(name, provider, through_proxy=bool(upstream.proxy_url))


def check_port(settings: Settings) -> Iterator[Finding]:
    """The port is free, or a gateway listens there already."""
    server = settings.server
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((server.host.strip("[]"), server.port))
        except OSError as error:
            yield _occupied(settings, error)
            return
    yield ok("port", f"{server.host}:{server.port} is free")


def check_clock(settings: Settings) -> Iterator[Finding]:
    """The clock is set, and agrees with the one of the store's file system."""
    now = time.time()
    if now < _EARLIEST:
        yield fail("clock", f"it is {time.ctime(now)} here", "set the clock: tokens and entries expire by it")
        return
    directory = settings.stores.embedded.directory
    with tempfile.NamedTemporaryFile(dir=directory if directory.is_dir() else None) as probe:
        skew = abs(os.stat(probe.fileno()).st_mtime - time.time())
    if skew > _MOST_SKEW_SECONDS:
        yield warn("clock", f"the store's file system is {skew:.0f} s off", "use a local disk: SQLite needs one")
    else:
        yield ok("clock", time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now)))


def check_workers(settings: Settings) -> Iterator[Finding]:
    """As many workers as there are cores at most, and memory for all of them."""
    workers, cores = settings.server.workers, len(os.sched_getaffinity(0))
    needed = workers * (settings.stores.embedded.hot_bytes + settings.stores.embedded.index_bytes)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if workers > cores:
        yield warn("workers", f"{workers} workers share {cores} core(s)", f"set server.workers to {cores} or less")
    elif needed > memory // 2:
        yield warn(
            "workers",
            f"{workers} worker(s) may hold {needed // 2**20} of {memory // 2**20} MiB",
            "lower stores.embedded.hot_bytes or index_bytes",
        )
    else:
        limiter = "in its memory" if workers == 1 else "in the store's directory, together"
        yield ok("workers", f"{workers} on {cores} core(s); limits are counted {limiter}")


def _directory(directory: Path) -> Iterator[Finding]:
    if directory.exists() and not directory.is_dir():
        yield fail("store", f"{directory} is not a directory", "set CACHECORE_STORE to one")
        return
    present = next((path for path in (directory, *directory.absolute().parents) if path.exists()), Path("/"))
    if not os.access(present, os.W_OK | os.X_OK):
        yield fail("store", f"{present} cannot be written", "give this user write access, or set CACHECORE_STORE")
        return
    free = shutil.disk_usage(present).free
    if free < _GIB:
        yield warn("store", f"only {free // 2**20} MiB are free at {present}", "make room, or lower max_bytes")
    if not directory.exists():
        yield ok("store", f"{directory} will be made")


async def _opened(settings: Settings) -> list[Finding]:
    async with AsyncExitStack() as stack:
        stores, _ = await open_stores(settings, SystemClock(), stack)
        parts = await stores.health()
        if any(not one.ok for one in parts):
            return [_part(one) for one in parts]
        counts = await stores.entries.counts()
    where = "the server" if settings.stores.redis_url else settings.stores.embedded.directory
    told = [_part(one) for one in parts if one.advice or settings.stores.redis_url]
    return [ok("store", f"{where} opens; {counts.entry_count} entries"), *told]


def _part(health: Health) -> Finding:
    text = f"{health.part}: {health.detail}" if health.detail else health.part
    if not health.ok:
        return fail("store", text, health.advice or "mend it; requests go on without")
    return warn("store", text, health.advice) if health.advice else ok("store", text)


def _connected(name: str, provider: ProviderSettings, *, through_proxy: bool) -> Finding:
    parts = urlsplit(provider.base_url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    if through_proxy:
        return ok(name, f"{host}:{port} is reached through the configured proxy; not tried")
    try:
        socket.create_connection((host, port), _CONNECT_SECONDS).close()
    except OSError as error:
        said = error.strerror or type(error).__name__
        return warn(
            name, f"no connection to {host}:{port} ({said})", "check the base URL, the network, upstream.proxy_url"
        )
    return ok(name, f"{host}:{port} accepts connections")


def _occupied(settings: Settings, error: OSError) -> Finding:
    server = settings.server
    where = f"{server.host}:{server.port}"
    try:
        health = httpx.get(f"http://{where}/health", timeout=_CONNECT_SECONDS, trust_env=False).json()
        return ok("port", f"a gateway {health['version']} answers at {where}")
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return fail(
            "port",
            f"{where} cannot be listened on ({error.strerror})",
            "stop what listens there, or set CACHECORE_PORT",
        )
