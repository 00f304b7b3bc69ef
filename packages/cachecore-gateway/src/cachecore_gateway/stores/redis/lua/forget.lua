-- Shared part of the functions that keep a tenant's books. `root` is the beginning of the tenant's keys.

-- The server's time in milliseconds: expiries, ends of entries and generations are all measured by it.
local function now_ms()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- Removes the entry under `key` with all that belongs to it; returns how many records (entry, vector) were still there.
local function forget(root, key)
  local packed = redis.call('HGET', root .. 'b', key)
  if not packed then return redis.call('DEL', root .. 'e:' .. key) end
  local book = cmsgpack.unpack(packed)
  local id, bytes, vector, deps = book[1], book[2], book[3], book[4]
  redis.call('HDEL', root .. 'b', key)
  redis.call('ZREM', root .. 'r', key)
  redis.call('HINCRBY', root .. 'n', 'bytes', -bytes)
  local gone = redis.call('DEL', root .. 'e:' .. key)
  redis.call('DEL', root .. 'i:' .. id)
  if vector ~= '' then
    gone = gone + redis.call('DEL', vector)
    redis.call('HINCRBY', root .. 'n', 'vectors', -1)
  end
  for _, dep in ipairs(deps) do
    redis.call('ZREM', root .. 'd:' .. dep, key)
    if redis.call('EXISTS', root .. 'd:' .. dep) == 0 then redis.call('ZREM', root .. 'z', dep) end
  end
  return gone
end

-- Forgets at most `limit` entries that are dead.
local function sweep(root, limit)
  for _, key in ipairs(redis.call('ZRANGEBYSCORE', root .. 'r', '-inf', now_ms(), 'LIMIT', 0, limit)) do
    forget(root, key)
  end
end
