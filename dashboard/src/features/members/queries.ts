import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type Schemas, take } from "@/api/client";
import { queries } from "@/app/queries";
import type { OrganizationRole } from "@/features/frame/names";
import type { ListQuery } from "@/ui/use-list";

export type Member = Schemas["MemberRead"];
type Page = Schemas["MemberPage"];
type Sort = "joined_at" | "-joined_at" | "name" | "-name" | "role" | "-role";

export const membersQuery = (organizationId: string, query: ListQuery) =>
  queryOptions({
    queryKey: ["org", organizationId, "members", query],
    queryFn: () =>
      take(
        api.GET("/api/v1/orgs/{org_id}/members", {
          params: {
            path: { org_id: organizationId },
            query: { ...query, sort: query.sort as Sort },
          },
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** Shows the new role at once, and the old one again if the server refuses. */
export async function changeRole(organizationId: string, member: Member, role: OrganizationRole) {
  const filters = { queryKey: ["org", organizationId, "members"] };
  await queries.cancelQueries(filters);
  const before = queries.getQueriesData<Page>(filters);
  queries.setQueriesData<Page>(filters, (page) =>
    page === undefined || !("members" in page)
      ? page
      : {
          ...page,
          members: page.members.map((one) => (one.id === member.id ? { ...one, role } : one)),
        },
  );
  try {
    await take(
      api.PUT("/api/v1/orgs/{org_id}/members/{member_id}", {
        params: { path: { org_id: organizationId, member_id: member.id } },
        body: { role },
      }),
    );
  } catch (error) {
    for (const [key, page] of before) queries.setQueryData(key, page);
    throw error;
  } finally {
    await queries.invalidateQueries({ queryKey: ["org", organizationId] });
  }
}

export async function removeMember(organizationId: string, memberId: string) {
  await take(
    api.DELETE("/api/v1/orgs/{org_id}/members/{member_id}", {
      params: { path: { org_id: organizationId, member_id: memberId } },
    }),
  );
  await queries.invalidateQueries({ queryKey: ["org", organizationId] });
}

/** Leaving, by whichever door: the organization is gone for this person. */
export async function leave(organizationId: string) {
  await take(
    api.POST("/api/v1/orgs/{org_id}/leave", { params: { path: { org_id: organizationId } } }),
  );
  await forget(organizationId);
}

/** Drops all that is known of an organization that is no longer one's own. */
export async function forget(organizationId: string) {
  queries.removeQueries({ queryKey: ["org", organizationId] });
  queries.removeQueries({ queryKey: ["context", organizationId] });
  await queries.invalidateQueries({ queryKey: ["organizations"] });
}
