import { api, type Schemas, take } from "@/api/client";
import { t } from "@/i18n";
import { Button } from "@/ui/button";
import { Actions, Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { FormProblem, useForm } from "@/ui/form";

interface Props {
  setup: Schemas["TotpSetup"];
  close: () => void;
  done: (codes: string[]) => void;
}

/** Hands a secret to an authenticator app, and asks for a code to see that it arrived. */
export function TotpDialog({ setup, close, done }: Props) {
  const form = useForm({ code: "" }, async ({ code }) => {
    const body = { code: code.replace(/\s/g, "") };
    done((await take(api.POST("/api/v1/auth/mfa/totp/confirm", { body }))).recovery_codes);
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => open || close()}
      title={t("mfa.setUpTitle")}
      description={t("mfa.setUpExplained")}
    >
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        <FormProblem problem={form.problem} />
        <img
          alt={t("mfa.qr")}
          src={`data:image/svg+xml;utf8,${encodeURIComponent(setup.qr_svg)}`}
          className="mx-auto size-44 rounded-lg bg-white p-2"
        />
        <p className="text-center text-xs text-soft">
          {t("mfa.secret")}{" "}
          <code className="font-medium break-all text-ink select-all">{setup.secret}</code>
        </p>
        <TextField
          {...form.field("code")}
          label={t("mfa.code")}
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          autoFocus
        />
        <Actions>
          <Button onClick={close}>{t("ui.cancel")}</Button>
          <Button type="submit" look="primary" busy={form.busy}>
            {t("mfa.turnOn")}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
