import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, once, take } from "@/api/client";
import { queries } from "@/app/queries";
import { PlanProblem } from "@/features/plan/way-out";
import { t } from "@/i18n";
import { logoOf, usePlace } from "@/place/place";
import { workspacesQuery } from "@/place/queries";
import { Avatar, Badge } from "@/ui/bits";
import { Switcher } from "@/ui/switcher";
import { workspaceRole } from "./names";
import { QuickCreate } from "./quick-create";

export function WorkspaceSwitcher() {
  const { organization, workspace, can } = usePlace();
  const navigate = useNavigate();
  const go = (slug: string) =>
    navigate({
      to: "/o/$organization/w/$workspace",
      params: { organization: organization.slug, workspace: slug },
    });
  const form = (close: () => void) => (
    <QuickCreate
      title={t("switcher.newWorkspace")}
      label={t("field.workspaceName")}
      told={(problem) => <PlanProblem problem={problem} leave={close} />}
      create={async (name) => {
        const made = await createWorkspace(organization.id, { name });
        close();
        await go(made.slug);
      }}
    />
  );
  const create = can("workspace:create") ? { label: t("switcher.newWorkspace"), form } : undefined;
  return (
    <Switcher
      label={t("switcher.workspace")}
      searchLabel={t("switcher.findWorkspace")}
      triggerClassName="mb-1 h-9"
      trigger={
        <>
          <Avatar
            name={workspace?.name ?? "?"}
            image={workspace && logoOf(workspace)}
            square
            size="size-5 text-2xs"
          />
          <span className="truncate text-[0.8125rem] font-medium">
            {workspace?.name ?? t("switcher.noWorkspace")}
          </span>
          {workspace?.frozen && <Badge tone="warn">{t("frozen.badge")}</Badge>}
        </>
      }
      current={workspace?.id ?? null}
      useChoices={useWorkspaces}
      onPick={(picked) => void go(picked.value)}
      {...(create ? { create } : {})}
    />
  );
}

function useWorkspaces(q: string) {
  const { organization } = usePlace();
  const { data } = useQuery({
    ...workspacesQuery(organization.id, q),
    placeholderData: keepPreviousData,
  });
  return data?.workspaces.map((one) => ({
    id: one.id,
    name: one.name,
    value: one.slug,
    picture: <Avatar name={one.name} image={logoOf(one)} square size="size-6 text-2xs" />,
    notes: one.frozen
      ? `${workspaceRole(one.user_role)} · ${t("frozen.badge")}`
      : workspaceRole(one.user_role),
  }));
}

/** Makes a workspace and has every list of them, and what is used of the plan, read anew. */
export async function createWorkspace(
  organizationId: string,
  body: { name: string; description?: string | null },
) {
  const made = await take(
    api.POST("/api/v1/orgs/{org_id}/workspaces", {
      params: { path: { org_id: organizationId }, header: once() },
      body,
    }),
  );
  await queries.invalidateQueries({ queryKey: ["org", organizationId] });
  return made;
}
