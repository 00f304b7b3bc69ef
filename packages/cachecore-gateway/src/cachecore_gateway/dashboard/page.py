"""Serves the page; it holds no data and no secret of its own."""

from __future__ import annotations

from importlib.resources import files

from cachecore_gateway.web import Exchange

__all__ = ["Dashboard"]


class Dashboard:
    """Handler of ``GET /dashboard``."""

    def __init__(self) -> None:
        self._page = files("cachecore_gateway.dashboard").joinpath("dashboard.html").read_bytes()

    async def page(self, exchange: Exchange) -> None:
        """The page, with a policy that lets it talk to this origin only."""
        policy = b"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'"
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-security-policy", policy),
            (b"referrer-policy", b"no-referrer"),
            (b"x-frame-options", b"DENY"),
        ]
        await exchange.whole(200, headers, self._page)
