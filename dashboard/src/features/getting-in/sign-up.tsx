import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { api, take } from "@/api/client";
import { useTitle } from "@/app/page";
import { queries } from "@/app/queries";
import { offerQuery } from "@/features/invitations/queries";
import { t } from "@/i18n";
import { session } from "@/session/session";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { FormProblem, useForm } from "@/ui/form";
import { useArrival } from "./arrival";
import { AuthHead } from "./frame";
import { PasswordField } from "./password-field";
import { Or, WalletEntrance } from "./wallet";

export function SignUp() {
  useTitle(t("signUp.title"));
  const search = useSearch({ strict: false }) as { next?: string };
  const navigate = useNavigate();
  const invitation = /^\/invitations\/([^/?]+)$/.exec(search.next ?? "")?.[1];
  const invited = invitation && queries.getQueryData(offerQuery(invitation).queryKey)?.email;
  const initial = { display_name: "", email: invited || "", password: "" };
  const form = useForm(initial, async (values) => {
    const body = {
      ...(invitation ? { invitation } : {}),
      email: values.email,
      password: values.password,
      display_name: values.display_name.trim() || null,
      session: "cookie" as const,
    };
    const token = await take(api.POST("/api/v1/auth/signup", { body }));
    if (invitation) await navigate({ to: "/sign-up", search: {}, replace: true });
    session.accept(token);
  });
  const { arrive, step } = useArrival();
  if (step) return step;
  return (
    <>
      <AuthHead title={t("signUp.title")}>
        {invitation ? t("signUp.invited") : t("signUp.subtitle")}
      </AuthHead>
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
      {!invitation && (
        <>
          <Or />
          <WalletEntrance arrive={arrive} name={form.values.display_name} />
        </>
      )}
      <p className="mt-6 text-center text-soft">
        {t("signUp.known")}{" "}
        <Link to="/sign-in" search={search} className="font-medium text-accent-ink hover:underline">
          {t("signIn.action")}
        </Link>
      </p>
    </>
  );
}
