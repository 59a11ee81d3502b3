-- Gives the next number of a case. KEYS the last one; ARGV the one before the first
redis.call('SET', KEYS[1], ARGV[1], 'NX')
return redis.call('INCR', KEYS[1])
