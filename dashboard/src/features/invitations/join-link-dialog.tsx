import { useState } from "react";
import { roleOptions } from "@/features/members/role-cell";
import { count, t } from "@/i18n";
import { usePlace } from "@/place/place";
import { Button } from "@/ui/button";
import { Actions, Dialog } from "@/ui/dialog";
import { Field, inputStyle, TextField } from "@/ui/field";
import { FormProblem, useForm } from "@/ui/form";
import { Select } from "@/ui/select";
import { addressesIn } from "./addresses";
import { CopyLink } from "./dialog";
import { createJoinLink } from "./link-queries";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Makes a join link, and then shows it, this once. */
export function NewJoinLink({ open, onOpenChange }: Props) {
  const [link, setLink] = useState<string | null>(null);
  const change = (next: boolean) => {
    if (next) setLink(null);
    onOpenChange(next);
  };
  const close = () => {
    onOpenChange(false);
    setLink(null);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? change(next) : close())}
      title={link === null ? t("joinLink.new") : t("joinLink.ready")}
      description={link === null ? t("joinLink.explained") : t("joinLink.onceExplained")}
    >
      {link === null ? <Terms made={setLink} cancel={close} /> : <Made link={link} close={close} />}
    </Dialog>
  );
}

const DAYS = ["1", "7", "30", "90"];
const NEVER = "never";

function Terms({ made, cancel }: { made: (link: string) => void; cancel: () => void }) {
  const { organization } = usePlace();
  const [role, setRole] = useState<"admin" | "member">("member");
  const [days, setDays] = useState("7");
  const form = useForm({ max_uses: "", email_domains: "" }, async (values) => {
    const issued = await createJoinLink(organization.id, {
      role,
      expires_in_days: days === NEVER ? null : Number(days),
      max_uses: values.max_uses === "" ? null : Number(values.max_uses),
      email_domains: addressesIn(values.email_domains),
    });
    made(issued.link);
  });
  const roles = roleOptions(organization.user_role).flatMap((one) =>
    one.value === "owner" ? [] : [{ ...one, value: one.value }],
  );
  const expiries = [
    ...DAYS.map((value) => ({ value, label: count("joinLink.expiresDays", Number(value)) })),
    { value: NEVER, label: t("joinLink.never") },
  ];
  return (
    <form onSubmit={form.submit} className="flex flex-col gap-4">
      <FormProblem problem={form.problem} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("members.role")}>
          {({ id }) => <Select id={id} value={role} options={roles} onChange={setRole} />}
        </Field>
        <Field label={t("joinLink.expires")}>
          {({ id }) => <Select id={id} value={days} options={expiries} onChange={setDays} />}
        </Field>
      </div>
      <TextField
        {...form.field("max_uses")}
        label={t("joinLink.maxUses")}
        hint={t("joinLink.maxUsesHint")}
        type="number"
        inputMode="numeric"
        min={1}
        max={100_000}
      />
      <TextField
        {...form.field("email_domains")}
        label={t("joinLink.domains")}
        hint={t("joinLink.domainsHint")}
        spellCheck={false}
        autoCapitalize="none"
      />
      <Actions>
        <Button onClick={cancel}>{t("ui.cancel")}</Button>
        <Button type="submit" look="primary" busy={form.busy}>
          {t("joinLink.create")}
        </Button>
      </Actions>
    </form>
  );
}

function Made({ link, close }: { link: string; close: () => void }) {
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-center gap-2">
        <input
          readOnly
          aria-label={t("joinLink.link")}
          value={link}
          onFocus={(event) => event.target.select()}
          className={inputStyle}
        />
        <CopyLink link={link} />
      </div>
      <Actions>
        <Button onClick={close}>{t("ui.done")}</Button>
      </Actions>
    </div>
  );
}
