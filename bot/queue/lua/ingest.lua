-- Stores updates of one partition, each once.
-- KEYS in; then of each update: its seen bitmap, its budget counter
-- ARGV the life of a bitmap in ms, events in a window (0 for any number), the
--   window in ms; then of each update: its bit, 1 if the budget counts it, JSON
-- Gives of each update: 0 seen before, 1 stored, 2 stored as "slow", 3 dropped
local results = {}
for i = 1, (#KEYS - 1) / 2 do
  local seen, budget = KEYS[2 * i], KEYS[2 * i + 1]
  local bit, counted, update = ARGV[3 * i + 1], ARGV[3 * i + 2], ARGV[3 * i + 3]
  local most = tonumber(ARGV[2])
  if redis.call('SETBIT', seen, bit, 1) == 1 then
    results[i] = 0
  else
    local used = 0
    if counted == '1' and most > 0 then
      used = redis.call('INCR', budget)
      if used == 1 then
        redis.call('PEXPIRE', budget, ARGV[3])
      end
    end
    if used <= most then
      redis.call('XADD', KEYS[1], '*', 'u', update)
      results[i] = 1
    elseif used == most + 1 then
      redis.call('XADD', KEYS[1], '*', 'u', update, 's', '1')
      results[i] = 2
    else
      results[i] = 3
    end
  end
  -- Also of an update that was seen before: a WAIT that follows waits for the
  -- last write of its own connection, so there must be one.
  redis.call('PEXPIRE', seen, ARGV[1])
end
return results
