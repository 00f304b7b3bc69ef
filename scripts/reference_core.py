"""Pages made from the core and the edge: the look-up's states, the HTTP API's headers and errors."""

from __future__ import annotations

from collections.abc import Iterator

from cachecore_gateway.core import errors, lookup
from cachecore_gateway.core.errors import GatewayError
from cachecore_gateway.core.lookup import EXACT_TABLE, Reason
from cachecore_gateway.web.cache_status import FORWARDED
from cachecore_gateway.web.controls import CACHECORE_HEADERS

API_HEAD = """# HTTP API

Request and response bodies are the provider's own. Below `/v1/`, five paths are cached; every other path and method is
passed on unchanged (`X-Cache: BYPASS`).

| call | what it does |
|---|---|
| `POST /v1/chat/completions`, `/v1/responses`, `/v1/messages` | cached exactly and by meaning, plain and streamed |
| `POST /v1/completions`, `/v1/embeddings` | cached exactly; embedding batches item by item |
| `POST /v1/invalidate` | one of `dep_id`, `dep_ids`, `prefix`; `new_hash`, `dry_run` where wanted; needs a token |
| `POST /v1/feedback` | `{"entry", "correct": false}`: the answer with that `X-Cache-Entry` was wrong; needs a token |
| `GET /health`, `GET /ready`, `GET /metrics` | the process is up; its parts are up; Prometheus |
| `GET /dashboard` | a page over `GET /admin/stats` |
| `GET /admin/stats`, `POST /admin/invalidate` | with `Authorization: Bearer <ADMIN_TOKEN>` |
| `POST /admin/l2` | the same bearer; `{"shadow": true}`: the semantic tier only watches, `false`: it serves |

## Who calls

`Authorization: Bearer <token>` or `X-Cachecore-Token: <token>`; a token is `cc_live_<id>.<jwt>` or a bare JWT. A token
that does not verify is answered 401, never passed on. An `Authorization` that is no CacheCore token is the caller's own
provider key.

## Request headers

`Cache-Control` has its meaning of RFC 9111 §5.2.1: `no-store`, `no-cache`, `max-age`, `min-fresh`, `max-stale`,
`only-if-cached`. An unknown `X-Cachecore-*` header is an error (400).
"""

ANSWER_HEADERS = """
## Response headers

| header | meaning |
|---|---|
| `X-Cache` | `HIT_L1`, `HIT_L1_STALE`, `HIT_L2`, `MISS`, `BYPASS` |
| `X-Cache-Similarity` | `1.00` for L1, four digits for L2 (`1.0000`: same wording, not taken), `0.00` otherwise |
| `X-Cache-Age` | whole seconds; 0 for a miss or bypass |
| `X-Cache-Entry` | opaque id of the entry served or written |
| `Cache-Status` | RFC 9211; `detail` holds the reason |
| `X-RateLimit-Limit-Requests`, `…-Remaining-Requests`, `…-Reset-Requests` | where a limit holds |
| `X-Cachecore-Namespace-Hint`, `X-Cachecore-Candidate`, `X-Cachecore-Exact-Only-Reason` | with `web.debug_headers` |

## Why a request went to the provider

"""


def lookup_page() -> str:
    """The look-up: its theory, its table, its diagram, all from ``core/lookup.py``."""
    theory = (lookup.__doc__ or "").split("Theory of operation")[1].split("===\n", 1)[1].strip()
    lines = ["# The life of a look-up\n", "From `core/lookup.py`, which decides it.\n", theory.replace("``", "`"), ""]
    lines += ["## States\n", "```mermaid", "stateDiagram-v2", *_transitions(), "```\n"]
    lines += [
        "## What an entry under the same fingerprint is worth\n",
        "| age | dependencies | action | reason |",
        "|---|---|---|---|",
    ]
    for (age, deps), (action, reason) in EXACT_TABLE.items():
        lines.append(f"| {age.value} | {deps.value} | {action.value} | {reason.value if reason else '–'} |")
    return "\n".join(lines) + "\n"


def api_page() -> str:
    """Calls, headers, reasons and errors."""
    lines = [API_HEAD, "| header | meaning |", "|---|---|"]
    lines += [f"| `{name.decode()}` | {meaning} |" for name, meaning in CACHECORE_HEADERS.items()]
    lines += [ANSWER_HEADERS + "| `detail` | `fwd` |", "|---|---|"]
    lines += [f"| `{reason.value}` | `{FORWARDED[reason]}` |" for reason in Reason]
    lines += ["", "## Errors\n", 'All have OpenAI\'s shape: `{"error": {"message", "type", "code", "param"}}`.\n']
    lines += ["| status | type | code | when |", "|---|---|---|---|"]
    for kind in sorted(_leaves(GatewayError), key=lambda kind: (kind.status, kind.code)):
        when = (kind.__doc__ or "").split("\n", 1)[0].replace("``", "`")
        lines.append(f"| {kind.status} | `{kind.kind}` | `{kind.code}` | {when} |")
    return "\n".join(lines) + "\n"


def _transitions() -> Iterator[str]:
    yield "    [*] --> LookExact"
    yield "    [*] --> Fetch: no-cache"
    yield "    LookExact --> Serve: fresh or stale, valid, covering"
    yield "    LookExact --> LookMeaning: anything else"
    yield "    LookExact --> Fetch: store unavailable"
    yield "    LookMeaning --> Serve: accepted by the verifier"
    yield "    LookMeaning --> Fetch: nothing accepted"
    yield "    LookMeaning --> Refuse: only-if-cached"
    yield "    Fetch --> [*]: MISS"
    yield "    Serve --> [*]: HIT_L1, HIT_L1_STALE, HIT_L2"
    yield "    Refuse --> [*]: 504"


def _leaves(kind: type[GatewayError]) -> Iterator[type[GatewayError]]:
    for child in kind.__subclasses__():
        if (
            child.__module__ == errors.__name__
            and child is not errors.SettingError
            and child is not errors.UpstreamError
        ):
            yield child
        yield from _leaves(child)
