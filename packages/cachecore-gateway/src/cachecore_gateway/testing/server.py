"""The HTTP server behind the double: accepts connections on loopback and answers every request by its plan."""

from __future__ import annotations

import asyncio

from .answers import Answerer
from .connection import Connection
from .delivery import deliver, head_bytes
from .faults import FaultRules, apply_all
from .journal import Journal, Outcome
from .plan import plan_for
from .reply import error_reply
from .request import Request

HOST = "127.0.0.1"
_BACKLOG = 4096


class Server:
    """Runs in one event loop, from `start` to `close`. `port` 0 means any free one."""

    def __init__(self, journal: Journal, rules: FaultRules, answerer: Answerer, port: int = 0) -> None:
        self.journal = journal
        self.rules = rules
        self.answerer = answerer
        self._port = port
        self._listener: asyncio.Server | None = None
        self._connections: set[Connection] = set()
        self._connection_count = 0

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:PORT`. Raises RuntimeError before the first start: there is no port yet."""
        if not self._port:
            raise RuntimeError("the upstream double is not started: use it in a with block")
        return f"http://{HOST}:{self._port}"

    async def start(self) -> None:
        """Listens; after `refuse` on the same port again. Nothing changes where it listens already."""
        if self._listener is not None:
            return
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(self._connect, HOST, self._port, backlog=_BACKLOG)
        self._port = self._listener.sockets[0].getsockname()[1]

    async def refuse(self) -> None:
        """Stops listening, so that new connections are refused, and ends idle ones. Calls in flight go on."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        for connection in list(self._connections):
            if not connection.busy:
                connection.close()
        # One turn of the loop lets the ends of idle connections go out before the caller goes on.
        await asyncio.sleep(0)

    async def close(self) -> None:
        """Stops listening and ends every connection, whatever it is doing."""
        await self.refuse()
        tasks = [connection.task for connection in self._connections if connection.task is not None]
        for connection in list(self._connections):
            connection.abort()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _connect(self) -> Connection:
        self._connection_count += 1
        connection = Connection(self._connection_count, self._serve)
        self._connections.add(connection)
        return connection

    async def _serve(self, connection: Connection) -> None:
        try:
            while not connection.ended:
                request = await connection.next_request()
                connection.busy = True
                await self._answer(connection, request)
                connection.busy = False
        except ValueError as error:
            await _refuse_syntax(connection, error)
        except asyncio.CancelledError:
            # The connection is gone, and nothing else cancels this task: it ends here.
            pass
        finally:
            self._connections.discard(connection)

    async def _answer(self, connection: Connection, request: Request) -> None:
        counted = self.journal.start(request, connection.identity)
        faults = self.rules.take(counted)
        try:
            plan = plan_for(counted, await self.answerer.reply(counted))
            outcome = await deliver(connection, apply_all(plan, faults), counted.method)
        except asyncio.CancelledError:
            outcome = Outcome.DISCONNECTED if connection.client_left else Outcome.ABANDONED
            raise
        except Exception as error:  # noqa: BLE001 - faults may be a test's own code; the journal must stay right
            self.answerer.script_errors.append(error)
            connection.abort()
            outcome = Outcome.ABANDONED
        finally:
            self.journal.end(counted, outcome)


async def _refuse_syntax(connection: Connection, error: ValueError) -> None:
    refused = Request("GET", "/", (("Connection", "close"),))
    plan = plan_for(refused, error_reply(400, f"The request is not valid HTTP: {error}"))
    await connection.write(head_bytes(plan) + plan.reply.body)
    connection.close()
