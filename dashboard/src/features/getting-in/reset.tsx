import { Link, useSearch } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { api, take } from "@/api/client";
import { useTitle } from "@/app/page";
import { t } from "@/i18n";
import { session } from "@/session/session";
import { Empty } from "@/ui/bits";
import { Button } from "@/ui/button";
import { FormProblem, useForm } from "@/ui/form";
import { AuthHead } from "./frame";
import { PasswordField } from "./password-field";

/** Sets a new password with the token a mail brought. */
export function ResetPassword() {
  useTitle(t("reset.title"));
  const { token } = useSearch({ strict: false }) as { token?: string };
  const [done, setDone] = useState(false);
  const form = useForm({ password: "" }, async ({ password }) => {
    const body = { token: token ?? "", password };
    await take(api.POST("/api/v1/auth/password/reset", { body }));
    session.lost(true);
    setDone(true);
  });
  if (done) {
    return (
      <Empty
        whole
        icon={KeyRound}
        title={t("reset.done")}
        action={
          <Button asChild look="primary">
            <Link to="/sign-in">{t("signIn.action")}</Link>
          </Button>
        }
      >
        {t("reset.doneExplained")}
      </Empty>
    );
  }
  return (
    <>
      <AuthHead title={t("reset.title")}>{t("password.explained")}</AuthHead>
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        <FormProblem problem={form.problem} />
        <PasswordField
          {...form.field("password")}
          label={t("password.new")}
          hint={t("field.newPasswordHint")}
          autoComplete="new-password"
          minLength={8}
          maxLength={256}
          required
          autoFocus
        />
        <Button type="submit" look="primary" size="wide" busy={form.busy}>
          {t("reset.action")}
        </Button>
      </form>
      <p className="mt-6 text-center">
        <Link to="/forgot-password" className="font-medium text-accent-ink hover:underline">
          {t("reset.again")}
        </Link>
      </p>
    </>
  );
}
