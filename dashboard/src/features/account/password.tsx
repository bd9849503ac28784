import { api, take } from "@/api/client";
import { queries } from "@/app/queries";
import { PasswordField } from "@/features/getting-in/password-field";
import { t } from "@/i18n";
import { session } from "@/session/session";
import { useUser } from "@/session/use";
import { Button } from "@/ui/button";
import { Actions, Dialog } from "@/ui/dialog";
import { FormProblem, useForm } from "@/ui/form";
import { toast } from "@/ui/toast";

/** Changes the password; every other device is signed out with it. */
export function PasswordDialog({ close }: { close: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => open || close()}
      title={t("password.change")}
      description={t("password.explained")}
    >
      <PasswordForm close={close} />
    </Dialog>
  );
}

function PasswordForm({ close }: { close: () => void }) {
  const user = useUser();
  const form = useForm({ current_password: "", new_password: "" }, async (values) => {
    const body = { ...values, session: "cookie" as const };
    session.accept(await take(api.POST("/api/v1/auth/password/change", { body })));
    toast(t("password.changed"));
    close();
    await queries.invalidateQueries({ queryKey: ["me"] });
  });
  return (
    <form onSubmit={form.submit} className="flex flex-col gap-4">
      <FormProblem problem={form.problem} />
      <input
        type="text"
        name="username"
        autoComplete="username"
        value={user.email ?? user.username ?? ""}
        readOnly
        hidden
      />
      <PasswordField
        {...form.field("current_password")}
        label={t("password.current")}
        autoComplete="current-password"
        required
        autoFocus
      />
      <PasswordField
        {...form.field("new_password")}
        label={t("password.new")}
        hint={t("field.newPasswordHint")}
        autoComplete="new-password"
        minLength={8}
        maxLength={256}
        required
      />
      <Actions>
        <Button onClick={close}>{t("ui.cancel")}</Button>
        <Button type="submit" look="primary" busy={form.busy}>
          {t("password.change")}
        </Button>
      </Actions>
    </form>
  );
}
