-- Removes a delivery, with its report and its dead letter.
-- KEYS lease, in, out, dead
-- ARGV owner, fence, most letters, their life in ms, id, report or '', letter or ''
-- Gives 1, or 0 when it was settled before
local delivery = redis.call('XRANGE', KEYS[3], ARGV[5], ARGV[5])[1]
if not delivery then
  return 0
end
if ARGV[6] ~= '' then
  redis.call('XADD', KEYS[2], '*', 'u', ARGV[6])
end
if ARGV[7] ~= '' then
  bury(KEYS[4], ARGV[3], ARGV[4], ARGV[7], delivery, 'd')
end
redis.call('XDEL', KEYS[3], ARGV[5])
return 1
