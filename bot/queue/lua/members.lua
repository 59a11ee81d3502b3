-- Says that a member lives, and who else does.
-- KEYS members; ARGV member, ms that this is believed
-- Gives of each member: its name, and the ms that it is still believed alive
local time = now()
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', time)
redis.call('ZADD', KEYS[1], time + tonumber(ARGV[2]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
local members = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
for i = 2, #members, 2 do
  members[i] = tonumber(members[i]) - time
end
return members
