import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, once, type Schemas, take } from "@/api/client";
import { queries } from "@/app/queries";

export type Invitation = Schemas["InvitationRead"];
export type Issued = Schemas["InvitationIssued"];
export type Offer = Schemas["InvitationOffer"];

export const invitationsQuery = (organizationId: string, page: number) =>
  queryOptions({
    queryKey: ["org", organizationId, "invitations", page],
    queryFn: () =>
      take(
        api.GET("/api/v1/orgs/{org_id}/invitations", {
          params: {
            path: { org_id: organizationId },
            query: { page, limit: 20, state: "pending" },
          },
        }),
      ),
    placeholderData: keepPreviousData,
  });

export async function invite(organizationId: string, body: Schemas["InvitationCreate"]) {
  const issued = await take(
    api.POST("/api/v1/orgs/{org_id}/invitations", {
      params: { path: { org_id: organizationId }, header: once() },
      body,
    }),
  );
  await queries.invalidateQueries({ queryKey: ["org", organizationId, "invitations"] });
  return issued;
}

export async function resend(organizationId: string, invitationId: string) {
  const path = { org_id: organizationId, invitation_id: invitationId };
  const issued = await take(
    api.POST("/api/v1/orgs/{org_id}/invitations/{invitation_id}/resend", { params: { path } }),
  );
  await queries.invalidateQueries({ queryKey: ["org", organizationId, "invitations"] });
  return issued;
}

export async function revoke(organizationId: string, invitationId: string) {
  const path = { org_id: organizationId, invitation_id: invitationId };
  await take(api.DELETE("/api/v1/orgs/{org_id}/invitations/{invitation_id}", { params: { path } }));
  await queries.invalidateQueries({ queryKey: ["org", organizationId, "invitations"] });
}

export const offerQuery = (token: string) =>
  queryOptions({
    queryKey: ["invitation", token],
    queryFn: () => take(api.GET("/api/v1/invitations/{token}", { params: { path: { token } } })),
  });

export const joinLinkQuery = (token: string) =>
  queryOptions({
    queryKey: ["join-link", token],
    queryFn: () => take(api.GET("/api/v1/join-links/{token}", { params: { path: { token } } })),
  });

export const myOffersQuery = () =>
  queryOptions({
    queryKey: ["me", "invitations"],
    queryFn: () => take(api.GET("/api/v1/invitations")),
  });
