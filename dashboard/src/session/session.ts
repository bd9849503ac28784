import { randomKey } from "@/api/key";
import { type Problem, problemOf, Unreachable } from "@/api/problem";
import type { components } from "@/api/schema";
import { exclusively } from "./lock";

type Token = components["schemas"]["Token"];
export type User = components["schemas"]["UserRead"];
export type Context = components["schemas"]["Context"];

export type SessionState =
  | { status: "unknown" }
  /** `chosen` by who was signed in, so that nobody is led back to where they left. */
  | { status: "signed-out"; chosen: boolean }
  | { status: "signed-in"; user: User };

/** The place a tab is in, named when its token is renewed, so that tabs do not move each other. */
export interface Whereabouts {
  organization_id: string;
  workspace_id: string | null;
}

const OUT: SessionState = { status: "signed-out", chosen: false };
const KNOWN = "tenantry.signed-in";
const UNANSWERED = "tenantry.refreshing";
const EARLY_MS = 30_000;

/**
 * Who is signed in, in this tab.
 *
 * The access token lives here and nowhere else; the refresh token is in a cookie no script reads.
 * Tabs share the session, so they take turns at refreshing and hear of each other's sign-outs.
 */
export class Session {
  state: SessionState = { status: "unknown" };
  place: Whereabouts | null = null;
  /** The context that came with the last token, until a page has taken it. */
  fresh: Context | null = null;
  #token: string | null = null;
  #expires = 0;
  #renewing: Promise<string | null> | null = null;
  #listeners = new Set<() => void>();
  #channel = new BroadcastChannel("tenantry.session");
  #url: string;

  constructor(url: string) {
    this.#url = url;
    this.#channel.onmessage = ({ data }) => this.#hear(data as Message);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Whether this browser was signed in when it was last left; it may have ended since. */
  known(): boolean {
    return localStorage.getItem(KNOWN) !== null;
  }

  /** Finds out whether this browser is signed in; asks the server only if it was. */
  async begin(): Promise<void> {
    if (this.known()) await this.renew(null);
    else this.#become(OUT);
  }

  /** The token to send, renewed shortly before it expires; null where nobody is signed in. */
  async token(): Promise<string | null> {
    if (this.state.status !== "signed-in") return null;
    if (this.#token !== null && Date.now() < this.#expires - EARLY_MS) return this.#token;
    return this.renew(this.#token);
  }

  /** The token as it is; null where there is none yet. */
  current(): string | null {
    return this.#token;
  }

  /** Replaces a token that is no longer good; several that ask at once share one refresh. */
  async renew(stale: string | null): Promise<string | null> {
    if (stale !== this.#token && this.#token !== null) return this.#token;
    this.#renewing ??= exclusively("tenantry.refresh", () => this.#refresh()).finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  /** Takes over what a sign-in answered, and tells the other tabs if it is someone else. */
  accept(token: Token): void {
    this.#take(token);
    localStorage.setItem(KNOWN, token.user.id);
    this.#tell({ kind: "signed-in", user: token.user.id });
  }

  /** Takes over a token for another place, which comes without a user. */
  moved(token: { access_token: string; expires_in: number }): void {
    this.#token = token.access_token;
    this.#expires = Date.now() + token.expires_in * 1000;
  }

  /** Shows what a person changed of their account. */
  changed(user: User): void {
    this.#become({ status: "signed-in", user });
  }

  /** The session is over, here and in every other tab. */
  lost(chosen = false): void {
    if (this.state.status === "signed-out") return;
    this.#forget(chosen);
    this.#tell({ kind: "signed-out" });
  }

  async #refresh(): Promise<string | null> {
    let response: Response;
    try {
      response = await fetch(this.#url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ ...this.place, retry_key: retryKey() }),
      });
    } catch {
      throw new Unreachable();
    }
    if (response.ok || response.status === 401) localStorage.removeItem(UNANSWERED);
    if (response.ok) {
      this.#take((await response.json()) as Token);
      return this.#token;
    }
    const problem: Problem = await problemOf(response);
    if (problem.status !== 401) throw problem;
    this.lost();
    return null;
  }

  #take(token: Token): void {
    this.moved(token);
    this.fresh = token.context;
    this.#become({ status: "signed-in", user: token.user });
  }

  #forget(chosen = false): void {
    this.#token = null;
    this.#expires = 0;
    this.place = null;
    this.fresh = null;
    localStorage.removeItem(KNOWN);
    this.#become({ status: "signed-out", chosen });
  }

  #become(state: SessionState): void {
    this.state = state;
    for (const listener of this.#listeners) listener();
  }

  #tell(message: Message): void {
    this.#channel.postMessage(message);
  }

  #hear(message: Message): void {
    const { state } = this;
    if (message.kind === "signed-out") this.#forget();
    else if (state.status === "signed-out") location.reload();
    else if (state.status === "signed-in" && state.user.id !== message.user) location.reload();
  }
}

/**
 * What a refresh is known by until it is answered.
 *
 * A page that is left meanwhile, or whose answer is lost, may have spent the cookie without getting
 * the next one. With the same key it is given out again; without, that would end the session.
 */
function retryKey(): string {
  const kept = localStorage.getItem(UNANSWERED) ?? randomKey();
  localStorage.setItem(UNANSWERED, kept);
  return kept;
}

type Message = { kind: "signed-out" } | { kind: "signed-in"; user: string };

export const session = new Session(new URL("api/v1/auth/refresh", document.baseURI).href);
