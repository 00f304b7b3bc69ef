#!lua flags=allow-oom
-- Takes one request from an allowance: at most `count` in any `window` (exact sliding window).
-- KEYS: list of the moments of admitted requests, newest first. ARGV: count, window in microseconds.
-- Returns {1 admitted or 0, left, microseconds until the oldest leaves the window}.
local list, count, window = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local function oldest() return tonumber(redis.call('LINDEX', list, -1) or now) end
if now - tonumber(redis.call('LINDEX', list, 0) or now) >= window then redis.call('DEL', list) end
for _ = 1, 100 do
  if now - oldest() < window then break end
  redis.call('RPOP', list)
end
local used = redis.call('LLEN', list)
if used >= count and now - oldest() < window then
  return {0, 0, window - (now - oldest())}
end
if used >= count then redis.call('RPOP', list) end
redis.call('LPUSH', list, string.format('%.0f', now))
redis.call('PEXPIRE', list, math.ceil(window / 1000))
used = redis.call('LLEN', list)
return {1, math.max(0, count - used), window - (now - oldest())}
