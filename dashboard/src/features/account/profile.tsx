import { useQuery } from "@tanstack/react-query";
import { api, type Schemas, take, type Versioned } from "@/api/client";
import { PageSkeleton, useTitle } from "@/app/page";
import { queries } from "@/app/queries";
import { MyInvitations } from "@/features/invitations/mine";
import { t } from "@/i18n";
import { session } from "@/session/session";
import { Section } from "@/ui/bits";
import { Button } from "@/ui/button";
import { Failure } from "@/ui/failure";
import { TextField } from "@/ui/field";
import { FormProblem, useForm } from "@/ui/form";
import { toast } from "@/ui/toast";
import { DeleteAccount } from "./delete";
import { Email } from "./email";
import { meQuery } from "./queries";

export function Profile() {
  useTitle(t("user.account"));
  const result = useQuery(meQuery());
  if (result.isError && !result.data) {
    return <Failure error={result.error} retry={() => void result.refetch()} />;
  }
  if (!result.data) return <PageSkeleton />;
  return (
    <>
      <MyInvitations />
      <You key={result.data.etag} read={result.data} />
      <Email me={result.data.data} />
      <DeleteAccount me={result.data.data} />
    </>
  );
}

function You({ read }: { read: Versioned<Schemas["Me"]> }) {
  const { data: me, etag } = read;
  const initial = { display_name: me.display_name ?? "", username: me.username ?? "" };
  const form = useForm(initial, async (values) => {
    const saved = await take(
      api.PATCH("/api/v1/auth/me", {
        params: { header: etag ? { "If-Match": etag } : {} },
        body: {
          display_name: values.display_name.trim() || null,
          username: values.username.trim() || null,
        },
      }),
    );
    session.changed(saved);
    toast(t("ui.saved"));
    await queries.invalidateQueries();
  });
  return (
    <form onSubmit={form.submit}>
      <Section
        title={t("account.profile")}
        description={t("account.profileExplained")}
        footer={
          <>
            <span />
            <Button
              type="submit"
              look="primary"
              size="small"
              busy={form.busy}
              disabled={!form.dirty}
            >
              {t("ui.save")}
            </Button>
          </>
        }
      >
        <FormProblem problem={form.problem} />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            {...form.field("display_name")}
            label={t("field.yourName")}
            autoComplete="name"
            maxLength={100}
          />
          <TextField
            {...form.field("username")}
            label={t("field.username")}
            hint={t("field.usernameHint")}
            autoComplete="off"
            spellCheck={false}
            maxLength={32}
          />
        </div>
      </Section>
    </form>
  );
}
