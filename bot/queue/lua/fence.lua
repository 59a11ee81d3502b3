-- KEYS[1] is the lease, ARGV[1] its owner and ARGV[2] its fence. The owner
-- counts too: after a failover that lost a write, a fence can be given twice.
do
  local lease = redis.call('HMGET', KEYS[1], 'owner', 'fence')
  if lease[1] ~= ARGV[1] or lease[2] ~= ARGV[2] then
    return redis.error_reply('FENCED the lease has another owner')
  end
end
