"""From the process that reads the configuration to the workers that it starts."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .loading import dump, load, restore
from .problems import SettingProblems
from .settings import Settings

__all__ = ["WORKER_VARIABLE", "handed_over", "settings_for_worker"]

WORKER_VARIABLE = "CACHECORE_WORKER_SETTINGS"
"""Environment variable with the path of the file that ``handed_over`` wrote."""


@contextmanager
def handed_over(settings: Settings, directory: Path) -> Iterator[None]:
    """Inside the block, processes that are started find ``settings`` by ``settings_for_worker``.

    They lie in a file in ``directory`` that only this user can read; secrets are on no command line and not in the
    environment. The file is removed at the end.
    """
    path = directory / f"settings-{os.getpid()}.json"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(dump(settings))
    os.environ[WORKER_VARIABLE] = str(path)
    try:
        yield
    finally:
        os.environ.pop(WORKER_VARIABLE, None)
        path.unlink(missing_ok=True)


def settings_for_worker(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings handed to this process; without any, those of the environment and ``CACHECORE_CONFIG``.

    Raises:
        SettingProblems: they cannot be read.
    """
    path = environ.get(WORKER_VARIABLE)
    if path is None:
        return load(None, environ, dev=False)
    try:
        return restore(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingProblems([f"{WORKER_VARIABLE} names {path}, which cannot be read: {error.strerror}."]) from None
