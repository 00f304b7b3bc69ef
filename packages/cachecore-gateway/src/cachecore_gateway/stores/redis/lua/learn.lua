#!lua
-- Learns about a pair: 's' same, 'd' different; 'd' once learnt stays.
-- KEYS: pair. ARGV: 's' or 'd', retention in ms. Returns what is known now.
local known = redis.call('GET', KEYS[1])
local memory = known == 'd' and 'd' or ARGV[1]
redis.call('SET', KEYS[1], memory, 'PX', ARGV[2])
return memory
