import { Link } from "@tanstack/react-router";
import { MailCheck } from "lucide-react";
import { useState } from "react";
import { api, take } from "@/api/client";
import { useTitle } from "@/app/page";
import { t } from "@/i18n";
import { Empty } from "@/ui/bits";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { FormProblem, useForm } from "@/ui/form";
import { AuthHead } from "./frame";

/** Asks for a link to set a new password; says the same whether or not there is an account. */
export function ForgotPassword() {
  useTitle(t("forgot.title"));
  const [sent, setSent] = useState(false);
  const form = useForm({ email: "" }, async (body) => {
    await take(api.POST("/api/v1/auth/password/forgot", { body }));
    setSent(true);
  });
  if (sent) {
    return (
      <Empty whole icon={MailCheck} title={t("forgot.sent")} action={<BackToSignIn />}>
        {t("forgot.sentExplained", { email: form.values.email })}
      </Empty>
    );
  }
  return (
    <>
      <AuthHead title={t("forgot.title")}>{t("forgot.subtitle")}</AuthHead>
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        <FormProblem problem={form.problem} />
        <TextField
          {...form.field("email")}
          label={t("field.email")}
          type="email"
          autoComplete="username"
          required
          autoFocus
        />
        <Button type="submit" look="primary" size="wide" busy={form.busy}>
          {t("forgot.action")}
        </Button>
      </form>
      <p className="mt-6 text-center">
        <BackToSignIn />
      </p>
    </>
  );
}

export const BackToSignIn = () => (
  <Link to="/sign-in" className="font-medium text-accent-ink hover:underline">
    {t("forgot.back")}
  </Link>
);
