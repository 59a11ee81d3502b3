-- Moves a dead letter back into a stream.
-- KEYS dead, stream; ARGV letter, field, body
-- Gives 1, or 0 when there is no such letter
if redis.call('XDEL', KEYS[1], ARGV[1]) == 0 then
  return 0
end
redis.call('XADD', KEYS[2], '*', ARGV[2], ARGV[3])
return 1
