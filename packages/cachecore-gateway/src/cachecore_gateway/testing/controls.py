"""What a test does with a double, whether the double runs in the test's own loop or in a thread."""

from __future__ import annotations

from collections.abc import Sequence

from .answers import Script, Scripted
from .faults import Fault, Held, Rule, Scope
from .faults.rules import Matches
from .hold import Hold
from .journal import Call, Journal
from .server import Server


class Controls:
    """Scripts answers, sets faults, reads the journal. Every method may be called from any thread."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._rules = server.rules
        self._answerer = server.answerer

    @property
    def journal(self) -> Journal:
        """What happened so far, with counts by path and by body."""
        return self._server.journal

    @property
    def origin(self) -> str:
        """Scheme, host and port (`http://127.0.0.1:PORT`): the base URL in the sense of Anthropic's SDK."""
        return self._server.origin

    @property
    def base_url(self) -> str:
        """The origin with `/v1`: the base URL in the sense of OpenAI's SDK."""
        return f"{self.origin}/v1"

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every call since the start or the last `reset`, in the order of arrival."""
        return self.journal.calls

    @property
    def call_count(self) -> int:
        """How many calls arrived since the start or the last `reset`."""
        return self.journal.call_count

    @property
    def in_flight(self) -> int:
        """How many calls are being answered now."""
        return self.journal.in_flight

    @property
    def most_in_flight(self) -> int:
        """The largest number of calls that were being answered at one moment."""
        return self.journal.most_in_flight

    @property
    def script_errors(self) -> Sequence[Exception]:
        """What scripts raised; their callers got a 500."""
        return tuple(self._answerer.script_errors)

    def answer_with(self, answer: Script | Scripted) -> None:
        """Scripts the answers from now on: a callable that gets the request, or one answer for all; None: default."""
        self._answerer.script = answer if callable(answer) or answer is None else _always(answer)

    def inject(
        self, *faults: Fault, path: str | None = None, when: Matches | None = None, times: int | None = None
    ) -> Rule:
        """Puts faults in force, all together: for one path, for requests that `when` accepts, for the next `times` of
        those; by default for every call. Later rules add to earlier ones. Returns the rule, to remove it.
        """
        return self._rules.add(faults, Scope(path, when, times))

    def hold(
        self,
        after_chunks: int | None = None,
        *,
        path: str | None = None,
        when: Matches | None = None,
        times: int | None = None,
    ) -> Hold:
        """Holds answers back before their head, or after that many chunks of their body, until the hold is released."""
        hold = Hold()
        self.inject(Held(hold, after_chunks), path=path, when=when, times=times)
        return hold

    def clear_faults(self) -> None:
        """Takes all faults out of force, holds for later calls included. Calls at a hold still wait for its release."""
        self._rules.clear()

    def reset(self) -> None:
        """Forgets faults, script and journal, as between two tests. Call numbers go on."""
        self._rules.clear()
        self._answerer.script = None
        self._answerer.script_errors.clear()
        self.journal.clear()


def _always(answer: Scripted) -> Script:
    return lambda request: answer


def raise_script_error(errors: Sequence[Exception], kind: type[BaseException] | None) -> None:
    """At the end of a block without an error of its own: raises the first error of its scripts, if there is one."""
    if kind is None and errors:
        raise errors[0]
