"""Configuration in, ``Settings`` out: defaults, then the file, then the environment, then flags."""

from __future__ import annotations

import ipaddress
import json
import secrets
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from cachecore_gateway.auth import dev_secret

from .building import built, template
from .leaves import Leaf, leaves_of
from .names import NOT_FOR_USE
from .problems import SettingProblems
from .reading import Reading
from .settings import Settings
from .values import dumped, from_file

__all__ = ["all_leaves", "dump", "is_loopback", "load", "restore"]


def load(
    path: str | None, environ: Mapping[str, str], *, dev: bool, flags: Mapping[str, object] | None = None
) -> Settings:
    """The configuration of a gateway.

    Args:
        path: the TOML file; ``None``: the one that ``CACHECORE_CONFIG`` names, or none.
        environ: the environment.
        dev: for trying out on one machine: a throwaway secret and admin token where none is set, the operator's
            provider key also for callers without a token, loopback only.
        flags: settings by name that outweigh everything else.

    Raises:
        SettingProblems: everything that is wrong, at once.
    """
    path = path or environ.get("CACHECORE_CONFIG") or None
    reading = Reading(all_leaves(), environ, Path(path).parent if path else Path())
    if path:
        reading.file(Path(path))
    reading.environment()
    reading.flags(flags or {})
    if dev:
        reading.defaults(_dev_defaults(reading.values))
        reading.values["auth.dev"] = True
    tenants = reading.values.get("tenants", {})
    reading.values["engine.tenants"] = dict(tenants) if isinstance(tenants, Mapping) else {}
    settings = built(template(), reading.values, reading.problems)
    _check(settings, reading.problems, dev=dev)
    if reading.problems:
        raise SettingProblems(reading.problems)
    return settings


def dump(settings: Settings) -> str:
    """JSON from which ``restore`` makes equal settings, secrets included: only for a private file."""
    return json.dumps({leaf.place: dumped(leaf, leaf.default) for leaf in leaves_of(settings)})


def restore(text: str) -> Settings:
    """What ``dump`` wrote.

    Raises:
        SettingProblems: it is not from this version.
    """
    leaves = {leaf.place: leaf for leaf in leaves_of(template())}
    problems: list[str] = []
    try:
        values = {place: from_file(leaves[place], value) for place, value in json.loads(text).items()}
    except (KeyError, ValueError, AttributeError):
        raise SettingProblems(["The settings handed to this worker are of another version."]) from None
    settings = built(template(), values, problems)
    if problems:
        raise SettingProblems(problems)
    return settings


@lru_cache(maxsize=1)
def all_leaves() -> tuple[Leaf, ...]:
    """Every setting, in the order of the sections."""
    return tuple(leaf for leaf in leaves_of(template()) if leaf.place not in NOT_FOR_USE)


def is_loopback(host: str) -> bool:
    """Can only this machine reach a server that listens on ``host``?"""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _dev_defaults(given: Mapping[str, object]) -> dict[str, object]:
    defaults: dict[str, object] = {
        "server.admin_token": secrets.token_urlsafe(24),
        "upstream.anonymous_upstream_key": True,
    }
    return defaults if "auth.algorithms" in given else {**defaults, "auth.jwt_secret": dev_secret()}


def _check(settings: Settings, problems: list[str], *, dev: bool) -> None:
    """What holds between sections."""
    if dev and not is_loopback(settings.server.host):
        problems.append(
            f"server.host is {settings.server.host}, but --dev listens on loopback only, because its secrets are "
            "thrown away; use 127.0.0.1, or start without --dev."
        )
