#!lua flags=allow-oom
-- Drops one entry. KEYS: ledger, entry. ARGV: root, key. Returns 1 if it was there, else 0.
local there = redis.call('EXISTS', KEYS[2])
forget(ARGV[1], ARGV[2])
return there
