// Serves Better Auth on Node's own HTTP server, as its documentation shows it.
import { createServer } from "node:http";
import { toNodeHandler } from "better-auth/node";
import { auth } from "./auth.mjs";

createServer(toNodeHandler(auth)).listen(Number(process.env.BENCH_PORT), "127.0.0.1");
