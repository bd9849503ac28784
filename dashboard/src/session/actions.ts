import { api, take } from "@/api/client";
import { attempt } from "@/ui/failure";
import { session } from "./session";

/** Ends the session on the server, here and in every tab; says so where the server is out of reach. */
export async function signOut(): Promise<void> {
  const done = await attempt(() => take(api.POST("/api/v1/auth/logout")));
  if (done) session.lost(true);
}
