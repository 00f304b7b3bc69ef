"""``cachecore token``: make a tenant's token, or look into one. Loads only what that needs."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from datetime import datetime, timezone
from importlib import import_module

from cachecore_gateway.auth.describe import describe
from cachecore_gateway.auth.mint import Grant, mint
from cachecore_gateway.auth.settings import AuthSettings
from cachecore_gateway.core.controls import Preset
from cachecore_gateway.core.errors import NotAuthenticated, SettingError
from cachecore_gateway.core.identity import Permissions, Rate

from .exits import DONE, FAILED, MISUSED

__all__ = ["add_arguments", "run"]

_SECRET = "CACHECORE_JWT_SECRET"  # noqa: S105 - the variable's name


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.epilog = "`cachecore token inspect TOKEN` shows what a token says; `-` reads it from standard input."
    parser.add_argument("inspect", nargs="*", metavar="inspect TOKEN", help="look into a token instead of making one")
    parser.add_argument("--tenant", metavar="T", help="the tenant (required)")
    parser.add_argument("--ttl", type=float, metavar="SECONDS", help="how long it is good (required)")
    parser.add_argument("--project", default="", help="the project within the tenant")
    parser.add_argument("--policy-version", default="", help="version of the tenant's policies; part of the namespace")
    parser.add_argument("--role", action="append", default=[], help="a role; may be repeated")
    parser.add_argument("--scope", action="append", default=[], help="a scope; may be repeated")
    parser.add_argument("--fresh-ttl", type=float, metavar="SECONDS", help="how long its answers stay fresh")
    parser.add_argument("--stale-window", type=float, metavar="SECONDS", help="how long after that they serve stale")
    parser.add_argument("--rate", metavar="N[/SECONDS]", help="requests allowed per minute, or per SECONDS")
    presets = [preset.value for preset in Preset]
    parser.add_argument("--l2", choices=presets, help="the least careful preset of the semantic tier it may use")
    parser.add_argument("--id", action="store_true", help="print cc_live_<id>.<jwt>: the id may stand in logs")
    parser.add_argument("--config", metavar="FILE", help="TOML file with settings (default: CACHECORE_CONFIG)")


def run(arguments: argparse.Namespace) -> int:
    """Print a token, or what one says."""
    if arguments.inspect:
        return _inspect(arguments.inspect)
    if not arguments.tenant or arguments.ttl is None:
        print("cachecore token: give --tenant and --ttl, or: cachecore token inspect TOKEN", file=sys.stderr)
        return MISUSED
    try:
        print(_made(arguments))
    except NotAuthenticated as error:
        print(f"cachecore: such a token would be refused: {error.message}", file=sys.stderr)
        return MISUSED
    return DONE


def _made(arguments: argparse.Namespace) -> str:
    grant = Grant(
        arguments.tenant,
        arguments.ttl,
        arguments.project,
        arguments.policy_version,
        Permissions.of(arguments.role, arguments.scope),
        arguments.fresh_ttl,
        arguments.stale_window,
        _rate(arguments.rate),
        Preset(arguments.l2) if arguments.l2 else None,
    )
    token = mint(_auth(arguments.config), grant, time.time())
    return token if arguments.id else token.partition(".")[2]


def _auth(path: str | None) -> AuthSettings:
    """The section of the tokens; the whole configuration is read only where something else than the secret is set."""
    secret = os.environ.get(_SECRET, "")
    others = path or any(name == "CACHECORE_CONFIG" or name.startswith("CACHECORE_AUTH_") for name in os.environ)
    if others or not secret or secret.startswith(("env:", "file:")):
        section: AuthSettings = import_module("cachecore_gateway.config").load(path, os.environ, dev=False).auth
        return section
    return AuthSettings(jwt_secret=secret)


def _rate(text: str | None) -> Rate | None:
    if text is None:
        return None
    requests, slash, seconds = text.partition("/")
    try:
        return Rate(int(requests), float(seconds) if slash else 60.0)
    except ValueError:
        raise SettingError("--rate must look like 100 (a minute) or 100/60 (requests, a slash, seconds).") from None


def _inspect(words: list[str]) -> int:
    if words[0] != "inspect" or len(words) != 2:
        print("cachecore token: to look into a token: cachecore token inspect TOKEN", file=sys.stderr)
        return MISUSED
    try:
        found = describe(sys.stdin.read() if words[1] == "-" else words[1])
    except NotAuthenticated as error:
        print(f"cachecore: {error.message}", file=sys.stderr)
        return FAILED
    now = time.time()
    print(json.dumps({"id": found.token_id or None, "header": found.header, "claims": found.claims}, indent=2))
    print(_expiry(found.expires_at, now))
    print("The signature was not checked: a gateway does that.")
    return FAILED if found.expired(now) else DONE


def _expiry(expires_at: float | None, now: float) -> str:
    if expires_at is None:
        return "It never says when it expires (exp): every gateway refuses it."
    try:
        moment = datetime.fromtimestamp(expires_at, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (OverflowError, ValueError, OSError):
        moment = f"{expires_at:g} seconds after 1970"
    return f"Expired at {moment}." if expires_at <= now else f"Good until {moment}, for {expires_at - now:.0f} s more."
