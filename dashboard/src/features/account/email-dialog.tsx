import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, take } from "@/api/client";
import { Problem } from "@/api/problem";
import { queries } from "@/app/queries";
import { wantedBy } from "@/features/factors/means";
import { Proofs } from "@/features/factors/proofs";
import { PasswordField } from "@/features/getting-in/password-field";
import { t } from "@/i18n";
import { Skeleton } from "@/ui/bits";
import { Button } from "@/ui/button";
import { Actions, Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { FormProblem, useForm } from "@/ui/form";
import { toast } from "@/ui/toast";
import { identitiesQuery } from "./queries";

interface Props {
  me: Schemas["Me"];
  close: () => void;
}

/** Asks for another address, which becomes the account's once the mail to it is answered. */
export function EmailDialog({ me, close }: Props) {
  const { data } = useQuery(identitiesQuery());
  return (
    <Dialog
      open
      onOpenChange={(open) => open || close()}
      title={me.email ? t("email.change") : t("email.add")}
      description={t("email.changeExplained")}
    >
      {data ? (
        <EmailForm
          withPassword={data.identities.some((one) => one.provider === "password")}
          close={close}
        />
      ) : (
        <Skeleton className="h-32" />
      )}
    </Dialog>
  );
}

function EmailForm({ withPassword, close }: { withPassword: boolean; close: () => void }) {
  const [proving, setProving] = useState(false);
  const form = useForm({ email: "", password: "" }, async ({ email, password }) => {
    const body = { email, ...(withPassword ? { password } : {}) };
    try {
      await take(api.POST("/api/v1/auth/email/change", { body }));
    } catch (error) {
      if (!(error instanceof Problem) || wantedBy(error.code) === undefined) throw error;
      setProving(true);
      return;
    }
    toast(t("email.sent", { email }));
    close();
    await queries.invalidateQueries({ queryKey: ["me"] });
  });
  const proved = () => {
    setProving(false);
    void form.submit();
  };
  if (proving) return <Proofs wanted="confirmation" done={proved} />;
  return (
    <form onSubmit={form.submit} className="flex flex-col gap-4">
      <FormProblem problem={form.problem} />
      <TextField
        {...form.field("email")}
        label={t("email.new")}
        type="email"
        autoComplete="email"
        required
        autoFocus
      />
      {withPassword && (
        <PasswordField
          {...form.field("password")}
          label={t("password.current")}
          autoComplete="current-password"
          required
        />
      )}
      <Actions>
        <Button onClick={close}>{t("ui.cancel")}</Button>
        <Button type="submit" look="primary" busy={form.busy}>
          {t("email.send")}
        </Button>
      </Actions>
    </form>
  );
}
