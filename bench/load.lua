-- Sends the requests of a file in turn, and says what came of them in one line of JSON.
local pieces, count, turn, serial = {}, 0, 0, 0

function init(args)
  local file = assert(io.open(args[1], "rb"))
  serial = tonumber(args[2])
  for raw in file:read("*a"):gmatch("([^%z]+)%z") do
    local head, tail = raw:match("^(.-)#########(.*)$")
    count = count + 1
    pieces[count] = { head or raw, tail }
  end
  file:close()
end

function request()
  turn = turn % count + 1
  local head, tail = pieces[turn][1], pieces[turn][2]
  if not tail then return head end
  serial = serial + 1
  return head .. string.format("%09d", serial) .. tail
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.6f,"p50":%d,"p99":%d,"worst":%d,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99),
    latency.max, errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
