import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type Schemas, take, takeVersioned } from "@/api/client";
import { queries } from "@/app/queries";
import type { WorkspaceRole } from "@/features/frame/names";
import type { ListQuery } from "@/ui/use-list";

export type WorkspaceMember = Schemas["WorkspaceMemberRead"];
export type WorkspaceDetail = Schemas["WorkspaceDetail"];
type Page = Schemas["WorkspaceMemberPage"];
type MemberSort = "joined_at" | "-joined_at" | "name" | "-name" | "role" | "-role";
type Sort = "name" | "-name" | "created_at" | "-created_at";

export interface At {
  org_id: string;
  workspace_id: string;
}

export const workspaceListQuery = (organizationId: string, query: ListQuery) =>
  queryOptions({
    queryKey: ["org", organizationId, "workspaces", "page", query],
    queryFn: () =>
      take(
        api.GET("/api/v1/orgs/{org_id}/workspaces", {
          params: {
            path: { org_id: organizationId },
            query: { ...query, sort: query.sort as Sort },
          },
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const workspaceQuery = (at: At) =>
  queryOptions({
    queryKey: ["org", at.org_id, "workspace", at.workspace_id],
    queryFn: () =>
      takeVersioned(
        api.GET("/api/v1/orgs/{org_id}/workspaces/{workspace_id}", { params: { path: at } }),
      ),
  });

const membersKey = (at: At) => ["org", at.org_id, "workspace", at.workspace_id, "members"];

export const workspaceMembersQuery = (at: At, query: ListQuery) =>
  queryOptions({
    queryKey: [...membersKey(at), query],
    queryFn: () =>
      take(
        api.GET("/api/v1/orgs/{org_id}/workspaces/{workspace_id}/members", {
          params: { path: at, query: { ...query, sort: query.sort as MemberSort } },
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** Shows the new role at once, and the old one again if the server refuses. */
export async function changeWorkspaceRole(at: At, member: WorkspaceMember, role: WorkspaceRole) {
  const filters = { queryKey: membersKey(at) };
  await queries.cancelQueries(filters);
  const before = queries.getQueriesData<Page>(filters);
  queries.setQueriesData<Page>(
    filters,
    (page) =>
      page && {
        ...page,
        members: page.members.map((one) => (one.id === member.id ? { ...one, role } : one)),
      },
  );
  try {
    await take(
      api.PUT("/api/v1/orgs/{org_id}/workspaces/{workspace_id}/members/{member_id}", {
        params: { path: { ...at, member_id: member.id } },
        body: { role },
      }),
    );
  } catch (error) {
    for (const [key, page] of before) queries.setQueryData(key, page);
    throw error;
  } finally {
    await queries.invalidateQueries(filters);
  }
}

export async function addWorkspaceMember(at: At, userId: string, role: WorkspaceRole) {
  await take(
    api.POST("/api/v1/orgs/{org_id}/workspaces/{workspace_id}/members", {
      params: { path: at },
      body: { user_id: userId, role },
    }),
  );
  await queries.invalidateQueries({ queryKey: ["org", at.org_id] });
}

export async function removeWorkspaceMember(at: At, memberId: string) {
  await take(
    api.DELETE("/api/v1/orgs/{org_id}/workspaces/{workspace_id}/members/{member_id}", {
      params: { path: { ...at, member_id: memberId } },
    }),
  );
  await queries.invalidateQueries({ queryKey: ["org", at.org_id] });
}
