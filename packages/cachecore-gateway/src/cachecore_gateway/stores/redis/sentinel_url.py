"""A URL that names a primary by its Sentinels."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

__all__ = ["SCHEMES", "SentinelUrl"]

SCHEMES = ("redis+sentinel://", "rediss+sentinel://")
_PORT = 26379
_USER, _PASSWORD = "sentinel_username", "sentinel_password"


@dataclass(frozen=True, slots=True)
class SentinelUrl:
    """``redis+sentinel://[user[:password]@]host[:port][,host[:port]…]/name[/database][?parameters]``.

    User and password are the server's; the Sentinels' own are the parameters ``sentinel_username`` and
    ``sentinel_password``. ``rediss+sentinel://`` speaks TLS to all of them.
    """

    places: tuple[tuple[str, int], ...]
    """Hosts and ports of the Sentinels."""
    name: str
    """Of the primary."""
    server: str
    """URL of the primary, without its place."""
    watcher: str
    """URL of a Sentinel, without its place."""

    @classmethod
    def of(cls, url: str) -> SentinelUrl:
        """From its text.

        Raises:
            ValueError: it has no Sentinel or no name, or a wrong port.
        """
        scheme, _, rest = url.partition("+sentinel://")
        rest, _, query = rest.partition("?")
        authority, _, path = rest.partition("/")
        credentials, _, hosts = authority.rpartition("@")
        name, _, database = path.partition("/")
        places = tuple(_place(host) for host in hosts.split(","))
        if not name:
            raise ValueError("the name of the primary is missing")
        options = dict(parse_qsl(query, keep_blank_values=True))
        user, password = (quote(options.pop(key, ""), safe="") for key in (_USER, _PASSWORD))
        at = f"{credentials}@" if credentials else ""
        own = f"{user}:{password}@" if user or password else ""
        tls = {key: value for key, value in options.items() if key.startswith("ssl_")}
        return cls(
            places,
            unquote(name),
            f"{scheme}://{at}primary/{database}?{urlencode(options)}",
            f"{scheme}://{own}sentinel/?{urlencode(tls)}",
        )


def _place(text: str) -> tuple[str, int]:
    parts = urlsplit(f"//{text}")
    if not parts.hostname:
        raise ValueError("a Sentinel has no host")
    return parts.hostname, parts.port or _PORT
