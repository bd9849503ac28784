import { Crown, Ellipsis, LogOut, UserMinus } from "lucide-react";
import { useState } from "react";
import { api, take } from "@/api/client";
import { queries } from "@/app/queries";
import { t } from "@/i18n";
import { usePlace } from "@/place/place";
import { nameOf, useUser } from "@/session/use";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { MenuItem, RowMenu } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { LeaveQuestion } from "./leave";
import { type Member, removeMember } from "./queries";
import { outranks } from "./role-cell";

/** What may be done about a member; nothing is offered that would be refused. */
export function MemberActions({ member }: { member: Member }) {
  const { organization, can } = usePlace();
  const user = useUser();
  const [asked, setAsked] = useState<"remove" | "transfer" | "leave" | null>(null);
  const own = member.user_id === user.id;
  const removable = !own && can("member:remove") && outranks(organization.user_role, member.role);
  const transferable = !own && can("org:transfer");
  if (!own && !removable && !transferable) return null;
  const name = nameOf(member);
  return (
    <>
      <RowMenu
        trigger={
          <Button look="quiet" size="icon" aria-label={t("members.actionsFor", { name })}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {transferable && (
          <MenuItem onSelect={() => setAsked("transfer")}>
            <Crown aria-hidden />
            {t("members.transfer")}
          </MenuItem>
        )}
        {removable && (
          <MenuItem danger onSelect={() => setAsked("remove")}>
            <UserMinus aria-hidden />
            {t("members.remove")}
          </MenuItem>
        )}
        {own && (
          <MenuItem danger onSelect={() => setAsked("leave")}>
            <LogOut aria-hidden />
            {t("organization.leave")}
          </MenuItem>
        )}
      </RowMenu>
      <Confirm
        open={asked === "remove"}
        onOpenChange={() => setAsked(null)}
        title={t("members.removeTitle", { name })}
        description={t("members.removeExplained", { name, organization: organization.name })}
        action={t("members.remove")}
        run={async () => {
          await removeMember(organization.id, member.id);
          toast(t("members.removed", { name }));
        }}
      />
      <TransferQuestion
        open={asked === "transfer"}
        close={() => setAsked(null)}
        member={{ id: member.id, name: nameOf(member) }}
      />
      <LeaveQuestion
        open={asked === "leave"}
        close={() => setAsked(null)}
        organization={organization}
      />
    </>
  );
}

export function TransferQuestion({
  open,
  close,
  member,
}: {
  open: boolean;
  close: () => void;
  member: { id: string; name: string };
}) {
  const { organization } = usePlace();
  const { name } = member;
  return (
    <Confirm
      open={open}
      onOpenChange={close}
      title={t("transfer.title", { name })}
      description={t("transfer.explained", { name })}
      action={t("transfer.action")}
      typed={organization.name}
      run={async () => {
        await take(
          api.POST("/api/v1/orgs/{org_id}/ownership", {
            params: { path: { org_id: organization.id } },
            body: { member_id: member.id },
          }),
        );
        toast(t("transfer.done", { name }));
        await Promise.all([
          queries.invalidateQueries({ queryKey: ["organizations"] }),
          queries.invalidateQueries({ queryKey: ["context", organization.id] }),
          queries.invalidateQueries({ queryKey: ["org", organization.id] }),
        ]);
      }}
    />
  );
}
