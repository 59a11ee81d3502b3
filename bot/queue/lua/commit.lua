-- Stores turns of one partition, each wholly or not at all.
-- KEYS lease, in, out, dead, due, tries, cases, open, waiting, gaps, day; then
--   of each turn: the chat's record, and the file of each of its cases
-- ARGV owner, fence, the life of a record in ms, most letters, their life in
--   ms, the life of a case in ms, that of a day, most gaps, their life in ms,
--   number of turns; then of each turn: chat, version that was loaded, data,
--   mark, due in ms or '', and six lists, each after its length: entries,
--   deliveries, dead letters (two values each: entry, letter), cases (five:
--   case, opened in ms or '', 1 with the team, 2 waiting there, head, file), counts
--   (two: name, number), gaps
-- Gives of each turn: 0 stored, 1 stored before, 2 conflict
local input, output, dead, due, tries = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local cases, with_team, waiting, gaps, day = KEYS[7], KEYS[8], KEYS[9], KEYS[10], KEYS[11]

local key, at = 11, 10
local function next_key()
  key = key + 1
  return KEYS[key]
end
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

-- file keeps a case. The index is by opening time, the open ones and those that
-- wait are by their last change: all lose what no file can be of any more.
local function file(name, case, opened, team, head, whole)
  local life = ARGV[6]
  local time = now()
  redis.call('HSET', name, 'h', head, 'f', whole)
  redis.call('PEXPIRE', name, life)
  redis.call('ZADD', cases, opened == '' and time or opened, case)
  local function keep(index, is)
    if is then
      redis.call('ZADD', index, time, case)
    else
      redis.call('ZREM', index, case)
    end
  end
  keep(with_team, team ~= '0')
  keep(waiting, team == '2')
  for _, index in ipairs({ cases, with_team, waiting }) do
    redis.call('ZREMRANGEBYSCORE', index, '-inf', time - tonumber(life))
    redis.call('PEXPIRE', index, life)
  end
end

local function count(counts)
  for i = 1, #counts, 2 do
    redis.call('HINCRBY', day, counts[i], counts[i + 1])
  end
  if #counts > 0 then
    redis.call('PEXPIRE', day, ARGV[7])
  end
end

local function keep_gaps(list)
  for _, gap in ipairs(list) do
    redis.call('XADD', gaps, 'MAXLEN', ARGV[8], '*', 'g', gap)
  end
  if #list > 0 then
    redis.call('XTRIM', gaps, 'MINID', now() - tonumber(ARGV[9]))
    redis.call('PEXPIRE', gaps, ARGV[9])
  end
end

local results = {}
for i = 1, tonumber(ARGV[10]) do
  local record, files = next_key(), {}
  local chat, version, data, mark, time = value(), tonumber(value()), value(), value(), value()
  local entries, deliveries, letters, changed = values(1), values(1), values(2), values(5)
  local counts, missing = values(2), values(1)
  for j = 1, #changed / 5 do
    files[j] = next_key()
  end
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
    for j, name in ipairs(files) do
      local c = j * 5 - 4
      file(name, changed[c], changed[c + 1], changed[c + 2], changed[c + 3], changed[c + 4])
    end
    count(counts)
    keep_gaps(missing)
    for _, id in ipairs(entries) do
      redis.call('XDEL', input, id)
      redis.call('HDEL', tries, id)
    end
  end
end
-- See ingest.lua: a WAIT needs a write to wait for.
redis.call('HINCRBY', KEYS[1], 'commits', 1)
return results
