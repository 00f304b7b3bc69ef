#!lua flags=allow-oom
-- Raises the generation of each dep: all or none, also when memory is full.
-- KEYS: ledger. ARGV: an epoch to begin with, retention in ms, most generations kept, then dep fields.
-- Returns the new generations. They are one growing sequence per tenant that never lags the server's clock, so a number
-- that was lost with a failed server is not given twice, and a generation tells how old it is.
-- An absent generation reads as 0. A forgotten one is older than any entry lives, so that whoever recorded what was
-- before it is dead; where too many are kept, the tenant's ledger begins a new epoch instead, and its cache is cold.
local ledger = KEYS[1]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
if redis.call('HLEN', ledger) + #ARGV > tonumber(ARGV[3]) + 6 then
  local last = redis.call('HGET', ledger, '!last')
  redis.call('DEL', ledger)
  if last then redis.call('HSET', ledger, '!last', last) end
end
redis.call('HSETNX', ledger, '!epoch', ARGV[1])
local last = tonumber(redis.call('HGET', ledger, '!last') or '0')
local raised = {}
for at = 4, #ARGV do
  last = math.max(last + 1, now)
  raised[#raised + 1] = last
  redis.call('HSET', ledger, ARGV[at], string.format('%.0f', last))
end
redis.call('HSET', ledger, '!last', string.format('%.0f', last))

local page = redis.call('HSCAN', ledger, redis.call('HGET', ledger, '!page') or '0', 'COUNT', 10)
redis.call('HSET', ledger, '!page', page[1])
for at = 1, #page[2], 2 do
  local field = page[2][at]
  if string.sub(field, 1, 1) == 'd' and tonumber(page[2][at + 1]) < now - tonumber(ARGV[2]) then
    redis.call('HDEL', ledger, field)
  end
end
return raised
