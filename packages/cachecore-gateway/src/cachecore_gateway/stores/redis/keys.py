"""Names of keys, channels and indexes.

Every key that one step touches has the same hash tag ``{…}``, so a cluster keeps them on one shard. Tenants, scopes and
names from outside enter as hashes, never as text, except dep ids, which a tenant only sees below its own hash.

========================  ===========  ===========================================================================
key                       kind         holds
========================  ===========  ===========================================================================
``P:{t}:g``               hash         **permanent** ledger of tenant t: epoch, last generation, one field a dep
``P:{t}:e:<key>``         hash         an entry; expires when it dies
``P:{t}:i:<entry id>``    string       the entry's key
``P:{t}:r``               sorted set   keys of the tenant's entries by their end
``P:{t}:b``               hash         for each entry what must go with it
``P:{t}:n``               hash         sums of bytes and vectors
``P:{t}:z``               sorted set   dep ids carried by entries
``P:{t}:d:<dep id>``      sorted set   keys of the entries that carry the dep, by the generation they were put at
``P:v:<index>:{t}:<key>`` hash         a vector with its scope; expires with its entry
``P:tenants``             sorted set   hashes of tenants by when they last wrote
``P:p:{s}:<pair>``        string       what is known of a pair in scope s
``P:c:{name}``            hash         **permanent** cell
``P:f:{key}``             string       lease of a flight: who leads
``P:l:{subject}``         list         moments of admitted requests
``P:x:<index>``           index        of vectors of one model; two a model, see ``index``
``P:o:<gateway>``         channel      inbox of one gateway
========================  ===========  ===========================================================================
"""

from __future__ import annotations

import re
from hashlib import blake2b

__all__ = ["PERMANENT", "Keys", "digest"]

PERMANENT = re.compile(rb"[^:]+:(\{[0-9a-f]+\}:g|c:\{[0-9a-f]+\})")
"""Keys that match are permanent (behind a prefix without colons); every other key has an expiry."""


def digest(*parts: str, size: int = 16) -> str:
    """Hash of ``parts`` in hex; no part can pose as a neighbour's."""
    state = blake2b(digest_size=size)
    for part in parts:
        octets = part.encode("utf-8", "surrogatepass")
        state.update(len(octets).to_bytes(8, "little") + octets)
    return state.hexdigest()


class Keys:
    """Names below one prefix."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.tenants = f"{prefix}:tenants"
        self._tags: dict[str, str] = {}

    def tag(self, tenant_id: str) -> str:
        """Hash that stands for a tenant."""
        tag = self._tags.get(tenant_id)
        if tag is None:
            if len(self._tags) > 10_000:
                self._tags.clear()
            tag = self._tags[tenant_id] = digest(tenant_id)
        return tag

    def root(self, tag: str) -> str:
        """What the keys of a tenant begin with."""
        return f"{self.prefix}:{{{tag}}}:"

    def vector(self, index: str, tag: str, key: str) -> str:
        """An entry's vector in ``index``."""
        return f"{self.prefix}:v:{index}:{{{tag}}}:{key}"

    def vectors(self, index: str) -> str:
        """What the vectors of ``index`` begin with."""
        return f"{self.prefix}:v:{index}:"

    def index(self, index: str) -> str:
        """Name of an index."""
        return f"{self.prefix}:x:{index}"

    def pair(self, scope: str, pair: str) -> str:
        """What is known of a pair."""
        return f"{self.prefix}:p:{{{digest(scope)}}}:{pair}"

    def cell(self, name: str) -> str:
        """A cell."""
        return f"{self.prefix}:c:{{{digest(name)}}}"

    def lease(self, key: str) -> str:
        """Lease of a flight."""
        return f"{self.prefix}:f:{{{key}}}"

    def inbox(self, gateway: str) -> str:
        """Channel that one gateway listens to."""
        return f"{self.prefix}:o:{gateway}"

    def rate(self, subject: str, window: int) -> str:
        """Admitted requests of a subject in a window of so many microseconds."""
        return f"{self.prefix}:l:{{{digest(subject, str(window))}}}"
