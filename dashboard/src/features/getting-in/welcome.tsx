import { useNavigate } from "@tanstack/react-router";
import { api, once, take } from "@/api/client";
import { useTitle } from "@/app/page";
import { queries } from "@/app/queries";
import { Mark } from "@/features/frame/mark";
import { MyInvitations } from "@/features/invitations/mine";
import { t } from "@/i18n";
import { signOut } from "@/session/actions";
import { useUser } from "@/session/use";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { FormProblem, useForm } from "@/ui/form";
import { AuthHead } from "./frame";

/** The first run: an organization to be in. */
export function Welcome() {
  useTitle(t("welcome.title"));
  const user = useUser();
  const navigate = useNavigate();
  const form = useForm({ name: "" }, async ({ name }) => {
    const made = await take(api.POST("/api/v1/orgs", { body: { name }, headers: once() }));
    await queries.invalidateQueries({ queryKey: ["organizations"] });
    await navigate({ to: "/o/$organization", params: { organization: made.slug } });
  });
  return (
    <div className="flex min-h-dvh flex-col items-center px-4 pt-[10vh] pb-10">
      <main className="w-full max-w-90">
        <Mark className="mx-auto mb-8 size-10" />
        <div className="mb-8 empty:hidden">
          <MyInvitations />
        </div>
        <AuthHead title={t("welcome.title")}>{t("welcome.subtitle")}</AuthHead>
        <form onSubmit={form.submit} className="flex flex-col gap-4">
          <FormProblem problem={form.problem} />
          <TextField
            {...form.field("name")}
            label={t("field.organizationName")}
            hint={t("welcome.hint")}
            placeholder={t("welcome.example")}
            maxLength={100}
            required
            autoFocus
            autoComplete="organization"
          />
          <Button type="submit" look="primary" size="wide" busy={form.busy}>
            {t("welcome.action")}
          </Button>
        </form>
        <p className="mt-6 text-center text-[0.8125rem] text-soft">
          {t("welcome.as", { email: user.email ?? user.display_name ?? "" })}{" "}
          <button
            type="button"
            onClick={() => void signOut()}
            className="font-medium text-accent-ink hover:underline"
          >
            {t("user.signOut")}
          </button>
        </p>
      </main>
    </div>
  );
}
