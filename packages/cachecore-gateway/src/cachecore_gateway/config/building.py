"""From values by place to sections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from cachecore_gateway.core.errors import SettingError

from .leaves import is_section
from .names import ECHOES

__all__ = ["built"]

SectionT = TypeVar("SectionT")


def built(section: SectionT, values: Mapping[str, object], problems: list[str], place: str = "") -> SectionT:
    """``section`` with ``values`` in place of its defaults; what a section refuses goes to ``problems``."""
    changes: dict[str, Any] = {}
    for one in fields(section):  # type: ignore[arg-type]  # every section is a dataclass
        inner = f"{place}.{one.name}" if place else one.name
        inner = ECHOES.get(inner, inner)
        default = getattr(section, one.name)
        if inner in values:
            changes[one.name] = values[inner]
        elif is_section(default):
            below = built(default, values, problems, inner)
            if below is not default:
                changes[one.name] = below
    return _with(section, changes, problems) if changes else section


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
