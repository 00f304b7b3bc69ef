#!lua flags=allow-oom
-- Adds to numeric fields of a cell, counting its version; what is not a number counts as 0.
-- KEYS: cell. ARGV: field, amount, field, amount, …
redis.call('HINCRBY', KEYS[1], '!', 1)
for at = 1, #ARGV, 2 do
  local value = tonumber(redis.call('HGET', KEYS[1], ARGV[at]) or '0') or 0
  redis.call('HSET', KEYS[1], ARGV[at], string.format('%.17g', value + tonumber(ARGV[at + 1])))
end
return 1
