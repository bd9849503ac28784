import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, once, type Schemas, take } from "@/api/client";
import { queries } from "@/app/queries";

export type JoinLink = Schemas["JoinLinkRead"];

const key = (organizationId: string) => ["org", organizationId, "join-links"];

export const joinLinksQuery = (organizationId: string, page: number) =>
  queryOptions({
    queryKey: [...key(organizationId), page],
    queryFn: () =>
      take(
        api.GET("/api/v1/orgs/{org_id}/join-links", {
          params: { path: { org_id: organizationId }, query: { page, limit: 10 } },
        }),
      ),
    placeholderData: keepPreviousData,
  });

export async function createJoinLink(organizationId: string, body: Schemas["JoinLinkCreate"]) {
  const issued = await take(
    api.POST("/api/v1/orgs/{org_id}/join-links", {
      params: { path: { org_id: organizationId }, header: once() },
      body,
    }),
  );
  await queries.invalidateQueries({ queryKey: key(organizationId) });
  return issued;
}

export async function revokeJoinLink(organizationId: string, linkId: string) {
  const path = { org_id: organizationId, link_id: linkId };
  await take(api.DELETE("/api/v1/orgs/{org_id}/join-links/{link_id}", { params: { path } }));
  await queries.invalidateQueries({ queryKey: key(organizationId) });
}
