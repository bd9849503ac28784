import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Boxes, Plus } from "lucide-react";
import { useTitle } from "@/app/page";
import { useFlag } from "@/app/use-search";
import { workspaceRole } from "@/features/frame/names";
import { createWorkspace } from "@/features/frame/workspace-switcher";
import { PlanProblem } from "@/features/plan/way-out";
import { formatAgo, t } from "@/i18n";
import { logoOf, usePlace } from "@/place/place";
import type { Workspace } from "@/place/queries";
import { Avatar, Badge, Card, Empty, PageHead } from "@/ui/bits";
import { Button } from "@/ui/button";
import { Actions, Dialog } from "@/ui/dialog";
import { AreaField, TextField } from "@/ui/field";
import { useForm } from "@/ui/form";
import { type Column, ListTable, SearchField } from "@/ui/list";
import { useList } from "@/ui/use-list";
import { workspaceListQuery } from "./queries";

/** Every workspace this person can enter. */
export function Workspaces() {
  const { organization, can } = usePlace();
  useTitle(t("nav.workspaces"), organization.name);
  const [creating, setCreating] = useFlag("new");
  const controls = useList("name");
  const result = useQuery(workspaceListQuery(organization.id, controls.query));
  const create = can("workspace:create") && (
    <Button look="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {t("switcher.newWorkspace")}
    </Button>
  );
  return (
    <>
      <PageHead title={t("nav.workspaces")} description={t("workspaces.description")}>
        {create}
      </PageHead>
      <Card>
        <div className="border-b border-line p-4">
          <SearchField
            label={t("switcher.findWorkspace")}
            value={controls.state.q}
            onChange={controls.search}
          />
        </div>
        <ListTable
          label={t("nav.workspaces")}
          result={result}
          entries={result.data?.workspaces}
          columns={columns(organization.slug)}
          idOf={({ id }) => id}
          controls={controls}
          empty={
            <Empty icon={Boxes} title={t("home.noWorkspace")} action={create}>
              {t("home.noWorkspaceHint")}
            </Empty>
          }
        />
      </Card>
      <Dialog
        open={creating && can("workspace:create")}
        onOpenChange={setCreating}
        title={t("switcher.newWorkspace")}
        description={t("workspaces.newExplained")}
      >
        <NewWorkspace close={() => setCreating(false)} />
      </Dialog>
    </>
  );
}

function NewWorkspace({ close }: { close: () => void }) {
  const { organization } = usePlace();
  const navigate = useNavigate();
  const form = useForm({ name: "", description: "" }, async ({ name, description }) => {
    const body = { name, description: description.trim() || null };
    const made = await createWorkspace(organization.id, body);
    await navigate({
      to: "/o/$organization/w/$workspace",
      params: { organization: organization.slug, workspace: made.slug },
    });
  });
  return (
    <form onSubmit={form.submit} className="flex flex-col gap-4">
      <PlanProblem problem={form.problem} />
      <TextField
        {...form.field("name")}
        label={t("field.workspaceName")}
        maxLength={100}
        required
        autoFocus
      />
      <AreaField {...form.field("description")} label={t("field.description")} maxLength={1000} />
      <Actions>
        <Button onClick={close}>{t("ui.cancel")}</Button>
        <Button type="submit" look="primary" busy={form.busy}>
          {t("ui.create")}
        </Button>
      </Actions>
    </form>
  );
}

const columns = (organization: string): Column<Workspace>[] => [
  {
    name: "name",
    head: t("field.name"),
    sort: "name",
    cell: (workspace) => (
      <Link
        to="/o/$organization/w/$workspace"
        params={{ organization, workspace: workspace.slug }}
        className="group flex items-center gap-3"
      >
        <Avatar name={workspace.name} image={logoOf(workspace)} square size="size-8 text-xs" />
        <span className="min-w-0">
          <span className="flex items-center gap-2">
            <span className="truncate font-medium group-hover:underline">{workspace.name}</span>
            {workspace.is_default && <Badge>{t("workspace.default")}</Badge>}
            {workspace.frozen && <Badge tone="warn">{t("frozen.badge")}</Badge>}
          </span>
          {workspace.description && (
            <span className="block max-w-md truncate text-xs text-soft">
              {workspace.description}
            </span>
          )}
        </span>
      </Link>
    ),
  },
  {
    name: "role",
    head: t("members.role"),
    className: "w-36 text-soft",
    cell: ({ user_role }) => workspaceRole(user_role),
  },
  {
    name: "created",
    head: t("organization.created"),
    sort: "created_at",
    className: "w-40 text-soft max-md:hidden",
    cell: ({ created_at }) => formatAgo(created_at),
  },
];
