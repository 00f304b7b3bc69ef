#!lua flags=allow-oom
-- Sizes of what a tenant keeps, without what is dead.
-- KEYS: ledger. ARGV: root. Returns {entries, vectors, bytes, deps}.
local root = ARGV[1]
sweep(root, 500)
local sums = redis.call('HMGET', root .. 'n', 'vectors', 'bytes')
return {redis.call('ZCARD', root .. 'r'), tonumber(sums[1] or 0), tonumber(sums[2] or 0), redis.call('ZCARD', root .. 'z')}
