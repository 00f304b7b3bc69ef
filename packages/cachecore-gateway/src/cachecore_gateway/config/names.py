"""Names: where a field of a section is found in the file and in the environment."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "FIXED_VARIABLES",
    "NOT_FOR_USE",
    "OTHER_VARIABLES",
    "PREFIX",
    "STORE_URL",
    "STORE_VARIABLE",
    "public_name",
    "variable_of",
]

PREFIX = "CACHECORE_"

_TABLES = {
    "web": "server",
    "protocols": "cache",
    "engine.lifetime": "cache",
    "engine.meaning": "l2",
    "engine.judge": "judge",
    "telemetry.prices": "prices",
}
"""Tables that are not named after the section's place: what belongs together for the reader stands together."""

NOT_FOR_USE = frozenset({"auth.dev", "engine.tenants"})
"""Fields that no file and no variable may set: ``load`` does, from ``dev`` and from the table ``tenants``."""

FIXED_VARIABLES: Mapping[str, str] = {
    "CACHECORE_JWT_SECRET": "auth.jwt_secret",
    "CACHECORE_HOST": "server.host",
    "CACHECORE_PORT": "server.port",
    "CACHECORE_WORKERS": "server.workers",
    "CACHECORE_STORE": "stores.embedded.directory",
    "CACHECORE_OPENAI_BASE_URL": "upstream.openai.base_url",
    "CACHECORE_ANTHROPIC_BASE_URL": "upstream.anthropic.base_url",
    "OPENAI_API_KEY": "upstream.openai.api_key",
    "ANTHROPIC_API_KEY": "upstream.anthropic.api_key",
    "ADMIN_TOKEN": "server.admin_token",
}
"""Short or customary variables, and the setting that each one sets."""

STORE_VARIABLE = "CACHECORE_STORE"
STORE_URL = "stores.redis_url"
"""What ``STORE_VARIABLE`` sets when its value is a URL and not a directory."""

OTHER_VARIABLES: Mapping[str, str] = {
    "CACHECORE_CONFIG": "the TOML file to read",
    "CACHECORE_URL": "the gateway that `cachecore invalidate` and `cachecore stats` talk to",
    "CACHECORE_TOKEN": "the tenant's token for `cachecore invalidate`",
    "CACHECORE_WORKER_SETTINGS": "how `cachecore serve` hands its settings to its workers; not for use",
}
"""Variables that set no setting."""


def public_name(place: str) -> str:
    """Name in the file of the field at ``place`` (attribute path from ``Settings``)."""
    for start, table in _TABLES.items():
        if place == start or place.startswith(start + "."):
            return table + place[len(start) :]
    return place


def variable_of(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper().replace(".", "_")
