import { Clock } from "lucide-react";
import { tierName } from "@/features/frame/names";
import { count, formatDate, formatNumber, t } from "@/i18n";
import { usePlace } from "@/place/place";
import { Badge, Card, Meter, Notice } from "@/ui/bits";
import { ConfirmButton } from "@/ui/confirm";
import { cancelPlan, type Subscription } from "./queries";
import { limitName } from "./words";

const TONES = {
  trial: "accent",
  active: "good",
  past_due: "warn",
  cancelled: "warn",
  suspended: "danger",
} as const;

/** The plan there is, how it stands, and what is used of it. */
export function Current({ subscription }: { subscription: Subscription }) {
  const { organization, can } = usePlace();
  const { tier, status, trial_ends_at, ends_at, limits, used } = subscription;
  const cancellable = can("billing:manage") && status === "active" && tier !== "free";
  return (
    <Card className="p-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="flex items-center gap-2.5">
          <h2 className="text-base font-semibold">{tierName(tier)}</h2>
          <Badge tone={TONES[status]}>{t(`status.${status}`)}</Badge>
          {subscription.free_of_charge && <Badge>{t("plan.sandbox")}</Badge>}
        </div>
        {cancellable && (
          <ConfirmButton
            look="quiet"
            label={t("plan.cancel")}
            title={t("plan.cancelTitle")}
            description={t("plan.cancelExplained")}
            action={t("plan.cancel")}
            run={() => cancelPlan(organization.id)}
          />
        )}
      </div>
      {status === "trial" && trial_ends_at && (
        <div className="mt-4">
          <Notice tone="accent" icon={Clock}>
            {count("trial.left", daysUntil(trial_ends_at), { date: formatDate(trial_ends_at) })}
          </Notice>
        </div>
      )}
      {status !== "trial" && ends_at && (
        <p className="mt-2 text-[0.8125rem] text-soft">
          {t("plan.endsAt", { date: formatDate(ends_at) })}
        </p>
      )}
      <ul className="mt-5 grid gap-5 sm:grid-cols-3">
        {Object.entries(limits).map(([name, limit]) => (
          <li key={name} className="flex flex-col gap-2">
            <div className="flex items-baseline justify-between gap-2 text-[0.8125rem]">
              <span className="text-soft">{limitName(name)}</span>
              <span className="font-medium tabular-nums">
                {formatNumber(used[name] ?? 0)}{" "}
                <span className="font-normal text-soft">
                  / {limit === null ? t("plan.unlimited") : formatNumber(limit)}
                </span>
              </span>
            </div>
            {limit !== null && (
              <Meter value={used[name] ?? 0} max={limit} label={limitName(name)} />
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

export const daysUntil = (moment: string, now = Date.now()): number =>
  Math.max(0, Math.ceil((new Date(moment).getTime() - now) / 86_400_000));
