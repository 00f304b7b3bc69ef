#!lua flags=allow-oom
-- Takes one request from an allowance: at most `count` in any `window` (exact sliding window).
-- KEYS: list of the moments of admitted requests, newest first. ARGV: count, window in microseconds.
-- Returns {1 admitted or 0, left, microseconds until all is free again, microseconds until one more fits}.
local list, count, window = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local function left_to(place)
  local moment = redis.call('LINDEX', list, place)
  return moment and tonumber(moment) + window - now or 0
end
if left_to(0) <= 0 then redis.call('DEL', list) end
for _ = 1, 100 do -- a few at a time, so that no call is slow
  if left_to(-1) > 0 or redis.call('LLEN', list) == 0 then break end
  redis.call('RPOP', list)
end
local wait = left_to(count - 1)
if wait > 0 then return {0, 0, left_to(0), wait} end
redis.call('LPUSH', list, string.format('%.0f', now))
redis.call('LTRIM', list, 0, count - 1)
redis.call('PEXPIRE', list, math.ceil(window / 1000))
return {1, count - redis.call('LLEN', list), window, 0}
