import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, takeVersioned } from "@/api/client";

export type OrganizationDetail = Schemas["OrganizationDetail"];

export const organizationQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ["org", organizationId, "detail"],
    queryFn: () =>
      takeVersioned(
        api.GET("/api/v1/orgs/{org_id}", { params: { path: { org_id: organizationId } } }),
      ),
  });
