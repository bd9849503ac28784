import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { Context } from "@/session/session";
import type { Organization, Workspace } from "./queries";

/** Where a page is: an organization, a workspace of it if any, and what may be done there. */
export interface Place {
  organization: Organization;
  workspace: Workspace | null;
  context: Context;
  /** Whether the server lets this person do something here, as `can("member:invite")`. */
  can: (permission: string) => boolean;
}

const PlaceContext = createContext<Place | null>(null);

/** What is refused while nothing may be changed; taking away and paying always work. */
const CHANGE = /:(create|update|invite|message|transfer)$/;
/** Of the organization, so that a frozen workspace does not close it. */
const ABOVE = /^(org|member|api_key):|^workspace:create$/;

/** What is closed to changes now, whoever asks: an organization, or a workspace of it. */
export interface Closed {
  suspended: boolean;
  frozen: boolean;
}

/** Answers what may be done from the server's list, and from nothing else. */
export function permits(
  context: Pick<Context, "permissions">,
  { suspended, frozen }: Closed = { suspended: false, frozen: false },
): Place["can"] {
  const allowed = new Set(context.permissions);
  const closed = (permission: string) =>
    CHANGE.test(permission) && (suspended || (frozen && !ABOVE.test(permission)));
  return (permission) => allowed.has(permission) && !closed(permission);
}

/** Says where the pages within are; `null` while that is being found out. */
export function PlaceProvider({
  organization,
  workspace,
  context,
  children,
}: {
  organization: Organization | null;
  workspace: Workspace | null;
  context: Context | undefined;
  children: ReactNode;
}) {
  const place = useMemo(
    () =>
      organization && context
        ? {
            organization,
            workspace,
            context,
            can: permits(context, closedIn(organization, workspace)),
          }
        : null,
    [organization, workspace, context],
  );
  return <PlaceContext value={place}>{children}</PlaceContext>;
}

const closedIn = (organization: Organization, workspace: Workspace | null): Closed => ({
  suspended: organization.subscription_status === "suspended",
  frozen: workspace?.frozen === true,
});

export function usePlace(): Place {
  const place = useContext(PlaceContext);
  if (place === null) throw new Error("there is no place outside an organization's pages");
  return place;
}

/** The place, for what is also shown where there is none. */
export const usePlaceIfAny = (): Place | null => useContext(PlaceContext);

/** The place of a page inside a workspace. */
export function useWorkspacePlace(): Place & { workspace: Workspace } {
  const place = usePlace();
  if (place.workspace === null) throw new Error("a workspace's page was shown outside of one");
  return place as Place & { workspace: Workspace };
}

/** The logo an organization or workspace keeps in its settings. */
export function logoOf(thing: { settings: Record<string, unknown> }): string | null {
  const branding = thing.settings.branding as { logo?: unknown } | undefined;
  return typeof branding?.logo === "string" && branding.logo.startsWith("data:image/")
    ? branding.logo
    : null;
}
