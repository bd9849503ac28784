import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { api, take } from "@/api/client";
import { TransferQuestion } from "@/features/members/actions";
import { LeaveQuestion } from "@/features/members/leave";
import { usePeople } from "@/features/members/people";
import { forget, membersQuery } from "@/features/members/queries";
import { t } from "@/i18n";
import { usePlace } from "@/place/place";
import { useUser } from "@/session/use";
import { Section } from "@/ui/bits";
import { Button } from "@/ui/button";
import { ConfirmButton } from "@/ui/confirm";
import { type Choice, Switcher } from "@/ui/switcher";
import { toast } from "@/ui/toast";

/** What cannot be undone, each behind a question; what one may not do is not offered. */
export function Danger() {
  const { organization, can } = usePlace();
  const navigate = useNavigate();
  const [leaving, setLeaving] = useState(false);
  const onlyOwner = useOnlyOwner();
  return (
    <Section title={t("danger.title")} danger>
      {can("org:transfer") && (
        <Row title={t("transfer.heading")} hint={t("transfer.hint")}>
          <Transfer />
        </Row>
      )}
      <Row
        title={t("organization.leave")}
        hint={onlyOwner ? t("leave.onlyOwner") : t("leave.hint")}
      >
        {!onlyOwner && (
          <Button look="warn" onClick={() => setLeaving(true)}>
            {t("organization.leave")}
          </Button>
        )}
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

/** Whether nobody else owns the organization: who does so cannot leave it. */
function useOnlyOwner(): boolean {
  const { organization } = usePlace();
  const { data } = useQuery({
    ...membersQuery(organization.id, { page: 1, limit: 2, sort: "role" }),
    enabled: organization.user_role === "owner",
  });
  return data !== undefined && data.members.filter(({ role }) => role === "owner").length === 1;
}

/** Finds who becomes the owner, however many members there are. */
function Transfer() {
  const [chosen, setChosen] = useState<Choice | null>(null);
  const [asking, setAsking] = useState(false);
  if (useOthers("")?.length === 0) {
    return <span className="text-soft">{t("transfer.nobody")}</span>;
  }
  return (
    <>
      <div className="w-52">
        <Switcher
          label={t("transfer.to")}
          searchLabel={t("members.search")}
          triggerClassName="h-9 border border-line-strong bg-surface shadow-xs"
          trigger={
            <span className="truncate text-[0.8125rem]">
              {chosen?.name ?? t("transfer.choose")}
            </span>
          }
          current={chosen?.id ?? null}
          useChoices={useOthers}
          onPick={setChosen}
        />
      </div>
      <Button look="warn" onClick={() => setAsking(true)} disabled={chosen === null}>
        {t("transfer.action")}
      </Button>
      {chosen && <TransferQuestion open={asking} close={() => setAsking(false)} member={chosen} />}
    </>
  );
}

function useOthers(q: string): Choice[] | undefined {
  const user = useUser();
  return usePeople(q)?.filter((one) => one.value !== user.id);
}
