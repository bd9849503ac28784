import { useNavigate } from "@tanstack/react-router";
import { t } from "@/i18n";
import type { Organization } from "@/place/queries";
import { Confirm } from "@/ui/confirm";
import { toast } from "@/ui/toast";
import { leave } from "./queries";

interface Props {
  open: boolean;
  close: () => void;
  organization: Pick<Organization, "id" | "name">;
}

/** Asks before someone gives up an organization. */
export function LeaveQuestion({ open, close, organization }: Props) {
  const navigate = useNavigate();
  return (
    <Confirm
      open={open}
      onOpenChange={close}
      title={t("leave.title", { name: organization.name })}
      description={t("leave.explained")}
      action={t("organization.leave")}
      run={async () => {
        await leave(organization.id);
        toast(t("leave.done", { name: organization.name }));
        await navigate({ to: "/" });
      }}
    />
  );
}
