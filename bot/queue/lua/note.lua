-- Says whose case some places of a group are about.
-- KEYS places; ARGV their life in ms, chat, places
for i = 3, #ARGV do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[2])
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
