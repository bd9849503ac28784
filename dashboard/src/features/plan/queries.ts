import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, take } from "@/api/client";
import { queries } from "@/app/queries";

export type Plan = Schemas["PlanRead"];
export type Subscription = Schemas["SubscriptionRead"];
export type Preview = Schemas["PreviewRead"];

export const plansQuery = () =>
  queryOptions({
    queryKey: ["plans"],
    queryFn: () => take(api.GET("/api/v1/plans")),
    staleTime: 600_000,
  });

export const subscriptionQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ["org", organizationId, "subscription"],
    queryFn: () =>
      take(
        api.GET("/api/v1/orgs/{org_id}/subscription", {
          params: { path: { org_id: organizationId } },
        }),
      ),
  });

export const usageQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ["org", organizationId, "usage"],
    queryFn: () =>
      take(
        api.GET("/api/v1/orgs/{org_id}/usage", { params: { path: { org_id: organizationId } } }),
      ),
  });

export const previewQuery = (organizationId: string, tier: string, keep: string[]) =>
  queryOptions({
    queryKey: ["org", organizationId, "preview", tier, keep],
    queryFn: () =>
      take(
        api.POST("/api/v1/orgs/{org_id}/subscription/preview", {
          params: { path: { org_id: organizationId } },
          body: { tier, ...(keep.length > 0 ? { keep } : {}) },
        }),
      ),
    placeholderData: (before) => before,
    gcTime: 0,
    staleTime: 0,
  });

async function renew(organizationId: string) {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ["organizations"] }),
    queries.invalidateQueries({ queryKey: ["org", organizationId] }),
  ]);
}

export async function changePlan(organizationId: string, tier: string, keep: string[]) {
  await take(
    api.PUT("/api/v1/orgs/{org_id}/subscription", {
      params: { path: { org_id: organizationId } },
      body: { tier, ...(keep.length > 0 ? { keep } : {}) },
    }),
  );
  await renew(organizationId);
}

export async function cancelPlan(organizationId: string) {
  await take(
    api.DELETE("/api/v1/orgs/{org_id}/subscription", {
      params: { path: { org_id: organizationId } },
    }),
  );
  await renew(organizationId);
}
