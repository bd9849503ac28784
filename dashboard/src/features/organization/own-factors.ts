import { queryOptions } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { queries } from "@/app/queries";

/** One's own second factors, and whether this session has shown one. */
export const ownFactorsQuery = () =>
  queryOptions({ queryKey: ["me", "mfa"], queryFn: () => take(api.GET("/api/v1/auth/mfa")) });

/** Asks anew what this session has shown, and what an organization shows it now. */
export async function knockAgain(organizationId: string) {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ["me"] }),
    queries.invalidateQueries({ queryKey: ["org", organizationId] }),
    queries.invalidateQueries({ queryKey: ["context", organizationId] }),
  ]);
}
