import { Link, useSearch } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { api, take } from "@/api/client";
import { useTitle } from "@/app/page";
import { hasPasskeys, signInByPasskey } from "@/features/factors/passkeys";
import { t } from "@/i18n";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { FormProblem, useForm } from "@/ui/form";
import { useArrival } from "./arrival";
import { AuthHead } from "./frame";
import { PasswordField } from "./password-field";
import { Or, WalletEntrance } from "./wallet";

export function SignIn() {
  useTitle(t("signIn.title"));
  const search = useSearch({ strict: false }) as { next?: string };
  const { arrive, step } = useArrival();
  const form = useForm({ email: "", password: "" }, (values) =>
    arrive(() => take(api.POST("/api/v1/auth/login", { body: { ...values, session: "cookie" } }))),
  );
  const passkey = useForm({}, () => arrive(signInByPasskey));
  if (step) return step;
  return (
    <>
      <AuthHead title={t("signIn.title")}>{t("signIn.subtitle")}</AuthHead>
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        <FormProblem problem={form.problem ?? passkey.problem} />
        <TextField
          {...form.field("email")}
          label={t("field.email")}
          type="email"
          autoComplete="username webauthn"
          required
          autoFocus
        />
        <PasswordField
          {...form.field("password")}
          label={t("field.password")}
          autoComplete="current-password"
          required
          aside={
            <Link to="/forgot-password" className="text-xs text-accent-ink hover:underline">
              {t("signIn.forgot")}
            </Link>
          }
        />
        <Button type="submit" look="primary" size="wide" busy={form.busy}>
          {t("signIn.action")}
        </Button>
      </form>
      <Or />
      <div className="flex flex-col gap-2.5">
        {hasPasskeys() && (
          <Button size="wide" busy={passkey.busy} onClick={() => void passkey.submit()}>
            <KeyRound aria-hidden />
            {t("passkey.use")}
          </Button>
        )}
        <WalletEntrance arrive={arrive} />
      </div>
      <p className="mt-6 text-center text-soft">
        {t("signIn.new")}{" "}
        <Link to="/sign-up" search={search} className="font-medium text-accent-ink hover:underline">
          {t("signUp.action")}
        </Link>
      </p>
    </>
  );
}
