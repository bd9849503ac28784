import { Link } from "@tanstack/react-router";
import { TrendingDown, TrendingUp } from "lucide-react";
import type { ReactNode } from "react";
import { formatNumber, t } from "@/i18n";
import { usePlace } from "@/place/place";
import { Card, Meter } from "@/ui/bits";
import { cn } from "@/ui/cn";
import type { OverviewRead } from "./queries";

/** The numbers of a workspace, against what the plan admits. */
export function Figures({ figures }: { figures: OverviewRead["figures"] }) {
  const { chatbots, members, messages } = figures;
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      <Figure name={t("figures.chatbots")} value={chatbots.count}>
        <Use used={chatbots.organization_used} limit={chatbots.limit} of={t("figures.chatbots")} />
      </Figure>
      <Figure name={t("figures.messages")} value={messages.count} aside={<Change of={messages} />}>
        <Use used={messages.organization_used} limit={messages.limit} of={t("figures.messages")} />
      </Figure>
      <Figure name={t("figures.members")} value={members}>
        <p className="text-xs text-soft">{t("figures.membersHint")}</p>
      </Figure>
    </div>
  );
}

function Figure(props: { name: string; value: number; aside?: ReactNode; children: ReactNode }) {
  return (
    <Card className="flex flex-col gap-3 p-4">
      <div>
        <h2 className="text-[0.8125rem] text-soft">{props.name}</h2>
        <p className="mt-1 flex items-baseline gap-2">
          <span className="text-2xl font-semibold tracking-tight tabular-nums">
            {formatNumber(props.value)}
          </span>
          {props.aside}
        </p>
      </div>
      <div className="mt-auto">{props.children}</div>
    </Card>
  );
}

function Use({ used, limit, of }: { used: number; limit: number | null; of: string }) {
  const { organization, can } = usePlace();
  if (limit === null) {
    return (
      <p className="text-xs text-soft">{t("figures.unlimited", { used: formatNumber(used) })}</p>
    );
  }
  const full = used >= limit;
  return (
    <div className="flex flex-col gap-1.5">
      <Meter value={used} max={limit} label={of} />
      <p className="flex justify-between gap-2 text-xs text-soft">
        <span>{t("figures.used", { used: formatNumber(used), limit: formatNumber(limit) })}</span>
        {full && can("billing:read") && (
          <Link
            to="/o/$organization/plan"
            params={{ organization: organization.slug }}
            className="font-medium text-accent-ink hover:underline"
          >
            {t("plan.see")}
          </Link>
        )}
      </p>
    </div>
  );
}

function Change({ of }: { of: OverviewRead["figures"]["messages"] }) {
  if (of.change === null) return null;
  const up = of.change >= 0;
  const Icon = up ? TrendingUp : TrendingDown;
  const percent = `${up ? "+" : "−"}${formatNumber(Math.abs(Math.round(of.change * 100)))} %`;
  const title = t("figures.change", { before: formatNumber(of.last_month_so_far) });
  return (
    <span
      title={title}
      className={cn(
        "inline-flex items-center gap-1 text-xs font-medium",
        up ? "text-good-ink" : "text-soft",
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      {percent}
      <span className="sr-only">{title}</span>
    </span>
  );
}
