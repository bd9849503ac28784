import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, take } from "@/api/client";
import type { At } from "@/features/workspace/queries";

export type OverviewRead = Schemas["OverviewRead"];
export type Day = Schemas["DayCount"];

export const overviewQuery = (at: At) =>
  queryOptions({
    queryKey: ["org", at.org_id, "workspace", at.workspace_id, "overview"],
    queryFn: () =>
      take(
        api.GET("/api/v1/orgs/{org_id}/workspaces/{workspace_id}/overview", {
          params: { path: at },
        }),
      ),
  });
