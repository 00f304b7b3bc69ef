"""``cachecore demo``: a gateway and a built-in model on loopback, and what the cache does, with the real headers."""

from __future__ import annotations

import argparse
import asyncio
import threading
from collections.abc import Mapping
from pathlib import Path

from cachecore_gateway.config import Settings, load
from cachecore_gateway.telemetry import configure_logging
from cachecore_gateway.testing import DEMO_MODEL_NAME, DemoModel, demo_model_server_in_thread

from .background import BackgroundGateway
from .demo_steps import Asking, Result, played
from .exits import DONE, FAILED
from .private import private_directory
from .welcome import dev_token

__all__ = ["add_arguments", "run"]

_ANSWER_CHARACTERS = 40
_PATIENCE_SECONDS = 10.0
"""A demonstration on a busy machine should show the semantic tier, not its deadline."""
_COLUMNS = "{what:20}  {outcome:11}  {similarity:>10}  {age:>3}  {ms:>6}  {text}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument("--once", action="store_true", help="end after the steps: 0 when each came out as named")


def run(arguments: argparse.Namespace) -> int:
    """Play the steps; then keep serving, unless told otherwise."""
    model = DemoModel()
    with private_directory() as private, demo_model_server_in_thread(model) as up:
        settings = _settings(private, up.base_url)
        configure_logging(settings.telemetry)
        with BackgroundGateway(settings) as gateway:
            token = dev_token(settings, "demo")
            print(f"Gateway at {gateway.url}, built-in model at {up.base_url}; both on this machine only.\n")
            wrong = asyncio.run(_play(gateway.url, token, model))
            if not arguments.once:
                _stay(gateway.url, token, settings)
    return FAILED if wrong else DONE


async def _play(url: str, token: str, model: DemoModel) -> list[Result]:
    print(_COLUMNS.format(what="step", outcome="X-Cache", similarity="similarity", age="age", ms="ms", text="answer"))
    results = []
    async for result in played(url, token, model.update, DEMO_MODEL_NAME):
        print(_line(result), flush=True)
        results.append(result)
    wrong = [result for result in results if not result.as_expected]
    print()
    for result in wrong:
        print(f"differs: {result.step.what!r} should be {result.step.expected}, but is {result.outcome}")
    if not wrong:
        print(f"All {len(results)} steps came out as they should. Cache-Status of the last: {_status(results[-1])}")
    return wrong


def _line(result: Result) -> str:
    headers = result.headers
    return _COLUMNS.format(
        what=result.step.what,
        outcome=result.outcome,
        similarity=headers.get("x-cache-similarity", ""),
        age=headers.get("x-cache-age", ""),
        ms=f"{result.milliseconds:.1f}",
        text=_shortened(result),
    )


def _shortened(result: Result) -> str:
    text = result.answer
    short = text if len(text) <= _ANSWER_CHARACTERS else f"{text[:_ANSWER_CHARACTERS]}…"
    return f"“{result.step.action.question}” → {short}" if isinstance(result.step.action, Asking) else short


def _status(result: Result) -> str:
    return result.headers.get("cache-status", "none")


def _settings(private: Path, model_url: str) -> Settings:
    flags: Mapping[str, object] = {
        "server.port": 0,
        "stores.embedded.directory": str(private / "store"),
        "upstream.openai.base_url": model_url,
        "upstream.openai.api_key": "demo-key-of-no-value",
        "l2.deadline_seconds": _PATIENCE_SECONDS,
        "semantic.embedding_deadline_seconds": _PATIENCE_SECONDS,
        "telemetry.log_level": "warning",
        "telemetry.log_format": "text",
        "prices": {DEMO_MODEL_NAME: {"input_usd": 2.5, "output_usd": 10.0}},
    }
    return load(None, {}, dev=True, flags=flags)


def _stay(url: str, token: str, settings: Settings) -> None:
    print(
        f"\nStill serving; Ctrl-C ends it.\n  dashboard    {url}/dashboard\n"
        f"  admin token  {settings.web.admin_token}\n  base URL     {url}/v1\n  tenant token {token}\n",
        flush=True,
    )
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        print("Ended.")
