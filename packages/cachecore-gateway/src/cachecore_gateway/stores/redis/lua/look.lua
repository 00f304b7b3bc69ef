#!lua flags=allow-oom
-- Reads entries and the generations to judge them by, at one moment.
-- KEYS: ledger, then entries. ARGV: number of deps, their fields, then for each entry the id that the caller holds or ''.
-- Returns {epoch, {generation of each dep}, then for each entry: nil (absent), 1 (it is the one that the caller holds) or
-- {record, generation of each of its deps}}. The epoch is nil when the tenant has no ledger.
local ledger, count = KEYS[1], tonumber(ARGV[1])
local generations = {}
if count > 0 then generations = redis.call('HMGET', ledger, unpack(ARGV, 2, count + 1)) end
local reply = {redis.call('HGET', ledger, '!epoch'), generations}
for place = 2, #KEYS do
  local held = ARGV[count + place]
  local id = redis.call('HGET', KEYS[place], 'id')
  if not id then
    reply[place + 1] = false
  elseif id == held then
    reply[place + 1] = 1
  else
    local found = redis.call('HMGET', KEYS[place], 'record', 'deps')
    local deps = cmsgpack.unpack(found[2])
    local item = {found[1]}
    if #deps > 0 then
      for at, generation in ipairs(redis.call('HMGET', ledger, unpack(deps))) do item[at + 1] = generation end
    end
    reply[place + 1] = item
  end
end
return reply
