"""From the command line to one command."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib import import_module

import pytest

from cachecore_gateway import __version__
from cachecore_gateway.cli.commands import COMMANDS
from cachecore_gateway.cli.exits import DONE, INTERRUPTED, MEANINGS, MISUSED

Cli = Callable[..., tuple[int, str, str]]


def test_help_lists_every_command_and_exit_status(cli: Cli) -> None:
    status, out, _ = cli("--help")
    assert status == DONE
    assert all(f"  {name} " in out and command.summary in out for name, command in COMMANDS.items())
    assert all(f"  {number} " in out and meaning in out for number, meaning in MEANINGS.items())


def test_without_a_command_the_help_is_shown_and_nothing_done(cli: Cli) -> None:
    status, out, _ = cli()
    assert status == MISUSED
    assert "commands:" in out


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_is_told(cli: Cli, option: str) -> None:
    assert cli(option) == (DONE, f"cachecore {__version__}\n", "")


def test_an_unknown_command_names_the_nearest(cli: Cli) -> None:
    status, out, err = cli("serv")
    assert (status, out) == (MISUSED, "")
    assert "did you mean serve?" in err


def test_unknown_options_are_errors(cli: Cli) -> None:
    status, _, err = cli("token", "--tennant", "t")
    assert status == MISUSED
    assert "--tennant" in err


def test_ctrl_c_ends_quietly(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(import_module("cachecore_gateway.cli.token"), "run", interrupted)
    assert cli("token") == (INTERRUPTED, "", "")


def test_the_module_can_be_run() -> None:
    command = [sys.executable, "-m", "cachecore_gateway", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout == f"cachecore {__version__}\n"


def test_light_commands_load_no_server() -> None:
    code = (
        "import sys; from cachecore_gateway.cli.entry import main; status = main(['--help']);"
        "import cachecore_gateway.cli.token;"
        "heavy = {'uvicorn', 'aiohttp', 'numpy', 'onnxruntime', 'pydantic', 'httpx', 'prometheus_client', 'asyncio'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.splitlines()[-1] == "[]"
