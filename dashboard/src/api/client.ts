import createClient from "openapi-fetch";
import { session } from "@/session/session";
import { earlyAnswer } from "./early";
import { randomKey } from "./key";
import { ORIGIN } from "./origin";
import { foreign, Problem, problemOf, Unreachable } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

/** The API, typed by the server's own description. Answers are read with `take`. */
export const api = createClient<paths>({ baseUrl: ORIGIN, fetch: send });

/** Refusals a new token may mend; an ended session, because another tab may have started a new one. */
const RENEWABLE = new Set(["token_expired", "not_authenticated", "session_ended"]);

/** Sends a request as whoever is signed in; an expired token is renewed and the request sent once more. */
async function send(request: Request): Promise<Response> {
  const early = await earlyAnswer(request);
  if (early !== null) return early;
  const again = request.clone();
  const token = await session.token();
  const response = await reach(request, token);
  if (response.status !== 401 || token === null) return response;
  const { code } = await problemOf(response.clone());
  if (!RENEWABLE.has(code)) return response;
  const renewed = await session.renew(token);
  return renewed === null ? response : reach(again, renewed);
}

async function reach(request: Request, token: string | null): Promise<Response> {
  if (token !== null) request.headers.set("Authorization", `Bearer ${token}`);
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new Unreachable();
  }
}

interface Answered<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Unwraps an answer: its data, or a thrown `Problem`. */
export async function take<T>(answer: Promise<Answered<T>>): Promise<T> {
  return (await takeVersioned(answer)).data;
}

/** A thing with the ETag it was read under, to send back as `If-Match`. */
export interface Versioned<T> {
  data: T;
  etag: string | null;
}

export async function takeVersioned<T>(answer: Promise<Answered<T>>): Promise<Versioned<T>> {
  const { data, error, response } = await answer;
  if (!response.ok) {
    const known = error !== null && typeof error === "object" && "code" in error;
    throw known ? new Problem(error as Problem["body"]) : foreign(response);
  }
  return { data: data as T, etag: response.headers.get("ETag") };
}

/** Headers that make a repeated POST harmless: the same key gets the first answer again. */
export const once = (): { "Idempotency-Key": string } => ({ "Idempotency-Key": randomKey() });
