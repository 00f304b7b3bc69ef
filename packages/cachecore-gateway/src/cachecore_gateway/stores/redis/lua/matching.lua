#!lua flags=allow-oom
-- Dep ids that begin with a text, in the order of their bytes, with the number of entries that carry each.
-- KEYS: ledger. ARGV: root, text, most ids. Returns {id, number, id, number, …}.
local root = ARGV[1]
sweep(root, 500)
local from, to = '[' .. ARGV[2], '(' .. ARGV[2] .. '\255'
local reply = {}
for _, dep in ipairs(redis.call('ZRANGEBYLEX', root .. 'z', from, to, 'LIMIT', 0, ARGV[3])) do
  reply[#reply + 1] = dep
  reply[#reply + 1] = redis.call('ZCARD', root .. 'd:' .. dep)
end
return reply
