"""CacheCore gateway: answers equal LLM requests exactly (L1), reworded ones by meaning (L2), forgets with the data."""

__version__ = "0.2.0"
