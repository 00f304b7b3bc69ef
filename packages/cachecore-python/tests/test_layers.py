"""Which module may import which: ``testing › httpx2 › client › transports › context › wire › errors``."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import cachecore

ROOT = Path(cachecore.__file__).parent
LAYERS = ["testing", "httpx2", "client", "transports", "context", "wire", "errors"]
HTTP_FREE = {"wire", "errors", "context"}
MODULES = sorted(path for path in ROOT.rglob("*.py") if path.parent != ROOT or path.stem != "__init__")


def layer_of(path: Path) -> str:
    return path.relative_to(ROOT).with_suffix("").parts[0]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names) if module == "cachecore" else [module]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_its_own_layer_and_those_below(path: Path) -> None:
    below = set(LAYERS[LAYERS.index(layer_of(path)) :])
    ours = [name.split(".")[1] for name in imported(path) if name.startswith("cachecore.")]
    assert set(ours) <= below


@pytest.mark.parametrize("path", [p for p in MODULES if layer_of(p) in HTTP_FREE], ids=lambda path: path.stem)
def test_wire_errors_and_context_need_the_standard_library_only(path: Path) -> None:
    foreign = {name.split(".")[0] for name in imported(path)} - set(sys.stdlib_module_names) - {"cachecore"}
    assert foreign == set()


def test_only_modules_named_for_httpx2_import_it() -> None:
    users = {path.stem for path in MODULES if "httpx2" in set(imported(path))}
    assert users == {"for_httpx2", "httpx2"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 250


def test_without_httpx2_its_module_names_the_extra() -> None:
    script = (
        "import sys; sys.modules['httpx2'] = None\n"
        "import cachecore, cachecore.testing\n"
        "try: import cachecore.httpx2\n"
        "except ImportError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=20, check=True)
    assert done.stdout.strip() == "cachecore.httpx2 needs httpx2: pip install 'cachecore-python[httpx2]'"
