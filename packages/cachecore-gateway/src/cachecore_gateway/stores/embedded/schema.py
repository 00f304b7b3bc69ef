"""Tables of the three database files. What follows from a row is kept by triggers, so no writer can forget it.

The row of ``totals`` with the empty tenant is the whole store.
"""

from __future__ import annotations

__all__ = ["CONTROL", "ENTRIES", "FORMAT", "MEMORY"]

FORMAT = 1
"""Number in ``user_version``; a file with another one is set aside like a damaged one."""

CONTROL = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE generations(
    tenant TEXT, dep TEXT, generation INTEGER NOT NULL, raised_at REAL NOT NULL, checksum INTEGER NOT NULL,
    PRIMARY KEY(tenant, dep)
) WITHOUT ROWID;
CREATE UNIQUE INDEX generations_by_number ON generations(generation);
"""

ENTRIES = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE entries(
    id INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE, tenant TEXT NOT NULL, entry_id TEXT NOT NULL,
    dead_at REAL NOT NULL, used_at REAL NOT NULL, size INTEGER NOT NULL, partition INTEGER, record BLOB NOT NULL
);
CREATE INDEX entries_by_entry_id ON entries(entry_id);
CREATE INDEX entries_by_death ON entries(dead_at);
CREATE INDEX entries_by_use ON entries(used_at);
CREATE INDEX entries_by_tenant ON entries(tenant, used_at);
CREATE TABLE totals(
    tenant TEXT PRIMARY KEY, entries INTEGER NOT NULL, vectors INTEGER NOT NULL, bytes INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE deps(
    id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, dep TEXT NOT NULL, count INTEGER NOT NULL DEFAULT 0,
    UNIQUE(tenant, dep)
);
CREATE TABLE tags(
    dep INTEGER NOT NULL, entry INTEGER NOT NULL, generation INTEGER NOT NULL, PRIMARY KEY(dep, entry)
) WITHOUT ROWID;
CREATE INDEX tags_by_entry ON tags(entry);
CREATE TABLE partitions(
    id INTEGER PRIMARY KEY AUTOINCREMENT, scope TEXT NOT NULL, model TEXT NOT NULL, count INTEGER NOT NULL DEFAULT 0,
    UNIQUE(scope, model)
);
CREATE TABLE vectors(
    partition INTEGER NOT NULL, entry INTEGER NOT NULL, key BLOB NOT NULL, fresh_until REAL NOT NULL,
    vector BLOB NOT NULL, checksum INTEGER NOT NULL, PRIMARY KEY(partition, entry)
) WITHOUT ROWID;
CREATE TABLE removals(id INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL, removed_at REAL NOT NULL);

CREATE TRIGGER entry_added AFTER INSERT ON entries BEGIN
    INSERT INTO totals VALUES
        ('', 1, new.partition IS NOT NULL, new.size), (new.tenant, 1, new.partition IS NOT NULL, new.size)
    ON CONFLICT(tenant) DO UPDATE SET
        entries = entries + 1, vectors = vectors + (new.partition IS NOT NULL), bytes = bytes + new.size;
END;
CREATE TRIGGER entry_removed AFTER DELETE ON entries BEGIN
    DELETE FROM tags WHERE entry = old.id;
    DELETE FROM vectors WHERE partition = old.partition AND entry = old.id;
    UPDATE totals SET entries = entries - 1, vectors = vectors - (old.partition IS NOT NULL), bytes = bytes - old.size
        WHERE tenant IN ('', old.tenant);
    DELETE FROM totals WHERE tenant = old.tenant AND entries = 0;
END;
CREATE TRIGGER tag_added AFTER INSERT ON tags BEGIN
    UPDATE deps SET count = count + 1 WHERE id = new.dep;
END;
CREATE TRIGGER tag_removed AFTER DELETE ON tags BEGIN
    UPDATE deps SET count = count - 1 WHERE id = old.dep;
    DELETE FROM deps WHERE id = old.dep AND count = 0;
END;
CREATE TRIGGER vector_added AFTER INSERT ON vectors BEGIN
    UPDATE partitions SET count = count + 1 WHERE id = new.partition;
END;
CREATE TRIGGER vector_removed AFTER DELETE ON vectors BEGIN
    UPDATE partitions SET count = count - 1 WHERE id = old.partition;
    DELETE FROM partitions WHERE id = old.partition AND count = 0;
END;
"""

MEMORY = """
CREATE TABLE pairs(pair BLOB PRIMARY KEY, tenant TEXT NOT NULL, different INTEGER NOT NULL, learnt INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE INDEX pairs_by_time ON pairs(learnt);
CREATE TABLE cells(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
