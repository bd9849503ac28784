// The load generator where wrk is not installed: autocannon, with the same requests and answer.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const autocannon = createRequire(new URL("peer/", import.meta.url))("autocannon");
const [url, file, first, connections, duration] = process.argv.slice(2);
const known = JSON.parse(readFileSync(file, "utf8"));
let [turn, serial] = [0, Number(first)];

function next(request) {
  const wanted = known[turn++ % known.length];
  const body = wanted.body.replace("#########", () => String(++serial).padStart(9, "0"));
  return { ...request, ...wanted, body: body || undefined };
}

const result = await autocannon({
  url,
  connections: Number(connections),
  duration: Number(duration),
  requests: [{ setupRequest: next }],
});
const { latency, non2xx, errors, timeouts } = result;
console.log(JSON.stringify({
  requests: result["2xx"] + non2xx,
  seconds: result.duration,
  p50: latency.p50 * 1000,
  p99: latency.p99 * 1000,
  worst: latency.max * 1000,
  refused: non2xx,
  broken: errors + timeouts,
}));
