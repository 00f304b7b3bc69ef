"""Every other /v1/* path: the request is told back, so that a test sees what came through."""

from __future__ import annotations

import base64

from ..reply import Reply, json_reply
from ..request import Request


def reply(request: Request) -> Reply:
    """Method, path, query, headers as [name, value] pairs, and the body: as text, or as base64 where it is no UTF-8."""
    try:
        body, coding = request.body.decode(), "text"
    except UnicodeDecodeError:
        body, coding = base64.b64encode(request.body).decode("ascii"), "base64"
    return json_reply(
        {
            "object": "echo",
            "call": request.number,
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "headers": [list(field) for field in request.headers],
            "body": body,
            "body_coding": coding,
        }
    )
