"""The default store: SQLite files in one directory, shared by all workers of one machine."""

from .stores import EmbeddedStores

__all__ = ["EmbeddedStores"]
