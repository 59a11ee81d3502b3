-- Makes a bundle live, if what is live is what it was compared with.
-- KEYS the publications, latest first; the bundles by name
-- ARGV the publication, its serial, the name of its bundle, the bundle, most
--   publications
-- Gives 1 when it is live or was published before, 0 when another came first
local log, bundles = KEYS[1], KEYS[2]
local kept = redis.call('LRANGE', log, 0, -1)
for i, publication in ipairs(kept) do
  if publication == ARGV[1] then
    -- See ingest.lua: a WAIT needs a write to wait for.
    redis.call('LSET', log, i - 1, publication)
    return 1
  end
end
local serial = 0
if kept[1] then
  serial = cjson.decode(kept[1]).serial
end
if serial + 1 ~= tonumber(ARGV[2]) then
  return 0
end
redis.call('HSET', bundles, ARGV[3], ARGV[4])
redis.call('LPUSH', log, ARGV[1])
redis.call('LTRIM', log, 0, ARGV[5] - 1)
local wanted = {}
for _, publication in ipairs(redis.call('LRANGE', log, 0, -1)) do
  wanted[cjson.decode(publication).name] = true
end
for _, name in ipairs(redis.call('HKEYS', bundles)) do
  if not wanted[name] then
    redis.call('HDEL', bundles, name)
  end
end
return 1
