-- Gives the tries of a partition, and counts one more for entries that were
-- open when an owner took over from one that was gone; once for each owner.
-- KEYS lease, tries; ARGV owner, fence, 1 to count, entries
if ARGV[3] == '1' and redis.call('HGET', KEYS[1], 'counted') ~= ARGV[2] then
  for i = 4, #ARGV do
    redis.call('HINCRBY', KEYS[2], ARGV[i], 1)
  end
  redis.call('HSET', KEYS[1], 'counted', ARGV[2])
end
return redis.call('HGETALL', KEYS[2])
