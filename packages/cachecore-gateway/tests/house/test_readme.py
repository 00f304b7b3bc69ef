"""The README tells the truth: its examples run, its commands, headers, variables and files exist."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from cachecore_gateway.cli.commands import COMMANDS
from cachecore_gateway.config import FIXED_VARIABLES, OTHER_VARIABLES, all_leaves
from cachecore_gateway.testing import ThreadedUpstreamDouble
from cachecore_gateway.testing.gateway_process import GatewayProcess
from cachecore_gateway.web.controls import CACHECORE_HEADERS

from .front_door import ask, bearer, body

ROOT = Path(__file__).parents[4]
README = (ROOT / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
CODE = re.findall(r"```console\n(.*?)```|`([^`\n]+)`", README, re.DOTALL)
LINES = [line.strip().removeprefix("$ ") for block in CODE for line in "".join(block).splitlines()]
COMMAND_LINES = [line for line in LINES if re.match(r"(\.venv/bin/)?cachecore ", line)]


def test_there_is_something_to_prove() -> None:
    assert len(EXAMPLES) >= 2
    assert len(COMMAND_LINES) >= 5


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split("\n", 1)[0])
def test_an_example_runs_as_it_stands(
    gateway: GatewayProcess, upstream: ThreadedUpstreamDouble, example: str, tmp_path: Path
) -> None:
    own = {"CACHECORE_URL": gateway.url, "CACHECORE_TOKEN": gateway.token()}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CACHECORE_", "OPENAI_"))}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", example],
        env={**kept, **own},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert upstream.call_count == 1, "it went through the gateway to the provider"
    assert own["CACHECORE_TOKEN"] not in str(upstream.calls[0].request.headers)


@pytest.mark.parametrize("line", COMMAND_LINES)
def test_a_command_and_its_options_exist(line: str) -> None:
    words = line.partition(" #")[0].partition("cachecore ")[2].split()
    command = COMMANDS[words[0]]
    parser = argparse.ArgumentParser(add_help=False)
    command.add_arguments(parser)
    known = {option for action in parser._actions for option in action.option_strings}
    assert {word for word in words[1:] if word.startswith("--")} <= known


def test_every_script_exists_and_may_be_run() -> None:
    named = set(re.findall(r"\./scripts/[\w-]+", README))
    assert named
    assert all(os.access(ROOT / name, os.X_OK) for name in named)


def test_every_header_exists(gateway: GatewayProcess) -> None:
    with httpx.Client(base_url=gateway.url, timeout=10, headers=bearer(gateway.token())) as http:
        told = set(ask(http, body("which headers are there")).headers)
    known = told | {name.decode() for name in CACHECORE_HEADERS}
    named = {name.lower() for name in re.findall(r"\bX-[A-Z][\w-]+|\bCache-Status\b", README)}
    assert "x-cache" in named
    assert named <= known


def test_every_variable_exists() -> None:
    leaves = {variable for leaf in all_leaves() for variable in leaf.variables}
    known = leaves | set(FIXED_VARIABLES) | set(OTHER_VARIABLES)
    named = set(re.findall(r"\b(?:CACHECORE_[A-Z_]+|[A-Z]+_API_KEY|ADMIN_TOKEN)\b", README))
    assert named
    assert named <= known


def test_every_page_it_links_to_exists() -> None:
    targets = [target for target in re.findall(r"\]\(([^)#]+)", README) if "://" not in target]
    assert targets
    assert not [target for target in targets if not (ROOT / target).exists()]
