-- Changes the draft, if the edit kept of a file is still the one looked at.
-- KEYS the draft
-- ARGV the path, the record that is kept ("" for none), the new record ("" to
--   forget the edit), the new text, most bytes of all paths and texts
-- Gives 1 when it is done, 0 when another record is kept, -1 when it is too much
local draft, path = KEYS[1], ARGV[1]
local record, text = 'e:' .. path, 't:' .. path
if (redis.call('HGET', draft, record) or '') ~= ARGV[2] then
  return 0
end
if ARGV[3] == '' then
  redis.call('HDEL', draft, record, text)
  return 1
end
local size = #path + #ARGV[4]
for _, field in ipairs(redis.call('HKEYS', draft)) do
  if field:sub(1, 2) == 't:' and field ~= text then
    size = size + #field - 2 + redis.call('HSTRLEN', draft, field)
  end
end
if size > tonumber(ARGV[5]) then
  return -1
end
redis.call('HSET', draft, record, ARGV[3], text, ARGV[4])
return 1
