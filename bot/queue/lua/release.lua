-- Frees a lease. KEYS lease; ARGV owner, fence, who owns it now: '' for nobody
redis.call('HSET', KEYS[1], 'owner', ARGV[3], 'expiry', 0)
return 1
