import { ORIGIN } from "./origin";

/** Longer than a page takes to start; what nobody has come for by then is out of date. */
const KEPT_MS = 5_000;

const waiting = new Map<string, Promise<Response>>();

/** Asks for something a page is about to ask for, so that the answer is there when it does. */
export function askEarly(path: string, token: string): void {
  const url = `${ORIGIN}/api/v1${path}`;
  const answer = fetch(url, { headers: { Authorization: `Bearer ${token}` } });
  answer.catch(() => {});
  waiting.set(url, answer);
  setTimeout(() => waiting.delete(url), KEPT_MS);
}

/** The answer that was asked for early, to the first who wants it; only a good one is handed on. */
export async function earlyAnswer({ method, url }: Request): Promise<Response | null> {
  const answer = method === "GET" ? waiting.get(url) : undefined;
  if (answer === undefined) return null;
  waiting.delete(url);
  const response = await answer.catch(() => null);
  return response?.ok ? response : null;
}
