"""A gateway somewhere, spoken to over HTTP with a timeout and an answer in words when it does not work."""

from __future__ import annotations

import argparse
import os
from typing import Any

import httpx

from cachecore_gateway.core.errors import GatewayError, SettingError

__all__ = ["add_url", "asked", "given_or_variable"]

_DEFAULT_URL = "http://127.0.0.1:8080"
_TIMEOUT_SECONDS = 30.0


class Refused(GatewayError):
    """The gateway answered with an error, or not at all."""


def add_url(parser: argparse.ArgumentParser) -> None:
    """The option that names the gateway."""
    parser.add_argument(
        "--url",
        default=os.environ.get("CACHECORE_URL") or _DEFAULT_URL,
        help=f"the gateway (default: CACHECORE_URL, else {_DEFAULT_URL})",
    )


def given_or_variable(value: str | None, option: str, variable: str) -> str:
    """An option's value, else that of the environment variable.

    Raises:
        SettingError: neither is set.
    """
    found = value or os.environ.get(variable)
    if not found:
        raise SettingError(f"Give {option}, or set {variable}.")
    return found


def asked(method: str, url: str, token: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """The JSON object that the gateway answers.

    Raises:
        GatewayError: no answer, an error, or something that is no gateway; the message never holds the token.
    """
    try:
        answer = httpx.request(
            method,
            url,
            json=body,
            headers={"Authorization": f"Bearer {token}"},
            timeout=_TIMEOUT_SECONDS,
            trust_env=False,
        )
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeEncodeError) as error:
        said = type(error).__name__ if token in str(error) else f"{type(error).__name__}: {error}"
        raise Refused(f"No answer from {url} ({said}); is the gateway running there?") from None
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Refused(f"{url} answered {answer.status_code} without a JSON object; is that a CacheCore gateway?")
    if answer.status_code != 200:
        raise Refused(f"{url} answered {answer.status_code}: {_message(found)}")
    return found


def _message(found: dict[str, Any]) -> str:
    error = found.get("error")
    return str(error.get("message", error)) if isinstance(error, dict) else str(found)[:200]
