-- Takes a lease that is free, lapsed, or the caller's already.
-- KEYS lease; ARGV owner, life of the lease in ms
-- Gives the fence and whether the owner before was gone without releasing it;
-- or 0 and the ms that the lease still runs.
local lease = redis.call('HMGET', KEYS[1], 'owner', 'expiry')
local owner, expiry = lease[1] or '', tonumber(lease[2] or 0)
local time = now()
if owner ~= '' and owner ~= ARGV[1] and expiry > time then
  return { 0, expiry - time }
end
local fence = redis.call('HINCRBY', KEYS[1], 'fence', 1)
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'expiry', time + tonumber(ARGV[2]))
return { fence, (owner ~= '' and owner ~= ARGV[1]) and 1 or 0 }
