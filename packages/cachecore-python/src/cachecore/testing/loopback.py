"""A double on a real loopback port, for clients that take a URL and no transport."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cachecore.testing.exchange import Reply

Handle = Callable[[str, str, Mapping[str, str], bytes], Reply]
_JOIN_SECONDS = 5.0


@contextlib.contextmanager
def serving(handle: Handle) -> Iterator[str]:
    """``with serving(double.handle) as url:`` answers on a free port of 127.0.0.1, a thread a connection."""

    class Handler(_Handler):
        answer = staticmethod(handle)

    server = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(_JOIN_SECONDS)
        server.server_close()


class _Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Reports what went wrong, unless it was the client that went away."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 2.0
    answer: Handle

    def _respond(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        reply = self.answer(self.command, self.path, dict(self.headers.items()), body)
        self.send_response(reply.status_code)
        for name, value in {**reply.headers, "Content-Length": str(len(reply.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = _respond  # noqa: N815 - names that http.server calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the overridden signature
        """Quiet: a test double has no access log."""
