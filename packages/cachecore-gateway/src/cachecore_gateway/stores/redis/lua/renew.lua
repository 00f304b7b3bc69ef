#!lua flags=allow-oom
-- Keeps a lease, or takes it back where it ran out and nobody has it.
-- KEYS: lease. ARGV: owner's token, ms. Returns 1 if the caller has it now, else 0.
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
