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

export function SignUp() {
  useTitle(t("signUp.title"));
  const search = useSearch({ strict: false }) as { next?: string };
  const form = useForm({ display_name: "", email: "", password: "" }, async (values) => {
    const body = {
      email: values.email,
      password: values.password,
      display_name: values.display_name.trim() || null,
      session: "cookie" as const,
    };
    session.accept(await take(api.POST("/api/v1/auth/signup", { body })));
  });
  return (
    <>
      <AuthHead title={t("signUp.title")}>{t("signUp.subtitle")}</AuthHead>
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        <FormProblem problem={form.problem} />
        <TextField
          {...form.field("display_name")}
          label={t("field.yourName")}
          autoComplete="name"
          maxLength={100}
          autoFocus
        />
        <TextField
          {...form.field("email")}
          label={t("field.email")}
          type="email"
          autoComplete="username"
          required
        />
        <PasswordField
          {...form.field("password")}
          label={t("field.password")}
          hint={t("field.newPasswordHint")}
          autoComplete="new-password"
          minLength={8}
          maxLength={256}
          required
        />
        <Button type="submit" look="primary" size="wide" busy={form.busy}>
          {t("signUp.action")}
        </Button>
      </form>
      <p className="mt-6 text-center text-soft">
        {t("signUp.known")}{" "}
        <Link to="/sign-in" search={search} className="font-medium text-accent-ink hover:underline">
          {t("signIn.action")}
        </Link>
      </p>
    </>
  );
}
