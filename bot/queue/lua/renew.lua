-- KEYS lease; ARGV owner, fence, life of the lease in ms
redis.call('HSET', KEYS[1], 'expiry', now() + tonumber(ARGV[3]))
return 1
