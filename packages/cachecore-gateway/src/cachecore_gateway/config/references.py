"""Secrets by reference: ``env:NAME`` and ``file:PATH``, so that no key stands in the configuration file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cachecore_gateway.core.errors import SettingError

from .leaves import Leaf

__all__ = ["References"]

_LARGEST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class References:
    """Looks references up; relative paths start at ``directory``, that of the configuration file."""

    environ: Mapping[str, str]
    directory: Path

    def resolved(self, leaf: Leaf, value: object, *, literal: bool, name: str = "") -> object:
        """``value`` with every text in it looked up; a text that is no reference stays where ``literal`` allows it.

        Raises:
            SettingError: a reference leads nowhere, or a secret stands where a reference must.
        """
        name = name or leaf.name
        if isinstance(value, Mapping):
            return {
                key: self.resolved(leaf, inner, literal=literal, name=f"{name}.{key}") for key, inner in value.items()
            }
        if not isinstance(value, str):
            return value
        if value.startswith("env:"):
            return self._variable(name, value.removeprefix("env:"))
        if value.startswith("file:"):
            return self._file(name, self.directory / value.removeprefix("file:"))
        if literal or not value:
            return value
        raise SettingError(
            f"{name} holds a secret in the file; write it as 'env:NAME' or 'file:PATH', "
            f"or leave it out and set {leaf.variables[0]}."
        )

    def _variable(self, name: str, variable: str) -> str:
        value = self.environ.get(variable, "")
        if not value:
            raise SettingError(f"{name} refers to the environment variable {variable}, which is not set.")
        return value

    def _file(self, name: str, path: Path) -> str:
        try:
            raw = path.read_bytes()[: _LARGEST_BYTES + 1]
            text = raw.decode("utf-8").rstrip("\r\n")
        except OSError as error:
            raise SettingError(f"{name} refers to {path}, which cannot be read: {error.strerror}.") from None
        except UnicodeDecodeError:
            raise SettingError(f"{name} refers to {path}, which is not UTF-8 text.") from None
        if not text or len(raw) > _LARGEST_BYTES:
            raise SettingError(f"{name} refers to {path}, which is empty or larger than {_LARGEST_BYTES} bytes.")
        return text
