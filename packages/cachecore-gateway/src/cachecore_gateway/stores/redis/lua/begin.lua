#!lua flags=allow-oom
-- Begins a tenant's ledger, unless it has begun.
-- KEYS: ledger. ARGV: epoch to begin with. Returns the epoch.
redis.call('HSETNX', KEYS[1], '!epoch', ARGV[1])
return redis.call('HGET', KEYS[1], '!epoch')
