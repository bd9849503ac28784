import { useQuery } from "@tanstack/react-query";
import { UserMinus, UserPlus, Users } from "lucide-react";
import { useMemo, useState } from "react";
import type { Spot } from "@/app/loaders";
import { useTitle } from "@/app/page";
import { queries } from "@/app/queries";
import type { ListSearch } from "@/app/search";
import { workspaceRole, workspaceRoleOptions } from "@/features/frame/names";
import { Person } from "@/features/members/person";
import { formatAgo, t } from "@/i18n";
import { useWorkspacePlace } from "@/place/place";
import { nameOf, useUser } from "@/session/use";
import { Card, Empty, Notice, PageHead } from "@/ui/bits";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { attempt } from "@/ui/failure";
import { type Column, ListTable, SearchField } from "@/ui/list";
import { Select } from "@/ui/select";
import { toast } from "@/ui/toast";
import { listQuery, useList } from "@/ui/use-list";
import { AddMember } from "./add-member";
import {
  changeWorkspaceRole,
  removeWorkspaceMember,
  type WorkspaceMember,
  workspaceMembersQuery,
} from "./queries";

const SORT = "joined_at";

/** Reads the page's list before it is shown. */
export const ahead = ({ organization, workspace }: Spot, search: ListSearch) =>
  workspace &&
  queries.prefetchQuery(
    workspaceMembersQuery(
      { org_id: organization.id, workspace_id: workspace.id },
      listQuery(SORT, search),
    ),
  );

/** Those who were added to the workspace. */
export function WorkspaceMembers() {
  const { organization, workspace, can } = useWorkspacePlace();
  useTitle(t("nav.members"), workspace.name);
  const [adding, setAdding] = useState(false);
  const controls = useList(SORT);
  const columns = useMemo(columnsOfMembers, []);
  const at = { org_id: organization.id, workspace_id: workspace.id };
  const result = useQuery(workspaceMembersQuery(at, controls.query));
  const add = can("workspace_member:manage") && (
    <Button look="primary" onClick={() => setAdding(true)}>
      <UserPlus aria-hidden />
      {t("workspaceMembers.add")}
    </Button>
  );
  return (
    <>
      <PageHead
        title={t("workspaceMembers.title")}
        description={t("workspaceMembers.description", { name: workspace.name })}
      >
        {add}
      </PageHead>
      <div className="mb-4">
        <Notice>{t("workspaceMembers.admins")}</Notice>
      </div>
      <Card>
        <div className="border-b border-line p-4">
          <SearchField
            label={t("members.search")}
            value={controls.state.q}
            onChange={controls.search}
          />
        </div>
        <ListTable
          label={t("workspaceMembers.title")}
          result={result}
          entries={result.data?.members}
          columns={columns}
          idOf={({ id }) => id}
          controls={controls}
          empty={
            <Empty icon={Users} title={t("workspaceMembers.none")} action={add}>
              {t("workspaceMembers.noneExplained")}
            </Empty>
          }
        />
      </Card>
      <AddMember open={adding} onOpenChange={setAdding} />
    </>
  );
}

const columnsOfMembers = (): Column<WorkspaceMember>[] => [
  {
    name: "name",
    head: t("members.name"),
    sort: "name",
    cell: (member) => <Person person={member} />,
  },
  {
    name: "role",
    head: t("members.role"),
    sort: "role",
    className: "w-44 max-sm:w-auto",
    cell: (member) => <Role member={member} />,
  },
  {
    name: "joined",
    head: t("workspaceMembers.added"),
    sort: "joined_at",
    className: "w-40 text-soft max-md:hidden",
    cell: ({ joined_at }) => formatAgo(joined_at),
  },
  {
    name: "actions",
    head: t("ui.actions"),
    hidden: true,
    className: "w-12 pl-0 text-right",
    cell: (member) => <Remove member={member} />,
  },
];

function Role({ member }: { member: WorkspaceMember }) {
  const { organization, workspace, can } = useWorkspacePlace();
  if (!can("workspace_member:manage")) {
    return <span className="text-soft">{workspaceRole(member.role)}</span>;
  }
  const at = { org_id: organization.id, workspace_id: workspace.id };
  return (
    <Select
      size="small"
      label={t("members.roleOf", { name: nameOf(member) })}
      value={member.role}
      options={workspaceRoleOptions()}
      onChange={(role) => void attempt(() => changeWorkspaceRole(at, member, role))}
    />
  );
}

function Remove({ member }: { member: WorkspaceMember }) {
  const { organization, workspace, can } = useWorkspacePlace();
  const user = useUser();
  const [asking, setAsking] = useState(false);
  const own = member.user_id === user.id;
  if (!can("workspace_member:manage") && !own) return null;
  const name = nameOf(member);
  const text = own ? t("workspaceMembers.leave") : t("workspaceMembers.removeOne", { name });
  return (
    <>
      <Button
        look="quiet"
        size="icon"
        aria-label={text}
        title={text}
        onClick={() => setAsking(true)}
      >
        <UserMinus aria-hidden />
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={text}
        description={t("workspaceMembers.removeExplained", { workspace: workspace.name })}
        action={own ? t("workspaceMembers.leave") : t("members.remove")}
        run={async () => {
          const at = { org_id: organization.id, workspace_id: workspace.id };
          await removeWorkspaceMember(at, member.id);
          toast(t("members.removed", { name }));
        }}
      />
    </>
  );
}
