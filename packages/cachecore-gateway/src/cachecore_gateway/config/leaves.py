"""Every single setting, read off the sections: one leaf a field, with its type, default and docstring."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import Field, dataclass, fields, is_dataclass
from textwrap import dedent
from typing import Any, get_type_hints

from cachecore_gateway.core.identity import Rate

from .names import FIXED_VARIABLES, public_name, variable_of

__all__ = ["Leaf", "is_section", "leaves_of", "meanings_of"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One setting."""

    place: str
    """Attribute path from the whole configuration."""
    name: str
    """Name in the file, with its table."""
    type: Any
    default: object
    meaning: str
    secret: bool
    """Its section leaves it out of ``repr``: it must not stand in the file, and its value is never shown."""

    @property
    def variables(self) -> tuple[str, ...]:
        """Environment variables that set it, the short one first."""
        short = [variable for variable, name in FIXED_VARIABLES.items() if name == self.name]
        return (*short, variable_of(self.name))


def leaves_of(section: Any, place: str = "") -> Iterator[Leaf]:
    """The settings below ``section`` (a dataclass instance that holds the defaults), depth first."""
    hints, meanings = get_type_hints(type(section)), meanings_of(type(section))
    for one in fields(section):
        inner = f"{place}.{one.name}" if place else one.name
        value = getattr(section, one.name)
        if is_section(value):
            yield from leaves_of(value, inner)
        else:
            yield _leaf(one, inner, hints[one.name], value, meanings.get(one.name, ""))


def is_section(value: object) -> bool:
    """Is a field's value a table of its own? A rate is one value."""
    return is_dataclass(value) and not isinstance(value, (type, Rate))


def _leaf(one: Field[Any], place: str, hint: Any, value: object, meaning: str) -> Leaf:
    return Leaf(place, public_name(place), hint, value, meaning, secret=not one.repr)


def meanings_of(section: type) -> dict[str, str]:
    """Docstrings under the fields of a dataclass, which Python itself throws away."""
    (tree,) = ast.parse(dedent(inspect.getsource(section))).body
    assert isinstance(tree, ast.ClassDef)
    found: dict[str, str] = {}
    for field, below in zip(tree.body, tree.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
            and isinstance(below.value.value, str)
        ):
            found[field.target.id] = " ".join(inspect.cleandoc(below.value.value).split())
    return found
