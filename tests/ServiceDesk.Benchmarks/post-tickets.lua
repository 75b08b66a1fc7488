-- For wrk: every request posts one ticket, the next of a file of many, under an idempotency key of its own.
local threads = 0
local count = 0
local head
local tails = {}

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

function init(args)
  head = "POST /tickets HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port
    .. "\r\nAuthorization: Bearer " .. os.getenv("BENCHMARK_KEY")
    .. "\r\nContent-Type: application/json"
    .. "\r\nIdempotency-Key: " .. os.getenv("BENCHMARK_RUN") .. "-" .. number .. "-"
  for body in io.lines(os.getenv("BENCHMARK_BODIES")) do
    tails[#tails + 1] = "\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
  end
end

function request()
  count = count + 1
  return head .. count .. tails[count % #tails + 1]
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("result %d %d %d %d %d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
