import { Link, useSearch } from "@tanstack/react-router";
import { api, take } from "@/api/client";
import { useTitle } from "@/app/page";
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
  const form = useForm({ email: "", password: "" }, async ({ email, password }) => {
    const body = { email, password, session: "cookie" as const };
    session.accept(await take(api.POST("/api/v1/auth/login", { body })));
  });
  return (
    <>
      <AuthHead title={t("signIn.title")}>{t("signIn.subtitle")}</AuthHead>
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        <FormProblem problem={form.problem} />
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
      <p className="mt-6 text-center text-soft">
        {t("signIn.new")}{" "}
        <Link to="/sign-up" search={search} className="font-medium text-accent-ink hover:underline">
          {t("signUp.action")}
        </Link>
      </p>
    </>
  );
}
