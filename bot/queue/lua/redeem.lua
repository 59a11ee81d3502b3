-- Changes a link for a session, once: both or neither.
-- KEYS the link, the session; ARGV the life of the session in ms
-- Gives 1, or 0 when there is no such link
local who = redis.call('GET', KEYS[1])
if not who then
  return 0
end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], who, 'PX', ARGV[1])
return 1
