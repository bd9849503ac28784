import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { api, take } from "@/api/client";
import { TransferQuestion } from "@/features/members/actions";
import { LeaveQuestion } from "@/features/members/leave";
import { forget, membersQuery } from "@/features/members/queries";
import { t } from "@/i18n";
import { usePlace } from "@/place/place";
import { nameOf, useUser } from "@/session/use";
import { Section } from "@/ui/bits";
import { Button } from "@/ui/button";
import { ConfirmButton } from "@/ui/confirm";
import { Select } from "@/ui/select";
import { toast } from "@/ui/toast";

/** What cannot be undone, each behind a question; what one may not do is not offered. */
export function Danger() {
  const { organization, can } = usePlace();
  const navigate = useNavigate();
  const [leaving, setLeaving] = useState(false);
  return (
    <Section title={t("danger.title")} danger>
      {can("org:transfer") && (
        <Row title={t("transfer.heading")} hint={t("transfer.hint")}>
          <Transfer />
        </Row>
      )}
      <Row
        title={t("organization.leave")}
        hint={can("org:transfer") ? t("leave.hintOwner") : t("leave.hint")}
      >
        <Button look="warn" onClick={() => setLeaving(true)}>
          {t("organization.leave")}
        </Button>
        <LeaveQuestion open={leaving} close={() => setLeaving(false)} organization={organization} />
      </Row>
      {can("org:delete") && (
        <Row title={t("organization.delete")} hint={t("delete.hint")}>
          <ConfirmButton
            label={t("organization.delete")}
            title={t("delete.title", { name: organization.name })}
            description={t("delete.explained")}
            action={t("organization.delete")}
            typed={organization.name}
            run={async () => {
              await take(
                api.DELETE("/api/v1/orgs/{org_id}", {
                  params: { path: { org_id: organization.id } },
                }),
              );
              toast(t("delete.done", { name: organization.name }));
              await navigate({ to: "/" });
              await forget(organization.id);
            }}
          />
        </Row>
      )}
    </Section>
  );
}

export function Row(props: { title: string; hint: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4 first:border-0 first:pt-0">
      <div className="min-w-0 grow basis-60">
        <h3 className="text-[0.8125rem] font-medium">{props.title}</h3>
        <p className="mt-0.5 text-[0.8125rem] text-soft">{props.hint}</p>
      </div>
      <div className="flex flex-wrap gap-2">{props.children}</div>
    </div>
  );
}

/** Chooses who becomes the owner. */
function Transfer() {
  const { organization } = usePlace();
  const user = useUser();
  const query = { page: 1, limit: 100, sort: "name" };
  const { data } = useQuery(membersQuery(organization.id, query));
  const others = data?.members.filter((one) => one.user_id !== user.id) ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const member = others.find((one) => one.id === chosen) ?? others[0];
  if (member === undefined) return <span className="text-soft">{t("transfer.nobody")}</span>;
  return (
    <>
      <Select
        label={t("transfer.to")}
        value={member.id}
        onChange={setChosen}
        options={others.map((one) => ({ value: one.id, label: nameOf(one) }))}
        className="w-44"
      />
      <Button look="warn" onClick={() => setAsking(true)}>
        {t("transfer.action")}
      </Button>
      <TransferQuestion open={asking} close={() => setAsking(false)} member={member} />
    </>
  );
}
