"""Carries a plan out on a connection: the bytes of the answer, at their time, as far as they are meant to go."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from .connection import Connection
from .journal import Outcome
from .plan import BEFORE_HEAD, Ending, Framing, Plan

_BODILESS = (204, 304)


async def deliver(connection: Connection, plan: Plan, method: str) -> Outcome:
    """Sends the answer. Returns ANSWERED, or CUT where the plan breaks it off; the connection is then ended, too."""
    await _sleep(plan.head_seconds)
    if await _stopped_at(connection, plan, BEFORE_HEAD):
        return Outcome.CUT
    silent = method == "HEAD" or plan.reply.status in _BODILESS
    if _goes_in_one(plan):
        await connection.write(head_bytes(plan) + (b"" if silent else plan.reply.body))
    else:
        await connection.write(head_bytes(plan))
        if not silent and await _cut_in_body(connection, plan):
            return Outcome.CUT
    if plan.closes:
        connection.close()
    return Outcome.ANSWERED


def head_bytes(plan: Plan) -> bytes:
    """Status line and header fields, with the framing that the plan names."""
    if plan.head is not None:
        return plan.head
    reply = plan.reply
    version = "1.0" if plan.framing is Framing.CLOSE else "1.1"
    lines = [f"HTTP/{version} {reply.status} {_phrase(reply.status)}"]
    lines += [f"{name}: {value}" for name, value in (*reply.headers, *_framing_headers(plan))]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")


def _framing_headers(plan: Plan) -> list[tuple[str, str]]:
    fields: list[tuple[str, str]] = []
    if plan.framing is Framing.CHUNKED:
        fields.append(("Transfer-Encoding", "chunked"))
    elif plan.framing is Framing.LENGTH and plan.reply.status not in _BODILESS:
        length = sum(len(chunk) for chunk in plan.reply.chunks) + plan.length_error
        fields.append(("Content-Length", str(max(0, length))))
    if plan.announces_close:
        fields.append(("Connection", "close"))
    return fields


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _goes_in_one(plan: Plan) -> bool:
    """Whether nothing is to happen between the pieces of a small body, so that one write carries it all."""
    timed = plan.first_byte_seconds or plan.pace_seconds
    return plan.framing is Framing.LENGTH and len(plan.reply.chunks) <= 1 and not (timed or plan.gates or plan.stop)


async def _cut_in_body(connection: Connection, plan: Plan) -> bool:
    """Sends the body; True where the plan broke it off."""
    await _sleep(plan.first_byte_seconds)
    last = len(plan.reply.chunks)
    for place, chunk in enumerate(plan.reply.chunks):
        if await _stopped_at(connection, plan, place):
            return True
        await asyncio.sleep(plan.pace_seconds)
        await connection.write(_framed(plan, chunk))
    if await _stopped_at(connection, plan, last):
        return True
    if plan.framing is Framing.CHUNKED:
        await connection.write(b"0\r\n\r\n")
    return False


def _framed(plan: Plan, chunk: bytes) -> bytes:
    # An empty chunk would end the chunked body.
    if plan.framing is not Framing.CHUNKED or not chunk:
        return chunk
    return b"%x\r\n%b\r\n" % (len(chunk), chunk)


async def _stopped_at(connection: Connection, plan: Plan, place: int) -> bool:
    """Waits at the gates of this place, then breaks the answer off if it is to end here."""
    last = len(plan.reply.chunks)
    for gate in plan.gates:
        if min(gate.place, last) == place:
            await gate.hold.pass_through()
    if plan.stop is None or min(plan.stop.place, last) != place:
        return False
    if plan.stop.ending is Ending.RESET:
        await connection.reset()
    else:
        connection.close()
    return True


async def _sleep(seconds: float) -> None:
    if seconds > 0:
        await asyncio.sleep(seconds)
