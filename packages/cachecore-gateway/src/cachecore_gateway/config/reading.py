"""Settings as they were given: by file, by environment, by flag; checked by name and type, not yet put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import tomllib

from cachecore_gateway.core.errors import SettingError

from .leaves import Leaf
from .names import OTHER_VARIABLES, PREFIX, STORE_URL, STORE_VARIABLE
from .problems import SettingProblems, nearest
from .references import References
from .values import from_file, from_text

__all__ = ["Reading"]


class Reading:
    """Collects ``values`` (by place) and ``problems``; what is read later outweighs what was read before."""

    def __init__(self, leaves: Sequence[Leaf], environ: Mapping[str, str], directory: Path) -> None:
        self._by_name = {leaf.name: leaf for leaf in leaves}
        self._tables = {name[:index] for name in self._by_name for index, sign in enumerate(name) if sign == "."}
        self._environ = environ
        self._references = References(environ, directory)
        self.values: dict[str, object] = {}
        self.problems: list[str] = []

    def defaults(self, values: Mapping[str, object]) -> None:
        """Typed values by name that hold unless something else is given."""
        for name, value in values.items():
            self.values.setdefault(self._by_name[name].place, value)

    def file(self, path: Path) -> None:
        """A TOML file.

        Raises:
            SettingProblems: it cannot be read at all.
        """
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise SettingProblems([f"The configuration file {path} cannot be read: {error.strerror}."]) from None
        except UnicodeDecodeError:
            raise SettingProblems([f"The configuration file {path} is not UTF-8 text."]) from None
        except tomllib.TOMLDecodeError as error:
            raise SettingProblems([f"The configuration file {path} is not TOML: {error}."]) from None
        for name, value in self._flat(content, ""):
            self._take(name, value, literal=False)

    def environment(self) -> None:
        """The environment; a variable that is set to nothing counts as not set."""
        variables = {variable: leaf for leaf in self._by_name.values() for variable in leaf.variables}
        given: dict[str, str] = {}
        for variable, text in sorted(self._environ.items()):
            leaf = variables.get(variable)
            if variable == STORE_VARIABLE and "://" in text:
                leaf = self._by_name[STORE_URL]
            if leaf is None:
                self._check_variable(variable, variables)
            elif text and given.setdefault(leaf.name, variable) != variable:
                self._again(leaf, given[leaf.name], variable)
            elif text:
                self._take_text(leaf, variable, text)

    def flags(self, flags: Mapping[str, object]) -> None:
        """Options of the command line, by name."""
        for name, value in flags.items():
            self._take(name, value, literal=True)

    def _flat(self, table: Mapping[str, object], start: str) -> Iterator[tuple[str, object]]:
        for key, value in table.items():
            name = f"{start}{key}"
            if name in self._by_name:
                yield name, value
            elif name in self._tables and isinstance(value, dict):
                yield from self._flat(value, name + ".")
            else:
                hint = nearest(name, [*self._by_name, *self._tables])
                self.problems.append(f"{name} is not a setting{hint or '.'}")

    def _take(self, name: str, value: object, *, literal: bool) -> None:
        leaf = self._by_name[name]
        try:
            if leaf.secret:
                value = self._references.resolved(leaf, value, literal=literal)
            self.values[leaf.place] = from_file(leaf, value)
        except SettingError as error:
            self.problems.append(error.message)

    def _take_text(self, leaf: Leaf, variable: str, text: str) -> None:
        try:
            if leaf.secret:
                text = str(self._references.resolved(leaf, text, literal=True))
            self.values[leaf.place] = from_text(leaf, text)
        except SettingError as error:
            self.problems.append(f"{variable}: {error.message}")

    def _again(self, leaf: Leaf, first: str, second: str) -> None:
        if self._environ[first] != self._environ[second]:
            self.problems.append(f"{first} and {second} both set {leaf.name}, to different values; set one.")

    def _check_variable(self, variable: str, known: Mapping[str, Leaf]) -> None:
        if variable.startswith(PREFIX) and variable not in OTHER_VARIABLES:
            hint = nearest(variable, [*known, *OTHER_VARIABLES])
            self.problems.append(f"The environment variable {variable} is not a setting{hint or '.'}")
