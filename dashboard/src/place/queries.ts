import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, take } from "@/api/client";
import { type Context, session } from "@/session/session";

export type Organization = Schemas["OrganizationRead"];
export type Workspace = Schemas["WorkspaceRead"];

const PAGE = 100;

export const organizationsQuery = (q = "") =>
  queryOptions({
    queryKey: ["organizations", q],
    queryFn: () =>
      take(
        api.GET("/api/v1/orgs", {
          params: { query: { limit: PAGE, sort: "name", ...(q ? { q } : {}) } },
        }),
      ),
  });

export const workspacesQuery = (organizationId: string, q = "") =>
  queryOptions({
    queryKey: ["org", organizationId, "workspaces", q],
    queryFn: () =>
      take(
        api.GET("/api/v1/orgs/{org_id}/workspaces", {
          params: {
            path: { org_id: organizationId },
            query: { limit: PAGE, sort: "name", ...(q ? { q } : {}) },
          },
        }),
      ),
  });

/** The organization an address names; null where there is none for this person. */
export const organizationBySlug = (slug: string) =>
  queryOptions({
    queryKey: ["organizations", "by-slug", slug],
    queryFn: () =>
      findBySlug(slug, async (cursor) => {
        const query = { q: slug, limit: PAGE, ...(cursor ? { cursor } : {}) };
        const page = await take(api.GET("/api/v1/orgs", { params: { query } }));
        return { entries: page.organizations, next: page.next_cursor };
      }),
  });

/** The workspace an address names; null where there is none this person can enter. */
export const workspaceBySlug = (organizationId: string, slug: string) =>
  queryOptions({
    queryKey: ["org", organizationId, "workspaces", "by-slug", slug],
    queryFn: () =>
      findBySlug(slug, async (cursor) => {
        const query = { q: slug, limit: PAGE, ...(cursor ? { cursor } : {}) };
        const page = await take(
          api.GET("/api/v1/orgs/{org_id}/workspaces", {
            params: { path: { org_id: organizationId }, query },
          }),
        );
        return { entries: page.workspaces, next: page.next_cursor };
      }),
  });

interface Found<T> {
  entries: T[];
  next: string | null;
}

/** Slugs are unique, but others may contain them: looks on until the very one is found. */
export async function findBySlug<T extends { slug: string }>(
  slug: string,
  read: (cursor: string | null) => Promise<Found<T>>,
): Promise<T | null> {
  let cursor: string | null = null;
  do {
    const { entries, next }: Found<T> = await read(cursor);
    const found = entries.find((entry) => entry.slug === slug);
    if (found) return found;
    cursor = next;
  } while (cursor !== null);
  return null;
}

/**
 * What this person may do in a place, and this tab's token for it.
 *
 * The context a sign-in or refresh came with is taken if it is for the same place.
 */
export const contextQuery = (organizationId: string, workspaceId: string | null) =>
  queryOptions({
    queryKey: ["context", organizationId, workspaceId],
    queryFn: async (): Promise<Context> => {
      session.place = { organization_id: organizationId, workspace_id: workspaceId };
      const fresh = session.fresh;
      session.fresh = null;
      if (fresh?.organization_id === organizationId && fresh.workspace_id === workspaceId) {
        return fresh;
      }
      const body = { organization_id: organizationId, workspace_id: workspaceId };
      const moved = await take(api.POST("/api/v1/switch/organization", { body }));
      session.moved(moved);
      return moved;
    },
    refetchOnWindowFocus: "always",
  });
