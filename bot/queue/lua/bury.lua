-- bury adds a dead letter, with the bytes of the entry it is about, and drops
-- the letters that are too many or too old.
local function bury(dead, most, age, letter, entry, field)
  local body = { 'l', letter }
  local fields = entry and entry[2] or {}
  for i = 1, #fields, 2 do
    if fields[i] == field then
      body[3], body[4] = field, fields[i + 1]
    end
  end
  redis.call('XADD', dead, 'MAXLEN', most, '*', unpack(body))
  redis.call('XTRIM', dead, 'MINID', now() - tonumber(age))
  redis.call('PEXPIRE', dead, age)
end
