import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type WorkspaceRole, workspaceRoleOptions } from "@/features/frame/names";
import { Person } from "@/features/members/person";
import { membersQuery } from "@/features/members/queries";
import { t } from "@/i18n";
import { useWorkspacePlace } from "@/place/place";
import { nameOf } from "@/session/use";
import { Skeleton } from "@/ui/bits";
import { Button } from "@/ui/button";
import { Actions, Dialog } from "@/ui/dialog";
import { Failure, sentence } from "@/ui/failure";
import { Field } from "@/ui/field";
import { SearchField } from "@/ui/list";
import { Select } from "@/ui/select";
import { toast } from "@/ui/toast";
import { useDebounced } from "@/ui/use-list";
import { addWorkspaceMember, workspaceMembersQuery } from "./queries";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Adds members of the organization to the workspace, one after the other. */
export function AddMember({ open, onOpenChange }: Props) {
  const { workspace } = useWorkspacePlace();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("workspaceMembers.addTitle", { name: workspace.name })}
      description={t("workspaceMembers.addExplained")}
    >
      <Candidates close={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Candidates({ close }: { close: () => void }) {
  const { organization, workspace } = useWorkspacePlace();
  const [role, setRole] = useState<WorkspaceRole>("editor");
  const [q, setQ] = useState("");
  const [added, setAdded] = useState<Record<string, string>>({});
  const settled = useDebounced(q);
  const query = { page: 1, limit: 20, sort: "name", ...(settled ? { q: settled } : {}) };
  const { data, error, refetch } = useQuery(membersQuery(organization.id, query));
  const at = { org_id: organization.id, workspace_id: workspace.id };
  const inside = useQuery(workspaceMembersQuery(at, query)).data?.members.map((one) => one.user_id);
  const noteOf = (userId: string) =>
    added[userId] ?? (inside?.includes(userId) ? t("workspaceMembers.isIn") : null);
  const add = async (userId: string, name: string) => {
    try {
      await addWorkspaceMember(at, userId, role);
      setAdded((before) => ({ ...before, [userId]: t("workspaceMembers.isIn") }));
      toast(t("workspaceMembers.wasAdded", { name }));
    } catch (refusal) {
      setAdded((before) => ({ ...before, [userId]: sentence(refusal) }));
    }
  };
  return (
    <div className="flex flex-col gap-4">
      <Field label={t("workspaceMembers.as")}>
        {({ id }) => (
          <Select id={id} value={role} options={workspaceRoleOptions()} onChange={setRole} />
        )}
      </Field>
      <SearchField label={t("members.search")} value={q} onChange={setQ} />
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      <ul className="-mx-2 max-h-72 overflow-y-auto">
        {!data && <Skeleton className="mx-2 h-24" />}
        {data?.members.map((member) => (
          <li key={member.id} className="flex items-center justify-between gap-3 rounded-md p-2">
            <Person person={member} />
            {noteOf(member.user_id) ? (
              <span role="status" className="max-w-40 text-right text-xs text-soft">
                {noteOf(member.user_id)}
              </span>
            ) : (
              <Button size="small" onClick={() => void add(member.user_id, nameOf(member))}>
                {t("ui.add")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Actions>
        <Button onClick={close}>{t("ui.done")}</Button>
      </Actions>
    </div>
  );
}
