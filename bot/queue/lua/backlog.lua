-- KEYS in, out, dead, due
-- Gives their lengths, and the ages in ms of the oldest update and delivery
local function age(stream)
  local entry = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
  if not entry then
    return 0
  end
  return math.max(0, now() - tonumber(string.match(entry[1], '^%d+')))
end
return {
  redis.call('XLEN', KEYS[1]), redis.call('XLEN', KEYS[2]),
  redis.call('XLEN', KEYS[3]), redis.call('ZCARD', KEYS[4]),
  age(KEYS[1]), age(KEYS[2]),
}
