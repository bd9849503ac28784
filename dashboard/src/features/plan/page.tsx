import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Spot } from "@/app/loaders";
import { PageSkeleton, useTitle } from "@/app/page";
import { queries } from "@/app/queries";
import { t } from "@/i18n";
import { usePlace } from "@/place/place";
import { Notice, PageHead } from "@/ui/bits";
import { Failure } from "@/ui/failure";
import { ChangeDialog } from "./change";
import { Current } from "./current";
import { PlanCard } from "./plan-card";
import { type Plan as PlanRead, plansQuery, subscriptionQuery } from "./queries";
import { Usage } from "./usage";

/** Reads the plans and the subscription before they are shown. */
export const ahead = ({ organization }: Spot) =>
  Promise.all([
    queries.prefetchQuery(plansQuery()),
    queries.prefetchQuery(subscriptionQuery(organization.id)),
  ]);

/** What the organization has, what it uses of it, and what else there is. */
export function Plan() {
  const { organization, can } = usePlace();
  useTitle(t("nav.plan"), organization.name);
  const plans = useQuery(plansQuery());
  const subscription = useQuery(subscriptionQuery(organization.id));
  const [chosen, setChosen] = useState<PlanRead | null>(null);
  const failed = [plans, subscription].find((one) => one.isError && !one.data);
  if (failed) return <Failure error={failed.error} retry={() => void failed.refetch()} />;
  if (!plans.data || !subscription.data) return <PageSkeleton />;
  const all = plans.data.plans;
  const place = (tier: string) => all.findIndex((one) => one.tier === tier);
  const manages = can("billing:manage");
  return (
    <>
      <PageHead title={t("nav.plan")} description={t("plan.description")} />
      <div className="flex flex-col gap-6">
        <Current subscription={subscription.data} />
        {!manages && <Notice>{t("plan.ownersOnly")}</Notice>}
        <section aria-label={t("plan.all")} className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
          {all.map((plan) => (
            <PlanCard
              key={plan.tier}
              plan={plan}
              current={plan.tier === subscription.data.tier}
              trial={subscription.data.status === "trial"}
              up={place(plan.tier) > place(subscription.data.tier)}
              onChoose={manages ? () => setChosen(plan) : undefined}
            />
          ))}
        </section>
        <Usage />
      </div>
      {chosen && (
        <ChangeDialog
          plan={chosen}
          subscription={subscription.data}
          close={() => setChosen(null)}
        />
      )}
    </>
  );
}
