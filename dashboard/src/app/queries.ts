import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { isPassing, Problem } from "@/api/problem";

/** A refusal may mean that roles changed: what may be done here is asked anew. */
function doubt(error: Error): void {
  const refused = error instanceof Problem && (error.status === 403 || error.status === 404);
  if (refused) void queries.invalidateQueries({ queryKey: ["context"] });
}

/**
 * What is under way when something changes was asked before it, and would pass for new when it
 * comes: it is asked for again by who shows it now, or by the next who does.
 */
class Queries extends QueryClient {
  override async invalidateQueries(
    ...[filters, options]: Parameters<QueryClient["invalidateQueries"]>
  ): Promise<void> {
    await this.cancelQueries(filters);
    return super.invalidateQueries(filters, options);
  }
}

/** What the server said, kept while it is shown; what is on screen stays when asking again fails. */
export const queries: QueryClient = new Queries({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (query.queryKey[0] !== "context") doubt(error);
    },
  }),
  mutationCache: new MutationCache({ onError: doubt }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      networkMode: "always",
      retry: (failures, error) => isPassing(error) && failures < 2,
      retryDelay: (failures) => 400 * 2 ** failures,
    },
    mutations: { networkMode: "always" },
  },
});
