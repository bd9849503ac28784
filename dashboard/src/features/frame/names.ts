import { type Key, t } from "@/i18n";

const TIERS: Record<string, Key> = {
  free: "tier.free",
  starter: "tier.starter",
  pro: "tier.pro",
  enterprise: "tier.enterprise",
};

/** What a plan is called; an application's own keep the name they have. */
export const tierName = (tier: string): string => {
  const key = TIERS[tier];
  return key ? t(key) : tier.replace(/^./, (c) => c.toUpperCase());
};

export const ORGANIZATION_ROLES = ["owner", "admin", "member"] as const;
export type OrganizationRole = (typeof ORGANIZATION_ROLES)[number];
export const WORKSPACE_ROLES = ["admin", "editor", "viewer"] as const;
export type WorkspaceRole = (typeof WORKSPACE_ROLES)[number];

export const organizationRole = (role: OrganizationRole): string => t(`role.${role}`);
export const workspaceRole = (role: WorkspaceRole): string => t(`workspaceRole.${role}`);

/** The roles of a workspace to choose from, with what each may do. */
export const workspaceRoleOptions = () =>
  WORKSPACE_ROLES.map((value) => ({
    value,
    label: workspaceRole(value),
    hint: t(`workspaceRole.${value}.hint`),
  }));
