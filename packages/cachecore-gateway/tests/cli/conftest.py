"""The command line, run in this process."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cachecore_gateway.cli.entry import main

SECRET = "0123456789abcdef0123456789abcdef"

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Runs a command; its exit status, output and errors. The environment holds nothing of ours but a secret."""
    import os

    for name in list(os.environ):
        if name.startswith("CACHECORE_") or name in ("ADMIN_TOKEN", "OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CACHECORE_JWT_SECRET", SECRET)

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        said = capsys.readouterr()
        return status, said.out, said.err

    return run
