import { useSyncExternalStore } from "react";
import { type SessionState, session, type User } from "./session";

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, () => session.state);
}

/** Who is signed in; for pages that are shown to nobody else. */
export function useUser(): User {
  const state = useSession();
  if (state.status !== "signed-in") throw new Error("a page for the signed-in was shown to nobody");
  return state.user;
}

/** What to call a person: the best name they gave. */
export function nameOf(person: {
  display_name: string | null;
  username: string | null;
  email: string | null;
}): string {
  return person.display_name ?? person.username ?? person.email ?? "–";
}
