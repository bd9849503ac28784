import { api, take } from "@/api/client";
import { queries } from "@/app/queries";
import { PasswordField } from "@/features/getting-in/password-field";
import { t } from "@/i18n";
import { session } from "@/session/session";
import { useUser } from "@/session/use";
import { Section } from "@/ui/bits";
import { Button } from "@/ui/button";
import { FormProblem, useForm } from "@/ui/form";
import { toast } from "@/ui/toast";

export function Password() {
  const user = useUser();
  const form = useForm({ current_password: "", new_password: "" }, async (values) => {
    const body = { ...values, session: "cookie" as const };
    session.accept(await take(api.POST("/api/v1/auth/password/change", { body })));
    form.set({ current_password: "", new_password: "" });
    toast(t("password.changed"));
    await queries.invalidateQueries({ queryKey: ["me"] });
  });
  return (
    <form onSubmit={form.submit}>
      <Section
        title={t("field.password")}
        description={t("password.explained")}
        footer={
          <>
            <span />
            <Button type="submit" look="primary" size="small" busy={form.busy}>
              {t("password.change")}
            </Button>
          </>
        }
      >
        <FormProblem problem={form.problem} />
        <input
          type="text"
          name="username"
          autoComplete="username"
          value={user.email ?? user.username ?? ""}
          readOnly
          hidden
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <PasswordField
            {...form.field("current_password")}
            label={t("password.current")}
            autoComplete="current-password"
            required
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
        </div>
      </Section>
    </form>
  );
}
