"""From the command line to one command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from difflib import get_close_matches

from cachecore_gateway import __version__
from cachecore_gateway.core.errors import GatewayError, SettingError

from .commands import COMMANDS
from .exits import DONE, FAILED, INTERRUPTED, MEANINGS, MISUSED

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that ``argv`` (default: the process's arguments) names; returns the exit status."""
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        return _dispatch(given)
    except SettingError as error:
        print(f"cachecore: {error.message}", file=sys.stderr)
        return MISUSED
    except GatewayError as error:
        print(f"cachecore: {error.message}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; without this Python complains at its end
        return FAILED
    except SystemExit as error:  # argparse has said what is wrong
        return error.code if isinstance(error.code, int) else MISUSED


def _dispatch(given: list[str]) -> int:
    if not given or given[0] in ("-h", "--help", "help"):
        print(_overview())
        return DONE if given else MISUSED
    if given[0] in ("-V", "--version"):
        print(f"cachecore {__version__}")
        return DONE
    command = COMMANDS.get(given[0])
    if command is None:
        return _unknown(given[0])
    parser = argparse.ArgumentParser(
        prog=f"cachecore {given[0]}", description=f"{command.summary}.", allow_abbrev=False
    )
    command.add_arguments(parser)
    return command.run(parser.parse_args(given[1:]))


def _unknown(name: str) -> int:
    near = get_close_matches(name, COMMANDS, n=1)
    hint = f"; did you mean {near[0]}?" if near else "; cachecore --help lists the commands."
    print(f"cachecore: there is no command {name!r}{hint}", file=sys.stderr)
    return MISUSED


def _overview() -> str:
    width = max(map(len, COMMANDS))
    commands = "\n".join(f"  {name:{width}}  {command.summary}" for name, command in COMMANDS.items())
    statuses = "\n".join(f"  {status:{width}}  {meaning}" for status, meaning in MEANINGS.items())
    return (
        "usage: cachecore COMMAND [OPTION…]\n\n"
        f"A semantic cache in front of LLM APIs (version {__version__}).\n\n"
        f"commands:\n{commands}\n\n"
        f"options:\n  {'--help':{width}}  this text; after a command: its own\n"
        f"  {'--version':{width}}  the version\n\n"
        f"exit statuses:\n{statuses}"
    )
