const KEPT = "tenantry.workspace.";

/** The workspace this tab was last in, for pages of the organization that name none. */
export const lastWorkspace = {
  of: (organizationId: string) => sessionStorage.getItem(KEPT + organizationId),
  keep: (organizationId: string, slug: string) =>
    sessionStorage.setItem(KEPT + organizationId, slug),
};
