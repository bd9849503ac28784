import { Link, useSearch } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { api, take } from "@/api/client";
import { Problem } from "@/api/problem";
import { useTitle } from "@/app/page";
import { hasPasskeys, signInByPasskey } from "@/features/factors/passkeys";
import { type Pending, SecondStep } from "@/features/factors/second-step";
import { t } from "@/i18n";
import { session } from "@/session/session";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { FormProblem, useForm } from "@/ui/form";
import { AuthHead } from "./frame";
import { PasswordField } from "./password-field";

export function SignIn() {
  useTitle(t("signIn.title"));
  const search = useSearch({ strict: false }) as { next?: string };
  const [pending, setPending] = useState<Pending | null>(null);
  const form = useForm({ email: "", password: "" }, async ({ email, password }) => {
    const body = { email, password, session: "cookie" as const };
    try {
      session.accept(await take(api.POST("/api/v1/auth/login", { body })));
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "mfa_required") throw error;
      setPending(error.body as unknown as Pending);
    }
  });
  const passkey = useForm({}, async () => session.accept(await signInByPasskey()));
  if (pending) return <SecondStep pending={pending} cancel={() => setPending(null)} />;
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
      {hasPasskeys() && (
        <form onSubmit={passkey.submit} className="mt-3">
          <Button type="submit" size="wide" busy={passkey.busy}>
            <KeyRound aria-hidden />
            {t("passkey.use")}
          </Button>
        </form>
      )}
      <p className="mt-6 text-center text-soft">
        {t("signIn.new")}{" "}
        <Link to="/sign-up" search={search} className="font-medium text-accent-ink hover:underline">
          {t("signUp.action")}
        </Link>
      </p>
    </>
  );
}
