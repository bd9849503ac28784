// Better Auth with its organization plugin, configured as its documentation shows it. The rate limit
// is off, as it would refuse the load; telemetry is off; everything else is its default.
import { betterAuth } from "better-auth";
import { organization } from "better-auth/plugins";
import pg from "pg";

const { BENCH_DATABASE, BENCH_SOCKET, BENCH_USER, BENCH_SECRET, BENCH_ORIGIN } = process.env;

export const pool = new pg.Pool({
  host: BENCH_SOCKET,
  user: BENCH_USER,
  database: BENCH_DATABASE,
  max: 10,
});

export const auth = betterAuth({
  baseURL: BENCH_ORIGIN,
  secret: BENCH_SECRET,
  database: pool,
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  plugins: [organization()],
});
