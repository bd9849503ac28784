import { ORIGIN } from "./origin";

/** Longer than a page takes to start; what nobody has come for by then is out of date. */
const KEPT_MS = 5_000;

const waiting = new Map<string, Promise<Response | null>>();

/** Asks for something a page is about to ask for, so that the answer is there when it does. */
export function askEarly(path: string, token: string): void {
  const url = `${ORIGIN}/api/v1${path}`;
  waiting.set(url, ask(url, token));
  setTimeout(() => waiting.delete(url), KEPT_MS);
}

/** Only a good answer is kept, and read whole: one that nobody reads would hold its connection. */
async function ask(url: string, token: string): Promise<Response | null> {
  try {
    const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
    const body = await answer.blob();
    return answer.ok ? new Response(body, answer) : null;
  } catch {
    return null;
  }
}

/** The answer that was asked for early, to the first who wants it; a change makes all of them old. */
export async function earlyAnswer({ method, url }: Request): Promise<Response | null> {
  if (method !== "GET") waiting.clear();
  const answer = waiting.get(url);
  waiting.delete(url);
  return answer ?? null;
}
