"""What ``cachecore serve --dev`` says: where it listens, a token, and a line to try."""

from __future__ import annotations

import time

from cachecore_gateway.auth import Grant, mint
from cachecore_gateway.config import Settings

__all__ = ["DEV_TENANT", "dev_token", "welcome"]

DEV_TENANT = "dev"
_DEV_TTL_SECONDS = 7 * 86400.0


def dev_token(settings: Settings, tenant_id: str = DEV_TENANT) -> str:
    """A tenant's token for a week, signed with the gateway's secret."""
    return mint(settings.auth, Grant(tenant_id, _DEV_TTL_SECONDS), time.time())


def welcome(settings: Settings, url: str) -> str:
    """Everything that one needs to send a first request."""
    lines = [f"CacheCore listens at {url} for this machine only; its secrets are thrown away when it stops."]
    if settings.auth.is_symmetric:
        token = dev_token(settings)
        lines += ["", f"Tenant token ({DEV_TENANT!r}, 7 days):", f"  {token}", "", "Try, twice:", _curl(url, token)]
    if not any(settings.upstream.openai.all_keys()):
        lines += ["", "No provider key is set: set OPENAI_API_KEY, or send your own as Authorization and the token as"]
        lines += ["X-Cachecore-Token. Without any key, `cachecore demo` shows everything on a built-in model."]
    lines += ["", "Applications:", f"  base URL     {url}/v1", f"  dashboard    {url}/dashboard"]
    lines += [f"  admin token  {settings.web.admin_token}", ""]
    return "\n".join(lines)


def _curl(url: str, token: str) -> str:
    body = '{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "What is a semantic cache?"}]}'
    return (
        f"  curl -i {url}/v1/chat/completions -H 'Authorization: Bearer {token}' \\\n"
        f"    -H 'Content-Type: application/json' -d '{body}'"
    )
