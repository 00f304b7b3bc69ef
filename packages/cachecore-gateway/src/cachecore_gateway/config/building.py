"""From values by place to sections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from functools import lru_cache
from typing import Any, TypeVar

from cachecore_gateway.auth import AuthSettings
from cachecore_gateway.core.errors import SettingError

from .leaves import is_section
from .settings import Settings

__all__ = ["built", "template"]

SectionT = TypeVar("SectionT")


def built(section: SectionT, values: Mapping[str, object], problems: list[str], place: str = "") -> SectionT:
    """``section`` with ``values`` in place of its defaults; what a section refuses goes to ``problems``."""
    changes: dict[str, Any] = {}
    for one in fields(section):  # type: ignore[arg-type]  # every section is a dataclass
        inner = f"{place}.{one.name}" if place else one.name
        default = getattr(section, one.name)
        if inner in values:
            changes[one.name] = values[inner]
        elif is_section(default):
            changes[one.name] = built(default, values, problems, inner)
    return _with(section, changes, problems)


@lru_cache(maxsize=1)
def template() -> Settings:
    """Every default. Not to be run: the section of the tokens has defaults that only a secret makes valid."""
    blank = object.__new__(AuthSettings)
    for one in fields(AuthSettings):
        made = one.default_factory() if one.default_factory is not MISSING else one.default
        object.__setattr__(blank, one.name, made)
    return Settings(auth=blank)


def _with(section: SectionT, changes: dict[str, Any], problems: list[str]) -> SectionT:
    try:
        return _replaced(section, changes)
    except SettingError as error:
        alone = [said for name, value in changes.items() if (said := _refusal(section, {name: value}))]
        problems.extend(alone or [error.message])
        return section


def _refusal(section: object, changes: dict[str, Any]) -> str:
    try:
        _replaced(section, changes)
    except SettingError as error:
        return error.message
    return ""


def _replaced(section: SectionT, changes: dict[str, Any]) -> SectionT:
    return replace(section, **changes)  # type: ignore[type-var]  # every section is a dataclass
