#!lua
-- Stores an entry, unless its data changed since its request started; then makes room.
-- KEYS: ledger, entry, vector.
-- ARGV: 1 root, 2 key, 3 epoch, 4 entry id, 5 record, 6 life in ms, 7 bytes of body and vector,
--       8 scope, 9 fresh until, 10 vector ('' for none), 11 quota of entries, 12 quota of bytes (-1 for none),
--       13 number of deps, then for each its id and its generation as the request started.
-- Returns 1, or 0 when the entry is not valid any more. The server refuses it when memory is full (OOM).
local root, key, life = ARGV[1], ARGV[2], tonumber(ARGV[6])
if redis.call('HGET', KEYS[1], '!epoch') ~= ARGV[3] then return 0 end
local deps, fields = {}, {}
for at = 1, tonumber(ARGV[13]) do
  local dep, generation = ARGV[12 + 2 * at], ARGV[13 + 2 * at]
  deps[at], fields[at] = dep, 'd' .. dep
  if (redis.call('HGET', KEYS[1], fields[at]) or '0') ~= generation then return 0 end
end

forget(root, key)
redis.call('HSET', KEYS[2], 'id', ARGV[4], 'deps', cmsgpack.pack(fields), 'record', ARGV[5])
redis.call('PEXPIRE', KEYS[2], life)
redis.call('SET', root .. 'i:' .. ARGV[4], key, 'PX', life)
local vector = ''
if ARGV[10] ~= '' then
  vector = KEYS[3]
  redis.call('HSET', vector, 's', ARGV[8], 'f', ARGV[9], 'v', ARGV[10])
  redis.call('PEXPIRE', vector, life)
  redis.call('HINCRBY', root .. 'n', 'vectors', 1)
end

local born = tonumber(redis.call('HGET', KEYS[1], '!last') or '0')
redis.call('ZADD', root .. 'r', now_ms() + life, key)
redis.call('HSET', root .. 'b', key, cmsgpack.pack({ARGV[4], tonumber(ARGV[7]), vector, deps}))
redis.call('HINCRBY', root .. 'n', 'bytes', ARGV[7])
local books = {root .. 'r', root .. 'b', root .. 'n'}
for _, dep in ipairs(deps) do
  redis.call('ZADD', root .. 'd:' .. dep, born, key)
  redis.call('ZADD', root .. 'z', 0, dep)
  books[#books + 1] = root .. 'd:' .. dep
end
if #deps > 0 then books[#books + 1] = root .. 'z' end

sweep(root, 20)
local quota_count, quota_bytes = tonumber(ARGV[11]), tonumber(ARGV[12])
for _ = 1, 50 do
  local over_count = quota_count >= 0 and redis.call('ZCARD', root .. 'r') > quota_count
  local over_bytes = quota_bytes >= 0 and tonumber(redis.call('HGET', root .. 'n', 'bytes')) > quota_bytes
  if not (over_count or over_bytes) then break end
  local first = redis.call('ZRANGE', root .. 'r', 0, 0)[1]
  if not first then break end
  forget(root, first)
end
for _, book in ipairs(books) do
  if redis.call('PTTL', book) < life then redis.call('PEXPIRE', book, life + 1000) end
end
return 1
