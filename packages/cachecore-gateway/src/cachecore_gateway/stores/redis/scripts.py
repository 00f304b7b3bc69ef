"""The server-side functions: one file each in ``lua/``, whose first lines say what it takes, does and returns.

They run by ``EVALSHA``, so nothing is installed on the server for good. Each runs as a whole or not at all. None is
marked ``no-writes``: a server that has become a replica refuses it, so nobody is served from a copy that lags.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha1
from importlib import resources

__all__ = [
    "ADD",
    "ADMIT",
    "ALL",
    "BEGIN",
    "COUNTS",
    "DELETE",
    "DROP",
    "LEARN",
    "LOOK",
    "MATCHING",
    "PUT",
    "RAISE",
    "RELEASE",
    "RENEW",
    "WRITE",
    "Script",
]


@dataclass(frozen=True, slots=True)
class Script:
    """A function and the hash that names it on the server."""

    text: bytes
    sha: str


def _script(name: str, *parts: str) -> Script:
    """The file ``name``; ``parts`` are put between its first line, which holds the flags, and the rest."""
    folder = resources.files(__package__) / "lua"
    first, _, rest = (folder / f"{name}.lua").read_bytes().partition(b"\n")
    shared = [(folder / f"{part}.lua").read_bytes() for part in parts]
    text = b"\n".join([first, *shared, rest])
    return Script(text, sha1(text, usedforsecurity=False).hexdigest())


ADD = _script("add")
ADMIT = _script("admit")
BEGIN = _script("begin")
COUNTS = _script("counts", "forget")
DELETE = _script("delete", "forget")
DROP = _script("drop", "forget")
LEARN = _script("learn")
LOOK = _script("look")
MATCHING = _script("matching", "forget")
PUT = _script("put", "forget")
RAISE = _script("raise")
RELEASE = _script("release")
RENEW = _script("renew")
WRITE = _script("write")

ALL = (ADD, ADMIT, BEGIN, COUNTS, DELETE, DROP, LEARN, LOOK, MATCHING, PUT, RAISE, RELEASE, RENEW, WRITE)
