import { useQuery } from "@tanstack/react-query";
import { ShieldAlert } from "lucide-react";
import { useState } from "react";
import { useTitle } from "@/app/page";
import { queries } from "@/app/queries";
import { Proofs } from "@/features/factors/proofs";
import { mfaQuery } from "@/features/factors/queries";
import { Factors } from "@/features/factors/section";
import { OtherOrganizations } from "@/features/frame/no-access";
import { LeaveQuestion } from "@/features/members/leave";
import { t } from "@/i18n";
import type { Organization } from "@/place/queries";
import { Card, Empty, Skeleton } from "@/ui/bits";
import { Button } from "@/ui/button";
import { Failure } from "@/ui/failure";

/** An organization asks for a second factor that this session has not shown: the ways in, and out. */
export default function ShutOut({ organization }: { organization: Organization }) {
  useTitle(t("shut.title", { name: organization.name }));
  const [leaving, setLeaving] = useState(false);
  const { name } = organization;
  return (
    <div className="mx-auto max-w-lg pt-[4vh]">
      <Empty whole icon={ShieldAlert} title={t("shut.title", { name })}>
        {t("shut.explained")}
      </Empty>
      <WayIn organization={organization} />
      <p className="my-6 text-center text-[0.8125rem] text-soft">
        {t("shut.orLeave")}{" "}
        <button
          type="button"
          onClick={() => setLeaving(true)}
          className="font-medium text-accent-ink hover:underline"
        >
          {t("leave.title", { name })}
        </button>
      </p>
      <OtherOrganizations than={organization} />
      <LeaveQuestion open={leaving} close={() => setLeaving(false)} organization={organization} />
    </div>
  );
}

function WayIn({ organization }: { organization: Organization }) {
  const { data, error, refetch } = useQuery(mfaQuery());
  const enter = () => knockAgain(organization.id);
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-40 w-full rounded-xl" />;
  if (data.enabled && data.verified_at === null) {
    return (
      <Card className="p-5">
        <p className="mb-4 text-[0.8125rem] text-soft">{t("shut.prove")}</p>
        <Proofs wanted="factor" done={() => void enter()} />
      </Card>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <Factors />
      {data.enabled && (
        <Button look="primary" size="wide" onClick={() => void enter()}>
          {t("shut.enter", { name: organization.name })}
        </Button>
      )}
    </div>
  );
}

/** Asks anew what this session has shown, and what the organization shows it now. */
async function knockAgain(organizationId: string) {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ["me"] }),
    queries.invalidateQueries({ queryKey: ["org", organizationId] }),
    queries.invalidateQueries({ queryKey: ["context", organizationId] }),
  ]);
}
