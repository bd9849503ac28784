import { useQuery } from "@tanstack/react-query";
import { Outlet, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { Problem } from "@/api/problem";
import { PageSkeleton } from "@/app/page";
import { queries } from "@/app/queries";
import { t } from "@/i18n";
import { lastWorkspace } from "@/place/last";
import { PlaceProvider } from "@/place/place";
import {
  contextQuery,
  organizationBySlug,
  workspaceBySlug,
  workspacesQuery,
} from "@/place/queries";
import { session } from "@/session/session";
import { Failure } from "@/ui/failure";
import { Banners } from "./banners";
import { NoAccess } from "./no-access";
import { Shell } from "./shell";

const ShutOut = lazy(() => import("@/features/organization/shut-out"));

/** The frame of every page below `/o/{organization}`: finds out where one is and what one may do. */
export function OrganizationFrame() {
  const params = useParams({ strict: false });
  const slug = params.organization as string;
  const found = useQuery(organizationBySlug(slug));
  const organization = found.data ?? null;
  const wanted =
    params.workspace ?? (organization ? lastWorkspace.of(organization.id) : null) ?? null;
  const workspace = useWorkspace(organization?.id ?? null, wanted);
  const workspaceId = workspace.data?.id ?? null;
  const context = useQuery({
    ...contextQuery(organization?.id ?? "", workspaceId),
    enabled: organization !== null && !workspace.isPending,
  });

  const organizationId = organization?.id;
  useEffect(() => {
    if (organizationId) {
      session.place = { organization_id: organizationId, workspace_id: workspaceId };
    }
  }, [organizationId, workspaceId]);

  const missing = context.isError && isMissing(context.error);
  useEffect(() => {
    if (!missing || !organizationId) return;
    void queries.invalidateQueries({ queryKey: ["organizations"] });
    void queries.invalidateQueries({ queryKey: ["org", organizationId, "workspaces"] });
  }, [missing, organizationId]);

  const shut = [workspace, context].some((one) => hasCode(one.error, "mfa_required_here"));
  const failed = [found, workspace, context].find((one) => one.isError && one.data === undefined);
  const lost = found.data === null || (missing && !context.data);
  const placed = !lost && !shut && !failed && organization !== null && context.data !== undefined;
  return (
    <PlaceProvider
      organization={placed ? organization : null}
      workspace={workspace.data ?? null}
      context={context.data}
    >
      <Shell placed={placed} settled={lost || shut}>
        {lost && <NoAccess title={t("lost.organization", { slug })} />}
        {shut && !lost && organization && (
          <Suspense fallback={<PageSkeleton />}>
            <ShutOut organization={organization} />
          </Suspense>
        )}
        {failed && !lost && !shut && (
          <Failure error={failed.error} retry={() => void failed.refetch()} />
        )}
        {!placed && !lost && !shut && !failed && <PageSkeleton />}
        {placed && (
          <>
            <Banners />
            <Outlet />
          </>
        )}
      </Shell>
    </PlaceProvider>
  );
}

/** The workspace the address names, or the one to start in where it names none. */
function useWorkspace(organizationId: string | null, slug: string | null) {
  const named = useQuery({
    ...workspaceBySlug(organizationId ?? "", slug ?? ""),
    enabled: organizationId !== null && slug !== null,
  });
  const remembered = useParams({ strict: false }).workspace === undefined;
  const first = useQuery({
    ...workspacesQuery(organizationId ?? ""),
    enabled: organizationId !== null && (slug === null || (remembered && named.data === null)),
    select: ({ workspaces }) => workspaces.find((one) => one.is_default) ?? workspaces[0] ?? null,
  });
  return slug === null || (remembered && named.data === null) ? first : named;
}

const isMissing = (error: unknown): boolean => error instanceof Problem && error.status === 404;
const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Problem && error.code === code;
