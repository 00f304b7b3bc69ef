"""The pure core: standard library only; no clock, no await, no I/O. It decides everything; others fetch and carry.

Read in this order: ``canonical`` and ``request`` (what was asked), ``namespace`` and ``fingerprint`` (what counts as
equal), ``entry``, ``dependencies`` and ``freshness`` (what a stored answer is worth now), ``lookup`` (the state table
that turns all of it into one decision), ``meaning`` (what the semantic tier is asked and answers), ``ports`` (what the
core needs from the world) and ``errors``.
"""
