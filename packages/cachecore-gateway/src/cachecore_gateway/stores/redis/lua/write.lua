#!lua flags=allow-oom
-- Replaces a cell and counts its version, which is kept in the field '!'.
-- KEYS: cell. ARGV: the version to replace ('' for whatever it is, '0' for none yet), then field, JSON, field, JSON, …
-- Returns 1, or 0 when the version is another one and nothing was written.
local version = redis.call('HGET', KEYS[1], '!') or '0'
if ARGV[1] ~= '' and ARGV[1] ~= version then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], '!', version + 1, unpack(ARGV, 2))
return 1
