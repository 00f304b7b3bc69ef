#!lua flags=allow-oom
-- Drops some of the entries that carry a dep from before a generation; all of them are worthless already.
-- KEYS: ledger. ARGV: root, dep id, generation, most entries to drop.
-- Returns {records that were still there, entries dropped}; fewer dropped than asked for: that was all.
local root = ARGV[1]
local keys = redis.call('ZRANGEBYSCORE', root .. 'd:' .. ARGV[2], '-inf', '(' .. ARGV[3], 'LIMIT', 0, ARGV[4])
local gone = 0
for _, key in ipairs(keys) do
  gone = gone + forget(root, key)
  redis.call('ZREM', root .. 'd:' .. ARGV[2], key)
end
return {gone, #keys}
