import { useQuery } from "@tanstack/react-query";
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Problem } from "@/api/problem";
import {
  type OrganizationRole,
  type WorkspaceRole,
  workspaceRoleOptions,
} from "@/features/frame/names";
import { roleOptions } from "@/features/members/role-cell";
import { t } from "@/i18n";
import { usePlace } from "@/place/place";
import { workspacesQuery } from "@/place/queries";
import { Button } from "@/ui/button";
import { copy } from "@/ui/copy";
import { Actions, Dialog } from "@/ui/dialog";
import { sentence } from "@/ui/failure";
import { AreaField, Field } from "@/ui/field";
import { useForm } from "@/ui/form";
import { Select } from "@/ui/select";
import { addressesIn, inviteeAt } from "./addresses";
import { invite } from "./queries";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Invites several people at once; each is answered for by itself. */
export function InviteDialog({ open, onOpenChange }: Props) {
  const { organization } = usePlace();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("invite.title", { name: organization.name })}
      description={t("invite.explained")}
    >
      <InviteForm close={() => onOpenChange(false)} />
    </Dialog>
  );
}

interface Outcome {
  address: string;
  link?: string;
  /** Whether the link went out by mail; a wallet has none. */
  mailed?: boolean;
  refusal?: string;
}

function InviteForm({ close }: { close: () => void }) {
  const { organization } = usePlace();
  const [role, setRole] = useState<OrganizationRole>("member");
  const [workspace, setWorkspace] = useState(NONE);
  const [workspaceRole, setWorkspaceRole] = useState<WorkspaceRole>("editor");
  const [outcomes, setOutcomes] = useState<Outcome[]>([]);
  const workspaces = useQuery(workspacesQuery(organization.id)).data?.workspaces ?? [];
  const form = useForm({ addresses: "" }, async ({ addresses }) => {
    const grants = workspace === NONE ? [] : [{ workspace_id: workspace, role: workspaceRole }];
    const found: Outcome[] = [];
    for (const address of addressesIn(addresses)) {
      try {
        const invitee = inviteeAt(address);
        const { link } = await invite(organization.id, { ...invitee, role, workspaces: grants });
        found.push({ address, link, mailed: invitee.email !== undefined });
      } catch (refusal) {
        found.push({ address, refusal: whyRefused(refusal) });
      }
    }
    setOutcomes(found);
    const refused = found.filter((one) => one.refusal);
    form.set({ addresses: refused.map((one) => one.address).join("\n") });
  });
  const amount = addressesIn(form.values.addresses).length;
  return (
    <form onSubmit={form.submit} className="flex flex-col gap-4">
      <AreaField
        {...form.field("addresses")}
        label={t("invite.addresses")}
        hint={t("invite.addressesHint")}
        placeholder={"ada@example.com\ngrace@example.com"}
        autoFocus
        spellCheck={false}
      />
      <Field label={t("members.role")}>
        {({ id }) => (
          <Select
            id={id}
            value={role}
            options={roleOptions(organization.user_role)}
            onChange={setRole}
          />
        )}
      </Field>
      {role === "member" && (
        <div className="grid grid-cols-2 gap-3">
          <Field label={t("invite.workspace")}>
            {({ id }) => (
              <Select
                id={id}
                value={workspace}
                onChange={setWorkspace}
                options={[
                  { value: NONE, label: t("invite.noWorkspace") },
                  ...workspaces.map((one) => ({ value: one.id, label: one.name })),
                ]}
              />
            )}
          </Field>
          {workspace !== NONE && (
            <Field label={t("workspaceMembers.as")}>
              {({ id }) => (
                <Select
                  id={id}
                  value={workspaceRole}
                  options={workspaceRoleOptions()}
                  onChange={setWorkspaceRole}
                />
              )}
            </Field>
          )}
        </div>
      )}
      <Outcomes outcomes={outcomes} />
      <Actions>
        <Button onClick={close}>{outcomes.length > 0 ? t("ui.done") : t("ui.cancel")}</Button>
        <Button type="submit" look="primary" busy={form.busy} disabled={amount === 0}>
          {t("invite.send")}
        </Button>
      </Actions>
    </form>
  );
}

const NONE = "none";

/** What is wrong with an address stands beside it, so that no field needs naming. */
const whyRefused = (refusal: unknown): string =>
  (refusal instanceof Problem && Object.values(refusal.fields)[0]) || sentence(refusal);

function Outcomes({ outcomes }: { outcomes: Outcome[] }) {
  if (outcomes.length === 0) return null;
  return (
    <ul
      role="status"
      className="divide-y divide-line rounded-lg border border-line text-[0.8125rem]"
    >
      {outcomes.map(({ address, link, mailed, refusal }) => (
        <li key={address} className="flex items-center justify-between gap-3 px-3 py-2">
          <span className="min-w-0">
            <span className="block truncate font-medium">{address}</span>
            {refusal && <span className="block text-xs text-danger-ink">{refusal}</span>}
            {link && (
              <span className="block text-xs text-good-ink">
                {mailed ? t("invite.sent") : t("invite.handOver")}
              </span>
            )}
          </span>
          {link && <CopyLink link={link} />}
        </li>
      ))}
    </ul>
  );
}

/** Copies a link, which is shown this once. */
export function CopyLink({ link }: { link: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <Button size="small" onClick={() => void copy(link).then(setCopied)}>
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
      {copied ? t("ui.copied") : t("invite.copy")}
    </Button>
  );
}
