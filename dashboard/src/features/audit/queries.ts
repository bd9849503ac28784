import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type Schemas, take } from "@/api/client";
import { problemOf } from "@/api/problem";

export type AuditEvent = Schemas["AuditEventRead"];

export interface AuditFilters {
  actor?: string;
  action?: string;
  workspace_id?: string;
  from?: string;
  to?: string;
}

export const auditQuery = (organizationId: string, filters: AuditFilters, page: number) =>
  queryOptions({
    queryKey: ["org", organizationId, "audit", filters, page],
    queryFn: async () =>
      (await take(
        api.GET("/api/v1/orgs/{org_id}/audit", {
          params: { path: { org_id: organizationId }, query: { ...filters, page, limit: 20 } },
        }),
      )) as Schemas["AuditPage"],
    placeholderData: keepPreviousData,
  });

/** Fetches everything the filters match, to be kept as a file. */
export async function exportAudit(organizationId: string, filters: AuditFilters): Promise<Blob> {
  const { data, response } = await api.GET("/api/v1/orgs/{org_id}/audit", {
    params: {
      path: { org_id: organizationId },
      query: { ...filters, format: "ndjson" },
    },
    parseAs: "blob",
  });
  if (!response.ok || data === undefined) throw await problemOf(response.clone());
  return data as unknown as Blob;
}
