-- Stores turns of one partition, each wholly or not at all.
-- KEYS lease, in, out, dead, due, tries; then of each turn: the chat's record
-- ARGV owner, fence, the life of a record in ms, most letters, their life in
--   ms, number of turns; then of each turn: chat, version that was loaded, data,
--   mark, due in ms or '', and three lists, each after its length: entries,
--   deliveries, dead letters (two values each: entry, letter)
-- Gives of each turn: 0 stored, 1 stored before, 2 conflict
local input, output, dead, due, tries = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]

local at = 6
local function value()
  at = at + 1
  return ARGV[at]
end
local function values(width)
  local list = {}
  for i = 1, tonumber(value()) * width do
    list[i] = value()
  end
  return list
end

local function entry(id)
  return redis.call('XRANGE', input, id, id)[1]
end
local function open(entries)
  local n = 0
  for _, id in ipairs(entries) do
    if entry(id) then
      n = n + 1
    end
  end
  return n
end

-- judge says whether a turn is to be stored. The stream is the list of what is
-- open: a turn none of whose entries is there was stored before. A turn without
-- entries is known by its mark. Chat 0 is nobody and has no record.
local function judge(chat, record, version, mark, entries)
  local found = open(entries)
  if #entries > 0 and found == 0 then
    return 1
  end
  if found < #entries then
    return 2
  end
  if chat == '0' then
    return 0
  end
  local stored = redis.call('HMGET', record, 'v', 'e')
  local is = tonumber(stored[1] or 0)
  if #entries == 0 and is == version + 1 and stored[2] == mark then
    return 1
  end
  if is ~= version then
    return 2
  end
  return 0
end

local results = {}
for i = 1, tonumber(ARGV[6]) do
  local record = KEYS[6 + i]
  local chat, version, data, mark, time = value(), tonumber(value()), value(), value(), value()
  local entries, deliveries, letters = values(1), values(1), values(2)
  results[i] = judge(chat, record, version, mark, entries)
  if results[i] == 0 then
    if chat ~= '0' then
      redis.call('HSET', record, 'v', version + 1, 'e', mark, 's', data)
      redis.call('PEXPIRE', record, ARGV[3])
      if time == '' then
        redis.call('ZREM', due, chat)
      else
        redis.call('ZADD', due, time, chat)
      end
    end
    for _, delivery in ipairs(deliveries) do
      redis.call('XADD', output, '*', 'd', delivery)
    end
    for j = 1, #letters, 2 do
      bury(dead, ARGV[4], ARGV[5], letters[j + 1], entry(letters[j]), 'u')
    end
    for _, id in ipairs(entries) do
      redis.call('XDEL', input, id)
      redis.call('HDEL', tries, id)
    end
  end
end
-- See ingest.lua: a WAIT needs a write to wait for.
redis.call('HINCRBY', KEYS[1], 'commits', 1)
return results
