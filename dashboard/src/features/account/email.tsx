import { MailQuestion, MailWarning } from "lucide-react";
import { useState } from "react";
import { api, type Schemas, take } from "@/api/client";
import { t } from "@/i18n";
import { Badge, Notice, Section } from "@/ui/bits";
import { Button } from "@/ui/button";
import { attempt } from "@/ui/failure";
import { toast } from "@/ui/toast";
import { EmailDialog } from "./email-dialog";

/** The address of the account: whether it is proved, and which one is to take its place. */
export function Email({ me }: { me: Schemas["Me"] }) {
  const [changing, setChanging] = useState(false);
  const { email, email_verified, pending_email: pending } = me;
  return (
    <Section
      title={t("email.title")}
      description={t("email.explained")}
      footer={
        <>
          <span />
          <Button size="small" onClick={() => setChanging(true)}>
            {email ? t("email.change") : t("email.add")}
          </Button>
        </>
      }
    >
      <p className="flex flex-wrap items-center gap-2.5">
        <span className="min-w-0 break-words font-medium">{email ?? t("email.none")}</span>
        {email && (
          <Badge tone={email_verified ? "good" : "warn"}>
            {email_verified ? t("account.verified") : t("account.unverified")}
          </Badge>
        )}
      </p>
      {email && !email_verified && <Unverified email={email} />}
      {pending && (
        <Notice tone="accent" icon={MailQuestion}>
          {email ? t("email.pending", { pending, email }) : t("email.pendingFirst", { pending })}
        </Notice>
      )}
      {changing && <EmailDialog me={me} close={() => setChanging(false)} />}
    </Section>
  );
}

function Unverified({ email }: { email: string }) {
  const [busy, setBusy] = useState(false);
  const resend = async () => {
    setBusy(true);
    const sent = await attempt(() => take(api.POST("/api/v1/auth/email/resend")));
    if (sent) toast(t("email.resent", { email }));
    setBusy(false);
  };
  return (
    <Notice
      tone="warn"
      icon={MailWarning}
      action={
        <Button size="small" busy={busy} onClick={() => void resend()}>
          {t("email.resend")}
        </Button>
      }
    >
      {t("email.unverified")}
    </Notice>
  );
}
